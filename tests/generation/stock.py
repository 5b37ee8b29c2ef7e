"""diffusers' own pipelines as the oracle."""

from __future__ import annotations

from typing import Any

from torch import Tensor

SCHEDULERS = ("ddim", "euler", "dpm++", "unipc")


def use_scheduler(pipeline: Any, name: str) -> None:
    """Give a pipeline the scheduler that the program calls `name`, with the model's own settings."""
    import diffusers.schedulers as kinds

    kind = {
        "ddim": kinds.DDIMScheduler,
        "euler": kinds.EulerDiscreteScheduler,
        "dpm++": kinds.DPMSolverMultistepScheduler,
        "unipc": kinds.UniPCMultistepScheduler,
    }[name]
    pipeline.scheduler = kind.from_config(pipeline.scheduler.config)


def largest(a: Tensor, b: Tensor) -> float:
    """The largest difference of two tensors."""
    return float((a - b).abs().max())
