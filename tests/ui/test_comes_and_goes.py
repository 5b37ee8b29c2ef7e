"""Everything in the window that can be added and removed, opened and closed: what is gone is not called any more."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QWidget,
)

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.dialogs import BlindDialog
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept

pytestmark = pytest.mark.slow

DIALOGS = ("preferences", "models", "shortcuts", "about", "open_sample", "command_palette")
Left = Qt.MouseButton.LeftButton


class Hand:
    """Moves the mouse and presses keys as a user does; then everything else in the window is changed."""

    def __init__(self, window: MainWindow, engine: FakeEngine, folder: Path) -> None:
        self.window, self.engine, self.folder = window, engine, folder

    def click(self, button: QAbstractButton) -> None:
        assert button.isEnabled()
        QTest.mouseClick(button, Left)

    def drag(self, *places: tuple[float, float]) -> None:
        canvas = self.window.canvas
        way = [canvas.viewport.view.to_widget(QPointF(*place)).toPoint() for place in places]
        QTest.mousePress(canvas, Left, pos=way[0])
        for place in way[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Left, pos=way[-1])

    def draw(self, tool: str, *places: tuple[float, float]) -> None:
        self.window.state.set_tool(tool)  # type: ignore[arg-type]
        self.drag(*places)
        focus = QApplication.focusWidget()
        if focus is not None and focus is not self.window.canvas:
            QTest.keyClicks(focus, "a cat")
            QTest.keyClick(focus, Qt.Key.Key_Return)

    def close_popups(self) -> None:
        """Menus and dialogs, as Escape does; what was removed is deleted."""
        for shown in QApplication.topLevelWidgets():
            if shown.isVisible() and isinstance(shown, QMenu | QDialog | QFileDialog):
                shown.close()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def change_everything(self) -> None:
        """The drawing, the settings, language, theme, a preference, the models, a run."""
        self.close_popups()
        window, settings = self.window, self.window.settings
        self.draw("pen", (20, 20), (90, 60), (140, 30))
        self.draw("box", (30, 100), (120, 180))
        self.draw("pose", (170, 60), (220, 200))
        self.draw("region", (20, 220), (120, 240))
        window.actions_["method_controlnet"].trigger()
        window.actions_["method_controlnet"].trigger()
        settings.set_sampling(steps=3 if settings.values.sampling.steps != 3 else 4)
        for name in ("zh_CN", "en"):
            window.preferences.set("language", name)
        for name in ("dark", "light"):
            window.preferences.set("theme", name)
        window.preferences.set("export.quality", 50)
        window.preferences.set("export.quality", 90)
        window.preferences.set("model.folders", str(self.folder))
        window.preferences.set("model.folders", "")
        window.models.models_changed.emit()
        window.models.used.emit(settings.values.model)
        window.state.undo()
        window.state.redo()
        if window.actions_["generate"].isEnabled() and not self.engine.is_running:
            window.actions_["generate"].trigger()
            self.engine.run_to_end()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def type_into(spin: QAbstractSpinBox) -> None:
    """A number that nobody has confirmed when its control goes."""
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, "0.5")


def controls(hand: Hand) -> None:
    hand.window.settings.choose("controlnet", True)
    card = hand.window.side.methods.cards["controlnet"]
    for _ in range(2):
        hand.click(card.add)
    row = card.further[0]
    assert row.controls.kind is not None
    row.controls.kind.eye.setChecked(True)
    hand.draw("pen", (20, 20), (90, 60))
    for row in reversed(list(card.further)):
        type_into(row.controls.strength.spin)
        hand.click(row.remove)
    assert not card.further


def first_control(hand: Hand) -> None:
    hand.window.settings.choose("controlnet", True)
    card = hand.window.side.methods.cards["controlnet"]
    hand.click(card.add)
    hand.click(card.remove_first)


def loras(hand: Hand) -> None:
    panel = hand.window.side.start
    for name in ("a.safetensors", "b.safetensors"):
        (hand.folder / name).write_bytes(b"\2\0\0\0\0\0\0\0{}")
        hand.window.questions.path = hand.folder / name  # type: ignore[attr-defined]
        hand.click(panel.add_lora)
    assert len(panel.loras) == 2
    for card in reversed(list(panel.loras)):
        type_into(card.strength.spin)
        hand.click(card.remove)
    assert not panel.loras


def begin_from_a_picture(hand: Hand) -> None:
    hand.change_everything()
    hand.window.actions_["use_as_base"].trigger()
    base = hand.window.side.start.base
    type_into(base.strength.spin)
    hand.click(base.remove)


def pages(hand: Hand) -> None:
    for action in hand.window.layout_.actions.all():
        if action.objectName().startswith("show_") or action.objectName() == "canvas_only":
            action.trigger()
            QApplication.processEvents()
            action.trigger()


def page_size(hand: Hand) -> None:
    hand.window.layout_.actions["page_size"].trigger()


def dialogs(hand: Hand) -> None:
    for name in DIALOGS:
        hand.window.actions_[name].trigger()
        QApplication.processEvents()
        hand.close_popups()


def menus(hand: Hand) -> None:
    canvas = hand.window.canvas
    for tool in ("select", "strokes", "pose", "region"):
        hand.window.state.set_tool(tool)  # type: ignore[arg-type]
        centre = canvas.rect().center()
        QApplication.sendEvent(canvas, context_menu(canvas, centre))
        hand.close_popups()
    bars = hand.window.figures
    for bar in (bars.region_bar, bars.people_bar):
        bar.button.click()
        QApplication.processEvents()
        QTest.keyClick(QApplication.activePopupWidget() or canvas, Qt.Key.Key_Escape)


def context_menu(_canvas: QWidget, at: QPoint) -> QEvent:
    from PySide6.QtGui import QContextMenuEvent

    return QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, _canvas.mapToGlobal(at))


def reference(hand: Hand) -> None:
    from PIL import Image

    path = hand.folder / "reference.png"
    Image.effect_mandelbrot((64, 64), (-2, -1, 1, 1), 20).save(path)
    hand.window.questions.path = path  # type: ignore[attr-defined]
    hand.window.layers.actions["reference_place"].trigger()
    hand.window.project.reading.finish()
    QApplication.processEvents()
    for kind in ("canny", "softedge", ""):
        hand.window.layers.reference.set_kind(kind)
        QApplication.processEvents()
    hand.window.layers.actions["reference_remove"].trigger()


def comparison(hand: Hand) -> None:
    window = hand.window
    hand.draw("pen", (20, 20), (90, 60))
    window.actions_["compare"].trigger()
    hand.engine.run_to_end()
    compare = window.comparing.window
    assert compare is not None
    compare.actions_["tracks"].trigger()
    for number in range(2):
        menu = compare.matrix_bar.columns.menu
        menu.aboutToShow.emit()
        menu.actions()[number].trigger()
        hand.engine.run_to_end()
    for look in ("one", "swipe", "difference", "grid"):
        compare.actions_[look].trigger()
    compare.actions_["remove"].trigger()
    compare.actions_["restore"].trigger()
    hand.engine.run_to_end()
    compare.actions_["blind"].trigger()
    (dialog,) = compare.findChildren(BlindDialog)
    dialog.buttons[0].click()
    dialog.close()
    for name in ("star", "reject", "tracks", "sketch", "matches"):
        compare.actions_[name].trigger()
    hand.change_everything()
    compare.close()


def results(hand: Hand) -> None:
    for _ in range(3):
        hand.window.actions_["generate"].trigger()
        hand.engine.run_to_end()
    hand.window.results.show_menu(kept(hand.window)[0], QPoint(10, 10))


def boxes_people_regions(hand: Hand) -> None:
    hand.draw("box", (30, 30), (120, 120))
    hand.draw("pose", (150, 60), (220, 200))
    hand.draw("region", (20, 220), (120, 240))
    hand.window.canvas.setFocus()
    for tool in ("select", "pose"):
        hand.window.state.set_tool(tool)  # type: ignore[arg-type]
        QTest.keyClick(hand.window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(hand.window.canvas, Qt.Key.Key_Delete)
    hand.window.figures.actions["clear_regions"].trigger()


def notices(hand: Hand) -> None:
    for path in (hand.folder / "gone.png", hand.folder / "gone.sketchpad"):
        hand.window.project.open(path)
        hand.window.project.reading.finish()
        QApplication.processEvents()
    hand.click(hand.window.notice.close_button)


def presets(hand: Hand) -> None:
    button = hand.window.side.methods.presets
    if button is None:
        return
    hand.window.questions.path = Path("mine")  # type: ignore[attr-defined]
    hand.window.actions_["save_preset"].trigger()
    button.things.aboutToShow.emit()
    button.remove("mine")
    button.things.aboutToShow.emit()


CHAPTERS: tuple[Callable[[Hand], None], ...] = (
    controls,
    first_control,
    loras,
    begin_from_a_picture,
    pages,
    page_size,
    dialogs,
    menus,
    reference,
    comparison,
    results,
    boxes_people_regions,
    notices,
    presets,
)


@pytest.fixture
def hand(window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path) -> Hand:
    window.state.open(drawing)
    window.settings.set_sampling(steps=3)
    return Hand(window, engine, tmp_path)


def errors_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]


def test_what_was_removed_is_not_called(hand: Hand, caplog: pytest.LogCaptureFixture) -> None:
    """In some order; after every fifth chapter everything else is changed, of which the removed must not hear."""
    chance = random.Random(0)
    for number, chapter in enumerate(chance.sample(CHAPTERS, len(CHAPTERS)), 1):
        hand.close_popups()
        chapter(hand)
        hand.draw("pen", *((chance.uniform(0, 256), chance.uniform(0, 256)) for _ in range(3)))
        if number % 5 == 0 or number == len(CHAPTERS):
            hand.change_everything()
        assert errors_of(caplog) == [], chapter.__name__
