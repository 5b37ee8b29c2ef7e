"""Undo and redo, practically without a limit.

Each step keeps only what differs: ten thousand strokes drawn one by one cost ten thousand strokes of memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sketchpad.document.model import Document

_LONG = ("strokes", "regions", "paints")
"""The fields of `Document` of which a step keeps what differs."""
_Items = tuple[object, ...]


@dataclass(frozen=True)
class Beside:
    """A value that is no part of the document, before and after a step that changes both."""

    before: Any
    after: Any


@dataclass(frozen=True)
class _Step:
    """The way from one document to the next.

    `changes`: for each field of `_LONG` where it differs, what is removed there and what is inserted.
    """

    label: str
    changes: tuple[tuple[int, _Items, _Items], ...]
    rest_before: Document  # everything but these fields
    rest_after: Document
    beside: Beside | None = None

    def forwards(self, before: Document) -> Document:
        return self._changed(before, self.rest_after, self.changes)

    def backwards(self, after: Document) -> Document:
        turned = ((start, new, old) for start, old, new in self.changes)
        return self._changed(after, self.rest_before, turned)

    def _changed(
        self, page: Document, rest: Document, changes: Iterable[tuple[int, _Items, _Items]]
    ) -> Document:
        lists: dict[str, Any] = {}
        for name, (start, old, new) in zip(_LONG, changes, strict=True):
            items = getattr(page, name)
            same = not (old or new)  # to share the very tuple with the document before
            lists[name] = items if same else items[:start] + new + items[start + len(old) :]
        return replace(rest, **lists)


def _step(label: str, before: Document, after: Document, beside: Beside | None) -> _Step:
    changes = []
    for name in _LONG:
        old, new = getattr(before, name), getattr(after, name)
        start, end = common(old, new)
        changes.append((start, old[start : len(old) - end], new[start : len(new) - end]))
    nothing: dict[str, Any] = dict.fromkeys(_LONG, ())
    rest_before, rest_after = replace(before, **nothing), replace(after, **nothing)
    same = rest_after == rest_before
    return _Step(label, tuple(changes), rest_before, rest_before if same else rest_after, beside)


def common(old: Sequence[object], new: Sequence[object]) -> tuple[int, int]:
    """How many things at the start, and of the rest at the end, of both are the same objects."""
    start = _leading(old, new)
    return start, _leading(old[start:][::-1], new[start:][::-1])


def _leading(a: Sequence[object], b: Sequence[object]) -> int:
    shorter = min(len(a), len(b))
    if a[:shorter] == b[:shorter]:  # the usual case, one stroke more: a comparison in C
        return shorter
    differing = (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x is not y)
    return next(differing, shorter)


class History:
    """Documents in the order they were made, and where we stand among them.

    Attributes:
        beside: what the last undo or redo brought back beside the document; None where it was nothing.
    """

    def __init__(self, document: Document | None = None) -> None:
        self._current = Document() if document is None else document
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._merge_key: object = None
        self._saved: Document | None = self._current
        self.beside: Any = None

    @property
    def current(self) -> Document:
        return self._current

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; empty if nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        return self._redo[-1].label if self._redo else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Of all steps, oldest first; the first `index` of them are done, the others undone."""
        return tuple(step.label for step in self._undo) + tuple(
            step.label for step in reversed(self._redo)
        )

    @property
    def index(self) -> int:
        return len(self._undo)

    def push(
        self,
        document: Document,
        label: str,
        merge_key: object = None,
        beside: Beside | None = None,
    ) -> bool:
        """Make `document` the current one and forget what was undone. False if nothing changed.

        Pushes in a row with the same `merge_key` (not None) are one step: the moves of a slider, the letters of a word.
        `seal`, undo and redo end such a row; one that leads back to its beginning leaves no step. `beside` is undone
        and done again together with it, and makes it a step even where the document is the same.
        """
        merged = merge_key is not None and merge_key == self._merge_key and bool(self._undo)
        if document == self._current and beside is None:
            return False
        before = self._undo[-1].backwards(self._current) if merged else self._current
        if merged:
            self._undo.pop()
        if document != before or beside is not None:
            self._undo.append(_step(label, before, document, beside))
            self._merge_key = merge_key
        else:
            document = before
            self._merge_key = None
        self._redo.clear()
        self._current = document
        return True

    def seal(self) -> None:
        """The next push begins a new step, whatever its merge key."""
        self._merge_key = None

    def undo(self) -> Document:
        """One step back; the current document if there is none."""
        self.seal()
        if self._undo:
            step = self._undo.pop()
            self._redo.append(step)
            self._current = step.backwards(self._current)
            self.beside = step.beside.before if step.beside else self.beside
        return self._current

    def redo(self) -> Document:
        """One step forth, likewise."""
        self.seal()
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step)
            self._current = step.forwards(self._current)
            self.beside = step.beside.after if step.beside else self.beside
        return self._current

    def go_to(self, index: int) -> Document:
        """Undo or redo until `index` steps are done (see `labels`); clamped to what there is."""
        index = max(0, min(index, len(self._undo) + len(self._redo)))
        while len(self._undo) > index:
            self.undo()
        while len(self._undo) < index:
            self.redo()
        return self._current

    def mark_saved(self) -> None:
        """The current document is the one on disk."""
        self._saved = self._current
        self.seal()

    @property
    def is_saved(self) -> bool:
        """The current document has the value of the one on disk, however it came about."""
        return self._saved is not None and self._current == self._saved

    def mark_unsaved(self) -> None:
        """No file holds the current document (a recovered or imported drawing)."""
        self._saved = None
