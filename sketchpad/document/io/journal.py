"""A journal: what is worked on, as a file of small changes, each appended as soon as it is made.

`MAGIC`, then records: length and CRC-32 of what follows as little-endian 32 bit numbers, then a project file
(`project_file`) that holds only what is new against the state before. Its ``settings.json`` says under ``journal``
where the lists of strokes, boxes, poses, regions, the mask's patches and paints change: [start, number of items
replaced]; which of the new boxes have pictures of the boxes before (their places in ``pictures``); which layers that
are not current have the ``content`` that they had (their ids); the ``reference``, and the place of the ``ground``,
where only the pixels stay; and ``settings`` where they differ. The first state is the empty drawing without settings.
A record that was torn ends the journal: what is before it counts.
"""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Annotated, Any

from msgspec import Meta, Struct

from sketchpad import atomic
from sketchpad.document.box import Rect
from sketchpad.document.history import common
from sketchpad.document.io import project_file
from sketchpad.document.io.drawing_json import ReferenceRow, things_to_json
from sketchpad.document.io.zip_reader import packed
from sketchpad.document.layers import LayerContent
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.outside import ODD, open_file, typed

MAGIC = b"sketchpad journal 1\n"
SUFFIX = ".journal"
PIECE = 2000  # strokes of one record, so that no record keeps the interpreter busy for long
SHORT = 256 << 10  # bytes of changes that are never worth writing all anew
MOST_RECORDS = 1000
_HEAD = struct.Struct("<2L")
_LISTS = ("strokes", "boxes", "poses", "regions", "mask", "paints")
_Place = Annotated[int, Meta(ge=0)]
_Span = tuple[_Place, _Place]


@dataclass(frozen=True)
class State:
    """A drawing, and the settings beside it: JSON values."""

    document: Document = field(default_factory=Document)
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)


class _Change(Struct):
    """What a record says of the state before it."""

    strokes: _Span
    boxes: _Span
    poses: _Span
    regions: _Span
    mask: _Span = (0, 0)
    paints: _Span = (0, 0)
    pictures: list[_Place | None] = []
    content: list[str] = []
    reference: ReferenceRow | None = None
    ground: Rect | None = None
    settings: dict[str, Any] | None = None


