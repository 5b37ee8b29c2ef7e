"""diffusers' own pipelines as the oracle."""

from __future__ import annotations

from typing import Any

from torch import Tensor

SCHEDULERS = ("ddim", "euler", "dpm++", "unipc")
NOISY_SCHEDULERS = ("euler_a", "lcm")


def use_scheduler(pipeline: Any, name: str) -> None:
    """Give a pipeline the scheduler that the program calls `name`, with the model's own settings."""
    import diffusers.schedulers as kinds

    kind = {
        "ddim": kinds.DDIMScheduler,
        "euler": kinds.EulerDiscreteScheduler,
        "euler_a": kinds.EulerAncestralDiscreteScheduler,
        "dpm++": kinds.DPMSolverMultistepScheduler,
        "dpm++_karras": kinds.DPMSolverMultistepScheduler,
        "unipc": kinds.UniPCMultistepScheduler,
        "lcm": kinds.LCMScheduler,
    }[name]
    more = {"use_karras_sigmas": True} if name == "dpm++_karras" else {}
    # As the program does, so that one test does not see what another one set.
    config = {k: v for k, v in pipeline.scheduler.config.items() if k != "use_karras_sigmas"}
    pipeline.scheduler = kind.from_config(config, **more)


def largest(a: Tensor, b: Tensor) -> float:
    """The largest difference of two tensors."""
    return float((a - b).abs().max())
