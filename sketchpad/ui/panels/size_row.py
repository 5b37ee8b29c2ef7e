"""The size of the picture: presets, or width and height in multiples of 64."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QLabel, QWidget

from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import hbox, vbox
from sketchpad.ui.widgets.field import Choice, Field
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.value_slider import give_margins, ignore_wheel


def presets(base: int) -> tuple[tuple[int, int], ...]:
    """Sizes around the one the model was trained for."""
    unit = SIZE_STEP
    wide, small = base + max(unit, base // 4 // unit * unit), max(SMALLEST_SIZE, base - unit)
    across, up = [(base, base), (base, small), (small, base)], [(wide, base), (base, wide)]
    sizes = [*across, *up, (2 * base, 2 * base)]
    return tuple(dict.fromkeys((w, h) for w, h in sizes if max(w, h) <= LARGEST_SIZE))


class SizeSpin(WholeSpin):
    """Only multiples of `SIZE_STEP`."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(SMALLEST_SIZE, LARGEST_SIZE)
        self.setSingleStep(SIZE_STEP)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setKeyboardTracking(False)
        ignore_wheel(self)
        give_margins(self)

    def valueFromText(self, text: str) -> int:
        return round(super().valueFromText(text) / SIZE_STEP) * SIZE_STEP


class SizeRow(Panel):
    def __init__(self, state: DocumentState, label_width: int, base: int = 256) -> None:
        super().__init__()
        self._state = state
        self._presets = presets(base)
        self._is_custom = False
        self.choice = Choice()
        self._field = Field(self.choice, label_width)
        self.width_spin, self.height_spin = SizeSpin(), SizeSpin()
        self._custom = QWidget()
        hbox((self.width_spin, 1), QLabel("×"), (self.height_spin, 1), on=self._custom, spacing=8)
        custom = hbox(label_width + 10, (self._custom, 1))
        vbox(self._field, custom, on=self, spacing=6)
        self.choice.activated.connect(self._on_chosen)
        for spin in (self.width_spin, self.height_spin):
            spin.valueChanged.connect(self._on_typed)
        state.document_changed.connect(self._show)
        self.retranslate()

    def set_base(self, base: int) -> None:
        """Offer sizes around `base`, the one the model was trained for."""
        self._presets = presets(base)
        self.retranslate()

    def retranslate(self) -> None:
        self._field.set_words(self.tr("Size"), self.tr("Size"))
        self.width_spin.setAccessibleName(setting_label("width"))
        self.height_spin.setAccessibleName(setting_label("height"))
        self.choice.clear()
        for size in self._presets:
            self.choice.addItem(self._words(*size), size)
        self.choice.insertSeparator(self.choice.count())
        self.choice.addItem(self.tr("Custom…"), None)
        self._show(self._state.document)

    def _words(self, width: int, height: int) -> str:
        shape = self.tr("Landscape") if width > height else self.tr("Portrait")
        shape = self.tr("Square") if width == height else shape
        return f"{shape}  {width} × {height}"

    def _show(self, document: Document) -> None:
        size = (document.width, document.height)
        custom = self._is_custom or size not in self._presets
        with QSignalBlocker(self.width_spin), QSignalBlocker(self.height_spin):
            self.width_spin.setValue(document.width)
            self.height_spin.setValue(document.height)
        self.choice.setCurrentIndex(
            self.choice.count() - 1 if custom else self._presets.index(size)
        )
        self._custom.setVisible(custom)

    def _on_chosen(self, index: int) -> None:
        size = self.choice.itemData(index)
        self._is_custom = size is None
        if size is not None:
            self._resize(*size)
        self._show(self._state.document)

    def _on_typed(self) -> None:
        self._is_custom = True
        self._resize(self.width_spin.value(), self.height_spin.value())

    def _resize(self, width: int, height: int) -> None:
        resized = self._state.document.resized(width, height)
        self._state.apply(resized, self.tr("Change size"), "size")
