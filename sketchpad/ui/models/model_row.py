"""One model in the list: what it is, what one may do with it, how far its download is."""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.models.catalogue.catalogue import VAE, Entry
from sketchpad.ui.models.downloads import State
from sketchpad.ui.models.model_text import facts, progress_text, translated
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.theme import theme

Wish = Literal["download", "pause", "cancel", "delete", "use"]


class ModelRow(Panel):
    """A model of the catalogue.

    Signals:
        wished: id of the model, and what is to be done with it (`Wish`).
    """

    wished = Signal(str, str)

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._state = State()
        self._in_use = False
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name, self._tag = QLabel(entry.name), QLabel()
        self._name.setObjectName("section_title")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._tag.setObjectName("live")
        self._facts = QLabel(wordWrap=True)
        self._facts.setObjectName("note")
        self._facts.linkActivated.connect(lambda link: QDesktopServices.openUrl(QUrl(link)))
        self._note = QLabel(wordWrap=True)
        self._note.setObjectName("note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        self.bar.setRange(0, 1000)
        self._progress, self._error = QLabel(), QLabel(wordWrap=True)
        self._progress.setObjectName("note")
        self._error.setObjectName("problem_text")
        self._error.setProperty("level", "warning")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self.main = QPushButton()
        self.stop = QToolButton()
        self.remove = QToolButton()
        for button, picture in ((self.stop, "close"), (self.remove, "trash")):
            button.setIconSize(QSize(16, 16))
            icons.set_icon(button, picture, "muted")
        self._build()
        self.main.clicked.connect(lambda: self._wish(self.main_wish))
        self.stop.clicked.connect(lambda: self._wish("cancel"))
        self.remove.clicked.connect(lambda: self._wish("delete"))
        self.retranslate()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._name)
        head.addWidget(self._tag)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(head)
        for widget in (self._facts, self._note, self.bar, self._progress, self._error):
            words.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(8)
        row.addLayout(words, 1)
        for button in (self.main, self.stop, self.remove):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def main_wish(self) -> Wish:
        """What the large button does now."""
        if self._state.phase == "installed":
            return "use"
        return "pause" if self._state.busy else "download"

    @property
    def can_delete(self) -> bool:
        return self._state.phase == "installed" and not self._in_use

    def show_state(self, state: State, in_use: bool = False) -> None:
        """Show how the model stands; `in_use`: it makes the pictures now."""
        in_use = in_use and state.phase == "installed"
        if (state, in_use) != (self._state, self._in_use):
            self._state, self._in_use = state, in_use
            self._show()

    def retranslate(self) -> None:
        entry = self.entry
        colour = theme().tokens.colour("accent_text").name()
        licence = f'<a style="color: {colour}" href="{escape(entry.licence_url)}">{escape(entry.licence)}</a>'
        self._facts.setText(f"{escape(facts(entry))} · {licence}")
        said = [translated(text) for text in (entry.note, entry.version_note) if text]
        self._note.setText(" ".join(said))
        self._note.setVisible(bool(said))
        self.bar.setAccessibleName(self.tr("Progress"))
        for button, text in (
            (self.stop, self.tr("Cancel and delete what has arrived")),
            (self.remove, self.tr("Delete from this computer, also for other programs")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(f"{text}: {entry.name}")
        self._show()

    def _show(self) -> None:
        state = self._state
        words = {
            "absent": self.tr("Download"),
            "partial": self.tr("Resume"),
            "waiting": self.tr("Waiting…"),
            "running": self.tr("Pause"),
            "installed": self.tr("Use"),
        }
        # Nets and gates are taken by themselves, by the method that needs them.
        usable = self.entry.kind in ("base", "lora", VAE)
        self.main.setText(words[state.phase])
        self.main.setAccessibleName(f"{words[state.phase]}: {self.entry.name}")
        self.main.setVisible(state.phase != "installed" or usable)
        self.main.setEnabled(not self._in_use)
        self.stop.setVisible(state.busy or state.phase == "partial")
        self.remove.setVisible(state.phase == "installed")
        self.remove.setEnabled(not self._in_use)
        tag = ""
        if self._in_use:
            tag = self.tr("In use")
        elif state.phase == "installed":
            tag = self.tr("On this computer")
        elif not self._free_use:
            tag = self.tr("Not for commercial use")
        elif self.entry.recommended:
            tag = self.tr("Recommended")
        self._tag.setProperty("level", "" if self._free_use else "warning")
        self._tag.style().unpolish(self._tag)
        self._tag.style().polish(self._tag)
        self._tag.setText(tag)
        self._tag.setVisible(bool(tag))
        begun = state.busy or state.phase == "partial"
        self.bar.setVisible(begun)
        self._progress.setVisible(begun)
        self.bar.setValue(round(1000 * state.done / state.total) if state.total else 0)
        self._progress.setText(progress_text(state))
        self._error.setVisible(state.error is not None)
        self._error.setText(sentence(state.error) if state.error else "")
        self.setAccessibleName(", ".join(filter(None, (self.entry.name, facts(self.entry), tag))))

    @property
    def _free_use(self) -> bool:
        return self.entry.commercial or self._in_use or self._state.phase == "installed"

    def _wish(self, wish: Wish) -> None:
        self.wished.emit(self.entry.id, wish)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "remove"):
            self.retranslate()  # the colour of the link

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)
