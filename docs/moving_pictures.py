"""Makes the two moving pictures of the README: `python docs/moving_pictures.py [FOLDER]`.

The real window with the real model, drawn into memory: a sample is drawn stroke by stroke, then generated step by step;
the same in live mode, where the picture follows.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from PIL import Image
from PySide6.QtWidgets import QApplication, QWidget
from screenshots import ROOT, open_window, settle, wait

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.style.qimage import to_array

WIDTH = 880
QUALITY = 70


class Film:
    """Frames of a widget, each with the milliseconds it is shown."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self.frames: list[Image.Image] = []
        self.times: list[int] = []

    def shoot(self, milliseconds: int) -> None:
        picture = Image.fromarray(to_array(self._widget.grab().toImage()))
        height = round(picture.height * WIDTH / picture.width)
        self.frames.append(picture.resize((WIDTH, height), Image.Resampling.LANCZOS))
        self.times.append(milliseconds)

    def save(self, path: Path) -> None:
        first, *rest = self.frames
        first.save(
            path,
            save_all=True,
            append_images=rest,
            duration=self.times,
            loop=0,
            quality=QUALITY,
            method=6,
        )
        print(path.name, len(self.frames), "frames", path.stat().st_size // 1024, "KB")


def partial(whole: Document, count: int, share: float) -> Document:
    """The first `count` strokes and a share of the next one, without boxes."""
    strokes = list(whole.strokes[:count])
    if count < len(whole.strokes):
        stroke = whole.strokes[count]
        points = stroke.points[: max(2, round(share * len(stroke.points)))]
        strokes.append(replace(stroke, points=points))
    return replace(whole, strokes=tuple(strokes), boxes=())


def drawn(app: QApplication, window: MainWindow, film: Film, whole: Document, pace: float) -> None:
    """Draw `whole` stroke by stroke, two frames a stroke."""
    for count in range(len(whole.strokes)):
        for share in (0.5, 1.0):
            window.state.apply(partial(whole, count, share), "Draw")
            settle(app, pace)
            film.shoot(110)


def main(folder: Path, sample: str = "sailboat", seed: int = 7) -> None:
    app, window = open_window(1280, 760)
    whole, _ = project_file.load(paths.resources() / "samples" / f"{sample}.sketchpad")
    window.settings.lock_seed(True)
    window.settings.set_sampling(seed=seed)
    window.settings.choose_none()
    window.settings.choose("controlnet", True)
    window.state.apply(partial(whole, 0, 0.1), "Open", whole=True)
    settle(app, 1.0)

    film = Film(window)
    drawn(app, window, film, whole, 0.05)
    window.runner.generate()
    last = 0

    def step() -> bool:
        nonlocal last
        status = window.runner.status
        if status.index != last:
            last = status.index
            film.shoot(130)
        return status.busy

    wait(app, step)
    settle(app, 0.2)
    film.shoot(2500)
    film.save(folder / "drawing.webp")

    film = Film(window)
    window.state.apply(partial(whole, 0, 0.1), "Open", whole=True)
    window.actions_["live"].trigger()
    wait(app, lambda: window.live.last is None)
    drawn(app, window, film, whole, 0.9)
    settle(app, 2.0)
    film.shoot(2500)
    film.save(folder / "live.webp")
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
