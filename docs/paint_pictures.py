"""Makes the pictures of the colour layer: `python docs/paint_pictures.py [FOLDER]`.

The whole window with the embedded model's own pictures, light in English and dark in Chinese.
"""

from __future__ import annotations

import sys
from pathlib import Path

from figure_pictures import with_popup  # first: it sets up where Qt paints
from tool_pictures import ROOT, Hand, wave

from PySide6.QtCore import QCoreApplication, QEvent  # isort: skip
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.run.generate import generate
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.ui.app.app import make_application
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.session import Result
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import theme


def drawing() -> Document:
    """A sailing boat at sea, without colours."""
    sails = (
        [(118, 46), (62, 158), (118, 158), (118, 46)],
        [(132, 70), (188, 158), (132, 158), (132, 70)],
    )
    hull = [(44, 172), (206, 172), (178, 204), (74, 204), (44, 172)]
    lines = [Stroke(line, 3) for line in (*sails, hull)]
    sea = [Stroke(wave(*span, 186, 3, 1.0), 3) for span in ((-4, 50), (200, 260))]
    return Document(
        256, 256, strokes=(*lines, *sea), prompt="a sailboat on the sea, flat illustration"
    )


def paint(state: DocumentState, hand: Hand) -> None:
    """Sea and evening sky by a broad brush, sails and hull by the bucket."""
    state.set_tool("paint")
    brush = state.paint_brush
    for colour, width, points in (
        ("#f4d9b8", 90, ((-20, 40), (128, 42), (280, 40))),
        ("#eda77a", 90, ((-20, 118), (128, 120), (280, 118))),
        ("#245f73", 90, ((-20, 224), (128, 226), (280, 224))),
    ):
        brush.choose(colour)
        state.set_brush_width(width)
        hand.drag(*points)
    brush.choose("#c7665a")
    state.set_brush_width(26)
    brush.set_opacity(0.6)
    hand.drag((30, 96), (90, 92), (70, 112), (20, 110))
    brush.set_opacity(1.0)
    brush.set_mode("fill")
    for colour, at in (("#f7f4ec", (100, 130)), ("#f7f4ec", (150, 140)), ("#8f2630", (120, 188))):
        brush.choose(colour)
        hand.click(at)
    brush.set_mode("brush")


def windows(app: QApplication, folder: Path) -> None:
    """The window with the picture that began from the colours; the card with the palettes is open in one."""
    language = Language(app, "en")
    window = MainWindow(Engine(), language, PreferenceStore(app))
    window.resize(1400, 820)
    window.show()
    window.state.open(drawing())
    for _ in range(3):
        app.processEvents()
    paint(window.state, Hand(window.canvas))
    request = window.settings.values.request(window.state.document).with_seed(7)
    *_, last = run_eagerly(generate(request))
    window.session.add(Result(request, last.picture, last.seconds))
    for code, shade in (("en", "light"), ("zh_CN", "dark")):
        language.choose(code)
        theme().choose(shade)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
        window.canvas.bench.ink_renderer.finish()
        QTest.qWait(500)  # until the picture is in the strip
        picture = window.grab()
        if shade == "dark":
            window.paints.bar.choose()
            app.processEvents()
            picture = with_popup(window, window.paints.bar.card)
            window.paints.bar.card.close()
        picture.save(str(folder / f"paint-{shade}-{code}.png"))
    window.state.mark_saved()
    window.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    windows(make_application(), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "tools")
