"""Between pictures and latents: the VAE, and a linear map for quick previews."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpad.errors import NotFinite
from sketchpad.models.checkpoints.model_info import LatentColours
from sketchpad.models.networks import forwards
from sketchpad.models.runtime.device import is_out_of_memory
from sketchpad.models.runtime.graphs import Graphs
from sketchpad.models.runtime.offload import LayerOffload, release_memory

Picture = NDArray[np.uint8]
LARGEST_TILE = 128
"""Side of the largest latents that are decoded in one piece: 1024 pixels for Stable Diffusion."""
SMALLEST_TILE = 48
"""Side of the tiles when memory was not enough for larger ones."""


class VAE:
    """A VAE with its scaling. Latents are scaled, float32, (1, channels, height / 8, width / 8)."""

    def __init__(
        self,
        vae: Any,
        pixels_per_latent: int,
        colours: LatentColours | None,
        lending: LayerOffload | None = None,
    ) -> None:
        self.vae = vae
        self.graphs = Graphs("decoder", vae, ("decoder.", "post_quant_conv."))
        self._lending = lending or LayerOffload()
        self.pixels_per_latent = pixels_per_latent
        self._scaling = float(vae.config.scaling_factor)
        self._shift = float(getattr(vae.config, "shift_factor", None) or 0.0)
        self._colours = colours
        self._seconds_per_pixel: float | None = None
        self._tile = LARGEST_TILE
        self._grey: Tensor | None = None

    @property
    def device(self) -> torch.device:
        return next(self.vae.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        """Of the decoder; the encoder of a small VAE may be more precise."""
        return next(self.vae.decoder.parameters()).dtype

    def latent_size(self, width: int, height: int) -> tuple[int, int]:
        """Height and width of the latents of a picture."""
        return height // self.pixels_per_latent, width // self.pixels_per_latent

    @torch.no_grad()
    def encode(self, picture: NDArray[np.float32], noisy: bool = False) -> Tensor:
        """The most likely latents of a picture, float (height, width, 3) in 0..1.

        `noisy`: noise is added to them, so they may be as exact as the decoder is.
        """
        pixels = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None] * 2 - 1
        size = pixels[0, 0].numel() // self.pixels_per_latent**2
        dtype = next(self.vae.encoder.parameters()).dtype
        half = noisy and self.dtype == torch.bfloat16 != dtype

        def run() -> Tensor:
            with torch.autocast(self.device.type, torch.bfloat16) if half else nullcontext():
                mode: Tensor = self.vae.encode(pixels.to(self.device, dtype)).latent_dist.mode()
            return mode

        return (self._in_tiles(run, size).float() - self._shift) * self._scaling

    def grey(self, height: int, width: int) -> Tensor:
        """The latents, `height` x `width`, of a picture that is grey all over; the last size is remembered."""
        if self._grey is None or self._grey.shape[-2:] != (height, width):
            sides = height * self.pixels_per_latent, width * self.pixels_per_latent
            self._grey = self.encode(np.full((*sides, 3), 0.5, np.float32))
        return self._grey

    @torch.no_grad()
    def decode(self, latents: Tensor, step: int = 0) -> Picture:
        """The picture of latents, uint8 (height, width, 3), read-only.

        Raises NotFinite(step) where the VAE yields invalid numbers in full precision too.
        """
        begun = time.perf_counter()
        unscaled = latents / self._scaling + self._shift

        def run() -> Tensor:
            found = None if self.vae.use_tiling else self.graphs.run({"z": unscaled})
            given = {"z": unscaled.to(self.device, self.dtype)}
            return (found or forwards.decoder(self.vae, given))[0]

        pixels = self._in_tiles(run, latents[0, 0].numel())
        if not bool(torch.isfinite(pixels).all()):
            # Some VAEs overflow in half precision; those stay in full precision from now on.
            if self.dtype == torch.float32:
                raise NotFinite(step=step)
            self.vae.float()
            self.graphs.forget()
            return self.decode(latents, step)
        picture = _to_picture(pixels)
        self._seconds_per_pixel = (time.perf_counter() - begun) / (
            picture.shape[0] * picture.shape[1]
        )
        return picture

    def slope(self, latents: Tensor, energy: Callable[[Tensor], Tensor]) -> Tensor:
        """Gradient of an energy of the decoded picture, float (1, 3, height, width) in -1..1, by the latents; float32.

        It is not finite where the VAE overflows in half precision; from then on it stays in full precision.
        """
        found = self._slope(latents, energy)
        if self.dtype != torch.float32 and not bool(torch.isfinite(found).all()):
            self.vae.float()
            found = self._slope(latents, energy)
        return found

    def _slope(self, latents: Tensor, energy: Callable[[Tensor], Tensor]) -> Tensor:
        def run() -> Tensor:
            with torch.enable_grad():
                z = latents.detach().float().requires_grad_()
                unscaled = z / self._scaling + self._shift
                made = self.vae.decode(unscaled.to(self.device, self.dtype), return_dict=False)[0]
                (gradient,) = torch.autograd.grad(energy(made.float()), z)
            return gradient

        return self._in_tiles(run, latents[0, 0].numel())

    def _in_tiles(self, run: Callable[[], Tensor], size: int) -> Tensor:
        """`run` with the VAE at hand, in tiles where latents of `size` pixels are more than one piece.

        In one piece a large picture would take more memory than everything before it. Where memory runs out all the
        same, tiles are small from now on, and it is tried once more.
        """
        while True:
            self.vae.tile_latent_min_size = self._tile
            self.vae.tile_sample_min_size = self._tile * self.pixels_per_latent
            self.vae.use_tiling = size > self._tile**2
            try:
                with self._lending.lent(self.vae):
                    return run()
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error) or self._tile <= SMALLEST_TILE:
                    raise
            self._tile = SMALLEST_TILE
            release_memory()

    def decode_seconds(self, width: int, height: int) -> float | None:
        """How long a decode of that size will take, judging by the last one; None before there was one."""
        return None if self._seconds_per_pixel is None else self._seconds_per_pixel * width * height

    @torch.no_grad()
    def preview(self, latents: Tensor) -> Picture | None:
        """A rough picture by a linear map, of full size; None where the model's colours are unknown."""
        if self._colours is None:
            return None
        factors = np.asarray(self._colours.factors, np.float32)
        small = np.moveaxis(latents[0].float().cpu().numpy(), 0, -1) @ factors
        small = (small + np.asarray(self._colours.bias, np.float32) + 1.0) * 127.5
        height, width = (side * self.pixels_per_latent for side in latents.shape[-2:])
        rounded = np.clip(np.rint(small), 0, 255).astype(np.uint8)
        picture = cv2.resize(rounded, (width, height), interpolation=cv2.INTER_CUBIC)
        picture.flags.writeable = False
        return picture


def _to_picture(pixels: Tensor) -> Picture:
    rounded = pixels[0].float().mul(127.5).add(127.5).round_().clamp_(0, 255).to(torch.uint8)
    picture: Picture = rounded.permute(1, 2, 0).contiguous().cpu().numpy()
    picture.flags.writeable = False
    return picture
