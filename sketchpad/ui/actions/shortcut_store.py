"""Keys the user has changed: kept in a file, applied to the actions, and what else uses a key."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from sketchpad import paths
from sketchpad.errors import SketchpadError
from sketchpad.own_files import OwnFile
from sketchpad.ui.actions.action_text import tip_of

_log = logging.getLogger(__name__)
FILE_NAME = "shortcuts.json"
MOST_KEYS = 4  # of one action
PORTABLE = QKeySequence.SequenceFormat.PortableText


class ShortcutStore(QObject):
    """The actions by name (`objectName`), their usual keys, and those the user has given them.

    Signals:
        changed: name of an action that has other keys now.
    """

    changed = Signal(str)

    def __init__(self, actions: Iterable[QAction], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = {action.objectName(): action for action in actions if action.objectName()}
        self._usual = {name: _texts(action) for name, action in self._actions.items()}
        self._touched: set[str] = set()  # actions whose keys are not written yet
        self._file: OwnFile[dict[str, Any]] = OwnFile(paths.user_config() / FILE_NAME, dict)
        for name, keys in _known(self._file.read()).items():
            if name in self._actions:
                self._give(name, keys)
        self._touched.clear()

    def knows(self, action: QAction) -> bool:
        return self._actions.get(action.objectName()) is action

    def keys(self, name: str) -> list[str]:
        """Of the action, as portable text."""
        return _texts(self._actions[name])

    def is_changed(self, name: str) -> bool:
        return self.keys(name) != self._usual[name]

    def users(self, key: QKeySequence, besides: str = "") -> list[QAction]:
        """Actions that have this key, or one that begins or is begun by it, other than `besides`."""
        if key.isEmpty():
            return []
        return [
            action
            for name, action in self._actions.items()
            if name != besides and any(_clash(key, other) for other in action.shortcuts())
        ]

    def assign(self, name: str, key: QKeySequence) -> None:
        """Give the action this key alone; another action that had it loses it."""
        self._take_back(key, name)
        self._give(name, [key.toString(PORTABLE)] if not key.isEmpty() else [])
        self._save()

    def reset(self, name: str) -> None:
        """The usual keys again; those that others have got meanwhile are taken back."""
        for text in self._usual[name]:
            self._take_back(QKeySequence(text, PORTABLE), name)
        self._give(name, self._usual[name])
        self._save()

    def _take_back(self, key: QKeySequence, besides: str) -> None:
        for action in self.users(key, besides):
            left = [k for k in action.shortcuts() if not _clash(key, k)]
            self._give(action.objectName(), [k.toString(PORTABLE) for k in left])

    def reset_all(self) -> None:
        for name, keys in self._usual.items():
            self._give(name, keys)
        self._touched.update(self._actions)
        self._save()

    def _give(self, name: str, keys: list[str]) -> None:
        if keys == self.keys(name):
            return
        self._touched.add(name)
        action = self._actions[name]
        action.setShortcuts([QKeySequence(text, PORTABLE) for text in keys])
        action.setToolTip(tip_of(action))
        self.changed.emit(name)

    def _save(self) -> None:
        """What another window has changed meanwhile, or another version knows, stays."""
        changed = {name: self.keys(name) for name in self._touched if self.is_changed(name)}

        def merged(present: dict[str, Any]) -> dict[str, Any]:
            others = {name: keys for name, keys in present.items() if name not in self._touched}
            return others | changed

        try:
            self._file.change(merged)
        except SketchpadError:
            _log.warning("Shortcuts were not saved", exc_info=True)
        else:
            self._touched.clear()


def _texts(action: QAction) -> list[str]:
    return [key.toString(PORTABLE) for key in action.shortcuts()]


def _clash(a: QKeySequence, b: QKeySequence) -> bool:
    none = QKeySequence.SequenceMatch.NoMatch
    return a.matches(b) != none or b.matches(a) != none


def _known(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is in the file, as far as it makes sense."""
    kept = {}
    for name, keys in content.items():
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            continue
        known = [QKeySequence(key, PORTABLE) for key in keys[:MOST_KEYS]]
        kept[name] = [key.toString(PORTABLE) for key in known if not key.isEmpty()]
    return kept
