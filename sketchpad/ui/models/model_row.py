"""One model in the list: what it is, what one may do with it, how far its download is."""

from __future__ import annotations

from html import escape
from typing import Literal

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from sketchpad.models.catalogue.catalogue import KINDS, VAE, Entry, size_text
from sketchpad.models.catalogue.local import LocalModel
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.ui.models.downloads import State
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    STRETCH,
    describe,
    hbox,
    label,
    named,
    progress_bar,
    restyle,
    set_progress,
    tool_button,
    vbox,
)
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.elided_label import ElidedLabel

CONTEXT = "Catalogue"


def translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def kind_text(kind: str) -> str:
    return translated(KINDS[kind])


def family_text(family: str) -> str:
    """Families are names of products, the same in every language."""
    return FAMILY_LABELS.get(family, family)


def facts(entry: Entry) -> str:
    """Kind, family, size of the pictures and of the download in one line."""
    parts = [kind_text(entry.kind), family_text(entry.family), size_text(entry.size)]
    if entry.picture:
        pixels = QCoreApplication.translate("ModelRow", "{size} pixels")
        parts.insert(2, pixels.format(size=entry.picture))
    return " · ".join(parts)


def progress_text(state: State) -> str:
    """Progress of a download: ``410 MB of 723 MB · 5.2 MB/s``."""
    translate = QCoreApplication.translate
    done, total = size_text(state.done), size_text(state.total)
    text = translate("ModelRow", "{done} of {total}").format(done=done, total=total)
    if state.phase == "running" and state.speed > 0:
        text += f" · {size_text(round(state.speed))}/s"
    return text


Wish = Literal["download", "pause", "cancel", "delete", "use"]


class _Row(Panel):
    """Name and tag, what it is, an error; a button, and one to remove it."""

    def __init__(self, name: str, remove: str) -> None:
        super().__init__()
        named(self, "card", styled=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name, self._tag = label("section_title", name, plain=True), label("live")
        self._facts = label("note", wrap=True)
        self._error = label("problem_text", wrap=True, plain=True)
        self._error.setProperty("level", "warning")
        self.main, self.remove = QPushButton(), tool_button(remove, role="muted")

    def _lay(self, about: tuple[QWidget, ...], buttons: tuple[QWidget, ...]) -> None:
        head = hbox(self._name, self._tag, STRETCH, spacing=10)
        words = vbox(head, self._facts, *about, self._error, spacing=3)
        above = ((button, 0, Qt.AlignmentFlag.AlignTop) for button in buttons)
        hbox((words, 1), *above, on=self, margins=(14, 10, 10, 10), spacing=8)


class ModelRow(_Row):
    """A model of the catalogue.

    Signals:
        wished: id of the model, and what is to be done with it (`Wish`).
    """

    wished = Signal(str, str)

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.name, "trash")
        self.entry, self._state, self._in_use = entry, State(), False
        self._facts.linkActivated.connect(lambda link: QDesktopServices.openUrl(QUrl(link)))
        self._note, self._progress = label("note", wrap=True, plain=True), label("note")
        self.bar, self.stop = progress_bar(4, keeps_room=False), tool_button("close", role="muted")
        self.bar.setRange(0, 1000)
        self._lay((self._note, self.bar, self._progress), (self.main, self.stop, self.remove))
        self.main.clicked.connect(lambda: self._wish(self.main_wish))
        self.stop.clicked.connect(lambda: self._wish("cancel"))
        self.remove.clicked.connect(lambda: self._wish("delete"))
        self.retranslate()

    @property
    def main_wish(self) -> Wish:
        """What the large button does now."""
        if self._state.phase == "installed":
            return "use"
        return "pause" if self._state.busy else "download"

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
            describe(button, f"{text}: {entry.name}", text)
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
        self.remove.setVisible(state.phase == "installed")
        self.remove.setEnabled(not self._in_use)
        here = state.phase == "installed"
        free = self.entry.commercial or self._in_use or here
        tag = self.tr("Recommended") if self.entry.recommended else ""
        tag = tag if free else self.tr("Not for commercial use")
        tag = self.tr("On this computer") if here else tag
        tag = self.tr("In use") if self._in_use else tag
        restyle(self._tag, level="" if free else "warning")
        self._tag.setText(tag)
        self._tag.setVisible(bool(tag))
        for widget in (self.stop, self.bar, self._progress):
            widget.setVisible(state.busy or state.phase == "partial")
        set_progress(self.bar, round(1000 * state.done / state.total) if state.total else 0)
        self._progress.setText(progress_text(state))
        self._error.setVisible(state.error is not None)
        self._error.setText(sentence(state.error) if state.error else "")
        self.setAccessibleName(", ".join(filter(None, (self.entry.name, facts(self.entry), tag))))

    def _wish(self, wish: Wish) -> None:
        self.wished.emit(self.entry.id, wish)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "remove"):
            self.retranslate()  # the colour of the link

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


class LocalRow(_Row):
    """One row of the models dialog: a model on this computer.

    Args:
        reference: what a request calls it; empty for the model that comes with Sketchpad.
        listed: the place in the settings through which it was found, that can be taken out.

    Signals:
        used: its reference.
        taken_out: its reference.
    """

    used = Signal(str)
    taken_out = Signal(str)

    def __init__(self, reference: str, model: LocalModel, listed: bool) -> None:
        super().__init__(model.name, "close")
        self.reference, self.model, self._in_use = reference, model, False
        place = named(ElidedLabel(str(model.path) if reference else ""), "note")
        place.setToolTip(str(model.path))
        self._lay((place,), (self.main, self.remove))
        place.setVisible(bool(reference))
        self.remove.setVisible(listed)
        self.main.clicked.connect(lambda: self.used.emit(self.reference))
        self.remove.clicked.connect(lambda: self.taken_out.emit(self.reference))
        self.retranslate()

    def show_in_use(self, in_use: bool) -> None:
        self._in_use = in_use
        self.retranslate()

    def retranslate(self) -> None:
        model = self.model
        use, take_out = self.tr("Use"), self.tr("Take out of the list; nothing is deleted")
        self.main.setText(use)
        self.main.setAccessibleName(f"{use}: {model.name}")
        self.main.setEnabled(not self._in_use and model.problem is None)
        describe(self.remove, f"{take_out}: {model.name}", take_out)
        self._tag.setText(self.tr("In use"))
        self._tag.setVisible(self._in_use)
        own = self.tr("Comes with Sketchpad") if not self.reference else family_text(model.family)
        size = self.tr("{size} pixels").format(size=model.picture) if model.picture else ""
        self._facts.setText(" · ".join(filter(None, (own, size))))
        self._facts.setVisible(bool(self._facts.text()))
        self._error.setText(sentence(model.problem) if model.problem else "")
        self._error.setVisible(model.problem is not None)
        self.setAccessibleName(f"{model.name}, {self._facts.text()}")
