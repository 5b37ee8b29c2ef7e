"""Everything fits and can be reached on small screens, and on larger ones whose pixels count double."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QToolButton, QWidget

from sketchpad.document.model import Document
from sketchpad.ui.actions.command_palette import CommandPalette
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.style.shorthand import FRAME
from tests.ui.fake_engine import FakeEngine

SMALL = [(1280, 720), (1366, 768), (1366 // 2, 768 // 2), (640, 360)]


@pytest.fixture(params=SMALL, ids=str)
def small(request: pytest.FixtureRequest, screen: QRect) -> QRect:
    screen.setSize(QSize(*request.param))
    return screen


def seen(widget: QWidget, window: QWidget) -> bool:
    """Whether all of `widget` lies within `window`, and within all that scrolls around it."""
    around: QWidget | None = widget
    while around is not None and around is not window:
        around = around.parentWidget()
        at = QRect(widget.mapTo(around, QPoint()), widget.size())
        if not around.rect().contains(at):
            return False
    return not widget.isHidden()


def fits(window: QWidget, screen: QRect) -> bool:
    size, least = window.size(), window.minimumSizeHint().expandedTo(window.minimumSize())
    room = screen.size() - FRAME
    return all(one.boundedTo(room) == one for one in (size, least))


def test_the_first_window_fits_and_generate_and_all_tools_are_in_sight(
    window: MainWindow, small: QRect, engine: FakeEngine, drawing: Document
) -> None:
    window.memory.restore()
    QApplication.processEvents()
    assert fits(window, small)
    button = window.side.run.button
    assert seen(button, window)
    area = window.rail.findChild(QScrollArea)
    assert area is not None
    for tool in window.rail.findChildren(QToolButton):
        area.ensureWidgetVisible(tool)
        assert area.horizontalScrollBar().maximum() == 0
        assert seen(tool, window), tool.accessibleName()
    window.state.open(drawing)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert engine.asked


def test_a_kept_size_of_a_larger_screen_is_cut_back(window: MainWindow, screen: QRect) -> None:
    window.resize(1700, 1100)
    window.memory.keep()
    screen.setSize(QSize(1280, 720))
    window.memory.restore()
    assert fits(window, screen)


def test_large_screens_show_the_usual_size_and_one_column_of_tools(window: MainWindow) -> None:
    window.memory.restore()
    QApplication.processEvents()
    assert window.size() == QSize(1440, 900)
    assert window.rail.width() == 53


def test_every_dialog_fits(window: MainWindow, screen: QRect, subtests: pytest.Subtests) -> None:
    screen.setSize(QSize(*SMALL[-1]))
    for name in ("models", "preferences", "command_palette", "shortcuts", "about", "open_sample"):
        with subtests.test(name=name):
            before = set(QApplication.topLevelWidgets())
            window.actions_[name].trigger()
            (dialog,) = (
                one
                for one in set(QApplication.topLevelWidgets()) - before
                if isinstance(one, QDialog | CommandPalette)
            )
            assert fits(dialog, screen)
            dialog.close()


def test_compare_fits_and_all_of_it_can_be_scrolled_to(
    small: QRect, compare: CompareWindow
) -> None:
    QApplication.processEvents()
    assert fits(compare, small)
    area = compare.findChild(QScrollArea)
    assert area is not None
    for widget in (compare.head.again, compare.tools.order, compare.scrubber.play):
        area.ensureWidgetVisible(widget)
        assert seen(widget, compare)
