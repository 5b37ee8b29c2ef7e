"""Where a command's drawing comes from: a sample, a project, an SVG, or a picture with lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.cli.arguments import Misuse
from sketchpad.document import files
from sketchpad.document.model import Document
from sketchpad.document.picture_import import read_picture_lines
from sketchpad.document.svg_import import read_svg


@dataclass(frozen=True)
class Opened:
    """A drawing and, where a project brought them, the settings of its last request."""

    document: Document
    settings: Mapping[str, Any] = field(default_factory=dict)


def open_drawing(path: Path, width: int, height: int) -> Opened:
    """Whatever kind of file `path` is. One without a size of its own is fitted into `width` x `height` pixels.

    Raises:
        BadDocument, NewerDocument, BadPicture, HugePicture
    """
    suffix = path.suffix.lower()
    if suffix == files.SUFFIX:
        document, extra = files.load(path)
        return Opened(document, extra.settings)
    if suffix == ".svg":
        return Opened(read_svg(path, width, height))
    return Opened(read_picture_lines(path, width, height))


def sample_paths() -> dict[str, Path]:
    """The sample drawings by name."""
    folder = paths.resources() / "samples"
    return {path.stem: path for path in sorted(folder.glob(f"*{files.SUFFIX}"))}


def sample_path(name: str) -> Path:
    """The file of one sample."""
    samples = sample_paths()
    if name not in samples:
        raise Misuse(f"there is no sample “{name}”; choose one of: {', '.join(samples)}")
    return samples[name]
