"""Makes the pictures of choosing among many: `python docs/choice_pictures.py [FOLDER]`.

The real window with the real model, drawn into memory (see `screenshots`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from screenshots import ROOT, grab, settle, wait  # first: it prepares the program

from PySide6.QtCore import QPoint  # isort: skip
from PySide6.QtGui import QPainter  # isort: skip

from sketchpad import paths  # isort: skip
from sketchpad.ui.app.app import make_application, make_window  # isort: skip
from sketchpad.ui.style.theme import theme  # isort: skip


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    window = make_window(app)
    window.resize(1360, 860)
    window.show()
    window.language.choose("en")
    theme().choose("light")
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
    window.queue.show()
    window.queue.card.list.setCurrentRow(1)
    wait(app, lambda: window.runner.status.index < 3)
    settle(app)
    image, card = window.grab(), window.queue.card
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
