"""The latent edge predictor as guidance: a gradient that pulls the picture's edges onto the drawn lines."""

from __future__ import annotations

from sketchpad.models.edge_network import EdgePredictor
from sketchpad.models.taps import capture

__all__ = ["EdgePredictor", "capture"]
