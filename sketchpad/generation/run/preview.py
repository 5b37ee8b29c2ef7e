"""Previews of the steps of a run."""

from __future__ import annotations

import time

import cv2

from sketchpad.models.networks.vae import VAE, Picture
from sketchpad.sampling.guidance import Step

DECODE_SHARE = 0.2
"""Largest share of a run's time in which the VAE decodes previews."""
STEPS_BETWEEN = 5
"""Steps between two decoded previews, at most; where there would be more, previews are linear."""


class Preview:
    """Previews of one size: all by the VAE or all by the linear latent-to-RGB factors, so that they do not flicker.

    The VAE decodes in `DECODE_SHARE` of the time; a preview stays in sight until the next.

    Args:
        every_step: no step may show the preview of an earlier one; then the VAE has to be fast enough for all of them.
    """

    def __init__(self, codec: VAE, size: tuple[int, int], *, every_step: bool = False) -> None:
        self._codec = codec
        self._size = size
        self._most = 1 if every_step else STEPS_BETWEEN
        self._decodes: bool | None = None
        self._decoded: Picture | None = None
        self._next = 0.0  # when the VAE decodes again

    def __call__(self, step: Step, took: float) -> Picture:
        assert step.denoised is not None
        if self._decodes is None:
            height, width = (
                side * self._codec.pixels_per_latent for side in step.denoised.shape[-2:]
            )
            cost = self._codec.decode_seconds(width, height)
            self._decodes = cost is not None and cost <= DECODE_SHARE * self._most * took
        quick = None if self._decodes else self._codec.preview(step.denoised)
        return self._decode(step) if quick is None else self._fitted(quick)

    def _decode(self, step: Step) -> Picture:
        begun = time.monotonic()
        if self._decoded is None or self._most == 1 or begun >= self._next:
            assert step.denoised is not None
            self._decoded = self._fitted(self._codec.decode(step.denoised, step.index + 1))
            done = time.monotonic()
            self._next = done + (done - begun) * (1 / DECODE_SHARE - 1)
        return self._decoded

    def _fitted(self, picture: Picture) -> Picture:
        if picture.shape[1::-1] == self._size:
            return picture
        larger: Picture = cv2.resize(picture, self._size, interpolation=cv2.INTER_CUBIC)
        larger.flags.writeable = False
        return larger
