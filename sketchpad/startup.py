"""The first second: what would keep the first paint waiting is left out.

The garbage collector rests until the window has been painted: reading the program makes some hundred thousand objects
that stay, and looking through them again and again would take a tenth of the time. PySide6 puts an import of its own in
place of Python's, which reads the source of every module that is imported later, in search of a switch that is not used
here: another tenth, and a second of reading torch and diffusers.
"""

from __future__ import annotations

import builtins
import gc

_resting = False


def begin() -> None:
    """Before the window's modules are imported."""
    global _resting  # noqa: PLW0603 - there is one collector
    _resting = True
    gc.disable()
    python_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401 - puts the other one there

    builtins.__import__ = python_import


def end() -> None:
    """Collect again from now on, but never look at what is there already. Nothing without `begin`, or twice."""
    global _resting  # noqa: PLW0603 - there is one collector
    if _resting:
        _resting = False
        gc.freeze()
        gc.enable()
