"""The gallery's database made anew from the files, and pictures that it does not know taken in."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sketchpad.document.io.picture import opened, read_picture
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.errors import SketchpadError
from sketchpad.gallery import files
from sketchpad.gallery.library import UNSAID, Library, row_of
from sketchpad.gallery.marks import read_marks
from sketchpad.generation.export.picture import read_settings
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.init_image import picture_digest
from sketchpad.outside import ODD, parse_json, read_file

_log = logging.getLogger(__name__)
_NEWEST = 2  # days that are looked through at every start
_AT_ONCE = 200  # pictures in one transaction
_LARGEST = 1 << 20  # bytes


def open_library(folder: Path) -> Library:
    """The library in `folder`; where its database had to be made anew, all pictures are in it. Raises as Library."""
    library = Library(folder)
    try:
        if library.is_incomplete:
            rebuild(library)
    except BaseException:
        library.close()
        raise
    return library


def take_in_new(library: Library) -> int:
    """Take in pictures of the last days that a program wrote but had no time to enter; returns how many."""
    return _take_in(library, files.days(library.folder)[-_NEWEST:])


def rebuild(library: Library, watch: Watch = unwatched) -> int:
    """Take in every picture in the folder that the database does not know; returns how many.

    What a picture says itself is taken from there, stars and boards from `marks.json`.

    Args:
        watch: hears how far it is; where it raises, the rest is taken in the next time.
    """
    days = files.days(library.folder)
    count = 0
    for number, day in enumerate(days):
        watch(number / len(days))
        count += _take_in(library, [day])
    with library.database.writing() as connection:
        read_marks(library.folder, connection)
        connection.execute("DELETE FROM notes WHERE name = 'incomplete'")
    return count


def _take_in(library: Library, days: Iterable[Path]) -> int:
    names = [name for day in days for name in files.pictures(day)]
    count = 0
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        marks = ",".join("?" * len(some))
        sql = f"SELECT file FROM pictures WHERE file IN ({marks})"  # noqa: S608 - question marks
        known = {row[0] for row in library.database.read(sql, some)}
        rows = [_row(library.folder, name) for name in some if name not in known]
        with library.database.writing() as connection:
            for row in filter(None, rows):
                library.enter(connection, row)
                count += 1
    return count


def _row(folder: Path, name: str) -> dict[str, Any] | None:
    """What the picture `name` says of itself; None where it does not say what made it, or is none."""
    path = files.inside(folder, name)
    try:
        saved = read_settings(path)
        if saved is None or saved.request is None:
            return None
        request, unsaid = _with_unsaid(folder, name, saved.request)
        note = saved.more.get("gallery")
        note = note if isinstance(note, dict) else {}
        status = path.stat()
        small = files.thumbnail_path(folder, name)
        size = status.st_size + (small.stat().st_size if small.is_file() else 0)
        drawing = str(note.get("drawing", ""))
        if not drawing or not files.drawing_path(folder, drawing).is_file():
            drawing = files.write_drawing(folder, saved.request.document) if saved.strokes else ""
        more = {"created": status.st_mtime, "seconds": 0.0, "scores": {}, "step": 0}
        more |= {
            "comparison": "",
            "plan": "",
            "parent": "",
            "checksum": "",
            **note,
            "drawing": drawing,
        }
        if "digest" not in note:
            more["digest"] = picture_digest(read_picture(path))
        row = row_of(request, name, more, size) | unsaid
        with opened(path) as image:
            return row | {"width": image.width, "height": image.height}
    except (SketchpadError, *ODD):
        _log.info("%s was not taken into the gallery", path, exc_info=True)
        return None


def _with_unsaid(folder: Path, name: str, request: Request) -> tuple[Request, dict[str, str]]:
    """`request` with the files and folders of `files.write_unsaid`, and the columns that it keeps."""
    try:
        content = parse_json(read_file(files.unsaid_path(folder, name), _LARGEST))
        unsaid = {key: str(content[key]) for key in UNSAID}
        return Request.from_json(parse_json(unsaid["request"]), request.document), unsaid
    except (SketchpadError, *ODD):
        return request, {}
