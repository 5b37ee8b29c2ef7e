"""Whatever a hand does in the window can be undone to where it began and redone to where it ended."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.layers import KINDS
from sketchpad.document.model import Box, Document, Reference, Region, Stroke
from sketchpad.hints.openpose import standing
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.canvas.boxes.phrase_editor import PhraseEditor
from sketchpad.ui.state.document_state import TOOLS

pytestmark = pytest.mark.slow

STEPS = 60
OPEN_SOMETHING = ("page_size", "canvas_only", "peek", "choose_class")
KEYS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
}
START = Document(
    strokes=(Stroke([[30, 30], [90, 60]], 4), Stroke([[150, 150], [220, 180]], 6)),
    boxes=(Box("dog", (0.1, 0.1, 0.4, 0.4)), Box("cat", (0.5, 0.5, 0.9, 0.9))),
    prompt="a dog and a tree",
    poses=(standing((0.5, 0.2, 0.8, 0.9)),),
    regions=(Region("grass", Stroke([(0, 220), (256, 220)], 60)),),
    reference=Reference(
        cv2.imencode(".png", np.tile(np.repeat([0, 255], 20), (40, 3)).astype(np.uint8))[
            1
        ].tobytes()
    ),
)


class Walk:
    """Random deeds of a hand that knows every key and every tool."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window, self.random = window, random.Random(seed)
        canvas = window.canvas
        groups = canvas.action_groups()
        self.actions = [
            *(a for group in ("edit", "lines", "boxes", "nudge") for a in groups[group].values()),
            *(a for a in window.layout_.actions.all() if not a.objectName().startswith("show_")),
            *window.figures.actions.all(),
            *window.layers.actions.all(),
            window.actions_["paste"],
        ]
        self.actions = [a for a in self.actions if a.objectName() not in OPEN_SOMETHING]

    def deed(self) -> str:
        kinds = ["drag", "click", "action", "word", "tool", "layer"]
        kind = self.random.choices(kinds, [6, 2, 6, 1, 2, 1])[0]
        if kind == "tool":
            self.window.state.set_tool(self.random.choice(TOOLS))
        elif kind == "action":
            self.act()
        elif kind == "word":
            words = self.random.choice(["a dog", "a cat and a sun", "boat, flat art", ""])
            self.window.state.apply(self.window.state.document.with_prompt(words), "type")
        elif kind == "layer":
            self.change_layer()
        else:
            self.drag(1 if kind == "click" else self.random.randint(2, 5))
        self.window.project.reading.finish()
        QApplication.processEvents()
        return f"{kind} {self.window.state.tool}"

    def act(self) -> None:
        action = self.random.choice(self.actions)
        if action.isEnabled():
            action.trigger()
        self.end_typing(self.random.choice(["fish", "", "moon"]))

    def change_layer(self) -> None:
        """Opacity, order, and what the reference picture is made into."""
        layers, some = self.window.layers, self.random.choice(KINDS)
        layers.commands.set_opacity(some, self.random.random())
        layers.commands.reorder(self.random.sample(KINDS, len(KINDS)))
        layers.reference.set_kind(self.random.choice(["", "canny", "softedge"]))
        layers.reference.set_option("blur", self.random.randint(0, 5))

    def end_typing(self, word: str) -> None:
        editor = QApplication.focusWidget()
        if isinstance(editor, PhraseEditor):
            QTest.keyClicks(editor, word)
            QTest.keyClick(editor, Qt.Key.Key_Return)
        self.window.canvas.setFocus()

    def drag(self, places: int) -> None:
        canvas = self.window.canvas
        keys = Qt.KeyboardModifier.NoModifier
        if self.random.random() < 0.4:
            keys = self.random.choice(list(KEYS.values()))
        way = [self.place() for _ in range(places)]
        button = Qt.MouseButton.LeftButton
        QTest.mousePress(canvas, button, keys, way[0])
        for place in way[1:]:
            QTest.mouseMove(canvas, place)
            QApplication.processEvents()
        QTest.mouseRelease(canvas, button, keys, way[-1])
        self.end_typing("")

    def place(self):
        at = QPointF(self.random.uniform(-10, 266), self.random.uniform(-10, 266))
        return self.window.canvas.viewport.view.to_widget(at).toPoint()


@pytest.mark.parametrize("seed", range(4))
def test_undo_all_redo_all(window: MainWindow, seed: int) -> None:
    QGuiApplication.clipboard().setText("nothing of ours")
    window.state.open(START)
    window.canvas.setFocus()
    QApplication.processEvents()
    walk, state = Walk(window, seed), window.state
    seen = {0: START}
    done: list[str] = []

    def remember(document: Document) -> None:
        seen[state.history.index] = document

    state.document_changed.connect(remember)
    for _ in range(STEPS):
        done.append(walk.deed())
        state.seal()
    window.canvas.bench.router.cancel()
    state.document_changed.disconnect(remember)
    assert seen[state.history.index] == state.document
    last = state.document
    assert state.history.labels, done
    redo_steps = len(state.history.labels) - state.history.index
    while state.can_undo:
        window.canvas.action("undo").trigger()
        if state.history.index in seen:
            assert state.document == seen[state.history.index], (state.history.index, done)
    assert state.document == START
    for _ in range(len(state.history.labels) - redo_steps):
        window.canvas.action("redo").trigger()
    assert state.document == last
