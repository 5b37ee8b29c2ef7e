"""Sketchpad: draw, say what it is, and watch a picture appear."""

__version__ = "0.1.0"
