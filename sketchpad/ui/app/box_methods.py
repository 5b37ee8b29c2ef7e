"""Boxes on the page switch on the method that reads them, as on the command line, unless the user switched it off."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.defaults import box_method
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues, known_model
from sketchpad.ui.style.messages import method_name
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar

READERS = frozenset(method_names("boxes"))


class BoxMethods(QObject):
    """Follows the first box that is drawn and the last one that goes; a drawing from a file brings its own settings."""

    def __init__(
        self, state: DocumentState, settings: RunSettings, notice: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._settings, self._notice = state, settings, notice
        self._history = state.history
        self._before = state.document
        self._was_on = bool(READERS & settings.values.chosen)
        self._by_itself, self._model = "", settings.values.model
        self._declined = self._switching = False
        state.document_changed.connect(self._follow)
        settings.changed.connect(self._follow_settings)

    def look(self) -> None:
        """Another drawing without settings of its own, as a sample, is on the page."""
        self._declined = False
        if self._state.document.boxes:
            self._switch_on()
        elif self._by_itself:
            self._switch("")

    def _follow(self, document: Document) -> None:
        before, self._before = self._before, document
        had = bool(before.boxes)
        # Another drawing as a whole, as that of an earlier picture, is no box that somebody drew.
        drawn = (document.prompt, document.strokes) == (before.prompt, before.strokes)
        if self._state.history is not self._history:
            self._history, self._declined = self._state.history, False
        elif drawn and not had and document.boxes and not self._declined:
            self._switch_on()
        elif had and not document.boxes and self._by_itself:
            self._switch("")

    def _usual(self) -> str:
        """The method that the model reads boxes by; empty where the model cannot be used."""
        info = known_model(self._settings.values.model)
        return box_method(info) if info is not None else ""

    def _switch_on(self) -> None:
        name = self._usual()
        if not name or READERS & self._settings.values.chosen:
            return
        self._switch(name)
        text = self.tr("{method} is on, because there are boxes on the page.")
        off = Choice(self.tr("Switch it off"), self._decline)
        self._notice.tell(text.format(method=method_name(name)), "info", off)

    def _decline(self) -> None:
        self._settings.choose(self._by_itself, False)

    def _switch(self, name: str) -> None:
        """Have `name` read the boxes instead of what was switched on here before; empty: nothing."""
        values = self._settings.values
        kept = values.chosen - {self._by_itself} | ({name} if name else set())
        self._switching, self._by_itself = True, name
        self._settings.set(replace(values, chosen=kept))
        self._switching = False

    def _follow_settings(self, values: RunValues) -> None:
        was_on, self._was_on = self._was_on, bool(READERS & values.chosen)
        before, self._model = self._model, values.model
        if was_on != self._was_on and not self._switching:
            self._declined, self._by_itself = was_on, ""
        elif self._by_itself and before != values.model:
            QTimer.singleShot(0, self, self._follow_model)  # others have yet to hear of the model

    def _follow_model(self) -> None:
        if self._by_itself and (name := self._usual()):
            self._switch(name)
