"""Makes the pictures of the drawing tools in use: `python docs/tool_pictures.py [FOLDER [SCENE ...]]`.

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
from PySide6.QtGui import (  # noqa: E402
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPixmap,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit  # noqa: E402

from sketchpad.document.model import Box, Document, Stroke  # noqa: E402
from sketchpad.ui.app.app import make_application  # noqa: E402
from sketchpad.ui.canvas.canvas_widget import CanvasWidget  # noqa: E402
from sketchpad.ui.canvas.view.guides import Guides, Rulers  # noqa: E402
from sketchpad.ui.canvas.view.view import Turning  # noqa: E402
from sketchpad.ui.state.document_state import DocumentState  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402

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
        place = self.canvas.viewport.view.to_widget(QPointF(*at))
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
            place = self.canvas.viewport.view.to_widget(QPointF(x, y))
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


def yard() -> Document:
    """A house with a tree and a dog in front of it, and a box for each."""
    house = [(40, 150), (40, 90), (85, 50), (130, 90), (130, 150), (40, 150)]
    tree = [(196 + 26 * math.cos(i / 5), 84 + 30 * math.sin(i / 5)) for i in range(33)]
    dog = [(90, 216), (96, 196), (126, 194), (136, 184), (146, 192), (140, 202), (138, 220)]
    return Document(
        strokes=(
            Stroke(house, 4),
            Stroke(tree, 4),
            Stroke([(196, 114), (196, 156)], 6),
            Stroke(dog, 4),
        ),
        boxes=(
            Box("house", (0.13, 0.17, 0.53, 0.61)),
            Box("tree", (0.65, 0.19, 0.88, 0.63)),
            Box("dog", (0.33, 0.69, 0.6, 0.88)),
        ),
        prompt="a house, a tree and a dog",
    )


def box(state: DocumentState, hand: Hand) -> None:
    state.open(yard())
    state.set_tool("box")
    hand.canvas.bench.snapping.set_on(False)
    hand.drag((170, 180), (200, 200), (240, 234), lift=False)


def boxes(state: DocumentState, _hand: Hand) -> None:
    state.open(yard())
    state.set_tool("select")
    state.select(one.id for one in state.document.boxes[1:])


def phrase(state: DocumentState, hand: Hand) -> None:
    state.open(yard())
    state.set_tool("select")
    hand.canvas.bench.typing.suggest(["dog", "door", "dove", "tree"])
    state.select([state.document.boxes[2].id])
    hand.canvas.bench.typing.begin(state.document.boxes[2].id)
    editor = QApplication.focusWidget()
    if isinstance(editor, QLineEdit):
        QTest.keyClicks(editor, "do")


def carried(state: DocumentState, hand: Hand) -> None:
    state.open(yard())
    state.set_tool("select")
    hand.canvas.bench.habits.set_carry(True)
    state.select([state.document.boxes[0].id])
    hand.drag((85, 70), (90, 90), (104, 120), lift=False)


def snapping(state: DocumentState, hand: Hand) -> None:
    state.open(yard())
    state.set_tool("select")
    state.select([state.document.boxes[2].id])
    hand.drag((120, 212), (150, 212), (193, 190), lift=False)


def guides(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    shown = Guides(hand.canvas)
    shown.show_grid(True)
    shown.show_thirds(True)


def rulers(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    Rulers(hand.canvas, hand.canvas.viewport).show(True)
    hand.canvas.viewport.set_zoom(1.6)
    hand.mouse(QEvent.Type.MouseMove, (128, 44))


def turned(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    Rulers(hand.canvas, hand.canvas.viewport).show(True)
    hand.canvas.viewport.set_turning(Turning(-30, True))
    hand.drag((60, 100), (80, 90), (100, 100), (120, 90), lift=False)


def hand_tool(state: DocumentState, hand: Hand) -> None:
    state.open(boat())
    state.set_tool("pan")
    hand.canvas.viewport.set_zoom(2.4)
    hand.drag((128, 128), (150, 140), (150, 150), lift=False)


SCENES: tuple[Callable[[DocumentState, Hand], None], ...] = (
    pen, eraser, straight, polyline, rectangle, ellipse, bucket, lines, moved, lasso, mirror, steady, size, roles,
    box, boxes, phrase, carried, snapping, guides, rulers, turned, hand_tool,
)  # fmt: skip


def grabbed(canvas: CanvasWidget) -> QPixmap:
    """With the list of words that lies over it, if there is one."""
    picture = canvas.grab()
    editor = canvas.findChild(QLineEdit)
    completer = editor.completer() if editor is not None else None
    if completer is not None and completer.popup().isVisible():
        popup = completer.popup()
        painter = QPainter(picture)
        painter.drawPixmap(canvas.mapFromGlobal(popup.pos()), popup.grab())
        painter.end()
    return picture


def main(folder: Path, names: tuple[str, ...] = ()) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    theme().choose("light")
    for scene in SCENES:
        if names and scene.__name__ not in names:
            continue
        state = DocumentState(Document(256, 256))
        canvas = CanvasWidget(state)
        canvas.resize(SIDE, SIDE)
        canvas.show()
        app.processEvents()
        scene(state, Hand(canvas))
        app.processEvents()
        canvas.bench.ink_renderer.finish()
        grabbed(canvas).save(str(folder / f"{scene.__name__}.png"))
        canvas.close()
        canvas.deleteLater()


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "tools"
    main(where, tuple(sys.argv[2:]))
