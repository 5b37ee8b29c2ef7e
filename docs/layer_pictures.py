"""Makes the pictures of layers and reference picture: `python docs/layer_pictures.py [FOLDER]`.

The real window, with a photograph-like picture that is drawn here, under the mouse.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "docs"))

import cv2  # noqa: E402
import numpy as np  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from screenshots import grab, open_window, require_chinese, settle, wait  # noqa: E402

from sketchpad.document.layer_stack import with_layer_above  # noqa: E402
from sketchpad.document.model import Box, Document, Paint, Stroke  # noqa: E402
from sketchpad.ui.app.main_window import MainWindow  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402


def landscape(width: int = 900, height: int = 640) -> np.ndarray:
    """Hills, a house, a sun, in soft light: uint8 RGB."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    picture = np.stack(
        [170 + 60 * y / height, 200 + 30 * y / height, 235 - 40 * y / height], axis=2
    )

    def paint(mask: np.ndarray, colour: tuple[int, int, int], shade: np.ndarray) -> None:
        picture[mask] = (np.array(colour, np.float32) * shade[..., None])[mask]

    light = 1.05 - 0.25 * (x / width)
    paint(np.hypot(x - 700, y - 130) < 62, (255, 226, 140), np.ones_like(x))
    for level, wave, colour in ((360, 190, (120, 150, 130)), (440, 120, (96, 138, 88))):
        paint(y > level + 38 * np.sin(x / wave) + 14 * np.sin(x / 47), colour, light)
    paint((abs(x - 300) < 110) & (y > 330) & (y < 500), (214, 190, 160), light)
    paint((y > 230) & (y < 334) & (abs(x - 300) < (y - 228) * 1.35), (150, 78, 62), light)
    paint((abs(x - 300) < 28) & (y > 410) & (y < 500), (92, 66, 50), light)
    for left in (222, 352):
        paint((x > left) & (x < left + 42) & (y > 370) & (y < 412), (120, 160, 190), light)
    paint((abs(x - 640) < 13) & (y > 380) & (y < 530), (96, 72, 54), light)
    paint(np.hypot((x - 640) / 1.1, y - 340) < 80, (70, 116, 66), light)
    return np.clip(cv2.GaussianBlur(picture, (0, 0), 1.2), 0, 255).astype(np.uint8)


def sketch() -> Document:
    """A few lines over it, and two boxes."""
    roof = [(104, 150), (152, 104), (200, 150)]
    sun = [(372 + 34 * np.cos(i / 5), 76 + 34 * np.sin(i / 5)) for i in range(33)]
    return Document(
        512,
        384,
        strokes=(Stroke(roof, 5), Stroke(sun, 5)),
        boxes=(Box("house", (0.18, 0.24, 0.42, 0.82)), Box("tree", (0.6, 0.35, 0.8, 0.86))),
        prompt="a house and a tree on a hill, flat illustration",
    )


def layered() -> Document:
    """A rough fish beneath a clean one, over colour on two layers."""
    page = Document(512, 384, prompt="a fish")
    body = np.array([(70, 200), (150, 120), (260, 104), (350, 150), (396, 200)])
    upper = np.array([(x, 200 - 96 * np.sin(np.pi * (x - 70) / 326)) for x in range(70, 400, 8)])
    lower = upper * (1, -1) + (0, 400)
    tail = np.array([(396, 200), (462, 140), (450, 200), (462, 262), (396, 200)])
    eye = np.array([(140 + 9 * np.cos(i / 3), 176 + 9 * np.sin(i / 3)) for i in range(20)])
    gill = np.array([(190 + 18 * np.sin(i / 4), 150 + 8 * i) for i in range(13)])
    rng = np.random.default_rng(4)
    rough = [
        Stroke(line + rng.normal(0, 5, 2) + rng.normal(0, 2, line.shape), 3)
        for line in (upper, lower, tail, body)
        for _ in range(3)
    ]
    page = page.with_strokes(rough).with_layer("sketch", name="Rough", opacity=0.25)
    page = with_layer_above(page, "sketch").with_layer("sketch", name="Clean", opacity=1.0)
    page = page.with_strokes(Stroke(line, 5) for line in (upper, lower, tail, eye, gill))
    outline = np.concatenate((upper, lower[::-1]))
    page = page.with_paints([Paint(Stroke(outline), "#f2a03d", filled=True)])
    page = with_layer_above(page, "colour").with_layer("colour", name="Shadow")
    inner = (lower - (0, 200)) * (1, 0.45) + (0, 200)
    shade = np.concatenate((lower, inner[::-1]))
    return page.with_paints([Paint(Stroke(shade), "#c8643c", filled=True, opacity=0.7)])


def prepare(app: QApplication, window: MainWindow, file: Path) -> None:
    window.state.open(sketch())
    window.layout_.show_page("layers")
    settle(app, 0.2)
    window.layers.take(file)
    wait(app, lambda: window.project.reading.busy)
    window.state.set_tool("pen")
    wait(app, lambda: window.layers.live.busy)


def live(window: MainWindow) -> None:
    window.layers.reference.set_kind("canny")
    window.layers.reference.set_option("blur", 1.6)
    window.layers.reference.set_option("low", 40)
    window.layers.reference.set_option("high", 110)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app, window = open_window(1280, 800)
    require_chinese()
    window.actions_["show_result"].setChecked(False)
    file = folder / "landscape.png"
    cv2.imwrite(str(file), landscape()[..., ::-1])
    prepare(app, window, file)
    file.unlink()
    window.state.set_tool("reference")
    grab(app, window, folder / "reference.png")
    window.state.set_tool("pen")
    live(window)
    wait(app, lambda: window.layers.live.busy)
    grab(app, window, folder / "live-canny.png")
    theme().choose("dark")
    window.language.choose("zh_CN")
    grab(app, window, folder / "live-canny-dark-chinese.png")
    window.layers.make_strokes()
    wait(app, lambda: window.project.reading.busy)
    window.layers.commands.set_opacity("reference", 0.2)
    window.layers.commands.set_visible("boxes", False)
    window.layers.commands.set_locked("reference", True)
    window.language.choose("en")
    theme().choose("light")
    grab(app, window, folder / "traced.png")
    window.state.open(layered())
    window.layers.commands.choose("sketch 2")
    settle(app, 1.0)
    grab(app, window, folder / "several.png")
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "layout")
