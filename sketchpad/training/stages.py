"""What each stage of the diffusion model is shown: sizes, scenes, conditions, and what it trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sketchpad.training.data.scene_maps import any_map
from sketchpad.training.data.scenes import Scene
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion import consistency_distillation, eval_sheets, model


@dataclass(frozen=True)
class Stage:
    """One stage of the diffusion model.

    Args:
        filling, counts, square: as for ``Composer``.
        trained: a key of ``diffusion.TRAINED``.
        draw: what the network is shown of a scene.
        rows: of its sample sheets.
    """

    size: int
    lr: float
    filling: float
    counts: tuple[float, ...]
    mixture: model.Mixture = model.JOINT
    trained: str = "all"
    square: float = 1.0
    draw: Callable[[Scene, np.random.Generator], np.ndarray] = sketch
    rows: tuple[tuple[str, ...], ...] = eval_sheets.ROWS


_SEVERAL = (0.6, 0.27, 0.1, 0.03)
# Shapes are learnt from things that fill the picture; smaller ones and several together come later.
STAGES = {
    "base-128": Stage(128, 6e-4, 0.5, (0.68, 0.25, 0.07), square=0.75),
    "base-256": Stage(256, 2.5e-4, 0.6, _SEVERAL, square=0.5),
    "controlnet": Stage(256, 3e-4, 0.6, _SEVERAL, model.SKETCHES, "controlnet", 0.5),
    "gligen": Stage(256, 3e-4, 0.4, (0.4, 0.3, 0.2, 0.1), model.GROUNDED, "gligen", 0.5),
    "controls": Stage(256, 4e-4, 0.5, _SEVERAL, model.MAPS, "controls", 0.5, any_map, (("maps",),)),
    "words": Stage(128, 6e-4, 0.5, (0.68, 0.25, 0.07), model.NAMES, "words", 0.75),
    "words-lora": Stage(128, 6e-4, 0.5, (0.68, 0.25, 0.07), model.NAMES, "words-lora", 0.75),
    "compact": Stage(256, 3e-4, 0.5, _SEVERAL, trained="vectors", square=0.75),
}
FEW = Stage(256, 4e-4, 0.6, _SEVERAL, consistency_distillation.MIXTURE, "few-step", 0.5)
