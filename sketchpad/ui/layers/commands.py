"""What can be done to a layer: show, hide, lock, fade, move up and down. Everything can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from sketchpad.document import layers
from sketchpad.document.layers import KINDS, Layer, LayerKind
from sketchpad.ui.state.document_state import DocumentState


class LayerCommands(QObject):
    """Commands on the current layer: visibility, lock, opacity, order.

    Signals:
        current_changed: another layer is the one that commands are for.
    """

    current_changed = Signal(str)

    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.current: LayerKind = "sketch"

    @property
    def layer(self) -> Layer:
        return self._state.document.layer(self.current)

    def choose(self, kind: LayerKind) -> None:
        if kind != self.current:
            self.current = kind
            self.current_changed.emit(kind)

    def set_visible(self, kind: LayerKind, visible: bool) -> None:
        label = self.tr("Show layer") if visible else self.tr("Hide layer")
        self._state.apply(self._state.document.with_layer(kind, visible=visible), label)

    def set_locked(self, kind: LayerKind, locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._state.apply(self._state.document.with_layer(kind, locked=locked), label)

    def set_opacity(self, kind: LayerKind, opacity: float) -> None:
        """0..1; the moves of a slider are undone at once."""
        changed = self._state.document.with_layer(kind, opacity=opacity)
        self._state.apply(changed, self.tr("Layer opacity"), ("layer opacity", kind))

    def toggle_visible(self) -> None:
        self.set_visible(self.current, not self.layer.visible)

    def toggle_locked(self) -> None:
        self.set_locked(self.current, not self.layer.locked)

    def can_move(self, by: int) -> bool:
        return 0 <= self._place() + by < len(KINDS)

    def reorder(self, kinds: Sequence[LayerKind]) -> None:
        """Bring the layers into this order, the topmost last."""
        document = self._state.document
        if sorted(kinds) == sorted(KINDS):
            ordered = tuple(document.layer(kind) for kind in kinds)
            self._state.apply(document.with_layers(ordered), self.tr("Order of layers"))

    def move(self, by: int) -> None:
        """Up (+1) or down (-1)."""
        if self.can_move(by):
            document = self._state.document
            moved = layers.moved(document.layers, self.current, self._place() + by)
            self._state.apply(document.with_layers(moved), self.tr("Order of layers"))

    def _place(self) -> int:
        return [one.kind for one in self._state.document.layers].index(self.current)
