"""Which strokes are selected, and how that outlives edits."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from sketchpad.document.model import Document, Stroke


class StrokeSelection(QObject):
    """Strokes of the present document, by their places in it.

    Signals:
        changed: other strokes are selected, or the same ones lie elsewhere.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strokes = document.strokes
        self._indices: tuple[int, ...] = ()

    @property
    def indices(self) -> tuple[int, ...]:
        """In the order in which they were drawn."""
        return self._indices

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(self._strokes[i] for i in self._indices)

    def __bool__(self) -> bool:
        return bool(self._indices)

    def select(self, indices: Iterable[int]) -> None:
        """Select exactly these; IndexError if one is not there."""
        chosen = tuple(sorted(set(indices)))
        if chosen and not 0 <= chosen[0] <= chosen[-1] < len(self._strokes):
            raise IndexError(chosen)
        if chosen != self._indices:
            self._indices = chosen
            self.changed.emit()

    def follow(self, document: Document) -> None:
        """The document is another one now: what was selected stays so, wherever it is.

        A stroke that was replaced in its place (moved, given another role) is still the same to the user.
        """
        old, self._strokes = self._strokes, document.strokes
        if old is document.strokes or not self._indices:
            return
        before, new = self._indices, document.strokes
        if len(new) == len(old):
            kept = before
        else:
            chosen = {id(old[i]) for i in before}
            kept = tuple(i for i, stroke in enumerate(new) if id(stroke) in chosen)
        self._indices = kept
        if kept != before or any(old[i] is not new[i] for i in kept):
            self.changed.emit()
