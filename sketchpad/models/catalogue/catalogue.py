"""The models the program knows: names, places on the hub, sizes, licences.

One data file, resources/catalogue.json; no network and no torch here.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad import paths
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.models.checkpoints.safetensors_io import is_safe_path
from sketchpad.own_files import OwnFile

_log = logging.getLogger(__name__)
VERSION = 1
CONTROLNET, T2I_ADAPTER, GLIGEN, VAE = "controlnet", "t2i_adapter", "gligen", "vae"
KINDS = {
    "base": "Model",
    CONTROLNET: "ControlNet",
    T2I_ADAPTER: "T2I-Adapter",
    GLIGEN: "GLIGEN",
    "lora": "LoRA",
    VAE: "VAE",
}
FOLLOWS = "Follows its publisher: the newest version is fetched, and compared with the hub's own checksums."
FOLLOWS_KNOWN = (
    "Follows its publisher, but only with the weights that Sketchpad knows by their checksum."
)
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,127}")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}|")


@dataclass(frozen=True)
class CatalogueFile:
    """A file of a repository. `size` in bytes, 0 where it is not exactly known beforehand; `sha256` likewise, or ""."""

    path: str
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Entry:
    """One model of the catalogue.

    Args:
        family: a key of `FAMILY_LABELS`: with which base models it can be used.
        revision: a commit, or a branch where no commit was verified (`pinned` is then False).
        size: of the whole download in bytes, rounded.
        hints: the kinds of control images a net was trained for, as hints/ names them.
        union: one net for all of `hints`.
        picture: the longer side of the pictures a base model makes best, in pixels.
        commercial: False where the licence forbids commercial use.
    """

    id: str
    kind: str
    family: str
    name: str
    repo: str
    revision: str
    licence: str
    licence_url: str
    size: int
    files: tuple[CatalogueFile, ...]
    hints: tuple[str, ...] = ()
    union: bool = False
    picture: int = 0
    recommended: bool = False
    commercial: bool = True
    note: str = ""

    @property
    def pinned(self) -> bool:
        """Whether the revision is a commit, which never changes."""
        return is_commit(self.revision)

    @property
    def known_weights(self) -> bool:
        """Whether all weights are known by their checksum, so that a branch cannot change them either."""
        weights = [file for file in self.files if file.path.endswith(".safetensors")]
        return all(file.sha256 for file in weights)

    @property
    def version_note(self) -> str:
        """In English, what is not certain about the version; empty for one that is pinned."""
        return "" if self.pinned else FOLLOWS_KNOWN if self.known_weights else FOLLOWS

    @property
    def single(self) -> str:
        """The only file of a model that is one file; empty for a model that is a folder."""
        return self.files[0].path if len(self.files) == 1 else ""


def size_text(size: int) -> str:
    """Bytes for people, as disks and the hub count them: ``723 MB``, ``2.1 GB``."""
    if size >= 999_500_000:
        return f"{size / 1e9:.1f} GB"
    if size >= 999_500:
        return f"{size / 1e6:.0f} MB"
    return f"{max(1, round(size / 1e3)) if size else 0} kB"


def is_commit(revision: str) -> bool:
    return bool(_COMMIT.fullmatch(revision))


def is_repo(text: str) -> bool:
    """Whether it looks like a name on the hub, ``owner/name``."""
    return bool(_REPO.fullmatch(text)) and ".." not in text and "--" not in text


def catalogue() -> Mapping[str, Entry]:
    """All models by id: those that ship with the program, then those the user has added from the hub."""
    path = added_models()
    try:
        status = path.stat()
    except OSError:
        return shipped()
    return _with_added(path, status.st_mtime_ns, status.st_size)


def added_models() -> Path:
    """The file with what the user has added; it has the form of the catalogue."""
    return paths.user_data() / "models.json"


@cache
def shipped() -> Mapping[str, Entry]:
    return read_catalogue(paths.resources() / "catalogue.json")


@lru_cache(maxsize=2)
def _with_added(path: Path, _changed: int, _size: int) -> Mapping[str, Entry]:
    entries = (_added(item) for item in _file(path).read().get("models", []))
    added = {entry.id: entry for entry in entries if entry is not None}
    return MappingProxyType({**added, **shipped()})  # nothing of the user's hides what ships


def _file(path: Path) -> OwnFile[dict[str, Any]]:
    return OwnFile(path, dict, _is_known)


def _is_known(content: Mapping[str, Any]) -> bool:
    return content["version"] == VERSION and isinstance(content["models"], list)


def _added(item: Any) -> Entry | None:
    """One entry of the user's; None for what cannot be one, which stays in the file."""
    try:
        return entry_of(item)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        _log.warning("A model that was added cannot be used", exc_info=True)
        return None


