"""The canvas as those see it who put something into its menus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction

from sketchpad.ui.canvas.context_menu import CanvasMenu


class OffersMenus:
    """Subclasses make `_menu`."""

    _menu: CanvasMenu

    def set_box_menu(self, actions: Sequence[QAction]) -> None:
        """What the menu of a box offers."""
        self._menu.set_of_boxes(actions)

    def add_to_box_menu(self, actions: Sequence[QAction]) -> None:
        """What the menu of a box offers besides."""
        self._menu.add_of_boxes(actions)

    def set_people_menu(self, actions: Sequence[QAction]) -> None:
        """What the menu of people offers."""
        self._menu.set_of_people(actions)

    def set_region_menu(self, actions: Sequence[QAction]) -> None:
        """What the menu offers with the tool for regions in hand."""
        self._menu.set_of_regions(actions)
