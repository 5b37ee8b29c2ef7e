"""An adapter of diffusers' schedulers: noise levels, a single step, and the prediction of x0."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sketchpad.errors import BadSetting

_SCHEDULERS = {
    "ddim": "ddim:DDIMScheduler",
    "euler": "euler_discrete:EulerDiscreteScheduler",
    "euler_a": "euler_ancestral_discrete:EulerAncestralDiscreteScheduler",
    "dpm++": "dpmsolver_multistep:DPMSolverMultistepScheduler",
    "dpm++_karras": "dpmsolver_multistep:DPMSolverMultistepScheduler",
    "unipc": "unipc_multistep:UniPCMultistepScheduler",
    "lcm": "lcm:LCMScheduler",
}
"""Module and class of diffusers for each name."""
NAMES = tuple(_SCHEDULERS)
NOISY = frozenset({"euler_a", "lcm"})
"""Those that add new noise in each step."""
KARRAS_TOP = 80.0
"""Noise over picture from which Karras' levels begin where a schedule ends in pure noise (their `sigma_max`)."""


class Solver:
    """A scheduler for one run. Keeps its own history, so every run needs a new one.

    Latents are either "variance preserving" (alpha * picture + sigma * noise) or, with Euler, that divided by alpha;
    `scale` is the factor that turns the solver's latents into the former.
    """

    def __init__(
        self,
        scheduler: Any,
        steps: int,
        device: torch.device,
        *,
        share: float = 1.0,
        generator: torch.Generator | None = None,
    ) -> None:
        """Wrap a diffusers scheduler for one run.

        Args:
            share: how many of the `steps` are taken, the last ones of them; less than 1 to begin from a picture.
            generator: on the CPU; where the noise that is added in steps comes from. By default that of seed 0.
        """
        self._scheduler = scheduler
        self._takes = inspect.signature(scheduler.step).parameters.keys() & {"generator"}
        self._generator = generator or torch.Generator("cpu").manual_seed(0)
        if hasattr(scheduler.config, "original_inference_steps"):
            # A divisor, or the first step would not be the noisiest.
            times = int(scheduler.config.num_train_timesteps)
            least = max(int(scheduler.config.original_inference_steps), steps)
            most = next((n for n in range(least, times + 1) if times % n == 0), times)
            scheduler.set_timesteps(steps, device=device, original_inference_steps=most)
        else:
            scheduler.set_timesteps(steps, device=device)
        if ends_in_noise(scheduler.config) and getattr(scheduler.config, "use_karras_sigmas", None):
            _space_like_karras(scheduler, steps, device)
        self.total = len(scheduler.timesteps)
        self._left_out = self.total - min(max(int(self.total * share), 1), self.total)
        self.total -= self._left_out
        self.timesteps: Tensor = scheduler.timesteps[self._left_out :]
        self.prediction: str = scheduler.config.prediction_type
        # Euler's latents alone are not variance preserving; it is also the one that scales its input.
        kind = type(scheduler).__name__
        self._wants_noise = self.prediction == "sample" and "EulerAncestral" in kind
        if self._wants_noise:  # diffusers has left that out
            scheduler.register_to_config(prediction_type="epsilon")
        self._exploding = "Euler" in kind
        self.noisy = "Ancestral" in kind or "LCM" in kind
        self._levels = [self._level(index) for index in range(self.total + 1)]
        self._unused_draws = 0
        self.begin(0)

    def start(self, noise: Tensor) -> Tensor:
        """The latents of the first step from standard normal noise."""
        return noise * self._scheduler.init_noise_sigma

    def start_from(self, picture: Tensor, noise: Tensor) -> Tensor:
        """The latents of the first step from a picture's latents and standard normal noise."""
        noised: Tensor = self._scheduler.add_noise(picture, noise, self.timesteps[:1])
        return noised

    def begin(self, index: int) -> None:
        """The first step will be `index`. Solvers that look back at earlier steps have none to look at then."""
        # Always set: by default, schedulers take the second of two equal timesteps (Karras' have such).
        if hasattr(self._scheduler, "set_begin_index"):
            self._scheduler.set_begin_index(index + self._left_out)
        self._unused_draws = index if self.noisy else 0

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
        more: dict[str, Any] = {}
        if self._takes:
            # A run that begins later gets the noise of the run from which it branches off.
            for _ in range(self._unused_draws):
                torch.randn(output.shape, generator=self._generator)
            self._unused_draws = 0
            more = {"generator": self._generator}
        if self._wants_noise:
            alpha, sigma = self._levels[index]
            output = (x - output) * (alpha / sigma)
        result: Tensor = self._scheduler.step(
            output, self.timesteps[index], x, return_dict=False, **more
        )[0]
        return result

    def moved(self, x: Tensor, x_next: Tensor, denoised: Tensor, index: int) -> float:
        """Length of step `index` in variance preserving units, without the noise that it may have added."""
        alpha, sigma = self._levels[index]
        x = x * self.scale(index)
        if self.noisy:
            later, left = self._levels[index + 1]
            noise = (x - alpha * denoised) / max(sigma, 1e-6)
            reached = later * denoised + left * noise
        else:
            reached = x_next * self.scale(index + 1)
        return float(torch.linalg.vector_norm(reached - x))

    def edited(self, index: int) -> None:
        """The latents that step `index` made were changed afterwards.

        UniPC begins each step by correcting the one before from its own memory, which would drop the change; it has
        to leave that out once. The others start from the latents that they are given.
        """
        if hasattr(self._scheduler, "disable_corrector"):
            done = index + self._left_out
            self._scheduler.disable_corrector = [*self._scheduler.disable_corrector, done]

    def _level(self, index: int) -> tuple[float, float]:
        scheduler = self._scheduler
        if hasattr(scheduler, "sigmas"):
            ratio = float(scheduler.sigmas[index + self._left_out])
            alpha = 1.0 / math.sqrt(1.0 + ratio * ratio)
            return alpha, ratio * alpha
        if index < self.total:
            abar = float(scheduler.alphas_cumprod[self.timesteps[index]])
        elif self.noisy:
            return 1.0, 0.0  # what the network foresees last is the picture
        else:
            jump = scheduler.config.num_train_timesteps // scheduler.num_inference_steps
            last = int(self.timesteps[-1]) - jump
            abar = float(
                scheduler.alphas_cumprod[last] if last >= 0 else scheduler.final_alpha_cumprod
            )
        return math.sqrt(abar), math.sqrt(1.0 - abar)


