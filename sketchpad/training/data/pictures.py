"""The picture set: what the list names is fetched, rendered with transparency and packed into one file.

The pack is a plain ZIP of WebP files with an ``index.json``; training runs from it alone, without a network.
Sources and licences: resources/training/pictures.tsv, CREDITS.md.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from sketchpad import paths
from sketchpad.terminal import ProgressLine

NPM = {
    "fluent-3d": ("@lobehub/fluent-emoji-3d", "1.1.0"),
    "fluent-emoji-flat": ("@iconify-json/fluent-emoji-flat", "1.2.6"),
    "noto": ("@iconify-json/noto", "1.2.9"),
    "noto-v1": ("@iconify-json/noto-v1", "1.2.5"),
    "twemoji": ("@iconify-json/twemoji", "1.2.5"),
    "emojione": ("@iconify-json/emojione", "1.2.3"),
    "fxemoji": ("@iconify-json/fxemoji", "1.2.2"),
    "streamline-emojis": ("@iconify-json/streamline-emojis", "1.2.4"),
}
DEBIAN = {"openclipart": "openclipart-svg", "sweethome3d": "sweethome3d-furniture"}
STYLES = {
    "fluent-3d": "3D",
    "fluent-emoji-flat": "flat",
    "noto": "shaded",
    "noto-v1": "blob",
    "twemoji": "flat sticker",
    "emojione": "detailed flat",
    "fxemoji": "rounded flat",
    "streamline-emojis": "outlined cartoon",
    "openclipart": "clip art",
    "sweethome3d": "3D render",
}
ALLOWED_LICENCES = frozenset(
    {"MIT", "Apache-2.0", "CC-BY-4.0", "CC-BY-3.0", "CC0", "CC0-1.0", "CC0/PD", "PD"}
)
PACKED_SIZE = 320


@dataclass(frozen=True)
class Picture:
    """One line of the list; ``concept`` is the words for it, ``base`` the same without colour or size."""

    source: str
    id: str
    concept: str
    base: str
    group: str
    concrete: bool
    styles: int
    boxed: bool
    licence: str

    @property
    def style(self) -> str:
        return STYLES[self.source]


def read_list(path: Path | None = None) -> list[Picture]:
    """All pictures of the curated list; a licence outside the allow-list raises ``ValueError``."""
    path = path or paths.resources() / "training" / "pictures.tsv"
    pictures = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["licence"] not in ALLOWED_LICENCES:
                raise ValueError(
                    f"{row['source']}/{row['id']}: licence {row['licence']} is not allowed"
                )
            names = ("source", "id", "concept", "base", "group", "licence")
            fields: dict[str, Any] = {name: row[name] for name in names}
            fields |= {name: row[name] == "1" for name in ("concrete", "boxed")}
            pictures.append(Picture(**fields, styles=int(row["styles_of_base"])))
    return pictures


def fetch(folder: Path) -> None:
    """Download the packages with the ordinary clients (npm, apt-get); what is already there is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, (name, version) in NPM.items():
        if not (folder / source).exists():
            packed = subprocess.run(
                ["npm", "pack", "--silent", f"{name}@{version}"],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()[-1]
            with tarfile.open(folder / packed) as archive:
                archive.extractall(folder / source, filter="data")
    for source, name in DEBIAN.items():
        if not (folder / source).exists():
            subprocess.run(
                ["apt-get", "download", name], cwd=folder, check=True, capture_output=True
            )
            deb = next(folder.glob(f"{name}_*.deb"))
            subprocess.run(["dpkg-deb", "-x", deb.name, source], cwd=folder, check=True)


def render_all(
    pictures: list[Picture], folder: Path, size: int
) -> Iterator[tuple[Picture, np.ndarray]]:
    """Yield every picture that can be drawn, as RGBA uint8 cropped to what is visible, long side ``size``."""
    icon_sets: dict[str, dict] = {}
    archives: dict[str, tuple[zipfile.ZipFile, dict[str, str]]] = {}
    for picture in pictures:
        try:
            if picture.source == "fluent-3d":
                raw = (folder / "fluent-3d" / "package" / "assets" / picture.id).read_bytes()
                rgba = _decode(raw)
            elif picture.source == "openclipart":
                svg = folder / "openclipart" / "usr/share/openclipart/svg" / picture.id
                rgba = _draw_svg(
                    mend_svg(svg.read_text(encoding="utf-8", errors="replace")), size * 2
                )
            elif picture.source == "sweethome3d":
                rgba = _furniture(picture.id, folder / "sweethome3d", archives)
            else:
                if picture.source not in icon_sets:
                    icons = folder / picture.source / "package" / "icons.json"
                    icon_sets[picture.source] = json.loads(icons.read_text(encoding="utf-8"))
                rgba = _draw_svg(_icon_svg(icon_sets[picture.source], picture.id), size + 32)
        except (OSError, KeyError, ValueError) as problem:
            ProgressLine().note(f"left out {picture.source}/{picture.id}: {problem}")
            continue
        cropped = crop_to_visible(rgba)
        if cropped is not None:
            yield picture, _fit(cropped, size)


def pack(pictures: list[Picture], folder: Path, target: Path, size: int = PACKED_SIZE) -> int:
    """Render into one ZIP of WebP files with an index; returns how many pictures it holds."""
    index: list[dict[str, object]] = []
    with zipfile.ZipFile(target.with_suffix(".part"), "w", zipfile.ZIP_STORED) as archive:
        for picture, rgba in render_all(pictures, folder, size):
            name = f"{len(index):05d}.webp"
            buffer = io.BytesIO()
            Image.fromarray(rgba).save(buffer, "WEBP", quality=92, alpha_quality=100, exact=False)
            archive.writestr(name, buffer.getvalue())
            index.append({"file": name, **asdict(picture)})
        archive.writestr("index.json", json.dumps(index))
    target.with_suffix(".part").replace(target)
    return len(index)


def read_pack(path: Path) -> list[tuple[Picture, np.ndarray]]:
    """The packed pictures, RGBA uint8 (h, w, 4) each."""
    with zipfile.ZipFile(path) as archive:
        rows = {row.pop("file"): row for row in json.loads(archive.read("index.json"))}
        return [(Picture(**row), _decode(archive.read(name))) for name, row in rows.items()]


def held_out(picture: Picture) -> bool:
    """One picture in twenty is never trained on (by its name, so the split never moves)."""
    return zlib.crc32(f"{picture.source}/{picture.id}".encode()) % 20 == 0


def crop_to_visible(rgba: np.ndarray) -> np.ndarray | None:
    visible = trimmed(rgba)
    return visible if min(visible.shape[:2]) >= 8 else None


def trimmed(rgba: np.ndarray) -> np.ndarray:
    """The least rectangle, maybe of no pixels, with everything that is visible."""
    x, y, width, height = cv2.boundingRect((rgba[..., 3] > 8).astype(np.uint8))
    return rgba[y : y + height, x : x + width]


PIXELS_PER = {
    "": 1.0,
    "px": 1.0,
    "pt": 1.25,
    "pc": 15.0,
    "mm": 90 / 25.4,
    "cm": 90 / 2.54,
    "in": 90.0,
}
"""Lengths of SVG files from before 2017, when an inch had 90 pixels."""
_LENGTH = r"""(\s{})\s*=\s*["']\s*([\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*["']"""


def mend_svg(text: str) -> str:
    """Old files lack the name space or the view box that today's renderers ask for, or say sizes with units."""
    start = text.find("<svg")
    if start < 0:
        raise ValueError("not an SVG")
    end = text.find(">", start)
    head = text[start:end]
    if not re.search(r"\sxmlns\s*=", head):
        head += ' xmlns="http://www.w3.org/2000/svg"'
    if not re.search(r"\sxmlns:xlink\s*=", head):
        head += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    sides = []
    for name in ("width", "height"):
        pattern = re.compile(_LENGTH.format(name))
        match = pattern.search(head)
        factor = PIXELS_PER.get(match[3]) if match else None
        if match and factor:
            sides.append(f"{float(match[2]) * factor:g}")
            head = pattern.sub(rf'\1="{sides[-1]}"', head, count=1)
    if "viewBox" not in head and len(sides) == 2:
        head += f' viewBox="0 0 {sides[0]} {sides[1]}"'
    return head + text[end:]


def _icon_svg(icons: dict, name: str) -> str:
    icon = icons["icons"][name]
    width = icon.get("width", icons.get("width", 16))
    height = icon.get("height", icons.get("height", 16))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{icon["body"]}</svg>'
    )


