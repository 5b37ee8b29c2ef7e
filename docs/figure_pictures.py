"""Makes the pictures of people and regions: `python docs/figure_pictures.py [FOLDER]`.

The real canvas with real mouse events, and the whole window light and dark, in both languages.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from tool_pictures import ROOT, SIDE, Hand, Keys, wave  # first: it sets up where Qt paints

from PySide6.QtCore import QCoreApplication, QEvent, QPoint  # isort: skip
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from sketchpad.document.model import Document, Stroke
from sketchpad.hints.openpose import standing
from sketchpad.ui.app.app import make_application
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.people_regions.class_chooser import ClassChooser, PeopleList
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import theme


def pose(state: DocumentState, hand: Hand) -> None:
    """Two people; the arm of one is dragged, and keeps its lengths."""
    state.set_tool("pose")
    hand.drag((70, 30), (70, 130), (74, 236))
    state.pose_selection.select(())
    hand.drag((180, 70), (180, 150), (182, 236))
    x, y = (value * 256 for value in state.document.poses[1].joints[6] or (0, 0))
    hand.drag((x, y), (x + 10, y - 30), (x + 16, y - 46), keys=Keys.AltModifier)
    x, y = (value * 256 for value in state.document.poses[1].joints[7] or (0, 0))
    hand.drag((x, y), (x + 4, y - 10), (x - 14, y - 40), lift=False)


def _landscape() -> Document:
    hills = wave(-4, 260, 150, 14, 1.2)
    house = [
        (150, 122),
        (190, 84),
        (230, 122),
        (222, 122),
        (222, 180),
        (158, 180),
        (158, 122),
        (150, 122),
    ]
    return Document(strokes=(Stroke(hills, 3), Stroke(house, 3)))


def region(state: DocumentState, hand: Hand) -> None:
    """Filled sky, grass and house; a tree is being painted."""
    state.open(_landscape())
    state.set_tool("region")
    brush = state.region_brush
    brush.set_mode("fill")
    for name, at in (("house", (190, 140)), ("sky", (20, 20)), ("grass", (20, 230))):
        brush.choose(name)
        hand.click(at)
    brush.set_mode("brush")
    brush.choose("tree")
    hand.drag((52, 104), (60, 76), (78, 66), (94, 84), (88, 112))
    hand.mouse(QEvent.Type.MouseMove, (60, 40))


def region_fill(state: DocumentState, hand: Hand) -> None:
    """A loop around what shall be water."""
    state.open(_landscape())
    state.set_tool("region")
    brush = state.region_brush
    brush.set_mode("fill")
    brush.choose("sky")
    hand.click((20, 20))
    brush.choose("water")
    around = [(80 + 56 * math.cos(i / 6), 212 + 22 * math.sin(i / 6)) for i in range(34)]
    hand.drag(*around, lift=False)


SCENES: tuple[Callable[[DocumentState, Hand], None], ...] = (pose, region, region_fill)


def scenes(app: QApplication, folder: Path) -> None:
    """The canvas alone."""
    theme().choose("light")
    for scene in SCENES:
        state = DocumentState(Document(256, 256))
        canvas = CanvasWidget(state)
        canvas.resize(SIDE, SIDE)
        canvas.show()
        app.processEvents()
        scene(state, Hand(canvas))
        app.processEvents()
        canvas.bench.ink_renderer.finish()
        canvas.grab().save(str(folder / f"{scene.__name__.replace('_', '-')}.png"))
        canvas.close()
        canvas.deleteLater()


def windows(app: QApplication, folder: Path) -> None:
    """The window with each tool, light in English and dark in Chinese; with one of both open."""
    language = Language(app, "en")
    window = MainWindow(Engine(), language, PreferenceStore(app))
    window.resize(1180, 720)
    window.show()
    for code, shade in (("en", "light"), ("zh_CN", "dark")):
        language.choose(code)
        theme().choose(shade)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
        for tool in ("region", "pose"):
            show(app, window, tool)
            bars = window.figures.region_bar, window.figures.people_bar
            opened: ClassChooser | PeopleList | None = None
            if (tool, shade) == ("region", "light"):
                opened = bars[0].chooser
                bars[0].choose()
            elif (tool, shade) == ("pose", "dark"):
                opened = bars[1].people
                opened.open_below(bars[1].button)
            app.processEvents()
            picture = with_popup(window, opened) if opened is not None else window.grab()
            picture.save(str(folder / f"{tool}-{shade}-{code}.png"))
            if opened is not None:
                opened.close()
    window.state.mark_saved()
    window.close()


def show(app: QApplication, window: MainWindow, tool: str) -> None:
    canvas, state = window.canvas, window.state
    state.open(_landscape())
    for _ in range(3):
        app.processEvents()
    region(state, Hand(canvas))
    document = state.document
    waving = standing((0.3, 0.42, 0.5, 0.96)).with_joint(6, (0.5, 0.5)).with_joint(7, (0.54, 0.4))
    state.open(document.with_pose(waving).with_prompt("a house on a hill, a child waving"))
    state.set_tool(tool)  # type: ignore[arg-type]
    if tool == "pose":
        state.pose_selection.select(["p1"], 7)
    canvas.bench.ink_renderer.finish()
    app.processEvents()


def with_popup(window: QWidget, popup: QWidget) -> QPixmap:
    """The window and what has been opened over it."""
    picture = window.grab()
    painter = QPainter(picture)
    painter.drawPixmap(window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0))), popup.grab())
    painter.end()
    return picture


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    scenes(app, folder)
    windows(app, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "tools")
