"""Makes the pictures of repainting and of a page that grows: `python docs/repaint_pictures.py [FOLDER]`.

The real window with the real model, drawn into memory.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "docs"))

from PySide6.QtWidgets import QApplication  # noqa: E402
from screenshots import grab, open_window, require_chinese, settle, wait  # noqa: E402

from sketchpad.document.model import Box, Document  # noqa: E402
from sketchpad.ui.app.main_window import MainWindow  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402

DRAWING = Document(
    boxes=(Box("a red car", (0.05, 0.5, 0.55, 0.95)), Box("a green tree", (0.6, 0.15, 0.95, 0.85))),
    prompt="a red car and a green tree, on a road",
)


def make(app: QApplication, window: MainWindow) -> None:
    window.runner.generate()
    wait(app, lambda: window.runner.status.busy)
    settle(app)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app, window = open_window()
    require_chinese()
    window.state.open(DRAWING)
    window.settings.lock_seed(True)
    window.settings.set_sampling(seed=3)
    window.settings.choose_none()
    window.settings.choose("gligen", True)
    make(app, window)
    window.actions_["repaint"].trigger()
    document = window.state.document
    tree = document.boxes[1]
    document = document.replace_box(tree.id, replace(tree, phrase="a yellow star"))
    window.state.apply(document.with_prompt("a red car and a yellow star, on a road"), "")
    window.state.select([tree.id])
    window.masking.actions["mask_boxes"].trigger()
    window.state.deselect()
    grab(app, window, folder / "mask.png")
    make(app, window)
    grab(app, window, folder / "repainted.png")
    window.state.set_tool("crop")
    window.masking.page._set((-64.0, 0.0, 256.0, 256.0))
    theme().choose("dark")
    window.language.choose("zh_CN")
    grab(app, window, folder / "page-dark-chinese.png")
    theme().choose("light")
    window.language.choose("en")
    window.masking.page._set((-128.0, 0.0, 256.0, 256.0))
    window.masking.actions["apply_page"].trigger()
    make(app, window)
    window.state.set_tool("mask")
    grab(app, window, folder / "extended.png")
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "repaint")
