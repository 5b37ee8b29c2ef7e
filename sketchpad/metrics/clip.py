"""How well a picture fits a text, by a CLIP model where the user has one. Nothing is downloaded for it.

Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", ICML 2021; as a measure of
generated pictures: Hessel et al., "CLIPScore", EMNLP 2021.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.errors import SketchpadError, WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import check_header, find_weights, read_json
from sketchpad.models.hub.cache import cache_folder
from sketchpad.models.runtime.value_cache import ValueCache

PREFERRED = (
    "openai/clip-vit-large-patch14",
    "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
    "openai/clip-vit-base-patch16",
    "openai/clip-vit-base-patch32",
)
"""Models of the hub that are taken first where several are in its cache."""
_MEAN = (0.48145466, 0.4578275, 0.40821073)
_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
_LARGEST_SIDE = 1024
_MOST_MODELS = 200


@dataclass(frozen=True)
class ClipMatch:
    """`similarity`: the cosine between picture and text, in -1..1, and which model says so.

    Most models give about 0.15 to a picture of something else and 0.25 to 0.35 to one that fits; only values of one
    model can be compared.
    """

    similarity: float
    model: str


class Clip:
    """A CLIP model on the processor, in full precision; texts are remembered."""

    def __init__(self, network: Any, tokenizer: Any, folder: Path, name: str) -> None:
        self.name = name
        self._network, self._tokenizer = network, tokenizer
        self._texts = ValueCache(64)
        self._side = int(network.config.vision_config.image_size)
        self._mean, self._deviation = _colours(folder)

    @classmethod
    def load(cls, folder: Path, name: str = "") -> Clip:
        """Read a model in transformers' folder layout: safetensors, JSON and text only.

        Raises WeightsMissing or WeightsDamaged.
        """
        from transformers.models.clip.configuration_clip import CLIPConfig
        from transformers.models.clip.modeling_clip import CLIPModel
        from transformers.models.clip.tokenization_clip import CLIPTokenizer

        settings = read_json(folder / "config.json")
        check_header(find_weights(folder))
        try:
            config = CLIPConfig.from_dict(settings)
            if not 16 <= int(config.vision_config.image_size) <= _LARGEST_SIDE:
                raise ValueError("pictures of that size")
            network = CLIPModel.from_pretrained(
                folder, config=config, local_files_only=True, use_safetensors=True
            )
            tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise WeightsDamaged(folder, "it is no CLIP model that can be read") from error
        network.float().eval().requires_grad_(False)
        return cls(network, tokenizer, folder, name or folder.name)

    def match(self, picture: NDArray[np.uint8], text: str) -> ClipMatch:
        """How well `picture`, uint8 (h, w, 3) RGB, fits `text`; of a long text what CLIP can read, its beginning."""
        import torch

        with torch.no_grad():
            pixels = torch.from_numpy(self._pixels(picture))
            seen = self._network.get_image_features(pixel_values=pixels)
            said = self._texts.get(text, lambda: self._text(text))
            cosine = torch.nn.functional.cosine_similarity(_plain(seen), said)
        return ClipMatch(float(cosine), self.name)

    def _text(self, text: str) -> Any:
        limit = int(self._network.config.text_config.max_position_embeddings)
        ids = self._tokenizer(text, truncation=True, max_length=limit, return_tensors="pt")
        masks = {"input_ids": ids.input_ids, "attention_mask": ids.attention_mask}
        return _plain(self._network.get_text_features(**masks))

    def _pixels(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(1, 3, side, side): the shorter side as long as the network's, the middle of the longer one."""
        height, width = picture.shape[:2]
        scale = self._side / min(height, width)
        size = max(self._side, round(width * scale)), max(self._side, round(height * scale))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        large = cv2.resize(picture, size, interpolation=how)
        top, left = (large.shape[0] - self._side) // 2, (large.shape[1] - self._side) // 2
        square = large[top : top + self._side, left : left + self._side].astype(np.float32) / 255
        whitened = (square - self._mean) / self._deviation
        return np.ascontiguousarray(whitened.transpose(2, 0, 1)[None])


def find_clip() -> tuple[Path, str] | None:
    """Folder and name of the CLIP model to use; None without any. Reads nothing but names and small settings.

    First what SKETCHPAD_CLIP names, then what is in the hub's cache: models of `PREFERRED`, then any other.
    """
    given = os.environ.get("SKETCHPAD_CLIP")
    if given:
        folder = Path(given).expanduser()
        return (folder, folder.name) if _is_clip(folder) else None
    folders = [f for f in sorted(cache_folder().glob("models--*")) if "clip" in f.name.lower()]
    models = {
        folder.name.removeprefix("models--").replace("--", "/", 1): snapshot
        for folder in folders[:_MOST_MODELS]
        for snapshot in sorted(folder.glob("snapshots/*"))[-4:]
        if _is_clip(snapshot)
    }
    order = [*PREFERRED, *sorted(models)]
    return next(((models[name], name) for name in order if name in models), None)


def _is_clip(folder: Path) -> bool:
    try:
        settings = read_json(folder / "config.json")
        weights = find_weights(folder)
    except SketchpadError:
        return False
    words = (folder / "tokenizer.json").is_file() or (folder / "vocab.json").is_file()
    return settings.get("model_type") == "clip" and weights.is_file() and words


def _colours(folder: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and deviation of the pixels that it was trained on."""
    with suppress(SketchpadError, KeyError, TypeError, ValueError):
        settings = read_json(folder / "preprocessor_config.json")
        mean, deviation = (np.array(settings[f"image_{n}"], np.float32) for n in ("mean", "std"))
        sound = all(one.shape == (3,) and np.isfinite(one).all() for one in (mean, deviation))
        if sound and deviation.min() > 0:
            return mean, deviation
    return np.array(_MEAN, np.float32), np.array(_DEVIATION, np.float32)


def _plain(output: Any) -> Any:
    """The features in what transformers returns, which differs between versions."""
    return getattr(output, "pooler_output", output)
