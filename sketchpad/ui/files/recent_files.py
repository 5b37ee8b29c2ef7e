"""Files the user chose, newest first: drawings opened or saved, and what settings name."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.errors import SketchpadError

_log = logging.getLogger(__name__)
MOST = 10
LARGEST_FILE = 1 << 18


class RecentFiles:
    """A list in the file `name` of the user's own, of so many files at `most`."""

    def __init__(self, name: str = "recent.json", most: int = MOST) -> None:
        self._path, self._most = paths.user_state() / name, most

    def present(self) -> tuple[Path, ...]:
        """Those that still exist."""
        return tuple(path for path in self._read() if path.is_file())[: self._most]

    def has(self, path: Path) -> bool:
        """Was it chosen, whether it exists or not?"""
        return path.absolute() in self._read()

    def add(self, path: Path) -> None:
        path = path.absolute()
        self._write([path, *(old for old in self._read() if old != path)][: self._most])

    def clear(self) -> None:
        self._write([])

    def _read(self) -> list[Path]:
        try:
            if self._path.stat().st_size > LARGEST_FILE:
                return []
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return []
        return (
            [Path(one) for one in found if isinstance(one, str)] if isinstance(found, list) else []
        )

    def _write(self, files: list[Path]) -> None:
        try:
            text = json.dumps([str(path) for path in files], ensure_ascii=False)
            atomic.write_bytes(self._path, text.encode("utf-8", "surrogatepass"))
        except SketchpadError:
            _log.warning("The list of recent files was not saved", exc_info=True)
