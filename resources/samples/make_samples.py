# ruff: noqa: INP001
"""Makes the sample drawings: `python resources/samples/make_samples.py QUICKDRAW.ndjson [--sheet SHEET.png]`.

The drawings are from Quick, Draw! by Google (CC BY 4.0, see CREDITS.md); the argument is an .ndjson file that holds the
drawings named below by their key_id. They are placed, scaled, and their corners rounded; prompts and boxes are ours.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io import project_file
from sketchpad.document.io.quickdraw import from_quickdraw
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.raster import render_lines

SIZE = 256
LINE_WIDTH = 3.0
ROOM = 0.02  # of the picture, between a thing and its box
Rect = tuple[float, float, float, float]
LARGE: Rect = (0.14, 0.14, 0.86, 0.86)


@dataclass(frozen=True)
class Thing:
    """A drawing of one word and where it stands."""

    phrase: str
    key_id: str
    rect: Rect = LARGE


@dataclass(frozen=True)
class Recipe:
    """One sample."""

    name: str
    english: str
    chinese: str
    prompt: str
    things: tuple[Thing, ...]


def single(name: str, chinese: str, key_id: str, prompt: str) -> Recipe:
    return Recipe(
        name.replace(" ", "-"), name.capitalize(), chinese, prompt, (Thing(name, key_id),)
    )


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "house-and-tree",
        "House, tree and sun",
        "房子、树和太阳",
        "a house, a tree and a sun, flat illustration, on grass under a blue sky",
        (
            Thing("house", "4774272331415552", (0.08, 0.4, 0.5, 0.88)),
            Thing("tree", "6718527320883200", (0.58, 0.34, 0.94, 0.88)),
            Thing("sun", "6055620643913728", (0.66, 0.04, 0.94, 0.3)),
        ),
    ),
    single("cat", "猫", "6196755135725568", "a cat, flat illustration, on a light blue background"),
    single(
        "house", "房子", "4774272331415552", "a house, flat illustration, on grass under a blue sky"
    ),
    single("sailboat", "帆船", "6446361601900544", "a sailboat, flat illustration, on the sea"),
    single(
        "apple", "苹果", "5546629002166272", "a red apple, flat illustration, on a white background"
    ),
    single("car", "汽车", "4858658959654912", "a red car, flat illustration, on a road"),
    single(
        "bicycle",
        "自行车",
        "6187667635044352",
        "a bicycle, flat illustration, on a yellow background",
    ),
    single(
        "umbrella",
        "雨伞",
        "5060802019065856",
        "a purple umbrella, flat illustration, on a light gray background",
    ),
    single(
        "fish", "鱼", "5385703221362688", "a fish, flat illustration, on a light blue background"
    ),
    single(
        "airplane",
        "飞机",
        "6670046841536512",
        "an airplane, flat illustration, on a light blue background",
    ),
    single(
        "mushroom",
        "蘑菇",
        "6576168079720448",
        "a mushroom, flat illustration, on a light green background",
    ),
    single(
        "birthday cake",
        "生日蛋糕",
        "5100545041760256",
        "a birthday cake, flat illustration, on a pink background",
    ),
    single("owl", "猫头鹰", "6329943778656256", "an owl, flat illustration, at night"),
    single(
        "butterfly",
        "蝴蝶",
        "4817223078117376",
        "a butterfly, flat illustration, on a beige background",
    ),
    Recipe(
        "beach",
        "Palm tree, crab and sun",
        "棕榈树、螃蟹和太阳",
        "a palm tree, a crab and a sun, flat illustration, on a sandy beach",
        (
            Thing("palm tree", "4931985225023488", (0.04, 0.2, 0.5, 0.88)),
            Thing("crab", "4948569033277440", (0.56, 0.58, 0.92, 0.9)),
            Thing("sun", "5415290848411648", (0.64, 0.06, 0.94, 0.34)),
        ),
    ),
    Recipe(
        "at-sea",
        "Sailboat, whale and cloud",
        "帆船、鲸鱼和云",
        "a sailboat, a whale and a cloud, flat illustration, on the sea",
        (
            Thing("sailboat", "6446361601900544", (0.06, 0.28, 0.46, 0.72)),
            Thing("whale", "4804135977222144", (0.52, 0.6, 0.95, 0.9)),
            Thing("cloud", "6509569851260928", (0.54, 0.08, 0.92, 0.34)),
        ),
    ),
    Recipe(
        "winter",
        "Snowman and house",
        "雪人和房子",
        "a snowman and a house, flat illustration, in the snow",
        (
            Thing("snowman", "6248191743754240", (0.1, 0.3, 0.38, 0.9)),
            Thing("house", "5372917690925056", (0.48, 0.3, 0.92, 0.88)),
        ),
    ),
    Recipe(
        "night",
        "Owl, tree and moon",
        "猫头鹰、树和月亮",
        "an owl, a tree and a moon, flat illustration, at night",
        (
            Thing("owl", "6329943778656256", (0.56, 0.5, 0.84, 0.92)),
            Thing("tree", "4593716037681152", (0.06, 0.2, 0.48, 0.92)),
            Thing("moon", "5431885159202816", (0.64, 0.06, 0.9, 0.32)),
        ),
    ),
    Recipe(
        "breakfast",
        "Strawberry and pear",
        "草莓和梨",
        "a strawberry and a pear, flat illustration, on a wooden table",
        (
            Thing("strawberry", "4506330360446976", (0.08, 0.3, 0.46, 0.82)),
            Thing("pear", "6442724054007808", (0.54, 0.18, 0.92, 0.82)),
        ),
    ),
)


def rounded(line: NDArray[np.float32], passes: int = 3) -> NDArray[np.float32]:
    """Corners cut (Chaikin 1974), except sharp ones, which were meant; the ends stay."""
    for _ in range(passes):
        if len(line) < 3:
            return line
        before, after = line[1:-1] - line[:-2], line[2:] - line[1:-1]
        lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
        sharp = (before * after).sum(axis=1) < 0.5 * lengths
        pieces = [line[:1]]
        for corner, previous, following, keep in zip(
            line[1:-1], line[:-2], line[2:], sharp, strict=True
        ):
            cut = (
                [corner]
                if keep
                else [0.75 * corner + 0.25 * previous, 0.75 * corner + 0.25 * following]
            )
            pieces.append(np.array(cut))
        line = np.concatenate([*pieces, line[-1:]])
    return line


def build(recipe: Recipe, drawings: dict[str, dict[str, Any]]) -> Document:
    """The sample as a drawing, a box around each thing."""
    strokes: list[Stroke] = []
    boxes: list[Box] = []
    for thing in recipe.things:
        found = from_quickdraw(drawings[thing.key_id], SIZE, SIZE, rect=thing.rect)
        here = [Stroke(rounded(stroke.points[:, :2]), LINE_WIDTH) for stroke in found.strokes]
        strokes += here
        boxes.append(around(thing.phrase, here))
    return Document(SIZE, SIZE, tuple(strokes), tuple(boxes), recipe.prompt)


def around(phrase: str, strokes: Iterable[Stroke]) -> Box:
    corners = np.array([stroke.bounds for stroke in strokes]) / SIZE
    low, high = corners[:, :2].min(axis=0) - ROOM, corners[:, 2:].max(axis=0) + ROOM
    x0, y0, x1, y1 = (round(float(value), 3) for value in (*low, *high))
    return Box.between(phrase, (x0, y0), (x1, y1))


def sheet(documents: list[Document], columns: int = 6) -> NDArray[np.uint8]:
    """All samples on one picture, boxes thin and grey."""
    cells = []
    for document in documents:
        cell = 255 - render_lines(document, SIZE, SIZE)
        for box in document.boxes:
            x0, y0, x1, y1 = (round(value * (SIZE - 1)) for value in box.rect)
            cv2.rectangle(cell, (x0, y0), (x1, y1), 190, 1)
            cv2.putText(
                cell,
                box.phrase,
                (x0 + 2, y0 + 10),
                cv2.FONT_HERSHEY_SIMPLEX,
                0.35,
                120,
                1,
                cv2.LINE_AA,
            )
        cells.append(cv2.rectangle(cell, (0, 0), (SIZE - 1, SIZE - 1), 150, 1))
    cells += [np.full((SIZE, SIZE), 255, np.uint8)] * (-len(cells) % columns)
    return np.vstack([np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("quickdraw", type=Path)
    parser.add_argument("--sheet", type=Path, help="also write all samples on one picture")
    arguments = parser.parse_args()
    with arguments.quickdraw.open(encoding="utf-8") as lines:
        drawings = {one["key_id"]: one for one in map(json.loads, lines)}
    folder = Path(__file__).parent
    documents = [build(recipe, drawings) for recipe in RECIPES]
    index = []
    for recipe, document in zip(RECIPES, documents, strict=True):
        project_file.save(document, folder / f"{recipe.name}{project_file.SUFFIX}")
        title = {"en": recipe.english, "zh_CN": recipe.chinese}
        index.append(
            {"name": recipe.name, "file": f"{recipe.name}{project_file.SUFFIX}", "title": title}
        )
    text = json.dumps({"samples": index}, ensure_ascii=False, indent=2)
    (folder / "index.json").write_text(text + "\n", encoding="utf-8")
    if arguments.sheet is not None:
        cv2.imwrite(str(arguments.sheet), sheet(documents))


if __name__ == "__main__":
    main()
