"""A denoiser with the exact answer: pictures are normally distributed, so everything is known in closed form."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sketchpad.sampling.denoiser import Branch, Prediction, Text
from sketchpad.sampling.guidance import Guidance, Step

SCHEDULE: dict[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "epsilon",
    "timestep_spacing": "trailing",
    "steps_offset": 1,
}


def about(mean: float) -> Text:
    """A prompt for pictures around `mean`."""
    return Text(torch.full((1, 1, 1), mean))


class GaussianDenoiser:
    """Every value of a picture is drawn from a normal distribution; its mean is what the branch's text says."""

    provides = frozenset({"features"})

    def __init__(self, spread: float, schedule: Mapping[str, Any] = SCHEDULE) -> None:
        self.spread = spread
        self.prediction = schedule["prediction_type"]
        first, last = schedule["beta_start"] ** 0.5, schedule["beta_end"] ** 0.5
        betas = np.linspace(first, last, schedule["num_train_timesteps"]) ** 2
        alpha = np.sqrt(np.cumprod(1 - betas))
        if schedule.get("rescale_betas_zero_snr"):
            alpha = (alpha - alpha[-1]) * alpha[0] / (alpha[0] - alpha[-1])
        # Interpolated, so that noise levels between timesteps are known, too; 2^-12 instead of nothing.
        alpha[-1] = max(alpha[-1], 2.0**-12)
        self._log_ratio = 0.5 * np.log((1 - alpha**2) / alpha**2)
        self.batches: list[int] = []

    def levels(self, t: float) -> tuple[float, float]:
        ratio = math.exp(float(np.interp(t, np.arange(len(self._log_ratio)), self._log_ratio)))
        alpha = 1 / math.sqrt(1 + ratio * ratio)
        return alpha, ratio * alpha

    def predict(
        self, x: Tensor, t: Tensor, branches: Sequence[Branch], look_at: Sequence[str] = ()
    ) -> Prediction:
        self.batches.append(len(branches))
        alpha, sigma = self.levels(float(t))
        variance = self.spread**2
        outputs = []
        for branch in branches:
            mean = float(branch.text.tokens)
            gain = alpha * variance / (alpha * alpha * variance + sigma * sigma)
            picture = mean + gain * (x - alpha * mean)
            noise = (x - alpha * picture) / sigma
            if self.prediction == "sample":
                outputs.append(picture)
            elif self.prediction == "v_prediction":
                outputs.append(alpha * noise - sigma * picture)
            else:
                outputs.append(noise)
        return Prediction(torch.cat(outputs), dict.fromkeys(look_at, picture))

    def exact(self, x: Tensor, mean: float, alpha: float, sigma: float) -> Tensor:
        """Where the probability flow takes variance preserving latents `x` of noise level (alpha, sigma)."""
        deviation = (x - alpha * mean) / math.sqrt((alpha * self.spread) ** 2 + sigma * sigma)
        return mean + self.spread * deviation


class Towards(Guidance):
    """Pulls the foreseen picture towards a value, by a fixed share of the gradient."""

    name = "towards"
    look_at = ("picture",)
    pulls = True

    def __init__(
        self, value: float, strength: Any = 1.0, window: tuple[float, float] = (0, 1)
    ) -> None:
        super().__init__(strength, window)
        self.value = value
        self.steps: list[int] = []

    def energy(self, step: Step) -> Tensor:
        return 0.5 * (step.features["picture"] - self.value).square().sum()

    def pull(self, step: Step, gradient: Tensor) -> Tensor:
        self.steps.append(step.index)
        return self.strength_at(step.share) * gradient
