"""Which people are selected, and which joint of one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from sketchpad.document.model import Document, Pose


class PoseSelection(QObject):
    """People of the present document, by the ids of their poses.

    Signals:
        changed: others are selected, or another joint, or they lie elsewhere.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._ids: tuple[str, ...] = ()
        self._joint: int | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """In the order in which they were selected."""
        return self._ids

    @property
    def joint(self) -> int | None:
        """Number of the joint that keys move; None: the whole person, or several."""
        return self._joint

    @property
    def poses(self) -> tuple[Pose, ...]:
        return tuple(self._document.pose(one) for one in self._ids)

    def __bool__(self) -> bool:
        return bool(self._ids)

    def select(self, ids: Iterable[str], joint: int | None = None) -> None:
        """Select exactly these; of a single one perhaps a joint. KeyError if one is not there."""
        chosen = tuple(dict.fromkeys(ids))
        for one in chosen:
            self._document.pose(one)
        joint = joint if len(chosen) == 1 else None
        if (chosen, joint) != (self._ids, self._joint):
            self._ids, self._joint = chosen, joint
            self.changed.emit()

    def follow(self, document: Document) -> None:
        """The document is another one now."""
        old, self._document = self._document.poses, document
        if old == document.poses or not self._ids:
            return
        there = {pose.id for pose in document.poses}
        self._ids = tuple(one for one in self._ids if one in there)
        self._joint = self._joint if len(self._ids) == 1 else None
        self.changed.emit()
