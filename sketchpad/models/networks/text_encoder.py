"""From words to what the U-Net reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.model_info import SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import fill
from sketchpad.models.checkpoints.sources import Source
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.models.runtime.offload import LayerOffload
from sketchpad.models.runtime.value_cache import ValueCache
from sketchpad.sampling.denoiser import Text


class TextEncoder:
    """CLIP's tokenizer and text model. Results are remembered by the text."""

    def __init__(
        self, tokenizer: Any, network: Any, place: DeviceChoice, lending: LayerOffload | None = None
    ) -> None:
        self._lending = lending or LayerOffload()
        self.tokenizer = tokenizer
        self.network = network
        self._place = place
        self._kept = ValueCache(128)

    @property
    def width(self) -> int:
        return int(self.network.config.hidden_size)

    def encode(self, prompt: str) -> Text:
        """The prompt's tokens (1, length, width) and its pooled state (1, width)."""
        return self._kept.get(prompt, lambda: self._at_hand(prompt))

    def _at_hand(self, prompt: str) -> Text:
        with self._lending.lent(*self.networks):
            return self._encode(prompt)

    def forget(self) -> None:
        """Encode every text anew: the networks' weights have changed."""
        self._kept = ValueCache(128)

    def negative(self, prompt: str) -> Text:
        """What the picture shall not be, for the other branch of classifier-free guidance; mostly an empty prompt."""
        return self.encode(prompt)

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

    @property
    def networks(self) -> tuple[Any, ...]:
        """The text models: one, or two with Stable Diffusion XL."""
        return (self.network,)

    @torch.no_grad()
    def _encode(self, prompt: str) -> Text:
        made = self.network(_ids(self.tokenizer, prompt, self.network))
        return Text(made.last_hidden_state.to(self._place.dtype), made.pooler_output.float())


class TwinTextEncoder(TextEncoder):
    """Stable Diffusion XL's two text models: their last but one states side by side, and the second one's summary.

    Podell et al., "SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis", section 2.1.
    """

    def __init__(
        self,
        tokenizer: Any,
        network: Any,
        second_tokenizer: Any,
        second: Any,
        place: DeviceChoice,
        *,
        zeros_for_empty: bool,
        lending: LayerOffload | None = None,
    ) -> None:
        super().__init__(tokenizer, network, place, lending)
        self.second_tokenizer = second_tokenizer
        self.second = second
        self._zeros_for_empty = zeros_for_empty

    @property
    def width(self) -> int:
        return super().width + int(self.second.config.hidden_size)

    @property
    def networks(self) -> tuple[Any, ...]:
        return self.network, self.second

    def negative(self, prompt: str) -> Text:
        """An empty one is all zeros where the model was trained so."""
        text = self.encode(prompt)
        if prompt or not self._zeros_for_empty:
            return text
        return Text(
            torch.zeros_like(text.tokens),
            text.pooled,
            {name: torch.zeros_like(value) for name, value in text.extra.items()},
        )

    @torch.no_grad()
    def _encode(self, prompt: str) -> Text:
        first = self.network(_ids(self.tokenizer, prompt, self.network), output_hidden_states=True)
        second = self.second(
            _ids(self.second_tokenizer, prompt, self.second), output_hidden_states=True
        )
        tokens = torch.cat([made.hidden_states[-2].float() for made in (first, second)], dim=-1)
        return Text(
            tokens.to(self._place.dtype),
            first.pooler_output.float(),
            {"text_embeds": second.text_embeds.to(self._place.dtype)},
        )


def _ids(tokenizer: Any, prompt: str, network: Any) -> Tensor:
    ids: Tensor = tokenizer(
        prompt,
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    ).input_ids
    return ids.to(network.device)


def added_conditions(
    texts: Sequence[Text], x: Tensor, pixels_per_latent: int = 8
) -> dict[str, Tensor] | None:
    """What a network of the XL family is told besides the prompts' tokens; None for the others.

    The size asked for is that of the latents `x`, without any cropping: (height, width, 0, 0, height, width).
    """
    if "text_embeds" not in texts[0].extra:
        return None
    added = {name: torch.cat([text.extra[name] for text in texts]) for name in texts[0].extra}
    height, width = (int(side) * pixels_per_latent for side in x.shape[-2:])
    embeds = added["text_embeds"]
    size = torch.tensor([height, width, 0, 0, height, width], device=embeds.device)
    return {"time_ids": size.to(embeds.dtype).expand(len(texts), -1), **added}


def load_text_encoder(
    info: ModelInfo, place: DeviceChoice, source: Source, lending: LayerOffload | None = None
) -> TextEncoder:
    """Read the tokenizers and text models of a model.

    On the CPU the networks stay float32: they run once a prompt, and their words steer everything that follows.
    """
    from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection

    tokenizer = source.tokenizer("tokenizer")
    network = _load_network(source, "text_encoder", CLIPTextModel, tokenizer, place)
    if info.family != SDXL:
        return TextEncoder(tokenizer, network, place, lending)
    other = source.tokenizer("tokenizer_2")
    return TwinTextEncoder(
        tokenizer,
        network,
        other,
        _load_network(source, "text_encoder_2", CLIPTextModelWithProjection, other, place),
        place,
        zeros_for_empty=info.zeros_for_empty_prompt,
        lending=lending,
    )


def _load_network(source: Source, part: str, kind: Any, tokenizer: Any, place: DeviceChoice) -> Any:
    from transformers.models.clip.configuration_clip import CLIPTextConfig

    where = source.where(part)
    folder = where.parent if where.name == part else where
    settings = source.settings(part)
    try:
        with place.device if place.device.type == "meta" else nullcontext():
            network = kind(CLIPTextConfig.from_dict(settings))
    except (KeyError, TypeError, ValueError) as reason:
        raise WeightsDamaged(folder, "the settings of its text encoder are wrong") from reason
    if network.config.vocab_size < len(tokenizer):
        raise WeightsDamaged(folder, "its tokenizer does not belong to its text encoder")
    tensors = _renamed(source.tensors(part, network), list(network.state_dict()))
    dtype = torch.float32 if place.device.type == "cpu" else place.dtype
    fill(network, {k: v.to(place.home, dtype) for k, v in tensors.items()}, where)
    return network.to(place.home)


def _renamed(tensors: dict[str, Tensor], names: Sequence[str]) -> dict[str, Tensor]:
    """Versions of transformers differ in whether names begin with "text_model." and in a table of positions."""
    prefix = "text_model."
    wanted = {name.removeprefix(prefix): name for name in names}
    bare = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    skipped = {"embeddings.position_ids", "text_projection.weight"} - wanted.keys()
    return {wanted.get(name, name): tensor for name, tensor in bare.items() if name not in skipped}