def _draw_svg(svg: str, size: int) -> np.ndarray:
    import resvg_py

    try:
        drawn = resvg_py.svg_to_bytes(svg_string=svg, width=size)
    except Exception as problem:
        raise ValueError(str(problem)[:80]) from problem
    return _decode(bytes(drawn))


def _decode(raw: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(raw), formats=["PNG", "WEBP"]) as image:
        return np.array(image.convert("RGBA"))


def _furniture(
    name: str, folder: Path, archives: dict[str, tuple[zipfile.ZipFile, dict[str, str]]]
) -> np.ndarray:
    library, icon = name.split("/", 1)
    if library not in archives:
        path = folder / "usr/share/sweethome3d/furniture" / f"{library}.sh3f"
        archive = zipfile.ZipFile(path)
        lines = archive.read("PluginFurnitureCatalog.properties").decode("latin-1")
        archives[library] = (archive, furniture_icons(library, lines))
    archive, table = archives[library]
    return _decode(archive.read(table[icon]))


def furniture_icons(library: str, lines: str) -> dict[str, str]:
    """Name in the list -> path of the icon in the archive, from a library's catalogue of furniture."""
    ids = dict(re.findall(r"^id#(\d+)\s*=[^#\n]*#\s*(\S+)", lines, re.MULTILINE))
    icons = dict(re.findall(r"^icon#(\d+)\s*=\s*/?(\S+)", lines, re.MULTILINE))
    return {f"{library}_{ids[n]}.png": icons[n] for n in ids if n in icons}


