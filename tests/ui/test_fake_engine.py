"""What the window is tested with has the face of what it works with."""

from __future__ import annotations

import inspect

from PySide6.QtCore import QObject, Signal

from sketchpad.ui.engine.engine import Engine
from tests.ui.fake_engine import FakeEngine


def public(kind: type[QObject]) -> dict[str, object]:
    """What a class adds to QObject: signals by the types they carry, methods by their signatures."""
    return {
        name: str(member) if isinstance(member, Signal) else inspect.signature(member)
        for name, member in vars(kind).items()
        if not name.startswith("_") and (isinstance(member, Signal) or inspect.isfunction(member))
    }


def test_the_fake_engine_has_the_signals_and_methods_of_the_engine() -> None:
    real, fake = public(Engine), public(FakeEngine)
    assert {"start", "warm_up", "close", "model_loading", "model_ready"} <= real.keys()
    assert {name: fake.get(name) for name in real} == real
