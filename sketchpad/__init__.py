"""Sketchpad: draw, say what it is, and watch a picture appear.

From a program: ``sketchpad.generate(sketch="house.sketchpad", prompt="a house by the sea")``, see docs/api.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sketchpad.api import Picture, generate

__version__ = "0.1.0"
__all__ = ["Picture", "__version__", "generate"]


def __getattr__(name: str) -> Any:
    """Read the interface for programs when it is asked for: the window starts without it."""
    if name in ("Picture", "generate"):
        return getattr(import_module("sketchpad.api"), name)
    raise AttributeError(name)
