"""An object whose values can be watched."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal


class Observable(QObject):
    """Values that are set through methods.

    Signals:
        changed: one of the values is another one now.
    """

    changed = Signal()

    def _set(self, name: str, value: object, allowed: Collection[object] = ()) -> None:
        """Give the attribute `name` another value. ValueError for one that is not among those `allowed`."""
        if allowed and value not in allowed:
            raise ValueError(f"no {name} called {value!r}")
        if value != getattr(self, name):
            setattr(self, name, value)
            self.changed.emit()
