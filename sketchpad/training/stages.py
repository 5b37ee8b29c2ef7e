"""What each stage of the diffusion model is shown: sizes, scenes, conditions, and what it trains."""

from __future__ import annotations

from dataclasses import dataclass

from sketchpad.training.data.scene_maps import any_map
from sketchpad.training.data.sketch_lines import sketch
from sketchpad.training.diffusion import consistency_distillation, eval_sheets, model
from sketchpad.training.diffusion.examples import Draw
from sketchpad.training.parts import GLIGEN


@dataclass(frozen=True)
class Stage:
    """One stage of the diffusion model.

    Args:
        trained: a key of ``diffusion.TRAINED``.
        draw: what the network is shown of a scene.
        rows: of its sample sheets.
    """

    lr: float
    mixture: model.Mixture = model.JOINT
    trained: str = "all"
    draw: Draw = sketch
    rows: tuple[tuple[str, ...], ...] = eval_sheets.ROWS


STAGES = {
    "base": Stage(5e-4),
    "controlnet": Stage(3e-4, model.SKETCHES, "controlnet"),
    GLIGEN: Stage(3e-4, model.GROUNDED, GLIGEN),
    "controls": Stage(4e-4, model.MAPS, "controls", any_map, (("maps",),)),
    "compact": Stage(3e-4, trained="vectors"),
}
FEW = Stage(4e-4, consistency_distillation.MIXTURE, "few-step")
SCENES = {
    "plain": (0.5, (0.9, 0.07, 0.03)),
    "varied": (0.3, (0.75, 0.18, 0.06, 0.01)),
    "boxed": (0.2, (0.45, 0.3, 0.17, 0.08)),
}
"""Kind of scenes -> share of all; chances of one thing in it, two things, ..."""
FILLING = 0.6
SQUARE = 0.9
"""Shares of the single things that fill the picture, and of the square pictures; see ``Composer``."""
