"""Actions made from a table: the window, the canvas, the panels and the comparison each have one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from sketchpad.ui.actions.action_text import plain, tip_of
from sketchpad.ui.connections import while_alive
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import method_menu, method_name
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import named

CONTEXT = "Action"  # of the translations


class ActionSpec(NamedTuple):
    """One row of a table of actions.

    Attributes:
        id: name of the action and of its handler.
        text: English text in a menu, with the sign of its key there.
        tip: one English sentence for the status bar.
        keys: shortcuts, separated by spaces.
        icon: name of its icon.
        checkable: on or off; the handler gets the new state.
        choice: actions of the same choice exclude each other.
        on_canvas: its keys mean something else elsewhere (arrows, Delete, Enter).
        short: what a button says instead of the text.
        method: the action is about this method of the registry, which says how it is called in a menu.
    """

    id: str
    text: str
    tip: str = ""
    keys: str = ""
    icon: str = ""
    checkable: bool = False
    choice: str = ""
    on_canvas: bool = False
    short: str = ""
    method: str = ""


Table: TypeAlias = Mapping[str, Sequence[ActionSpec]]
"""Actions by group, in the order in which menus show them."""


class ActionSet(QObject):
    """Makes the actions of a table, adds them to `widget`, connects them and keeps them in its language.

    Args:
        widget: gets all actions, so that their shortcuts work.
        handlers: what to do, by id; further ones are given to `connect_handlers`.
    """

    def __init__(
        self, widget: QWidget, table: Table, handlers: Mapping[str, Callable[..., object]]
    ) -> None:
        super().__init__(widget)
        self._specs = {spec.id: spec for specs in table.values() for spec in specs}
        self._choices: dict[str, QActionGroup] = {}
        self._actions = {name: self._make(spec) for name, spec in self._specs.items()}
        self._groups = {
            name: {spec.id: self._actions[spec.id] for spec in specs}
            for name, specs in table.items()
        }
        follow_language(widget, self.retranslate)  # before `widget` gets the actions: it is quicker
        widget.addActions(self.all())
        self.connect_handlers(handlers)

    def _make(self, spec: ActionSpec) -> QAction:
        action = named(QAction(self), spec.id)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys.split()])
        if spec.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setCheckable(spec.checkable or bool(spec.choice))
        if spec.choice:
            self._choices.setdefault(spec.choice, QActionGroup(self)).addAction(action)
        if spec.icon:
            icons.set_icon(action, spec.icon)
            action.setIconVisibleInMenu(False)
        return action

    def connect_handlers(self, handlers: Mapping[str, Callable[..., object]]) -> None:
        """Connect the actions of these ids; that of a checkable one gets the new state."""
        for name, handler in handlers.items():
            if self._specs[name].checkable:
                while_alive(self, self._actions[name].toggled, handler)
            else:
                while_alive(self, self._actions[name].triggered, lambda *_, act=handler: act())

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def all(self) -> list[QAction]:
        return list(self._actions.values())

    def groups(self) -> dict[str, dict[str, QAction]]:
        """By group and id."""
        return self._groups

    def group(self, name: str) -> list[QAction]:
        return list(self._groups[name].values())

    def enable(self, ids: Sequence[str], enabled: bool) -> None:
        for name in ids:
            self._actions[name].setEnabled(enabled)

    def retranslate(self) -> None:
        for name, spec in self._specs.items():
            action, tip = self._actions[name], _translated(spec.tip)
            text = method_menu(spec.method) if spec.method else _translated(spec.text)
            action.setText(text)
            action.setIconText(_translated(spec.short) or plain(text))
            action.setToolTip(tip_of(action))
            action.setStatusTip(tip.format(method=method_name(spec.method)) if spec.method else tip)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text) if text else ""