def make_solver(
    name: str,
    config: Mapping[str, Any],
    steps: int,
    device: torch.device | str = "cpu",
    *,
    share: float = 1.0,
    generator: torch.Generator | None = None,
) -> Solver:
    """A new solver with the noise schedule of a model's scheduler_config.json; see `Solver` for the rest.

    Raises BadSetting for a name that is not in `NAMES`.
    """
    if name not in NAMES:
        raise BadSetting("scheduler", name, reason="choice", choices=", ".join(NAMES))
    kind = resolve_name(f"diffusers.schedulers.scheduling_{_SCHEDULERS[name]}")
    known = inspect.signature(kind.__init__).parameters
    settings = {k: v for k, v in config.items() if k in known and k != "self"}
    if "clip_sample" in known:
        settings["clip_sample"] = False  # made for pixels; it would cut latents off
    if name == "dpm++_karras":
        settings["use_karras_sigmas"] = True
    scheduler = kind.from_config(settings)
    return Solver(scheduler, steps, torch.device(device), share=share, generator=generator)


def ends_in_noise(config: Mapping[str, Any]) -> bool:
    """Whether the noisiest level of a schedule holds no picture at all ("zero terminal SNR", Lin et al., WACV 2024).

    There alpha is 0 with DDIM and LCM; the others, which divide by it, are given 2^-12 by diffusers.
    """
    return bool(config.get("rescale_betas_zero_snr"))


def _space_like_karras(scheduler: Any, steps: int, device: torch.device) -> None:
    """One level of pure noise, then Karras' levels from `KARRAS_TOP` down.

    Spread from the noisiest level down, as diffusers does it, more than half of the steps would fall where latents
    are nothing but noise: of 20 steps, 12 lie above a ratio of 50 to 1.
    """
    table = (((1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod) ** 0.5).cpu().numpy()
    ramp, root = np.linspace(0, 1, steps - 1), 1 / 7
    top = min(KARRAS_TOP, float(table[-2]))
    spaced = (top**root + ramp * (float(table[0]) ** root - top**root)) ** 7
    # The last entry of the table is what diffusers puts in the place of infinity.
    times = np.interp(np.log(spaced), np.log(table[:-1]), np.arange(len(table) - 1)).round()
    scheduler.sigmas = torch.tensor([table[-1], *spaced, 0.0], dtype=torch.float32)
    scheduler.timesteps = torch.tensor([len(table) - 1, *times], dtype=torch.int64, device=device)
