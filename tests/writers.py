"""Everything that the program writes, each under a number, and how one sees which numbers are in the files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from sketchpad.document.io import project_file
from sketchpad.document.io.autosave import Autosave, recoveries
from sketchpad.document.io.layered.files import SUFFIXES as LAYERED
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.prompt.history import PromptHistory
from sketchpad.document.prompt.styles import OwnStyles, Style
from sketchpad.gallery import files
from sketchpad.gallery.comparisons import load_comparison, save_comparison
from sketchpad.gallery.library import Library
from sketchpad.gallery.rebuild import take_in_new
from sketchpad.gallery.record import Filter, Finished
from sketchpad.generation.comparison.matrix import Change, Matrix, Plan
from sketchpad.generation.export.animation import export_steps
from sketchpad.generation.export.bundle import load_bundle, save_bundle
from sketchpad.generation.export.drawing_file import export_drawing, export_layers
from sketchpad.generation.export.html_report import ReportCell, export_report
from sketchpad.generation.export.picture import FORMATS, export_picture, read_settings
from sketchpad.generation.export.sheet import SheetCell
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.presets import Preset, Presets
from sketchpad.generation.request.request import Lora, Request, Sampling
from sketchpad.models.catalogue.catalogue import add_model, catalogue, entry_of
from sketchpad.settings import Preferences
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.files.recent_files import RecentFiles
from tests.document.strategies import noise_png

PICTURE = np.zeros((128, 128, 3), np.uint8)


class Writer(NamedTuple):
    """How something is written under a number, and the numbers that are in the files after it.

    0 is written first, then 1.

    Args:
        after: what is in the files then.
        several: 1 is written in several steps, of which the first ones may be done where a later one fails.
        silent: it is only remembered: a failure goes to the log.
    """

    write: Callable[[Path, int], object]
    read: Callable[[Path], set[int]]
    suffix: str = ".json"
    after: tuple[int, ...] = (1,)
    several: bool = False
    silent: bool = False


def drawing(number: int) -> Document:
    boxes = (Box("a cat", (0, 0, 1, 1), picture=noise_png(16, 16, 1)),)
    return Document(128, 128, (Stroke([(1, 2), (3, 4)]),), boxes, prompt=str(number))


def request(number: int) -> Request:
    return Request(drawing(number), Sampling(number, 4, 4.0))


def read_picture(path: Path) -> set[int]:
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document == drawing(saved.request.sampling.seed)
    return {saved.request.sampling.seed}


def add(number: int) -> None:
    content: dict[str, Any] = {
        "id": f"m{number}",
        "kind": "base",
        "family": "sd1",
        "name": "Mine",
        "repo": "me/mine",
        "revision": "main",
        "licence": "MIT",
        "licence_url": "https://example.org",
        "size": 5,
        "files": [{"path": "model_index.json"}],
    }
    add_model(entry_of(content))


def assign(number: int) -> None:
    actions = [QAction(QApplication.instance()) for _ in range(2)]
    for index, action in enumerate(actions):
        action.setObjectName(f"a{index}")
    ShortcutStore(actions).assign(f"a{number}", QKeySequence(f"Ctrl+{number}"))


def assigned() -> set[int]:
    actions = [QAction(QApplication.instance()) for _ in range(2)]
    for index, action in enumerate(actions):
        action.setObjectName(f"a{index}")
    store = ShortcutStore(actions)
    return {number for number in range(2) if store.is_changed(f"a{number}")}


def made(number: int) -> Request:
    """With what no picture says, so that everything is written that there can be."""
    asked = request(number)
    return Request(asked.document, asked.sampling, loras=(Lora("/lora"),))


def into_gallery(folder: Path, number: int) -> None:
    with closing(Library(folder)) as library:
        library.add(Finished(made(number), PICTURE + number, created=1e9 + number))


def in_gallery(folder: Path) -> set[int]:
    """The seeds; every picture that the database knows is there with all that made it, and no other."""
    with closing(Library(folder)) as library:
        take_in_new(library)  # as at every start: of what was killed
        records = library.records(library.ids())
        for record in records:
            assert library.request(record) == made(record.seed)
            np.testing.assert_array_equal(library.picture(record), PICTURE + record.seed)
        there = {name for day in files.days(folder) for name in files.pictures(day)}
        assert there == {record.file for record in records}
    return {record.seed for record in records}


def star(folder: Path, number: int) -> None:
    """Pictures 0 and 1 are there; `number` gets a star."""
    if number == 0:
        into_gallery(folder, 0)
        into_gallery(folder, 1)
    with closing(Library(folder)) as library:
        library.set_star([number + 1], True)


def thrown_away(folder: Path, number: int) -> None:
    """Pictures 0 and 1 are there; 1 is deleted, and the bin emptied."""
    if number == 0:
        into_gallery(folder, 0)
        into_gallery(folder, 1)
        return
    with closing(Library(folder)) as library:
        library.delete([2])
        library.empty_bin()


def not_thrown_away(folder: Path) -> set[int]:
    """Picture 1 may be in the bin, too, whole or without its files."""
    with closing(Library(folder)) as library:
        records = library.records([*library.ids(), *library.ids(Filter(in_bin=True))])
        there = {name for day in files.days(folder) for name in files.pictures(day)}
        assert there <= {record.file for record in records}
        (kept,) = (record for record in records if record.seed == 0)
        np.testing.assert_array_equal(library.picture(kept), PICTURE)
    return {record.seed for record in records}


def scored(folder: Path, number: int) -> None:
    if number == 0:
        into_gallery(folder, 0)
    with closing(Library(folder)) as library:
        library.set_scores(1, {"score": number})


def score(folder: Path) -> set[int]:
    with closing(Library(folder)) as library:
        record = library.record(1)
    assert record is not None
    return {int(record.score_values["score"])}


def recover(folder: Path, number: int) -> None:
    """A journal with 0; one that is begun with 0 and 1, and one change more."""
    saver = Autosave(folder)
    try:
        for change in (drawing(number), drawing(number).with_strokes(())):
            saver.write(change).result()
    finally:
        saver.close()


def starred(folder: Path) -> set[int]:
    with closing(Library(folder)) as library:
        return {record.seed for record in library.records(library.ids(Filter(star=True)))}


def export_animation(path: Path, number: int) -> None:
    frames = [PICTURE + np.uint8(50 * step) for step in range(2 + number)]
    export_steps([(SheetCell("a", PICTURE, request(0), 1.0), frames)], path)


def animated(path: Path) -> set[int]:
    """There is a frame for each step, and the finished picture."""
    with Image.open(path) as image:
        return {image.n_frames - 3}


def page(number: int) -> Document:
    return drawing(number).resized(128 + 64 * number, 128)


def width(path: Path) -> set[int]:
    """Of the page, by which `page` is known."""
    if path.suffix == ".svg":
        return {int('width="192"' in path.read_text("utf-8"))}
    with ExitStack() as stack:
        data: Any = path
        if path.suffix == ".ora":
            package = stack.enter_context(zipfile.ZipFile(path))
            data = stack.enter_context(package.open("mergedimage.png"))
        return {stack.enter_context(Image.open(data)).width // 64 - 2}


WRITERS = {
    "drawing": Writer(
        lambda path, n: project_file.save(drawing(n), path),
        lambda path: {int(project_file.load(path)[0].prompt)},
        ".sketchpad",
    ),
    "recovery": Writer(
        recover,
        lambda folder: {int(one.load()[0].prompt) for one in recoveries(folder)},
        ".d",
        (0, 1),
        several=True,
    ),
    **{
        f"picture {suffix}": Writer(
            lambda path, n: export_picture(PICTURE, request(n), path), read_picture, suffix
        )
        for suffix in FORMATS
    },
    **{
        f"layers {suffix}": Writer(
            lambda path, n: export_layers(page(n), None, path), width, suffix
        )
        for suffix in LAYERED
    },
    "lines": Writer(lambda path, n: export_drawing(page(n), path), width, ".svg"),
    "animation": Writer(export_animation, animated, ".gif"),
    "report": Writer(
        lambda path, n: export_report([ReportCell(f"cell {n}", PICTURE, request(n))], path),
        lambda path: {int("cell 1" in path.read_text("utf-8"))},
        ".html",
    ),
    "bundle": Writer(
        lambda path, n: save_bundle([("a", Plan(request(n)), PICTURE, "")], path),
        lambda path: {load_bundle(path).cells[0].plan.request.sampling.seed},
        ".sketchcompare",
    ),
    "preferences": Writer(
        lambda path, n: Preferences().with_value("seed", n + 1).save(path),
        lambda path: {int(Preferences.load(path)["seed"]) - 1},
    ),
    "presets": Writer(
        lambda _, n: Presets().save(Preset(str(n), (MethodSettings("gligen", 1.0),))),
        lambda _: {int(one.name) for one in Presets().present()},
        after=(0, 1),
    ),
    "styles": Writer(
        lambda _, n: OwnStyles().save(Style(str(n), "a")),
        lambda _: {int(one.name) for one in OwnStyles().present()},
        after=(0, 1),
    ),
    "prompts": Writer(
        lambda _, n: PromptHistory().add(str(n), ""),
        lambda _: {int(prompt) for prompt, _ in PromptHistory().present()},
        after=(0, 1),
    ),
    "own models": Writer(
        lambda _, n: add(n),
        lambda _: {n for n in range(2) if f"m{n}" in catalogue()},
        after=(0, 1),
    ),
    "recent files": Writer(
        lambda path, n: RecentFiles().add(path.with_name(str(n))),
        lambda path: {n for n in range(2) if RecentFiles().has(path.with_name(str(n)))},
        after=(0, 1),
        silent=True,
    ),
    "shortcuts": Writer(lambda _, n: assign(n), lambda _: assigned(), after=(0, 1), silent=True),
    "gallery": Writer(into_gallery, in_gallery, ".d", (0, 1)),
    "stars": Writer(star, starred, ".d", (0, 1)),
    "scores": Writer(scored, score, ".d"),
    "bin": Writer(thrown_away, not_thrown_away, ".d", (0,), several=True),
    "comparison": Writer(
        lambda path, n: save_comparison(path, "a", Matrix(request(n), (Change("seed", n),))),
        lambda path: {load_comparison(path, "a").base.sampling.seed},
        ".d",
    ),
}
