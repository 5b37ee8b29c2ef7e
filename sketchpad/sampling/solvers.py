"""diffusers' schedulers behind one small adapter: the noise of every step, one step, and the picture foreseen."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from sketchpad.errors import BadSetting

NAMES = ("ddim", "euler", "dpm++", "unipc")


class Solver:
    """A scheduler for one run. Keeps its own history, so every run needs a new one.

    Latents are either "variance preserving" (alpha * picture + sigma * noise) or, with Euler, that divided by alpha;
    `scale` is the factor that turns the solver's latents into the former.
    """

    def __init__(self, scheduler: Any, steps: int, device: torch.device) -> None:
        self._scheduler = scheduler
        scheduler.set_timesteps(steps, device=device)
        self.timesteps: Tensor = scheduler.timesteps
        self.total = len(self.timesteps)
        self.prediction: str = scheduler.config.prediction_type
        # Euler alone works on latents that are not variance preserving; it is also the one that scales its input.
        self._exploding = "Euler" in type(scheduler).__name__
        self._levels = [self._level(index) for index in range(self.total + 1)]

    def start(self, noise: Tensor) -> Tensor:
        """The latents of the first step from standard normal noise."""
        return noise * self._scheduler.init_noise_sigma

    def begin(self, index: int) -> None:
        """The first step will be `index`. Solvers that look back at earlier steps have none to look at then."""
        if index and hasattr(self._scheduler, "set_begin_index"):
            self._scheduler.set_begin_index(index)

    def alpha(self, index: int) -> float:
        """Share of the picture in the latents before step `index` (`total`: at the end)."""
        return self._levels[index][0]

    def sigma(self, index: int) -> float:
        """Share of the noise in the latents before step `index` (`total`: at the end)."""
        return self._levels[index][1]

    def scale(self, index: int) -> float:
        return self._levels[index][0] if self._exploding else 1.0

    def model_input(self, x: Tensor, index: int) -> Tensor:
        """The latents as the network wants to see them."""
        return self._scheduler.scale_model_input(x, self.timesteps[index])

    def denoised(self, output: Tensor, x: Tensor, index: int) -> Tensor:
        """The picture's latents that the network foresees, from its output for the latents `x`."""
        alpha, sigma = self._levels[index]
        if self.prediction == "sample":
            return output
        x = x * self.scale(index)
        if self.prediction == "v_prediction":
            return alpha * x - sigma * output
        return (x - sigma * output) / alpha

    def step(self, output: Tensor, x: Tensor, index: int) -> Tensor:
        """The latents before step `index` + 1."""
        result: Tensor = self._scheduler.step(output, self.timesteps[index], x, return_dict=False)[
            0
        ]
        return result

    def edited(self, index: int) -> None:
        """The latents that step `index` made were changed afterwards.

        UniPC begins each step by correcting the one before from its own memory, which would drop the change; it has
        to leave that out once. The others start from the latents that they are given.
        """
        if hasattr(self._scheduler, "disable_corrector"):
            self._scheduler.disable_corrector = [*self._scheduler.disable_corrector, index]

    def _level(self, index: int) -> tuple[float, float]:
        scheduler = self._scheduler
        if hasattr(scheduler, "sigmas"):
            ratio = float(scheduler.sigmas[index])
            alpha = 1.0 / math.sqrt(1.0 + ratio * ratio)
            return alpha, ratio * alpha
        if index < self.total:
            abar = float(scheduler.alphas_cumprod[self.timesteps[index]])
        else:
            jump = scheduler.config.num_train_timesteps // self.total
            last = int(self.timesteps[-1]) - jump
            abar = float(
                scheduler.alphas_cumprod[last] if last >= 0 else scheduler.final_alpha_cumprod
            )
        return math.sqrt(abar), math.sqrt(1.0 - abar)


def make_solver(
    name: str, config: Mapping[str, Any], steps: int, device: torch.device | str = "cpu"
) -> Solver:
    """A new solver with the noise schedule of a model's scheduler_config.json.

    Raises BadSetting for a name that is not in `NAMES`.
    """
    if name not in NAMES:
        raise BadSetting("scheduler", name, reason="choice", choices=", ".join(NAMES))
    kind = _scheduler_class(name)
    known = inspect.signature(kind.__init__).parameters
    settings = {k: v for k, v in config.items() if k in known and k != "self"}
    if "clip_sample" in known:
        settings["clip_sample"] = False  # made for pixels; it would cut latents off
    return Solver(kind.from_config(settings), steps, torch.device(device))


def _scheduler_class(name: str) -> Any:
    if name == "ddim":
        from diffusers.schedulers.scheduling_ddim import DDIMScheduler

        return DDIMScheduler
    if name == "euler":
        from diffusers.schedulers.scheduling_euler_discrete import EulerDiscreteScheduler

        return EulerDiscreteScheduler
    if name == "dpm++":
        from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

        return DPMSolverMultistepScheduler
    from diffusers.schedulers.scheduling_unipc_multistep import UniPCMultistepScheduler

    return UniPCMultistepScheduler
