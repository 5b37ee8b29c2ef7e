"""Models and files by their contents: a worker takes them from its own disk, or they are sent once (no Ray here)."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.errors import SketchpadError, WeightsMissing
from sketchpad.models.catalogue.catalogue import Entry, catalogue
from sketchpad.models.checkpoints.integrity import FILE as SUMS
from sketchpad.models.checkpoints.safetensors_io import is_safe_path
from sketchpad.models.hub.cache import installed
from sketchpad.models.hub.locate import entry_for, locate

PIECE = 32 << 20  # bytes
PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_COMPLETE = ".complete"


@dataclass(frozen=True)
class Parcel:
    """A model or file. `key` is the same on every machine that has the same bytes."""

    key: str
    path: Path

    def files(self) -> dict[str, Path]:
        """Its files by their names inside; a single file by its own."""
        if self.path.is_file():
            return {self.path.name: self.path}
        inside = (path for path in sorted(self.path.rglob("*")) if path.is_file())
        named = {path.relative_to(self.path).as_posix(): path for path in inside}
        return {name: path for name, path in named.items() if is_safe_path(name)}


def parcel_of(reference: str) -> Parcel:
    """The parcel for a model or file as a request names it; "" is the embedded model.

    Raises WeightsMissing where nothing is there.
    """
    if not reference:
        return Parcel(_embedded_key(), paths.weights())
    entry = entry_for(reference)
    path = locate(reference)
    if entry is not None:
        return Parcel(_entry_key(entry), path)
    if not path.exists():
        raise WeightsMissing(path, "Choose another file or folder.")
    parcel = Parcel("", path)
    stamps = tuple((n, p.stat().st_size, p.stat().st_mtime_ns) for n, p in parcel.files().items())
    return Parcel(f"files:{_digest(path, stamps)}", path)


def local_reference(key: str) -> str | None:
    """How a request names the parcel `key` on this machine; None where it has to be sent."""
    if key == _embedded_key():
        return ""
    for entry in catalogue().values():
        if key == _entry_key(entry) and installed(entry) is not None:
            return entry.id
    folder = _folder(key)
    if not (folder / _COMPLETE).is_file():
        return None
    files = [path for path in folder.iterdir() if path.name != _COMPLETE]
    return str(files[0] if len(files) == 1 and files[0].is_file() else folder)


def pieces(path: Path) -> Iterator[bytes]:
    """A file in pieces of at most PIECE bytes; at least one."""
    with path.open("rb") as file:
        piece = file.read(PIECE)
        yield piece
        while piece := file.read(PIECE):
            yield piece


class Receiver:
    """Writes a parcel that arrives piece by piece; it counts only when it is whole and its digest is right."""

    def __init__(self, key: str) -> None:
        self._key, self._target = key, _folder(key)
        # Several workers of one machine may get the same.
        self._partial = self._target.with_name(f"{self._target.name}.{uuid.uuid4().hex}")
        self._partial.mkdir(parents=True)

    def add(self, name: str, piece: bytes) -> None:
        """Append to a file. Raises SketchpadError for a name that leads elsewhere, or of a kind that is not sent."""
        if not is_safe_path(name) and not ("/" not in name and name.lower().endswith(PICTURES)):
            raise SketchpadError
        path = self._partial / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("ab") as file:
                file.write(piece)
        except OSError as error:
            raise atomic.write_error(path, error) from error

    def finish(self) -> None:
        """Check what has arrived and put it in place. Raises SketchpadError where it is not what was announced."""
        kind, _, digest = self._key.partition(":")
        if kind == "files" and _digest_of(Parcel("", self._partial)) != digest:
            self.drop()
            raise SketchpadError
        (self._partial / _COMPLETE).touch()
        try:
            self._partial.rename(self._target)
        except OSError as error:
            self.drop()
            if not (self._target / _COMPLETE).is_file():
                raise atomic.write_error(self._target, error) from error

    def drop(self) -> None:
        """Delete what has arrived."""
        shutil.rmtree(self._partial, ignore_errors=True)


def _folder(key: str) -> Path:
    return paths.user_cache() / "cluster" / hashlib.sha256(key.encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _embedded_key() -> str:
    sums = paths.weights() / SUMS
    content = sums.read_bytes() if sums.is_file() else str(paths.weights()).encode()
    return f"embedded:{hashlib.sha256(content).hexdigest()}"


def _entry_key(entry: Entry) -> str:
    return f"catalogue:{entry.id}@{entry.revision}"


@lru_cache(maxsize=64)
def _digest(path: Path, _stamps: tuple[tuple[str, int, int], ...]) -> str:
    return _digest_of(Parcel("", path))


def _digest_of(parcel: Parcel) -> str:
    files = parcel.files()
    if parcel.path.is_dir() and len(files) == 0:  # a picture
        files = {p.name: p for p in parcel.path.iterdir() if p.suffix.lower() in PICTURES}
    whole = hashlib.sha256()
    for name, path in files.items():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{name}\0{digest}\n".encode())
    return whole.hexdigest()
