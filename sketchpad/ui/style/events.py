"""Calls with the events of a widget, through one filter for all of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt


class _EventFilter(QObject):
    """The one filter of its parent: each of them costs a call into Python for every event."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.calls: dict[QEvent.Type, tuple[Callable[[QEvent], object], ...]] = {}
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return any(call(event) is True for call in self.calls.get(event.type(), ()))


def on_event(watched: QObject, kind: QEvent.Type, call: Callable[[QEvent], object]) -> None:
    """Call `call` with every event of a `kind` before `watched` gets it, as long as `watched` lives.

    Of several calls the last one comes first; where one returns True, neither the others nor `watched` get the event.
    """
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    calls = (watched.findChild(_EventFilter, options=direct) or _EventFilter(watched)).calls
    calls[kind] = (call, *calls.get(kind, ()))
