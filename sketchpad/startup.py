"""The first second: the garbage collector rests until the window has been painted.

Reading the program makes some hundred thousand objects that stay; looking through them again and again for garbage
would take a tenth of the time to the first paint.
"""

from __future__ import annotations

import gc

_resting = False


def begin() -> None:
    """Before the window's modules are imported."""
    global _resting  # noqa: PLW0603 - there is one collector
    _resting = True
    gc.disable()


def end() -> None:
    """Collect again from now on, but never look at what is there already. Nothing without `begin`, or twice."""
    global _resting  # noqa: PLW0603 - there is one collector
    if _resting:
        _resting = False
        gc.freeze()
        gc.enable()
