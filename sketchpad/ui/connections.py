"""Connections that end together with the object they serve.

Qt undoes a connection to a method of a QObject when that object is deleted, but it knows nothing of what a lambda,
a partial or a local function touches: those are called until the *sender* goes. So signals of objects that outlive
their listener are connected to a method of the listener, or through `while_alive`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from sketchpad.errors import SketchpadError


class _Listener(QObject):
    def __init__(self, owner: QObject, slot: Callable[..., object]) -> None:
        super().__init__(owner)
        self._slot = slot

    def call(self, *values: object) -> None:
        self._slot(*values)


def while_alive(owner: QObject, signal: SignalInstance, slot: Callable[..., object]) -> None:
    """Call `slot` with the values of `signal` until `owner` is deleted.

    A value that has a default in Qt (of ``triggered``, ``clicked``, ``destroyed``) does not arrive.
    """
    signal.connect(_Listener(owner, slot).call)


def discard(widget: QWidget) -> None:
    """Hide `widget` and delete it soon; meanwhile nothing in it reports anything.

    Hiding takes the focus away, and a half-typed number would be reported for a row that is no longer there.
    """
    for part in (widget, *widget.findChildren(QObject)):
        part.blockSignals(True)
    widget.hide()
    widget.deleteLater()


@contextmanager
def errors_to(report: Callable[[SketchpadError], object]) -> Iterator[None]:
    """Hand a SketchpadError that ends the block to `report`; the statements after the block run in any case."""
    try:
        yield
    except SketchpadError as error:
        report(error)
