"""The parts that the recipe trains, and what each gets of the budget (no torch here)."""

from __future__ import annotations

CONTROLNET, GLIGEN = "controlnet", "gligen"
SHARES = {
    "vae": 0.14,
    "judge": 0.04,
    "base": 0.48,
    "decoder": 0.06,
    CONTROLNET: 0.08,
    GLIGEN: 0.06,
    "edge-predictor": 0.03,
    "edge-reader": 0.01,
    "controls": 0.04,
    "few-step": 0.06,
}
"""Of the budget of all parts together."""
ADAPTERS = (CONTROLNET, GLIGEN)
"""Parts on the frozen base that are themselves part of the model."""
PARTS = (*SHARES, "compact", "export")
