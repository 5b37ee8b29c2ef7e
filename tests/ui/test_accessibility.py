"""Every control has a name, every action a key or a place in a menu, no key is taken twice, in both languages."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QScrollBar,
    QWidget,
)

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.dialogs.about import AboutDialog
from sketchpad.ui.dialogs.samples import SamplesDialog
from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog
from sketchpad.ui.widgets.picture_view import PictureView
from tests.ui.conftest import make_cards

CONTROLS = (
    QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractScrollArea, PictureView,
)  # fmt: skip


def controls(root: QWidget) -> list[QWidget]:
    return [
        w
        for w in root.findChildren(QWidget)
        if isinstance(w, CONTROLS)
        and not isinstance(w, QScrollBar)
        and not w.objectName().startswith("qt_")
        and w.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


def name_of(widget: QWidget) -> str:
    own = widget.accessibleName()
    return own or (widget.text() if isinstance(widget, QAbstractButton) else "")


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(w).__name__} in {type(w.parent()).__name__}"
        for w in controls(root)
        if not name_of(w).strip()
    ]


def test_every_control_of_the_window_has_a_name(
    window: MainWindow, drawing: Document, subtests: pytest.Subtests
) -> None:
    window.state.open(drawing)
    window.state.select([drawing.boxes[0].id])
    window.canvas.bench.typing.begin(drawing.boxes[0].id)
    make_cards(window)
    for language in ("en", "zh_CN"):
        with subtests.test(language=language):
            window.language.choose(language)
            QApplication.processEvents()
            assert len(controls(window)) > 30
            assert nameless(window) == []


def test_every_control_of_comparison_and_dialogs_has_a_name(
    window: MainWindow, drawing: Document
) -> None:
    window.state.open(drawing)
    window.comparing.open()
    assert window.comparing.window is not None
    assert nameless(window.comparing.window) == []
    window.browsing.show()
    assert window.browsing.window is not None
    assert nameless(window.browsing.window) == []
    for dialog in (
        SamplesDialog("en", window),
        ShortcutsDialog(window.menus.shortcut_groups(), window),
        AboutDialog(window),
    ):
        assert controls(dialog)
        assert nameless(dialog) == []


def test_every_action_says_what_it_does(window: MainWindow) -> None:
    actions = [*window.actions_.all(), *window.canvas.actions()]
    for action in actions:
        assert action.text(), action.objectName()
        assert action.toolTip(), action.objectName()
        assert action.statusTip(), action.objectName()
        assert "&" not in action.toolTip()


def test_every_action_of_the_window_is_in_a_menu(window: MainWindow) -> None:
    shown: set[QAction] = set()

    def walk(menu: QMenu) -> None:
        for action in menu.actions():
            shown.add(action)
            inner = action.menu()
            if isinstance(inner, QMenu):
                walk(inner)

    for menu in (
        window.menus.file,
        window.menus.edit,
        window.menus.picture,
        window.menus.view,
        window.menus.help,
    ):
        walk(menu)
    assert [a.objectName() for a in window.actions_.all() if a not in shown] == []


def test_no_key_is_taken_twice(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for action in [*window.actions_.all(), *window.canvas.actions()]:
        if action.shortcutContext() == Qt.ShortcutContext.WidgetShortcut:
            continue
        for sequence in action.shortcuts():
            keys = sequence.toString()
            assert taken.setdefault(keys, action.objectName()) == action.objectName(), keys


def test_no_letter_chooses_two_entries_of_a_menu(window: MainWindow) -> None:
    menus = window.menus
    bar = (menus.file, menus.edit, menus.picture, menus.view, menus.help)
    for language, menu in product(("en", "zh_CN"), bar):
        window.language.choose(language)
        QApplication.processEvents()
        letters = [
            action.text()[action.text().index("&") + 1].lower()
            for action in menu.actions()
            if "&" in action.text()
        ]
        assert len(letters) == len(set(letters)), (menu.title(), letters)


def test_the_method_can_be_chosen_and_tuned_by_keyboard(window: MainWindow) -> None:
    card = window.side.methods.cards["controlnet"]
    handles = (card.controls.range.start_handle, card.controls.range.end_handle)
    assert [h.accessibleName() for h in handles] == ["ControlNet start", "ControlNet end"]
    for handle in handles:
        assert handle.focusPolicy() & Qt.FocusPolicy.TabFocus
    handles[0].triggerAction(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    assert window.settings.values.method("controlnet").start == pytest.approx(0.05)
