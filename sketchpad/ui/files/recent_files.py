"""Files the user chose, newest first: drawings opened or saved, and what settings name."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.errors import SketchpadError
from sketchpad.own_files import OwnFile

_log = logging.getLogger(__name__)
MOST = 10


class RecentFiles:
    """A list in the file `name` of the user's own, of `most` files at most."""

    def __init__(self, name: str = "recent.json", most: int = MOST) -> None:
        self._file: OwnFile[list[Any]] = OwnFile(paths.user_state() / name, list)
        self._most = most

    def present(self) -> tuple[Path, ...]:
        """Those that still exist."""
        # Path.is_file raises for a name that is too long, or in a folder that may not be read.
        there = (path for path in _paths(self._file.read()) if os.path.isfile(path))  # noqa: PTH113
        return tuple(there)[: self._most]

    def has(self, path: Path) -> bool:
        """Was it chosen, whether it exists or not?"""
        return path.absolute() in _paths(self._file.read())

    def add(self, path: Path) -> None:
        path = path.absolute()
        self._change(lambda listed: [path, *(old for old in listed if old != path)][: self._most])

    def clear(self) -> None:
        self._change(lambda _: [])

    def _change(self, changed: Callable[[list[Path]], list[Path]]) -> None:
        try:
            self._file.change(lambda listed: [str(path) for path in changed(_paths(listed))])
        except SketchpadError:
            _log.warning("The list of recent files was not saved", exc_info=True)


def _paths(listed: list[object]) -> list[Path]:
    return [Path(one) for one in listed if isinstance(one, str)]
