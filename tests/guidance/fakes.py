"""What guidance asks of a step, a model and a network, in a few lines each."""

from __future__ import annotations

from types import SimpleNamespace

import torch

from sketchpad.sampling.guidance import Step


def step_of(index=0, total=4, shape=(1, 4, 4, 4), **more):
    """A step at which nothing happens; `more` are its other attributes."""
    parts = {"t": torch.tensor(7), "x": torch.zeros(shape), "x_in": torch.zeros(shape)}
    parts |= {"alpha": 0.8, "sigma": 0.6, "check": lambda: None, "x_next": torch.zeros(shape)}
    return Step(index, total, **parts | more)


class Kept:
    """Keeps nothing, and knows what was asked for."""

    def __init__(self):
        self.keys = []

    def get(self, key, make):
        self.keys.append(key)
        return make()


def model_of(**parts):
    """A model on the CPU whose latents have an eighth of the picture's sides; `parts` are its others."""
    codec = SimpleNamespace(
        pixels_per_latent=8, latent_size=lambda width, height: (height // 8, width // 8)
    )
    place = SimpleNamespace(device=torch.device("cpu"), dtype=torch.float32)
    return SimpleNamespace(**{"codec": codec, "place": place, "kept": Kept()} | parts)
