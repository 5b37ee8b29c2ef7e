"""Reading an untrusted ZIP: everything is counted before and while it is unpacked.

What is written here is held to the same limits first: a file that could not be opened again is not written.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import BinaryIO

from sketchpad import atomic, outside
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.errors import BadDocument, CannotWrite
from sketchpad.outside import open_file, reason_of

LARGEST_FILE = 512 << 20
LARGEST_CONTENT = 384 << 20  # all that is unpacked of one file
MOST_MEMBERS = 1000
LARGEST_DIRECTORY = 1 << 20
LARGEST_RATIO = 100  # unpacked to packed size
FREE_BYTES = 1 << 16  # below this size no ratio is suspicious
_CHUNK = 1 << 16
_HEADERS = 1 << 20  # room for what a ZIP says of its members
_END = struct.Struct("<4s4H2LH")
ODD = (*outside.ODD, zipfile.BadZipFile)


def read_members(
    path: Path,
    limits: Mapping[str, int],
    spare: Collection[str] = (),
    data: bytes | None = None,
    *,
    watch: Watch = unwatched,
) -> dict[str, bytes]:
    """The members of the ZIP at `path` that `limits` names, as far as they are there.

    Args:
        data: the ZIP itself; `path` is then only what it is called.
        limits: name -> most bytes it may unpack to.
        spare: members that are left out, instead of refusing the file, where they are damaged or beyond their limit.

    Raises BadDocument: missing, unreadable, not a ZIP, or beyond a limit; and what `watch` raises. Nothing is written.
    """
    try:
        with open_file(path) if data is None else io.BytesIO(data) as file:
            _check_end(path, file)
            with zipfile.ZipFile(file) as package:
                infos = _members(path, package)
                wanted = [name for name in limits if name in infos]
                if sum(infos[name].file_size for name in wanted) > LARGEST_CONTENT:
                    raise BadDocument(path, "too_large")
                members = {}
                for name in wanted:
                    try:
                        members[name] = _read(path, package, infos[name], limits[name], watch)
                    except (BadDocument, *ODD):
                        if name not in spare:
                            raise
                return members
    except OSError as error:
        raise BadDocument(path, reason_of(error)) from error
    except ODD as error:
        raise BadDocument(path) from error


def _check_end(path: Path, file: BinaryIO) -> None:
    """Size of the file and of its directory, before `zipfile` reads that directory into memory."""
    size = file.seek(0, 2)
    if size > LARGEST_FILE:
        raise BadDocument(path, "too_large")
    file.seek(0)
    if not file.read(4).startswith(b"PK\x03\x04") or size < _END.size:
        raise BadDocument(path, "not_a_project" if size else "")
    before_end = max(0, size - _END.size - 20)
    file.seek(before_end)
    tail = file.read()
    signature, *_, members, directory, _, comment = _END.unpack(tail[-_END.size :])
    if signature != b"PK\x05\x06" or comment or tail.startswith(b"PK\x06\x07"):
        raise BadDocument(path)  # cut off, or with comments or 64 bit sizes: not one that we wrote
    if members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise BadDocument(path, "too_large")


def _members(path: Path, package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = package.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadDocument(path, "too_large")
    named = {info.filename: info for info in infos}
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    odd = any(info.flag_bits & 1 or info.compress_type not in known for info in infos)  # encrypted
    if odd or len(named) < len(infos):  # twice the same name
        raise BadDocument(path)
    return named


def _read(
    path: Path, package: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, watch: Watch
) -> bytes:
    allowed = min(most, FREE_BYTES + LARGEST_RATIO * info.compress_size)
    chunks: list[bytes] = []
    total = 0
    with package.open(info) as member:
        while chunk := member.read(_CHUNK):
            total += len(chunk)
            watch(min(1.0, total / max(1, info.file_size)))
            if total > allowed:
                raise BadDocument(path, "too_large")
            chunks.append(chunk)
    return b"".join(chunks)


def write_package(
    path: Path,
    members: Mapping[str, bytes],
    limits: Mapping[str, int],
    *,
    replace_protected: bool = False,
) -> None:
    """Write a ZIP with `members` to `path`, atomically, unless `read_members` with `limits` would refuse it.

    Raises DiskFull or CannotWrite, with the reason "too_large" beyond a limit; an old file is then unharmed.
    """
    _check_members(path, members, limits)
    with atomic.atomic_writer(path, replace_protected=replace_protected) as file:
        write_members(file, members)


def packed(path: Path, members: Mapping[str, bytes], limits: Mapping[str, int]) -> bytes:
    """What `write_package` would write. Raises CannotWrite with the reason "too_large"."""
    _check_members(path, members, limits)
    file = io.BytesIO()
    write_members(file, members)
    return file.getvalue()


def _check_members(path: Path, members: Mapping[str, bytes], limits: Mapping[str, int]) -> None:
    """CannotWrite where `read_members` would not open again what `write_members` makes of these."""
    sizes = [len(data) for name, data in members.items() if name in limits]
    over = any(len(data) > limits.get(name, LARGEST_FILE) for name, data in members.items())
    whole = sum(map(len, members.values())) + _HEADERS
    if over or sum(sizes) > LARGEST_CONTENT or whole > LARGEST_FILE:
        raise CannotWrite(path, "too_large")


def write_members(file: BinaryIO, members: Mapping[str, bytes]) -> None:
    """A ZIP with `members` in this order; the same members give the same bytes.

    The first one is stored, so that its first bytes say the kind of file; so is whatever would shrink so
    much that `read_members` would refuse it.
    """
    with zipfile.ZipFile(file, "w", allowZip64=False) as package:
        for number, (name, data) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.create_system = 3
            if number and LARGEST_RATIO * len(zlib.compress(data, 1)) > 2 * len(data):
                info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data, compresslevel=1)
