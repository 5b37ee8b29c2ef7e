"""The pictures of the comparison in docs/compare.md: `python docs/compare_pictures.py [FOLDER] [STEPS]`.

The real window with the real model; nothing is staged but what is compared. The page of the PDF is drawn by pypdfium2
where that is installed, and left out otherwise.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["SKETCHPAD_HOME"] = tempfile.mkdtemp()
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from screenshots import grab, open_window, require_chinese, wait  # noqa: E402

from sketchpad import paths  # noqa: E402
from sketchpad.generation.comparison.axis_syntax import changes_from  # noqa: E402
from sketchpad.generation.comparison.matrix import Change, Matrix  # noqa: E402
from sketchpad.ui.app.main_window import MainWindow  # noqa: E402
from sketchpad.ui.compare.compare_window import CompareWindow  # noqa: E402
from sketchpad.ui.style.theme import theme  # noqa: E402
from sketchpad.ui.widgets.curve_editor import SHAPES  # noqa: E402

SEEDS = (7, 8)
METHODS = "none, controlnet, controlnet+gligen"
DPI = 150
LARGEST = 250_000  # bytes of a picture


def lighten(path: Path) -> None:
    """Coarser shades, which nobody sees, where the file would be too large for a page."""
    for bits in (6, 5):
        if path.stat().st_size <= LARGEST:
            return
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"), np.float64)
        coarse = np.rint(pixels * ((1 << bits) - 1) / 255) * 255 / ((1 << bits) - 1)
        Image.fromarray(np.rint(coarse).astype(np.uint8)).save(path, optimize=True)


class Pictures:
    """Takes them one after the other; each begins where the one before left the window."""

    def __init__(self, app: QApplication, window: MainWindow, folder: Path) -> None:
        self._app, self._window, self._folder = app, window, folder
        self._run = window.comparing.run

    @property
    def compare(self) -> CompareWindow:
        assert self._window.comparing.window is not None
        return self._window.comparing.window

    def take(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        grab(self._app, self.compare, path)
        lighten(path)

    def end(self) -> None:
        wait(self._app, lambda: self._run.busy, 1800)

    def all(self) -> None:
        self._begin()
        wait(self._app, lambda: self._run.busy and not self._halfway, 1800)
        self.take("running")
        self.end()
        self.take("finished")
        self._sheet()
        self._steps()
        self._matches()
        self._looks()
        self._tracks()
        self._best()
        self._dark()

    @property
    def _halfway(self) -> bool:
        done, total = self._run.progress
        return done * 2 >= total

    def _begin(self) -> None:
        request = self._window.runner.request
        columns = changes_from("methods", METHODS, request)
        matrix = Matrix(request, tuple(Change("seed", seed) for seed in SEEDS), columns)
        self._window.comparing.make(matrix)
        self.compare.resize(1120, 900)

    def _steps(self) -> None:
        slider = self.compare.scrubber.slider
        slider.setValue(max(1, slider.maximum() * 3 // 8))
        self.compare.actions_["sketch"].trigger()
        self.take("scrubber")
        self.compare.actions_["sketch"].trigger()
        slider.setValue(slider.maximum())

    def _matches(self) -> None:
        self.compare.actions_["matches"].trigger()
        self.take("matches")
        self.compare.actions_["matches"].trigger()

    def _looks(self) -> None:
        self.compare.pages.look_at(0, 2)
        self.compare.actions_["swipe"].trigger()
        self.take("swipe")
        self.compare.actions_["grid"].trigger()

    def _tracks(self) -> None:
        self.compare.pages.look_at(2, 0)
        self.compare.grid.cells[2].view.setFocus()
        self.compare.actions_["tracks"].trigger()
        self.compare.tracks.tracks[0].curve.set_curve(SHAPES["early"])
        self.compare.tracks.tracks[0].curve.curve_changed.emit(SHAPES["early"])
        self.take("tracks")
        self.compare.tracks.undo.click()
        self.compare.actions_["tracks"].trigger()

    def _best(self) -> None:
        self.compare.best.expect()
        self.compare.best._on_ended()
        self.take("best")
        self.compare.notice.dismiss()
        self.compare.tools.choose_order("matrix")
        self.compare.lay_out()

    def _dark(self) -> None:
        theme().choose("dark")
        self._window.language.choose("zh_CN")
        self.compare.actions_["star"].trigger()
        self.take("dark-chinese")
        self._window.language.choose("en")
        theme().choose("light")

    def _sheet(self) -> None:
        try:
            import pypdfium2
        except ImportError:
            return
        from sketchpad.generation.export.picture import export_sheet
        from sketchpad.ui.compare.exports import _sheet_cells, _titles, lying

        cells, words = self._run.finished, self._window.exporter.sheet_words()
        path = self._folder / "sheet.pdf"
        across, places = lying(self._run.matrix, cells)
        sheet = _sheet_cells(cells, _titles(cells))
        export_sheet(sheet, path, words=words, across=across, places=places)
        page = pypdfium2.PdfDocument(str(path))[0]
        page.render(scale=DPI / 72).to_pil().save(self._folder / "sheet-pdf.png")
        lighten(self._folder / "sheet-pdf.png")
        path.unlink()


def main(folder: Path, steps: int = 8, sample: str = "house-and-tree") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app, window = open_window()
    require_chinese()
    window.project.open_sample(paths.resources() / "samples" / f"{sample}.sketchpad")
    window.settings.lock_seed(True)
    window.settings.set_sampling(seed=SEEDS[0], steps=steps)
    Pictures(app, window, folder).all()
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "compare",
        int(sys.argv[2]) if len(sys.argv) > 2 else 8,
    )
