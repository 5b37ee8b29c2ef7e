"""Drawings in the layered files of painting programs; what a name ends in says which."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io.layered.layered import document_of, layers_of
from sketchpad.document.io.layered.openraster import read_ora, write_ora
from sketchpad.document.io.layered.photoshop import read_psd, write_psd
from sketchpad.document.io.tracing import Watch, part, unwatched
from sketchpad.document.model import Document

SUFFIXES = (".psd", ".ora")
_READ = {".psd": read_psd, ".ora": read_ora}
_WRITE = {".psd": write_psd, ".ora": write_ora}


def read_layered(path: str | Path, width: int, height: int, watch: Watch = unwatched) -> Document:
    """The layers of a file as a drawing (see `document_of`). Raises BadDocument, BadPicture or HugePicture."""
    layered = _READ[Path(path).suffix.lower()](path, watch=part(watch, 0.0, 0.5))
    return document_of(layered, width, height, part(watch, 0.5, 1.0))


def write_layered(
    path: str | Path, document: Document, picture: NDArray[np.uint8] | None = None
) -> None:
    """Write the drawing over its `picture`, uint8 RGB, as layers. Raises DiskFull or CannotWrite."""
    _WRITE[Path(path).suffix.lower()](path, layers_of(document, picture))
