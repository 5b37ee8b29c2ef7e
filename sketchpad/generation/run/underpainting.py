"""Beginning from the colour layer: what is painted is held at first; all else comes out of noise, and so fits it."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.paint_raster import on_paper, render_paint
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.init_image import encoded
from sketchpad.guidance.underpainting import Underpainting
from sketchpad.models.model import Model

COVERED = 0.5
"""Coverage by paint from which a pixel, and a latent pixel, counts as painted."""


def underpainting_mask(request: Request, model: Model, noise: torch.Tensor) -> Underpainting:
    """Guidance that holds the painted latents as long as the denoising strength says."""
    document = request.document
    key = ("paint", document.width, document.height, document.paints, document.ground)
    latents, mask = model.kept.get(key, lambda: _encoded(document, model))
    return Underpainting(latents.to(noise), mask.to(noise), noise, document.denoising)


def _encoded(document: Document, model: Model) -> tuple[torch.Tensor, torch.Tensor]:
    picture, painted = underpainting(document)
    latents = encoded(picture, model)
    size = int(latents.shape[-1]), int(latents.shape[-2])
    share = cv2.resize(painted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return latents, torch.from_numpy(share >= COVERED)[None, None]


def underpainting(document: Document) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The colour layer as a picture, uint8 (height, width, 3), and where it is painted, bool (height, width).

    Bare pixels have the colour of the paint that is nearest, so that no white gets into latents at the rims.
    """
    canvas = render_paint(document, document.width, document.height)
    painted = canvas[..., 3] >= 255 * COVERED
    picture = on_paper(canvas)
    if painted.any() and not painted.all():
        bare = (~painted).astype(np.uint8)
        _, nearest = cv2.distanceTransformWithLabels(
            bare, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        colours = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
        colours[nearest[painted]] = picture[painted]
        picture = colours[nearest]
    return picture, painted