def _fit(rgba: np.ndarray, size: int) -> np.ndarray:
    """Scale so that the longer side is ``size``, with premultiplied colours so that edges stay clean."""
    height, width = rgba.shape[:2]
    scale = size / max(height, width)
    new = (max(8, round(width * scale)), max(8, round(height * scale)))
    alpha = rgba[..., 3:].astype(np.float32) / 255
    premultiplied = np.concatenate([rgba[..., :3] * alpha, alpha * 255], axis=2)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = np.clip(cv2.resize(premultiplied, new, interpolation=method), 0, 255)
    alpha = resized[..., 3:] / 255
    colour = np.where(alpha > 0.004, resized[..., :3] / np.maximum(alpha, 0.004), 0)
    return (
        np.concatenate([np.clip(colour, 0, 255), resized[..., 3:]], axis=2).round().astype(np.uint8)
    )


def credits_text(pictures: list[Picture]) -> str:
    """Sources, packages, licences and counts, as a table."""
    rows = ["| source | package | licence | pictures |", "|---|---|---|---|"]
    for source in dict.fromkeys(p.source for p in pictures):
        mine = [p for p in pictures if p.source == source]
        name, version = NPM.get(source, (DEBIAN.get(source, ""), ""))
        licences = ", ".join(sorted({p.licence for p in mine}))
        rows.append(f"| {source} | {name} {version} | {licences} | {len(mine)} |")
    return "\n".join(rows) + "\n"
