"""QActions by id that follow the language: what the window's own and the layout's have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_text import plain, tip_of
from sketchpad.ui.style import icons


class ActionSpec(Protocol):
    """What is said of an action in a table; `keys` are separated by spaces."""

    @property
    def id(self) -> str: ...
    @property
    def keys(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def checkable(self) -> bool: ...


class ActionSet(QObject):
    """Makes one action for each spec and adds it to the window; subclasses give the words and connect."""

    def __init__(self, window: QWidget, specs: Iterable[ActionSpec]) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for spec in specs:
            action = QAction(self)
            action.setObjectName(spec.id)
            action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split()])
            action.setCheckable(spec.checkable)
            if spec.icon:
                icons.set_icon(action, spec.icon)
                action.setIconVisibleInMenu(False)
            window.addAction(action)
            self._actions[spec.id] = action
        window.installEventFilter(self)
        self.retranslate()

    def words(self) -> Mapping[str, tuple[str, str]]:
        """Text and tip of each action, in the language of the window."""
        raise NotImplementedError

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def all(self) -> tuple[QAction, ...]:
        return tuple(self._actions.values())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange and watched is self.parent():
            self.retranslate()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        for name, (text, tip) in self.words().items():
            action = self._actions[name]
            action.setText(text)
            action.setIconText(plain(text))
            action.setToolTip(tip_of(action))
            action.setStatusTip(tip)
