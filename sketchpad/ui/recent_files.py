"""The drawings opened or saved last, newest first."""

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
    def __init__(self) -> None:
        self._path = paths.user_state() / "recent.json"

    def present(self) -> tuple[Path, ...]:
        """Those that still exist."""
        return tuple(path for path in self._read() if path.is_file())[:MOST]

    def add(self, path: Path) -> None:
        path = path.absolute()
        self._write([path, *(old for old in self._read() if old != path)][:MOST])

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
