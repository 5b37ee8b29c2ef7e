"""Beginning from the colour layer: what is painted is held at first; all else comes out of noise, and so fits it."""

from __future__ import annotations

import cv2
import numpy as np
import torch

from sketchpad.document.model import Document
from sketchpad.document.raster.paint_raster import COVERED, underpainting
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.init_image import encoded
from sketchpad.guidance.underpainting import Underpainting
from sketchpad.models.model import Model


def underpainting_mask(request: Request, model: Model, noise: torch.Tensor) -> Underpainting:
    """Guidance that holds the painted latents as long as the denoising strength says."""
    document = request.document
    others = tuple(one for one in document.layers if one.kind == "colour")
    key = ("paint", document.width, document.height, document.paints, document.ground, others)
    latents, mask = model.kept.get(key, lambda: _encoded(document, model))
    return Underpainting(latents.to(noise), mask.to(noise), noise, document.denoising)


def _encoded(document: Document, model: Model) -> tuple[torch.Tensor, torch.Tensor]:
    picture, painted = underpainting(document)
    latents = encoded(picture, model)
    size = int(latents.shape[-1]), int(latents.shape[-2])
    share = cv2.resize(painted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return latents, torch.from_numpy(share >= COVERED)[None, None]
