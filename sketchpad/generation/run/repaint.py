"""Repaint a part: what the mask leaves out is held in the latents, and put back pixel by pixel at the end.

With "only masked" the masked part is a picture of its own: cut out with its drawing, at the model's native resolution
or above. Inpainting checkpoints read mask and masked picture themselves (Rombach et al., "High-Resolution Image
Synthesis with Latent Diffusion Models", CVPR 2022, section 4.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpad.document.box import Rect
from sketchpad.document.edit.recrop import cut
from sketchpad.document.model import SIZE_STEP
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.init_image import encoded, init_image
from sketchpad.generation.run.object_first import without
from sketchpad.generation.run.passes import size_near
from sketchpad.guidance.latent_mask import InpaintInput, LatentMask
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.model import Model
from sketchpad.models.networks.vae import Picture
from sketchpad.sampling.guidance import Guidance
from sketchpad.sampling.solvers import Solver

Part = tuple[int, int, int, int]
MASKED = 0.5
"""Share of a box that is masked where its object is painted anew."""


@dataclass(frozen=True, eq=False)
class Repaint:
    """A run that changes a part of a picture.

    Args:
        request: that of the part, without a mask.
        picture: what the run begins from, uint8 (height, width, 3) of the page.
        mask: float32 (height, width) of the page, the share of the new picture in each pixel.
        part: xyxy in page pixels, what the run paints.
    """

    request: Request
    picture: Picture
    mask: NDArray[np.float32]
    part: Part

    @property
    def of_objects(self) -> Request:
        """The request as objects are generated from it that come first: those of the boxes that are masked."""
        document = self.request.document
        mask = self._resized(self.mask)
        boxes = tuple(box for box in document.boxes if _mean_in(mask, box.rect) >= MASKED)
        return replace(self.request, base=None, document=replace(document, boxes=boxes))

    @property
    def cleared(self) -> Picture:
        """The part at the size of the run, with nothing on it where the mask is."""
        mask = (self._resized(self.mask) > 0).astype(np.float32)
        return without(self._resized(self.picture), mask)

    def guidance(self, model: Model, noise: Tensor) -> Guidance:
        """What keeps the rest as it is while the part is painted."""
        height, width = (int(side) for side in noise.shape[-2:])
        free = self._resized(self.mask) > 0
        # A place of the latents is free as soon as one of its pixels changes.
        cells = free.reshape(height, free.shape[0] // height, width, -1).any(axis=(1, 3))
        mask = torch.from_numpy(cells.astype(np.float32))[None, None].to(noise)
        if not model.info.inpaints:
            held = LatentMask(self._latents(model).to(noise), 1 - mask, noise)
            held.free = mask
            return held
        pixels = self._resized(self.picture).astype(np.float32) / np.float32(255)
        masked = model.codec.encode(np.where(free[..., None], np.float32(0.5), pixels))
        return InpaintInput(torch.cat([mask, masked.to(noise)], 1), mask)

    def first_latents(self, model: Model, solver: Solver, noise: Tensor) -> Tensor | None:
        """The noisy latents that the run starts from; None: from pure noise."""
        base = self.request.base
        if base is None or base.strength >= 1:
            return None
        return solver.start_from(self._latents(model), noise)

    def pasted(self, painted: Picture) -> Picture:
        """The page with the part `painted`, (height, width, 3) of the run: where the mask is 0, the same to the bit."""
        x0, y0, x1, y1 = self.part
        if painted.shape[:2] != (y1 - y0, x1 - x0):
            how = cv2.INTER_AREA if painted.shape[1] > x1 - x0 else cv2.INTER_CUBIC
            painted = cv2.resize(painted, (x1 - x0, y1 - y0), interpolation=how)
        page = self.picture.copy()
        here, share = page[y0:y1, x0:x1], self.mask[y0:y1, x0:x1, None]
        mixed = np.rint(here + (painted - here.astype(np.float32)) * share)
        page[y0:y1, x0:x1] = np.where(share > 0, mixed, here).astype(np.uint8)
        page.flags.writeable = False
        return page

    def _latents(self, model: Model) -> Tensor:
        return encoded(self._resized(self.picture), model)

    def _resized(self, whole: NDArray) -> NDArray:
        """The part of an array of the page at the size of the run."""
        x0, y0, x1, y1 = self.part
        size = self.request.document.width, self.request.document.height
        how = cv2.INTER_AREA if size[0] < x1 - x0 else cv2.INTER_CUBIC
        how = cv2.INTER_LINEAR if whole.ndim == 2 else how
        return cv2.resize(np.ascontiguousarray(whole[y0:y1, x0:x1]), size, interpolation=how)


def repaint_of(request: Request, info: ModelInfo) -> Repaint | None:
    """How `request` repaints a part; None where it has no mask, or no picture to begin from."""
    document = request.document
    if not document.mask or request.base is None:
        return None
    width, height = document.width, document.height
    mask = render_mask(document, width, height)
    part, size = (0, 0, width, height), (width, height)
    if document.mask_options.only_masked and mask.any():
        part, size = part_of(mask, document.mask_options.padding, info)
    alone = cut(replace(document, mask=()), part, *size)
    return Repaint(replace(request, document=alone), init_image(request), mask, part)


def part_of(
    mask: NDArray[np.float32], padding: int, info: ModelInfo
) -> tuple[Part, tuple[int, int]]:
    """The part of the page to paint alone (xyxy in its pixels), and the width and height at which it is painted."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    spans = [(int(used[0]) - padding, int(used[-1]) + 1 + padding) for used in (columns, rows)]
    page = mask.shape[1], mask.shape[0]
    spans = [(max(low, 0), min(high, most)) for (low, high), most in zip(spans, page, strict=True)]
    across, down = (float(high - low) for low, high in spans)
    shape = min(max(across / down, 0.5), 2.0)
    side = max(info.native_size, (across * down) ** 0.5)
    width, height = size_near(side, shape, max(info.size_step, SIZE_STEP))
    across, down = max(across, down * width / height), max(down, across * height / width)
    (x0, x1), (y0, y1) = (
        _widened(span, round(length), most)
        for span, length, most in zip(spans, (across, down), page, strict=True)
    )
    return (x0, y0, x1, y1), (width, height)


def _mean_in(mask: NDArray[np.float32], rect: Rect) -> float:
    """The mean of `mask` in a box, xyxy in shares of its page."""
    height, width = mask.shape
    x0, x1 = math.floor(rect[0] * width), math.ceil(rect[2] * width)
    y0, y1 = math.floor(rect[1] * height), math.ceil(rect[3] * height)
    return float(mask[y0:y1, x0:x1].mean())


def _widened(span: tuple[int, int], length: int, most: int) -> tuple[int, int]:
    """A span of `length`, or all of `most`, around `span`."""
    length = min(length, most)
    low = min(max((span[0] + span[1] - length) // 2, 0), most - length)
    return low, low + length
