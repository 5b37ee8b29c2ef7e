"""What an empty page begins with: samples with their pictures, recent drawings, and where larger models are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.samples import Sample, list_samples
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.models.catalogue.catalogue import Entry, catalogue, size_text
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.connections import discard
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.run_settings import known_model
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, named, scrolled, vbox

_log = logging.getLogger(__name__)
SHOWN = 6
COLUMNS = 3
SIDE = 92
MOST_RECENT = 3
WIDEST = 440
LARGER = "sd15"
"""The model of the catalogue that is offered."""
SMALL = 1 << 20  # bytes of a file that is read for its drawing, where no picture lies in it
Seen = QImage | Document | None
"""What is shown of a file."""


class Tile(QToolButton):
    """A picture with its title below, which is cut where there is no room for it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "sample")
        self.setIconSize(QSize(SIDE, SIDE))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._title = ""

    def show_seen(self, seen: Seen) -> None:
        from sketchpad.ui.dialogs.samples import card

        picture = seen if isinstance(seen, QImage) else None
        document = seen if isinstance(seen, Document) else Document()
        self.setIcon(QIcon(card(document, SIDE, picture)))

    def set_title(self, title: str, tip: str = "") -> None:
        self._title = title
        describe(self, title, tip, text=title)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - 4
        text = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()


class StartPage(Panel):
    """Shown where the picture will be, as long as there is neither a drawing nor a picture.

    Args:
        recent: the drawings used last, newest first.

    Signals:
        sample_chosen, recent_chosen: a file.
        model_wanted: id of the model that is to be shown in the list of models.
    """

    sample_chosen = Signal(object)
    recent_chosen = Signal(object)
    model_wanted = Signal(str)

    def __init__(self, actions: ActionSet, recent: Callable[[], tuple[Path, ...]]) -> None:
        super().__init__()
        self._recent = recent
        self._actions = [actions[name] for name in ("new", "open", "open_sample")]
        self._buttons = [button_of(action) for action in self._actions]
        self._title, self._recent_title = label("section_title"), label("section_title")
        self._about, self._needs = label("note", wrap=True), label("note", wrap=True)
        self._grid, self._files = QGridLayout(), QGridLayout()
        for grid in (self._grid, self._files):
            grid.setSpacing(6)
            for column in range(COLUMNS):
                grid.setColumnStretch(column, 1)
        self.samples: list[Tile] = []
        self.files: list[Tile] = []
        self._looking = LatestTask(self)
        self.get = QPushButton()
        self.get.clicked.connect(lambda: self.model_wanted.emit(LARGER))
        card, page = (
            named(QWidget(), "card", styled=True),
            named(QWidget(), "start_page", styled=True),
        )
        words = vbox(self._about, self._needs, hbox(self.get, STRETCH), spacing=6)
        vbox(words, on=card, margins=(14, 10, 14, 12))
        row = hbox(*self._buttons, STRETCH, spacing=6)
        parts = (self._title, self._grid, row, 4, self._recent_title, self._files, 4, card)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        vbox(*parts, on=inner, spacing=8)
        vbox(STRETCH, hbox((inner, 1)), STRETCH, on=page, margins=(14, 16))
        vbox(scrolled(page), on=self)
        self.retranslate()

    def fill(self) -> None:
        """Draw the samples, which takes a moment, and list what was used last."""
        if not self.samples:
            for sample in list_samples(paths.resources() / "samples")[:SHOWN]:
                self._add(sample)
        self._show_recent()
        self.retranslate()

    def _add(self, sample: Sample) -> None:
        from sketchpad.ui.dialogs.samples import sample_card

        try:
            document, _ = project_file.load(sample.path)
        except SketchpadError:
            return
        button = Tile()
        button.setIcon(QIcon(sample_card(sample, document, SIDE)))
        button.clicked.connect(lambda: self.sample_chosen.emit(sample.path))
        self._grid.addWidget(button, *divmod(len(self.samples), COLUMNS))
        self.samples.append(button)

    def _show_recent(self) -> None:
        for old in self.files:
            self._files.removeWidget(old)
            discard(old)
        self.files = []
        paths = self._recent()[:MOST_RECENT]
        for column, path in enumerate(paths):
            button = Tile()
            button.show_seen(None)
            button.set_title(path.stem, str(path))
            button.clicked.connect(partial(self._choose, path))
            self._files.addWidget(button, 0, column)
            self.files.append(button)
        self._recent_title.setVisible(bool(self.files))
        self._looking.follow(
            lambda _: [seen_of(path) for path in paths], self._show_seen, _log.info
        )

    def _show_seen(self, found: object) -> None:
        assert isinstance(found, list)
        for button, seen in zip(self.files, found, strict=False):
            button.show_seen(seen)

    def _choose(self, path: Path) -> None:
        self.recent_chosen.emit(path)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Start"))
        self._title.setText(self.tr("Draw on the page, or begin with a sample"))
        self._recent_title.setText(self.tr("Recent drawings"))
        for action, button in zip(self._actions, self._buttons, strict=True):
            name_button(button, action)
            button.setText(action.iconText())
        self._buttons[-1].setText(self.tr("All samples…"))
        titles = [s.title(QLocale().name()) for s in list_samples(paths.resources() / "samples")]
        for sample, title in zip(self.samples, titles, strict=False):
            sample.set_title(title)
        self._say_models()

    def _say_models(self) -> None:
        own, larger = known_model(), catalogue().get(LARGER)
        text = self.tr(
            "{own} knows {count} things and draws them as simple illustrations within seconds. "
            "For any subject, photographs and paintings, get {name}."
        )
        fields = {"own": own.name if own else "Sketchpad", "count": len(own.words) if own else 0}
        self._about.setText(text.format(name=larger.name if larger else "", **fields))
        memory = self.tr(
            "takes as much graphics memory; without a graphics card {twice} of memory, and is slow"
        )
        self._needs.setText(needs(larger, memory) if larger else "")
        name = larger.name if larger else ""
        self.get.setText(self.tr("Get {name}…").format(name=name))
        self.get.setAccessibleDescription(self._needs.text())


def needs(entry: Entry, memory: str) -> str:
    """Size of the download, licence and the memory that its weights take, in one line.

    Its files hold 16 bits for each weight, as graphics cards compute; processors take 32.
    """
    size = size_text(entry.size)
    return f"{size} · {entry.licence} · {memory.format(twice=size_text(2 * entry.size))}"


def seen_of(path: Path) -> Seen:
    """The picture in the file at `path`, else its drawing; None where there is neither, or it would take long."""
    try:
        if path.suffix.lower() != project_file.SUFFIX:
            return to_image(read_picture(path, 2 * SIDE))
        if data := project_file.load_picture(path):
            return to_image(read_picture(path, 2 * SIDE, data))
        return project_file.load(path)[0] if path.stat().st_size <= SMALL else None
    except (SketchpadError, OSError):
        return None
