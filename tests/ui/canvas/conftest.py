"""A canvas on the screen that is not there, a hand that holds mouse and pen, and pictures to compare with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.state.document_state import DocumentState

PICTURES = Path(__file__).parents[2] / "pictures"
SIDE = 356  # of the canvas; the page of 256 lies 50 pixels from its edges
PAGE_AT = 50
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Hand:
    """Moves the mouse and the pen over a canvas, in page pixels, by events as the system sends them."""

    def __init__(self, canvas: CanvasWidget) -> None:
        self.canvas = canvas
        capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        self._pens = {
            end: QPointingDevice(
                "pen", number, QInputDevice.DeviceType.Stylus, end, capabilities, 1, 3
            )
            for number, end in enumerate(
                (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser), 1
            )
        }

    def at(self, x: float, y: float) -> QPointF:
        return self.canvas.viewport.view.to_widget(QPointF(x, y))

    def press(self, x: float, y: float, keys=NO_KEYS, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(self.canvas, button, keys, self.at(x, y).toPoint())

    def move(self, x: float, y: float, keys=NO_KEYS) -> None:
        """QTest moves without keys: they are pressed around it, as a person does."""
        with self.holding(keys):
            QTest.mouseMove(self.canvas, self.at(x, y).toPoint())
            QApplication.processEvents()

    def release(self, x: float, y: float, keys=NO_KEYS, button=Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(self.canvas, button, keys, self.at(x, y).toPoint())

    def drag(self, *points: tuple[float, float], keys=NO_KEYS, button=Qt.MouseButton.LeftButton):
        self.press(*points[0], keys, button)
        for point in points[1:]:
            self.move(*point)
        self.release(*points[-1], keys, button)

    def click(self, x: float, y: float, keys=NO_KEYS) -> None:
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, keys, self.at(x, y).toPoint())

    def double_click(self, x: float, y: float) -> None:
        button, at = Qt.MouseButton.LeftButton, self.at(x, y).toPoint()
        QTest.mouseClick(self.canvas, button, NO_KEYS, at)
        QTest.mouseDClick(self.canvas, button, NO_KEYS, at)
        QTest.mouseRelease(self.canvas, button, NO_KEYS, at)

    def holding(self, keys) -> _Holding:
        return _Holding(self.canvas, keys)

    def key(self, key: Qt.Key, keys=NO_KEYS) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.canvas, key, keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.canvas, text)

    def pen(
        self,
        *points: tuple[float, float, float],
        end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    ) -> list[bool]:
        """A stroke of the pen through (x, y, pressure); for each event whether it was accepted."""
        kinds = [QEvent.Type.TabletMove] * len(points)
        kinds[0], kinds[-1] = QEvent.Type.TabletPress, QEvent.Type.TabletRelease
        return [
            self.pen_event(kind, *point, end=end) for kind, point in zip(kinds, points, strict=True)
        ]

    def pen_event(
        self,
        kind: QEvent.Type,
        x: float,
        y: float,
        pressure: float,
        end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    ) -> bool:
        at = self.at(x, y)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        changes = kind in (QEvent.Type.TabletPress, QEvent.Type.TabletRelease)
        held = none if kind == QEvent.Type.TabletRelease or pressure == 0 else left
        event = QTabletEvent(
            kind,
            self._pens[end],
            at,
            self.canvas.mapToGlobal(at),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            NO_KEYS,
            left if changes else none,
            held,
        )
        QApplication.sendEvent(self.canvas, event)
        return event.isAccepted()


class _Holding:
    """Modifier keys that are down for a while."""

    NAMES = (
        (Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Shift),
        (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Control),
        (Qt.KeyboardModifier.AltModifier, Qt.Key.Key_Alt),
    )

    def __init__(self, canvas: CanvasWidget, keys) -> None:
        self._canvas = canvas
        self._keys = keys

    def __enter__(self) -> None:
        held = NO_KEYS
        for modifier, key in self.NAMES:
            if self._keys & modifier:
                QTest.keyPress(self._canvas, key, held)  # as systems do: what was held before
                held |= modifier

    def __exit__(self, *_: object) -> None:
        held = self._keys
        for modifier, key in self.NAMES:
            if self._keys & modifier:
                QTest.keyRelease(self._canvas, key, held)
                held &= ~modifier


@pytest.fixture
def state(qapp: QApplication) -> DocumentState:
    return DocumentState()


@pytest.fixture
def canvas(qtbot: QtBot, state: DocumentState) -> Iterator[CanvasWidget]:
    """At 100 %, the page in the middle, with the keyboard's attention."""
    widget = CanvasWidget(state)
    qtbot.addWidget(widget)
    widget.bench.snapping.set_on(False)  # it has tests of its own
    widget.resize(SIDE, SIDE)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    widget.setFocus()
    widget.viewport.set_view(View(1.0, PAGE_AT, PAGE_AT))
    yield widget
    QTest.mouseMove(widget, QPointF(1, 1).toPoint())


@pytest.fixture
def hand(canvas: CanvasWidget) -> Hand:
    return Hand(canvas)


def pixels(image: QImage) -> np.ndarray:
    """(height, width, 4) uint8, red green blue alpha."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.array(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)


@pytest.fixture
def page_pixels(canvas: CanvasWidget) -> Callable[[], np.ndarray]:
    """What the page looks like just now: (256, 256, 4)."""

    def look() -> np.ndarray:
        canvas.bench.ink_renderer.finish()
        page = canvas.viewport.page_rect().toRect()
        return pixels(canvas.grab(page).toImage())

    return look


@pytest.fixture
def same_picture(update_pictures: bool) -> Callable[[str, QImage], None]:
    """Compare with tests/pictures: nearly all pixels nearly equal; `--update-pictures` writes them anew."""

    def check(name: str, image: QImage) -> None:
        path = PICTURES / f"{name}.png"
        if update_pictures:
            path.parent.mkdir(exist_ok=True)
            assert image.convertToFormat(QImage.Format.Format_RGB32).save(str(path))
            return
        golden = QImage(str(path))
        assert not golden.isNull(), f"{path.name} is missing: run pytest --update-pictures"
        assert golden.size() == image.size()
        apart = np.abs(pixels(golden).astype(int) - pixels(image).astype(int))[..., :3].max(axis=2)
        assert (apart <= 3).mean() >= 0.995, f"{(apart > 3).sum()} pixels differ from {path.name}"
        assert apart.mean() < 0.3

    return check


def dark(image: np.ndarray, x: float, y: float) -> bool:
    """Is there ink at (x, y)?"""
    return bool(image[round(y), round(x), :3].max() < 128)


@pytest.fixture
def is_dark() -> Callable[[np.ndarray, float, float], bool]:
    return dark


@pytest.fixture
def wave() -> Sequence[tuple[float, float]]:
    return [(40 + 4 * i, 128 + 50 * float(np.sin(i / 6))) for i in range(45)]


__all__ = ["Hand"]