def add_model(entry: Entry) -> None:
    """Keep an entry for the next time. Raises DiskFull or CannotWrite."""
    _change_added(entry.id, asdict(entry))


def forget_model(entry: Entry) -> None:
    """Take an entry that the user has added out of the list. Raises DiskFull or CannotWrite."""
    _change_added(entry.id)


def _change_added(id: str, *instead: Mapping[str, Any]) -> None:
    def changed(content: dict[str, Any]) -> dict[str, Any]:
        kept = [
            item
            for item in content.get("models", [])
            if not (isinstance(item, dict) and item.get("id") == id)
        ]
        return {"version": VERSION, "models": [*kept, *instead]}

    _file(added_models()).change(changed)


def is_shipped(entry: Entry) -> bool:
    return entry.id in shipped()


def read_catalogue(path: Path) -> Mapping[str, Entry]:
    """The models in `path`. Raises ValueError, naming the entry, where one cannot be what it claims."""
    data = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"{path.name} is no catalogue of version {VERSION}")
    entries: dict[str, Entry] = {}
    for item in data["models"]:
        entry = entry_of(item)
        if entry.id in entries:
            raise ValueError(f"{entry.id} stands twice in {path.name}")
        entries[entry.id] = entry
    return MappingProxyType(entries)


def entry_of(item: Mapping[str, Any]) -> Entry:
    """One entry from its JSON. Raises ValueError."""
    name = str(item.get("id"))
    try:
        files = tuple(CatalogueFile(**file) for file in item["files"])
        rest = {key: value for key, value in item.items() if key not in ("files", "hints")}
        entry = Entry(**rest, files=files, hints=tuple(item.get("hints", ())))
    except (KeyError, TypeError) as reason:
        raise ValueError(f"{name}: {reason}") from reason
    for problem in _problems(entry):
        raise ValueError(f"{name}: {problem}")
    return entry


def _problems(entry: Entry) -> list[str]:
    texts = (entry.id, entry.name, entry.licence, entry.licence_url, entry.note, *entry.hints)
    if not all(isinstance(text, str) for text in texts):
        return ["a text is no text"]
    if not all(_SHA256.fullmatch(str(file.sha256)) for file in entry.files):
        return ["a checksum is no sha256"]
    sizes = (entry.size, entry.picture, *(file.size for file in entry.files))
    if not all(isinstance(size, int) and 0 <= size < 1 << 42 for size in sizes):
        return ["a size is no number of bytes"]
    named = bool(_REVISION.fullmatch(str(entry.revision))) and ".." not in entry.revision
    rules = {
        "its id has other letters than a-z, 0-9, . and -": bool(_ID.fullmatch(entry.id)),
        f"there is no kind {entry.kind!r}": entry.kind in KINDS,
        f"there is no family {entry.family!r}": entry.family in FAMILY_LABELS,
        f"{entry.repo!r} is no repository": is_repo(str(entry.repo)),
        f"{entry.revision!r} is no revision": named,
        "it has no licence": bool(entry.licence) and entry.licence_url.startswith("https://"),
        "it has no files": bool(entry.size and entry.files),
        **{f"{f.path!r} is no file we download": is_safe_path(f.path) for f in entry.files},
        "a file stands twice": len({file.path for file in entry.files}) == len(entry.files),
    }
    return [problem for problem, obeyed in rules.items() if not obeyed]


def suggestions(family: str, kind: str, hint: str = "") -> tuple[Entry, ...]:
    """What can be used with a base model of `family`, for a kind of hint if given, the usual choice first."""
    fitting = [
        entry
        for entry in catalogue().values()
        if entry.family == family and entry.kind == kind and (not hint or hint in entry.hints)
    ]
    return tuple(sorted(fitting, key=lambda entry: (not entry.recommended, entry.union)))
