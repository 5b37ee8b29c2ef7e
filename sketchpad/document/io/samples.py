"""Opening a drawing from whatever file: a project, an SVG, a picture with lines; and the samples that come along."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sketchpad.document.io.project_file import SUFFIX, Extra, load
from sketchpad.document.model import Document


@dataclass(frozen=True)
class Sample:
    """One sample drawing. `titles`: language code ("en", "zh_CN") -> title."""

    name: str
    path: Path
    titles: Mapping[str, str] = field(hash=False)

    @property
    def picture(self) -> Path:
        """Where a small picture is of what the embedded model makes of it."""
        return self.path.parent / "pictures" / f"{self.name}.webp"

    def title(self, language: str = "en") -> str:
        """The title in `language` ("zh_CN", "zh-Hans", "zh" ...), else in English."""
        for code, title in self.titles.items():
            if code.replace("-", "_").split("_")[0] == language.replace("-", "_").split("_")[0]:
                return title
        return self.titles.get("en", self.name)


def list_samples(folder: str | Path) -> tuple[Sample, ...]:
    """The samples of `folder` in the order of its ``index.json``; none if there is no index."""
    folder = Path(folder)
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(
        Sample(one["name"], folder / one["file"], one["title"]) for one in index["samples"]
    )


SVG_SUFFIXES = (".svg", ".svgz")


def open_drawing(
    path: str | Path, width: int = 256, height: int = 256
) -> tuple[Document, Extra | None]:
    """The drawing in `path`, and what a project saved beside it (None: the file was no project).

    SVGs, pictures and layered files are fitted into `width` x `height`; a project has a size of its own.
    Raises BadDocument, NewerDocument, BadPicture or HugePicture.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        return load(path)
    # Readers of what other programs made are imported when one is opened, after the first paint.
    if suffix in SVG_SUFFIXES:
        from sketchpad.document.io.svg_import import read_svg

        return read_svg(path, width, height), None
    from sketchpad.document.io.layered.files import SUFFIXES as LAYERED
    from sketchpad.document.io.layered.files import read_layered
    from sketchpad.document.io.picture_import import read_picture_lines

    if suffix in LAYERED:
        return read_layered(path, width, height), None
    return read_picture_lines(path, width, height), None
