"""Makes the pictures of choosing among many: `python docs/choice_pictures.py [FOLDER]`.

The real window with the real model, drawn into memory (see `screenshots`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from screenshots import ROOT, grab, open_window, settle, wait  # first: it prepares the program

import numpy as np  # isort: skip
from PIL import Image  # isort: skip
from PySide6.QtCore import QPoint  # isort: skip
from PySide6.QtGui import QPainter  # isort: skip
from PySide6.QtWidgets import QApplication  # isort: skip

from sketchpad import paths  # isort: skip
from sketchpad.generation.export.cut_out import cut_out_of  # isort: skip
from sketchpad.ui.app.main_window import MainWindow  # isort: skip


def cut_outs(app: QApplication, window: MainWindow, folder: Path) -> None:
    """Pictures, and what is cut out of them: on a plain ground, and of drawn things in a landscape."""
    parts = []
    for sample, prompt in (("apple", "an apple"), ("house-and-tree", "")):
        window.state.mark_saved()
        window.project.open_sample(paths.resources() / "samples" / f"{sample}.sketchpad")
        if prompt:
            window.state.apply(window.state.document.with_prompt(prompt), "Prompt")
        window.settings.set_sampling(seed=3)
        window.runner.generate()
        wait(app, lambda: window.runner.status.busy)
        result = window.session.current
        assert result is not None
        cut = cut_out_of(result.picture, result.request.document, trim=False)
        assert cut is not None
        ground = (np.indices(cut.shape[:2]) // 8).sum(axis=0) % 2 * 40.0 + 200
        share = cut[..., 3:] / 255
        shown = cut[..., :3] * share + ground[..., None] * (1 - share)
        parts += [result.picture, np.rint(shown).astype(np.uint8)]
    Image.fromarray(np.hstack(parts)).save(folder / "cut-out.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app, window = open_window()
    window.settings.lock_seed(True)
    cut_outs(app, window, folder)
    window.settings.lock_seed(False)
    window.state.mark_saved()
    window.project.open_sample(paths.resources() / "samples" / "house-and-tree.sketchpad")
    window.settings.set_sampling(seed=7)
    window.settings.set_count(4)
    window.runner.generate()
    wait(app, lambda: window.runner.status.busy)
    grab(app, window, folder / "batch.png")
    window.session.show(window.session.batch[0])
    window.actions_["variations"].trigger()
    wait(app, lambda: window.runner.status.busy)
    grab(app, window, folder / "variations.png")
    window.settings.set_count(1)
    for prompt in (
        "",
        "a house and a tree in winter",
        "a house by night",
        "a red house, oil painting",
    ):
        window.state.apply(window.state.document.with_prompt(prompt or "a house"), "Prompt")
        window.runner.generate()
    window.queue.open()
    window.queue.list.setCurrentRow(1)
    wait(app, lambda: window.runner.status.index < 3)
    settle(app)
    image, card = window.grab(), window.queue
    painter = QPainter(image)
    corner = window.side.run.queue.mapTo(window, QPoint())
    painter.drawPixmap(
        window.width() - card.width() - 8, corner.y() - card.height() - 4, card.grab()
    )
    painter.end()
    image.save(str(folder / "queue.png"))
    window.runner.queue.remove(window.runner.queue.jobs)
    window.runner.stop()
    wait(app, lambda: window.runner.status.busy)
    card.close()
    window.state.mark_saved()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures" / "choice")
