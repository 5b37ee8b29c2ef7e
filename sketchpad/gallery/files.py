"""The gallery's ordinary files: pictures, their thumbnails, what they do not say, and each drawing once."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sketchpad import atomic
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import opened
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.gallery.record import Finished
from sketchpad.generation.export.picture import to_png

if TYPE_CHECKING:
    from PIL import Image  # imported where it is used: not before the first paint

DRAWINGS, THUMBNAILS, UNSAID = "drawings", "thumbnails", "unsaid"
SIDE = 256  # pixels of a thumbnail's longer side
_QUALITY = 85


def name_of(finished: Finished, *distinct: str) -> str:
    """Where a picture lies below the library's folder: a folder for each day, a name for all that is `distinct`."""
    day = time.strftime("%Y-%m-%d/%H%M%S", time.localtime(finished.created))
    tail = hashlib.sha256("\n".join(distinct).encode()).hexdigest()[:8]
    return f"{day}-{finished.request.sampling.seed}-{tail}.png"


def inside(folder: Path, name: str) -> Path:
    """The file called `name` below `folder`. Raises BadDocument for a name that leads out of it."""
    parts = PurePosixPath(name).parts
    if (
        not parts
        or ".." in parts
        or PurePosixPath(name).is_absolute()
        or ":" in name
        or "\\" in name
    ):
        raise BadDocument(name)
    return folder.joinpath(*parts)


def thumbnail_path(folder: Path, name: str) -> Path:
    """Where the thumbnail of the picture `name` lies, or would."""
    return inside(folder, f"{THUMBNAILS}/{name}").with_suffix(".jpg")


def unsaid_path(folder: Path, name: str) -> Path:
    """Where it lies what the picture `name` does not say of its making, if there is anything."""
    return inside(folder, f"{UNSAID}/{name}").with_suffix(".json")


def write_unsaid(folder: Path, name: str, content: dict[str, str]) -> None:
    """Keep columns of the database that the picture `name` does not say. Raises DiskFull or CannotWrite."""
    atomic.write_bytes(unsaid_path(folder, name), json.dumps(content).encode())


def write_picture(folder: Path, name: str, finished: Finished, more: dict[str, Any]) -> int:
    """Write the PNG file and its thumbnail; returns how many bytes they have. Raises DiskFull or CannotWrite."""
    from PIL import Image

    data = to_png(finished.picture, finished.request, drawing=False, gallery=more)
    atomic.write_bytes(inside(folder, name), data)
    return len(data) + write_thumbnail(folder, name, Image.fromarray(finished.picture))


def write_thumbnail(folder: Path, name: str, picture: Image.Image) -> int:
    """Write a small copy; returns its bytes. Raises DiskFull or CannotWrite."""
    from PIL import Image

    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    encoded = io.BytesIO()
    small.save(encoded, "JPEG", quality=_QUALITY)
    atomic.write_bytes(thumbnail_path(folder, name), encoded.getvalue())
    return encoded.tell()


def thumbnail(folder: Path, name: str) -> Path:
    """The thumbnail of the picture `name`, made anew where it is not there.

    Raises BadPicture or HugePicture where the picture cannot be read, DiskFull or CannotWrite.
    """
    path = thumbnail_path(folder, name)
    if not path.is_file():
        with opened(inside(folder, name)) as image:
            write_thumbnail(folder, name, image)
    return path


def write_drawing(folder: Path, document: Document) -> str:
    """Write `document` as a project file, unless it is there; returns its name among the drawings.

    Empty where it is more than a project file can hold. Raises DiskFull or CannotWrite.
    """
    try:
        data = project_file.to_bytes(document)
    except SketchpadError:
        return ""
    name = hashlib.sha256(data).hexdigest()[:32]
    path = drawing_path(folder, name)
    if not path.is_file():
        atomic.write_bytes(path, data)
    return name


def drawing_path(folder: Path, name: str) -> Path:
    return inside(folder, f"{DRAWINGS}/{name}{project_file.SUFFIX}")


def days(folder: Path) -> list[Path]:
    """The folders with pictures, the oldest first."""
    with contextlib.suppress(OSError):
        return sorted(p for p in folder.iterdir() if _is_day(p.name) and p.is_dir())
    return []


def pictures(day: Path) -> Iterator[str]:
    """Names of the pictures of a day, below the library's folder."""
    with contextlib.suppress(OSError):
        for path in sorted(day.glob("[!.]*.png")):
            yield f"{day.name}/{path.name}"


def _is_day(name: str) -> bool:
    try:
        time.strptime(name, "%Y-%m-%d")
    except ValueError:
        return False
    return True
