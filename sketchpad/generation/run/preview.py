"""Previews of the steps of a run."""

from __future__ import annotations

import cv2

from sketchpad.models.networks.vae import VAE, Picture
from sketchpad.sampling.guidance import Step

FULL_DECODE_SHARE = 0.2
"""The VAE decodes every step if that takes at most this share of the first step's time."""


class Preview:
    """Previews of one size: all by the VAE or all by the linear latent-to-RGB factors, so that they do not flicker."""

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
            self._full = cost is not None and cost <= FULL_DECODE_SHARE * took
        quick = None if self._full else self._codec.preview(step.denoised)
        picture = self._codec.decode(step.denoised, step.index + 1) if quick is None else quick
        if picture.shape[1::-1] == self._size:
            return picture
        larger: Picture = cv2.resize(picture, self._size, interpolation=cv2.INTER_CUBIC)
        larger.flags.writeable = False
        return larger
