"""The pictures of the method panel in the guide: `QT_QPA_PLATFORM=offscreen python docs/method_pictures.py`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SCALE = "1.5"


def main() -> int:
    os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
    os.environ.setdefault("QT_SCALE_FACTOR", SCALE)
    sys.path.insert(0, str(ROOT))
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtWidgets import QApplication

    from sketchpad import paths
    from sketchpad.document.io import project_file
    from sketchpad.ui.app.app import make_application, make_window
    from sketchpad.ui.style.theme import theme

    app = make_application()
    window = make_window(app)
    theme().choose("light")
    window.language.choose("en")
    window.resize(1280, 1000)
    window.show()
    document, _ = project_file.load(paths.resources() / "samples" / "cat.sketchpad")
    window.state.open(document)
    window.settings.choose("edge_predictor", True)
    cards = window.side.methods.cards

    def save(name: str) -> None:
        for _ in range(10):
            QApplication.processEvents()
        window.side.methods.grab().save(str(PICTURES / f"{name}.png"))

    save("methods")
    window.settings.choose("edge_predictor", False)
    first = cards["controlnet"].controls
    window.settings.set_method(
        "controlnet", kind="softedge", curve=((0.0, 1.0), (0.45, 1.0), (0.75, 0.2))
    )
    window.settings.add_net()
    window.settings.set_net(1, kind="depth", region="boxes", strength=0.5)
    first.more.button.setChecked(True)
    assert first.kind is not None
    first.kind.eye.setChecked(True)
    save("methods-more")
    prompt = window.side.prompt
    window.state.apply(document.with_prompt("a red cat and a house {at night|by day}"), "")
    prompt.styles.fill()
    prompt.styles.things.actions()[0].trigger()
    prompt.styles.fill()
    for _ in range(40):
        QApplication.processEvents()
        time.sleep(0.02)
    panel, menu = prompt.grab(), prompt.styles.things.grab()
    both = QPixmap(panel.width() + menu.width() + 12, max(panel.height(), menu.height()))
    both.setDevicePixelRatio(panel.devicePixelRatio())
    both.fill(window.palette().window().color())
    with QPainter(both) as painter:
        painter.drawPixmap(0, 0, panel)
        painter.drawPixmap(round((panel.width() + 12) / panel.devicePixelRatio()), 0, menu)
    both.save(str(PICTURES / "prompt-styles.png"))
    window.state.mark_saved()
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
