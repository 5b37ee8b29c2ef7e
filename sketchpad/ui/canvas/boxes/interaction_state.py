"""What boxes on the canvas do besides what the drawing says: carry their strokes, light up. Observable."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class BoxInteractionState(QObject):
    """Observable state of the boxes beyond the drawing: carrying strokes, highlighting.

    Signals:
        carry_changed: do boxes take their strokes along when they are moved or scaled?
        lit_changed: other boxes are lit now, because their word in the prompt, or their line in a list, is pointed at.
    """

    carry_changed = Signal(bool)
    lit_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.carry = False
        self.lit: frozenset[str] = frozenset()

    def set_carry(self, carry: bool) -> None:
        if carry != self.carry:
            self.carry = carry
            self.carry_changed.emit(carry)

    def light(self, ids: Iterable[str] = ()) -> None:
        """Light exactly the boxes `ids`; ids of boxes that are gone do no harm."""
        lit = frozenset(ids)
        if lit != self.lit:
            self.lit = lit
            self.lit_changed.emit()