class Journal:
    """The journal at `path`, written anew with the first state. Not for use by two threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._last = State()
        self._whole = self._size = self._records = 0

    def write(self, state: State) -> None:
        """Have `state` be what `read` gives. Raises DiskFull or CannotWrite: it gives this or the state before."""
        if self._file is None or os.fstat(self._file.fileno()).st_nlink == 0:
            self._write_anew(state)
        else:
            self._append(state)
        self._last = state
        if self._size - self._whole > max(self._whole, SHORT) or self._records > MOST_RECORDS:
            # All is safe already. Where there is no room for a second copy, the long one goes on.
            with contextlib.suppress(SketchpadError):
                self._write_anew(state)
            if self._file is None:
                self._open()

    def close(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
        self._file = None

    def _append(self, state: State) -> None:
        assert self._file is not None
        data = _framed(record_of(self._last, state))
        try:
            self._file.write(data)
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self.close()  # half a record may be in it, after which nothing would be read
            raise atomic.write_error(self.path, error) from error
        self._size += len(data)
        self._records += 1

    def _write_anew(self, state: State) -> None:
        self._whole, self._records = (
            self._size,
            0,
        )  # after a failure not to be tried with every change
        with atomic.atomic_writer(self.path) as file:
            file.write(MAGIC)
            size = len(MAGIC)
            for record in records_of(state):
                data = _framed(record)
                file.write(data)
                size += len(data)
            self.close()  # some systems replace no open file
        self._whole = self._size = size
        self._open()

    def _open(self) -> None:
        """Where that fails, the next state is written anew."""
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with contextlib.suppress(OSError):
            self._file = os.fdopen(os.open(self.path, flags), "ab")


def read(path: Path) -> State:
    """The last state that was written whole. Raises BadDocument or NewerDocument."""
    try:
        with open_file(path) as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise BadDocument(path, "not_a_project")
            state, count = State(), 0
            for count, record in enumerate(_records(file), 1):  # noqa: B007
                state = applied(state, record, path)
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except OSError as error:
        raise BadDocument(path, "unreadable") from error
    if not count:
        raise BadDocument(path)
    return state


def records_of(state: State) -> Iterator[bytes]:
    """The records that lead from nothing to `state`."""
    before = State(Document(state.document.width, state.document.height))
    strokes = state.document.strokes
    for end in range(PIECE, len(strokes), PIECE):
        after = replace(before, document=before.document.with_strokes(strokes[:end]))
        yield record_of(before, after)
        before = after
    yield record_of(before, state)


def record_of(before: State, after: State) -> bytes:
    """What leads from one state to the next. Raises CannotWrite, where it is more than a project file may hold."""
    old, new = before.document, after.document
    change: dict[str, Any] = {}
    fresh: dict[str, Any] = {}
    for name in _LISTS:
        was, now = getattr(old, name), getattr(new, name)
        start, end = common(was, now)
        change[name] = [start, len(was) - start - end]
        fresh[name] = now[start : len(now) - end]
    known = {box.picture: place for place, box in enumerate(old.boxes) if box.picture}
    change["pictures"] = [known.get(box.picture) for box in fresh["boxes"]]
    fresh["boxes"] = tuple(
        replace(box, picture=b"") if box.picture in known else box for box in fresh["boxes"]
    )
    contents = {one.id: one.content for one in old.layers if one.content}
    change["content"] = [
        one.id for one in new.layers if one.content and one.content is contents.get(one.id)
    ]
    fresh["layers"] = tuple(
        replace(one, content=LayerContent()) if one.id in change["content"] else one
        for one in new.layers
    )
    if new.reference and old.reference and new.reference.picture == old.reference.picture:
        page = Document(reference=new.reference)
        change["reference"] = things_to_json(page)["reference_picture"]
        fresh["reference"] = None
    if new.ground and old.ground and new.ground.picture == old.ground.picture:
        change["ground"], fresh["ground"] = new.ground.rect, None
    if after.settings != before.settings:
        change["settings"] = dict(after.settings)
    extra = project_file.Extra({"journal": change})
    members = project_file.to_members(replace(new, **fresh), extra)
    return packed(Path("journal"), members, project_file.LIMITS)


def applied(before: State, record: bytes, path: Path) -> State:
    """The opposite of `record_of`. Raises BadDocument or NewerDocument, about `path`."""
    new, extra = project_file.load(path, record)
    old = before.document
    try:
        change = typed(_Change, extra.settings["journal"])
        fresh: dict[str, Any] = {}
        boxes = zip(new.boxes, change.pictures, strict=True)
        named = tuple(
            box if place is None else replace(box, picture=old.boxes[place].picture)
            for box, place in boxes
        )
        for name in _LISTS:
            was, (start, count) = getattr(old, name), getattr(change, name)
            now = named if name == "boxes" else getattr(new, name)
            fresh[name] = was[:start] + now + was[start + count :]
        kept = {name: old.content_of(name) for name in change.content}
        fresh["layers"] = tuple(
            replace(one, content=kept[one.id]) if one.id in kept else one for one in new.layers
        )
        if (row := change.reference) is not None:
            assert old.reference is not None
            options = tuple(row.options.items())
            fresh["reference"] = replace(
                old.reference, rect=row.rect, kind=row.kind, options=options
            )
        if change.ground is not None:
            assert old.ground is not None
            fresh["ground"] = old.ground.with_rect(change.ground)
        settings = before.settings if change.settings is None else change.settings
        return State(replace(new, **fresh), settings)
    except ODD as error:
        raise BadDocument(path) from error


def _framed(record: bytes) -> bytes:
    return _HEAD.pack(len(record), zlib.crc32(record)) + record


def _records(file: IO[bytes]) -> Iterator[bytes]:
    """The records from where `file` stands, up to the first one that is torn or damaged."""
    start = file.tell()
    left = file.seek(0, io.SEEK_END) - start
    file.seek(start)
    while left >= _HEAD.size:
        length, checksum = _HEAD.unpack(file.read(_HEAD.size))
        left -= _HEAD.size + length
        record = file.read(length) if left >= 0 else b""
        if left < 0 or zlib.crc32(record) != checksum:
            return
        yield record
