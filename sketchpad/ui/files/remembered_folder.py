"""Folders that are proposed again, also when the program is started anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.errors import SketchpadError
from sketchpad.own_files import OwnFile

_log = logging.getLogger(__name__)


class RememberedFolder:
    """An attribute that is kept under `name`; `usual` where nothing is, or where that folder is gone."""

    def __init__(self, name: str, usual: Callable[[], Path]) -> None:
        self._name, self._usual = name, usual

    def __get__(self, owner: object, kind: type | None = None) -> Path:
        kept = _file().read().get(self._name)
        try:
            there = isinstance(kept, str) and Path(kept).is_dir()
        except (OSError, ValueError):
            there = False
        return Path(str(kept)) if there else self._usual()

    def __set__(self, owner: object, folder: Path) -> None:
        new = {self._name: str(folder.absolute())}
        try:
            _file().change(lambda kept: {**kept, **new})
        except SketchpadError:
            _log.warning("The folder was not remembered", exc_info=True)


def _file() -> OwnFile[dict[str, Any]]:
    return OwnFile(paths.user_state() / "folders.json", dict)
