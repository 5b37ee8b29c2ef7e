"""Makes the pictures of the drawing tools in use: `python docs/tool_pictures.py [FOLDER]`.

The real canvas with real mouse and pen events, drawn into memory.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEvent, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from sketchpad.document.model import Document, Stroke  # noqa: E402
from sketchpad.ui.app import make_application  # noqa: E402
from sketchpad.ui.canvas.canvas_widget import CanvasWidget  # noqa: E402
from sketchpad.ui.state import DocumentState  # noqa: E402
from sketchpad.ui.theme import theme  # noqa: E402

SIDE = 420
Keys = Qt.KeyboardModifier
Place = tuple[float, float]


class Hand:
    """Moves mouse and pen over a canvas, in page pixels."""

    def __init__(self, canvas: CanvasWidget) -> None:
        self.canvas = canvas
        capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        stylus, pen = QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen
        self._pen = QPointingDevice("pen", 1, stylus, pen, capabilities, 1, 3)

    def mouse(self, kind: QEvent.Type, at: Place, keys: Keys = Keys.NoModifier) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        moves, ends = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
        place = self.canvas.view.to_widget(QPointF(*at))
        event = QMouseEvent(
            kind,
            place,
            self.canvas.mapToGlobal(place),
            none if moves else left,
            none if ends else left,
            keys,
        )
        QApplication.sendEvent(self.canvas, event)

    def drag(self, *places: Place, keys: Keys = Keys.NoModifier, lift: bool = True) -> None:
        self.mouse(QEvent.Type.MouseButtonPress, places[0], keys)
        for place in places[1:]:
            self.mouse(QEvent.Type.MouseMove, place, keys)
        if lift:
            self.mouse(QEvent.Type.MouseButtonRelease, places[-1], keys)

    def click(self, *places: Place) -> None:
        for place in places:
            self.drag(place)

    def draw(self, *points: tuple[float, float, float]) -> None:
        """With the pen; the third number is its pressure."""
        for number, (x, y, pressure) in enumerate(points):
            last = number == len(points) - 1
            kind = QEvent.Type.TabletMove
            if number == 0 or last:
                kind = QEvent.Type.TabletRelease if last else QEvent.Type.TabletPress
            left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
            place = self.canvas.view.to_widget(QPointF(x, y))
            event = QTabletEvent(
                kind, self._pen, place, self.canvas.mapToGlobal(place), pressure, 0, 0, 0, 0, 0,
                Keys.NoModifier, left if number == 0 or last else none, none if last else left,
            )  # fmt: skip
            QApplication.sendEvent(self.canvas, event)


def wave(x0: float, x1: float, y: float, height: float, turns: float = 2) -> list[Place]:
    return [
        (x0 + (x1 - x0) * i / 60, y + height * math.sin(2 * math.pi * turns * i / 60))
        for i in range(61)
    ]


def boat() -> Document:
    """A boat, a sun and the sea: lines of all three roles."""
    hull = [(52, 160), (204, 160), (180, 198), (80, 198), (52, 160)]
    sail = [(128, 44), (128, 148), (190, 148), (128, 44)]
    sun = [(60 + 20 * math.cos(i / 5), 56 + 20 * math.sin(i / 5)) for i in range(33)]
    guide = [(8, 128), (248, 128)]
    return Document(
        strokes=(
            Stroke(hull, 4),
            Stroke(sail, 4),
            Stroke(sun, 3),
            Stroke(wave(10, 246, 212, 6, 5), 4, role="loose"),
            Stroke(guide, 2, role="ignore"),
            Stroke([(128, 8), (128, 248)], 2, role="ignore"),
        )
    )


def pen(state: DocumentState, hand: Hand) -> None:
    hand.draw(*[(x, y, 0.1 + 0.9 * i / 60) for i, (x, y) in enumerate(wave(30, 226, 80, 36, 1.5))])
    hand.draw(*[(x, y, abs(math.sin(i / 10))) for i, (x, y) in enumerate(wave(30, 226, 176, 24))])
    hand.mouse(QEvent.Type.MouseMove, (200, 220))
    state.set_brush_width(12)


def eraser(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("eraser")
    hand.drag((100, 120), (128, 96), (160, 84), (180, 70), lift=False)


def straight(state: DocumentState, hand: Hand) -> None:
    state.set_tool("line")
    for turn in range(7):
        angle = math.radians(8 + 20 * turn)
        hand.drag((60, 60), (60 + 150 * math.cos(angle), 60 + 150 * math.sin(angle)))
    hand.drag((30, 220), (120, 150), (226, 60), keys=Keys.ShiftModifier, lift=False)


def polyline(state: DocumentState, hand: Hand) -> None:
    state.set_tool("polyline")
    hand.click((40, 190), (60, 90), (128, 40), (196, 90), (216, 190))
    hand.mouse(QEvent.Type.MouseMove, (128, 220))


def rectangle(state: DocumentState, hand: Hand) -> None:
    state.set_tool("rectangle")
    hand.drag((40, 50), (80, 80), (150, 110))
    hand.drag((100, 80), (150, 120), (216, 206), lift=False)


def ellipse(state: DocumentState, hand: Hand) -> None:
    state.set_tool("ellipse")
    hand.drag((40, 60), (80, 80), (130, 120))
    hand.drag((90, 90), (150, 120), (220, 200), lift=False)


def bucket(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("bucket")
    hand.click((148, 130))
    state.pencil.set_role("loose")
    hand.click((60, 56))


def lines(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("strokes")
    hand.drag((100, 36), (180, 180), (216, 204))


def moved(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("strokes")
    state.stroke_selection.select([0, 1])
    hand.drag((128, 18), (150, 18), (176, 30), lift=False)


def lasso(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("lasso")
    around = [
        (60 + 38 * math.cos(i / 6) + 4 * math.sin(i), 56 + 36 * math.sin(i / 6)) for i in range(34)
    ]
    hand.drag(*around, lift=False)


def mirror(state: DocumentState, hand: Hand) -> None:
    state.pencil.set_mirror("across")
    half = [
        (128 - 70 * math.sin(math.pi * i / 50) ** 0.8, 40 + 170 * i / 50 - 14 * math.sin(i / 4))
        for i in range(51)
    ]
    hand.drag(*half)
    hand.drag(
        *[(90 + 9 * math.cos(i / 5), 100 + 6 * math.sin(i / 5)) for i in range(33)], lift=False
    )


def steady(state: DocumentState, hand: Hand) -> None:
    state.pencil.set_steadiness(0.7)
    calm = wave(24, 232, 128, 50, 1)
    shaky = [
        (x + 2 * math.sin(i * 2.3), y + 3 * math.cos(i * 3.1)) for i, (x, y) in enumerate(calm)
    ]
    hand.drag(*shaky, lift=False)


def size(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    hand.drag((150, 100), (165, 100), (178, 100), keys=Keys.AltModifier, lift=False)


def roles(state: DocumentState, _hand: Hand) -> None:
    state.open(boat())


SCENES: tuple[Callable[[DocumentState, Hand], None], ...] = (
    pen, eraser, straight, polyline, rectangle, ellipse, bucket, lines, moved, lasso, mirror, steady, size, roles,
)  # fmt: skip


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    theme().choose("light")
    for scene in SCENES:
        state = DocumentState(Document(256, 256))
        canvas = CanvasWidget(state)
        canvas.resize(SIDE, SIDE)
        canvas.show()
        app.processEvents()
        scene(state, Hand(canvas))
        app.processEvents()
        canvas.finish_ink()
        canvas.grab().save(str(folder / f"{scene.__name__}.png"))
        canvas.close()
        canvas.deleteLater()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "tools")
