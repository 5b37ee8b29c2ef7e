"""From words to what the U-Net reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sketchpad.errors import WeightsDamaged
from sketchpad.models.cache import ValueCache
from sketchpad.models.checkpoint import fill, find_weights, read_json, read_tensors
from sketchpad.models.device import Place
from sketchpad.sampling.guidance import Text


class TextEncoder:
    """CLIP's tokenizer and text model. Results are remembered by the text."""

    def __init__(self, tokenizer: Any, network: Any, place: Place) -> None:
        self.tokenizer = tokenizer
        self.network = network
        self._place = place
        self._kept = ValueCache(128)

    @property
    def width(self) -> int:
        return int(self.network.config.hidden_size)

    def encode(self, prompt: str) -> Text:
        """The prompt's tokens (1, length, width) and its pooled state (1, width)."""
        return self._kept.get(prompt, lambda: self._encode(prompt))

    def phrase(self, phrase: str) -> Tensor:
        """(1, width), the pooled state of a phrase before any projection: what GLIGEN was trained on."""
        pooled = self.encode(phrase).pooled
        assert pooled is not None
        return pooled

    def ignored(self, prompt: str) -> str:
        """The end of a prompt that is too long to be read; empty when all of it is."""
        limit = self.tokenizer.model_max_length - 2
        tokens = self._tokens(prompt)
        return str(self.tokenizer.decode(tokens[limit:])).strip() if len(tokens) > limit else ""

    def unknown(self, prompt: str) -> tuple[str, ...]:
        """Words that the tokenizer has to spell out. To a model with a small vocabulary these mean nothing."""
        words = dict.fromkeys(re.findall(r"[^\W\d_]+", prompt))
        return tuple(word for word in words if len(self._tokens(word)) > 1)

    def _tokens(self, text: str) -> list[int]:
        made = self.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        return list(made.input_ids)

    @torch.no_grad()
    def _encode(self, prompt: str) -> Text:
        tokens = self.tokenizer(
            prompt,
            padding="max_length",
            max_length=self.tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).input_ids
        made = self.network(tokens.to(self._place.device))
        return Text(made.last_hidden_state.to(self._place.dtype), made.pooler_output.float())


def load_text_encoder(folder: Path, place: Place) -> TextEncoder:
    """Read `tokenizer` and `text_encoder` of a model folder.

    On the CPU the network stays float32: it runs once a prompt, and its words steer everything that follows.
    """
    from transformers.models.clip.configuration_clip import CLIPTextConfig
    from transformers.models.clip.modeling_clip import CLIPTextModel
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    try:
        tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
    except Exception as reason:  # the tokenizer library raises whatever it likes
        raise WeightsDamaged(folder, "its tokenizer cannot be read") from reason
    settings = read_json(folder / "text_encoder" / "config.json")
    try:
        network = CLIPTextModel(CLIPTextConfig.from_dict(settings))
    except (KeyError, TypeError, ValueError) as reason:
        raise WeightsDamaged(folder, "the settings of its text encoder are wrong") from reason
    if network.config.vocab_size < len(tokenizer):
        raise WeightsDamaged(folder, "its tokenizer does not belong to its text encoder")
    tensors = _renamed(
        read_tensors(find_weights(folder / "text_encoder")), list(network.state_dict())
    )
    dtype = torch.float32 if place.device.type == "cpu" else place.dtype
    fill(network, {k: v.to(dtype) for k, v in tensors.items()}, folder / "text_encoder")
    return TextEncoder(tokenizer, network.to(place.device), place)


def _renamed(tensors: dict[str, Tensor], names: Sequence[str]) -> dict[str, Tensor]:
    """Versions of transformers differ in whether names begin with "text_model." and in a table of positions."""
    prefix = "text_model."
    wanted = {name.removeprefix(prefix): name for name in names}
    bare = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    skipped = {"embeddings.position_ids", "text_projection.weight"} - wanted.keys()
    return {wanted.get(name, name): tensor for name, tensor in bare.items() if name not in skipped}
