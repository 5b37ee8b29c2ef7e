"""The denoising strength of the colour layer."""

from __future__ import annotations

from dataclasses import replace

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.widgets.value_slider import ValueSlider

LABELS = 96  # pixels


class Denoising(ValueSlider):
    """How much of the colour layer changes; its moves are undone at once."""

    def __init__(self, state: DocumentState) -> None:
        super().__init__(settings.setting("denoising"))
        self._state = state
        self.value_changed.connect(self._on_value)
        self.slider.sliderReleased.connect(state.seal)
        state.document_changed.connect(self._show)
        self._show(state.document)
        self.retranslate()

    def retranslate(self) -> None:
        name, note = setting_label("denoising"), setting_note("denoising")
        self.set_words(self.tr("Denoising"), name, note, LABELS)

    def _show(self, document: Document) -> None:
        self.set_value(document.denoising)

    def _on_value(self, value: float) -> None:
        changed = replace(self._state.document, denoising=round(value, 2))
        self._state.apply(changed, setting_label("denoising"), "denoising")
