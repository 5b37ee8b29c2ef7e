"""Boxes on the page switch on the method that reads them, as on the command line, unless the user switched it off."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import METHODS
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues, known_model
from sketchpad.ui.style.messages import method_name
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar

NAME = next(name for name, m in METHODS.items() if m.reads == "boxes" and m.by_default)


class BoxMethods(QObject):
    """Follows the first box that is drawn and the last one that goes; a drawing from a file brings its own settings."""

    def __init__(
        self, state: DocumentState, settings: RunSettings, notice: NoticeBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._settings, self._notice = state, settings, notice
        self._history = state.history
        self._before = state.document
        self._was_on = NAME in settings.values.chosen
        self._declined = self._by_itself = self._switching = False
        state.document_changed.connect(self._follow)
        settings.changed.connect(self._follow_settings)

    def look(self) -> None:
        """Another drawing without settings of its own, as a sample, is on the page."""
        self._declined = False
        if self._state.document.boxes:
            self._switch_on()
        elif self._by_itself:
            self._switch(False)

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
            self._switch(False)

    def _switch_on(self) -> None:
        info = known_model(self._settings.values.model)
        if (
            NAME in self._settings.values.chosen
            or info is None
            or info.lacks(METHODS[NAME].requires)
        ):
            return
        self._switch(True)
        text = self.tr("{method} is on, because there are boxes on the page.")
        off = Choice(self.tr("Switch it off"), self._decline)
        self._notice.tell(text.format(method=method_name(NAME)), "info", off)

    def _decline(self) -> None:
        self._settings.choose(NAME, False)

    def _switch(self, on: bool) -> None:
        self._switching = True
        self._settings.choose(NAME, on)
        self._switching, self._by_itself = False, on

    def _follow_settings(self, values: RunValues) -> None:
        was_on, self._was_on = self._was_on, NAME in values.chosen
        if was_on != self._was_on and not self._switching:
            self._declined, self._by_itself = was_on, False
