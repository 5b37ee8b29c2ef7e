"""Makes the pictures of the window that README and guide show: `python docs/screenshots.py [FOLDER]`.

The real window with the real model, drawn into memory; nothing is staged but which sample is open.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QPoint, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QFontDatabase  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from sketchpad import paths  # noqa: E402
from sketchpad.document.io.samples import list_samples  # noqa: E402
from sketchpad.ui.app.app import make_application, make_window  # noqa: E402
from sketchpad.ui.app.main_window import MainWindow  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402

MODES = (
    (),
    ("edge_predictor",),
    ("controlnet",),
    ("gligen",),
    ("regional",),
    ("controlnet", "gligen"),
)


def wait(app: QApplication, busy: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while busy() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.002)


def require_chinese() -> None:
    """End where no font has Chinese characters: empty squares in their place are not noticed in a picture."""
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        sys.exit("No font here has Chinese characters. Install one (Debian: fonts-noto-cjk).")


def open_window(width: int = 1360, height: int = 860) -> tuple[QApplication, MainWindow]:
    """The program's own window, in English and light."""
    app = make_application()
    window = make_window(app)
    window.resize(width, height)
    window.show()
    window.language.choose("en")
    theme().choose("light")
    return app, window


def settle(app: QApplication, seconds: float = 0.4) -> None:
    wait(app, lambda: True, seconds)


def grab(app: QApplication, widget: QWidget, path: Path) -> None:
    settle(app)
    widget.grab().save(str(path))
    print(path.name)


def live(app: QApplication, window: MainWindow, folder: Path) -> None:
    """A line is being drawn, and the live picture already shows it."""
    canvas, side = window.canvas, window.state.document.width
    begun = len(window.state.document.strokes)

    def at(share: float) -> QPoint:
        y = 0.85 + 0.03 * math.sin(10 * share)
        return canvas.viewport.view.to_widget(QPointF(share * side, y * side)).toPoint()

    def is_behind() -> bool:
        last = window.live.last
        return last is None or len(last.request.document.strokes) == begun

    window.actions_["live"].trigger()
    wait(app, lambda: window.live.last is None)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(0.05))
    for step in range(1, 46):
        QTest.mouseMove(canvas, at(step / 50))
    wait(app, is_behind)
    grab(app, window, folder / "window-live.png")
    canvas.bench.router.cancel()
    window.actions_["live"].trigger()


def gallery(app: QApplication, window: MainWindow, folder: Path) -> None:
    """Pictures of several drawings, with stars, and what made one of them."""
    for number, sample in enumerate(list_samples(paths.resources() / "samples")[:9]):
        window.state.mark_saved()
        window.project.open_sample(sample.path)
        window.settings.set_sampling(seed=number)
        window.runner.generate()
        wait(app, lambda: window.runner.status.busy)
    window.gallery.flush()
    settle(app)
    window.gallery.write(lambda library: library.set_star(list(library.ids())[2:4], True))
    window.gallery.write(lambda library: library.put_on_board(library.ids()[:3], "Poster"))
    window.browsing.show()
    shown = window.browsing.window
    assert shown is not None
    shown.resize(1180, 720)
    settle(app, 1)
    shown.choose(shown.model.ids([3])[0])
    settle(app, 1)
    grab(app, shown, folder / "gallery.png")
    shown.close()


def main(folder: Path, sample: str = "house-and-tree", seed: int = 7) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app, window = open_window()
    require_chinese()
    window.project.open_sample(paths.resources() / "samples" / f"{sample}.sketchpad")
    window.settings.lock_seed(True)
    window.settings.set_sampling(seed=seed)
    for mode in MODES:
        window.settings.choose_none()
        for name in mode:
            window.settings.choose(name, True)
        window.runner.generate()
        wait(app, lambda: window.runner.status.busy)
        grab(app, window, folder / f"window-{'-'.join(mode).replace('_', '-') or 'none'}.png")
    window.runner.generate()
    wait(app, lambda: window.runner.status.busy and window.runner.status.index < 8)
    grab(app, window, folder / "window-step-by-step.png")
    wait(app, lambda: window.runner.status.busy)
    live(app, window, folder)
    theme().choose("dark")
    window.language.choose("zh_CN")
    grab(app, window, folder / "window-dark-chinese.png")
    window.language.choose("en")
    theme().choose("light")
    window.comparing.open()
    compare = window.comparing.window
    assert compare is not None
    compare.resize(1120, 900)
    run = window.comparing.run
    wait(app, lambda: run.busy and run.progress[0] < run.progress[1] // 3)
    grab(app, compare, folder / "compare-running.png")
    wait(app, lambda: run.busy)
    grab(app, compare, folder / "compare.png")
    compare.close()
    gallery(app, window, folder)
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
