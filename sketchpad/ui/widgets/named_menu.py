"""A button with a menu of things under names: those that come with the program, and the user's own in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from sketchpad.own_files import NamedFile
from sketchpad.ui.connections import errors_to
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import named


class NamedMenu(QToolButton):
    """Subclasses say what is `used`, what is `on`, and the words.

    Args:
        own: the user's.
        shipped: their names are English.
        actions: below them.

    Signals:
        failed: SketchpadError; nothing was changed.
        kept: something new is among the user's own.
    """

    failed = Signal(object)
    kept = Signal()

    def __init__(
        self, own: NamedFile[Any], shipped: Sequence[Any], actions: Sequence[QAction]
    ) -> None:
        super().__init__()
        self.own, self._shipped, self._below = own, tuple(shipped), actions
        self.all: tuple[Any, ...] = self._shipped
        named(self, "segment")
        self.setIconSize(QSize(12, 12))
        icons.set_icon(self, "chevron-down", "muted")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.things, self.remove_menu = QMenu(self), QMenu(self)
        for menu in (self.things, self.remove_menu):
            menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMenu(self.things)
        self.things.aboutToShow.connect(self.fill)
        follow_language(self, self.retranslate)

    def retranslate(self) -> None:
        self.fill()

    def fill(self) -> None:
        """Show what there is now."""
        own = tuple(one for one in self.own.present() if self.has(one))
        self.all = (*self._shipped, *own)
        self.things.clear()
        self.remove_menu.clear()
        for one in self._shipped:
            self._add(self.name_of(one), one)
        if own:
            self.things.addSeparator()
        for one in own:
            name = self._add(one.name, one)
            action = self.remove_menu.addAction(name)
            action.triggered.connect(lambda _=False, name=one.name: self.remove(name))
        self.things.addSeparator()
        self.things.addActions(self._below)
        if own:
            self.things.addMenu(self.remove_menu)

    def open(self) -> None:
        """Open the menu, without waiting until it is closed as `showMenu` does."""
        self.things.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _add(self, name: str, one: Any) -> str:
        action = self.things.addAction(name.replace("&", "&&"))
        on = self.is_on(one)
        action.setCheckable(on is not None)
        action.setChecked(bool(on))
        action.triggered.connect(lambda _=False: self.use(one))
        return action.text()

    def name_of(self, one: Any) -> str:
        """The name of a shipped one in the user's language."""
        raise NotImplementedError

    def use(self, one: Any) -> None:
        raise NotImplementedError

    def has(self, one: Any) -> bool:
        """Whether one of the user's own belongs into this menu."""
        return True

    def is_on(self, one: Any) -> bool | None:
        """Whether it is in use; None: that is not shown."""
        return None

    def keep(self, *things: Any) -> None:
        """Save things of the user's own."""
        with errors_to(self.failed.emit):
            self.own.save(*things)
            self.kept.emit()

    def remove(self, name: str) -> None:
        with errors_to(self.failed.emit):
            self.own.remove(name)
