"""Pictures of steps, while a run goes on."""

from __future__ import annotations

import cv2

from sketchpad.models.networks.vae import VAE, Picture
from sketchpad.sampling.guidance import Step

CHEAP = 0.2
"""A full decode is shown at every step if it takes at most this share of the first step's own time."""


class Preview:
    """Pictures of the steps, all of one size: all decoded in full or all roughly, so that they do not flicker."""

    def __init__(self, codec: VAE, size: tuple[int, int]) -> None:
        self._codec = codec
        self._size = size
        self._full: bool | None = None

    def __call__(self, step: Step, took: float) -> Picture:
        assert step.denoised is not None
        if self._full is None:
            height, width = (
                side * self._codec.pixels_per_latent for side in step.denoised.shape[-2:]
            )
            cost = self._codec.decode_seconds(width, height)
            self._full = cost is not None and cost <= CHEAP * took
        quick = None if self._full else self._codec.preview(step.denoised)
        made = self._codec.decode(step.denoised, step.index + 1) if quick is None else quick
        if made.shape[1::-1] == self._size:
            return made
        larger: Picture = cv2.resize(made, self._size, interpolation=cv2.INTER_CUBIC)
        larger.flags.writeable = False
        return larger
