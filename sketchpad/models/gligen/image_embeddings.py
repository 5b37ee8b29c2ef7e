"""Reference pictures of boxes, for gates that can see them: what CLIP sees in them, in the space of phrases.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023, section 3.2 and the official code: the
picture's CLIP embedding times a fixed matrix, brought to the length 28.7 that embeddings of phrases have.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    fill,
    find_weights,
    read_json,
    read_tensors,
)
from sketchpad.models.runtime.device import DeviceChoice

LENGTH = 28.7
MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of CLIP's training pictures, red, green, blue, in 0..1."""


class ImageEmbeddings:
    """CLIP's picture network and the matrix behind it."""

    def __init__(self, encoder: Any, matrix: Tensor) -> None:
        self._encoder = encoder
        self._matrix = matrix

    @torch.no_grad()
    def embed(self, png: bytes) -> Tensor:
        """(1, width), float32, of a PNG that a `Box` has accepted."""
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            pixels = clip_pixels(image, int(self._encoder.config.image_size))
        pixels = pixels.to(self._encoder.device, self._encoder.dtype)
        seen = self._encoder(pixel_values=pixels).image_embeds.float() @ self._matrix.T
        result: Tensor = seen / torch.linalg.vector_norm(seen) * LENGTH
        return result


def clip_pixels(image: Image.Image, side: int) -> Tensor:
    """(1, 3, side, side): the shorter side brought to `side`, the middle of the longer one, in CLIP's units."""
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(paper, image).convert("RGB")
    scale = side / min(image.size)
    size = (max(side, int(image.width * scale)), max(side, int(image.height * scale)))
    image = image.resize(size, Image.Resampling.BICUBIC)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    pixels = np.asarray(image.crop((left, top, left + side, top + side)), np.float32) / 255.0
    mean, deviation = torch.tensor(MEAN), torch.tensor(DEVIATION)
    return ((torch.from_numpy(pixels) - mean) / deviation).permute(2, 0, 1)[None]


def load_image_embeddings(folder: Path, place: DeviceChoice) -> ImageEmbeddings:
    """Read `image_encoder` and `image_project` of a pipeline's folder. WeightsMissing or WeightsDamaged."""
    from transformers.models.clip.configuration_clip import CLIPVisionConfig
    from transformers.models.clip.modeling_clip import CLIPVisionModelWithProjection

    settings = read_json(folder / "image_encoder" / "config.json")
    try:
        encoder = CLIPVisionModelWithProjection(CLIPVisionConfig.from_dict(settings))
    except (KeyError, TypeError, ValueError) as reason:
        raise WeightsDamaged(folder, "the settings of its picture reader are wrong") from reason
    tensors = read_tensors(find_weights(folder / "image_encoder"))
    dtype = torch.float32 if place.device.type == "cpu" else place.dtype
    tensors = {k: v.to(dtype) for k, v in tensors.items() if not k.endswith("position_ids")}
    own = set(encoder.state_dict())
    if not any(name.startswith("vision_model.") for name in own):
        tensors = {k.removeprefix("vision_model."): v for k, v in tensors.items()}
    fill(encoder, tensors, folder / "image_encoder")
    path = find_weights(folder / "image_project")
    width = int(encoder.config.projection_dim)
    if check_header(path) != {"project.weight": (width, width)}:
        raise WeightsDamaged(folder, "its picture reader does not fit its gates")
    matrix = read_tensors(path)["project.weight"].float()
    if not bool(matrix.isfinite().all()):
        raise WeightsDamaged(folder, "its picture reader contains invalid numbers")
    return ImageEmbeddings(encoder.to(place.device).eval(), matrix.to(place.device))
