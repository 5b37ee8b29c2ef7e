"""Which strokes and which people are selected, and how that outlives edits."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from sketchpad.document.model import Document, Pose, Stroke


class StrokeSelection(QObject):
    """Strokes of the present document, by their places in it.

    Attributes:
        indices: in the order in which they were drawn.

    Signals:
        changed: other strokes are selected, or the same ones lie elsewhere.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strokes = document.strokes
        self.indices: tuple[int, ...] = ()

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(self._strokes[i] for i in self.indices)

    def __bool__(self) -> bool:
        return bool(self.indices)

    def select(self, indices: Iterable[int]) -> None:
        """Select exactly these; IndexError if one is not there."""
        chosen = tuple(sorted(set(indices)))
        if chosen and not 0 <= chosen[0] <= chosen[-1] < len(self._strokes):
            raise IndexError(chosen)
        if chosen != self.indices:
            self.indices = chosen
            self.changed.emit()

    def follow(self, document: Document) -> None:
        """The document is another one now: what was selected stays so, wherever it is.

        A stroke that was replaced in its place (moved, given another role) is still the same to the user.
        """
        old, self._strokes = self._strokes, document.strokes
        if old is document.strokes or not self.indices:
            return
        before, new = self.indices, document.strokes
        if len(new) == len(old):
            kept = before
        else:
            chosen = {id(old[i]) for i in before}
            kept = tuple(i for i, stroke in enumerate(new) if id(stroke) in chosen)
        self.indices = kept
        if kept != before or any(old[i] is not new[i] for i in kept):
            self.changed.emit()


class PoseSelection(QObject):
    """People of the present document, by the ids of their poses.

    Attributes:
        ids: in the order in which they were selected.
        joint: number of the joint that keys move; None: the whole person, or several.

    Signals:
        changed: others are selected, or another joint, or they lie elsewhere.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.ids: tuple[str, ...] = ()
        self.joint: int | None = None

    @property
    def poses(self) -> tuple[Pose, ...]:
        return tuple(self._document.pose(one) for one in self.ids)

    def __bool__(self) -> bool:
        return bool(self.ids)

    def select(self, ids: Iterable[str], joint: int | None = None) -> None:
        """Select exactly these; of a single one perhaps a joint. KeyError if one is not there."""
        chosen = tuple(dict.fromkeys(ids))
        for one in chosen:
            self._document.pose(one)
        joint = joint if len(chosen) == 1 else None
        if (chosen, joint) != (self.ids, self.joint):
            self.ids, self.joint = chosen, joint
            self.changed.emit()

    def follow(self, document: Document) -> None:
        """The document is another one now."""
        old, self._document = self._document.poses, document
        if old == document.poses or not self.ids:
            return
        there = {pose.id for pose in document.poses}
        self.ids = tuple(one for one in self.ids if one in there)
        self.joint = self.joint if len(self.ids) == 1 else None
        self.changed.emit()
