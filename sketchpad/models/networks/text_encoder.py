"""From words to what the U-Net reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.model_info import SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import fill
from sketchpad.models.checkpoints.sources import Source
from sketchpad.models.networks.prompt_tokens import PromptTokenizer, weighted
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.models.runtime.offload import LayerOffload
from sketchpad.models.runtime.value_cache import ValueCache
from sketchpad.sampling.denoiser import Text


class TextEncoder:
    """CLIP's tokenizer and text model. Results are cached by the text.

    Args:
        towers: tokenizer and text model; two pairs with Stable Diffusion XL.
        zeros_for_empty: an empty negative prompt is all zeros, as XL models were trained.
    """

    def __init__(
        self,
        towers: Sequence[tuple[Any, Any]],
        place: DeviceChoice,
        lending: LayerOffload | None = None,
        zeros_for_empty: bool = False,
    ) -> None:
        self._tokenizers, self.networks = zip(*towers, strict=True)
        self.tokenizer, self.network = towers[0]
        self._place, self._lending = place, lending or LayerOffload()
        self._zeros_for_empty = zeros_for_empty
        self._embeddings: Mapping[str, Sequence[Tensor]] = {}
        self._kept = ValueCache(128)

    @property
    def width(self) -> int:
        return sum(int(network.config.hidden_size) for network in self.networks)

    def encode(self, prompt: str, chunks: int = 1) -> Text:
        """The prompt's tokens (1, length, width) and its pooled state (1, width), that of the first chunk.

        Args:
            chunks: shorter prompts are filled up to this number of chunks.
        """

        def compute() -> Text:
            with self._lending.lent(*self.networks):
                return self._encode(prompt, chunks)

        return self._kept.get((prompt, chunks), compute)

    def pair(self, prompt: str, negative: str) -> tuple[Text, Text]:
        """A prompt and a negative prompt of equal length, for the branches of classifier-free guidance."""
        count = self.prompts.count
        chunks = max(count(prompt), count(negative))
        return self.encode(prompt, chunks), self.negative(negative, chunks)

    def forget(self, embeddings: Mapping[str, Sequence[Tensor]] | None = None) -> None:
        """Encode every text anew: the networks' weights have changed.

        Args:
            embeddings: textual inversions by their word in lower case, one (tokens, width) for each network.
        """
        self._embeddings = embeddings or {}
        self._kept = ValueCache(128)

    def negative(self, prompt: str, chunks: int = 1) -> Text:
        """The negative prompt of classifier-free guidance; mostly an empty one."""
        text = self.encode(prompt, chunks)
        if prompt or not self._zeros_for_empty:
            return text
        extra = {name: torch.zeros_like(value) for name, value in text.extra.items()}
        return Text(torch.zeros_like(text.tokens), text.pooled, extra)

    def phrase(self, phrase: str) -> Tensor:
        """(1, width), the pooled state of a phrase before any projection: what GLIGEN was trained on."""
        pooled = self.encode(phrase).pooled
        assert pooled is not None
        return pooled

    @property
    def prompts(self) -> PromptTokenizer:
        return self._prompts(0)

    def _prompts(self, number: int) -> PromptTokenizer:
        lengths = {word: len(vectors[number]) for word, vectors in self._embeddings.items()}
        return PromptTokenizer(self._tokenizers[number], lengths)

    def _run(
        self, number: int, prompt: str, chunks: int, layer: int | None = None
    ) -> tuple[Tensor, Any]:
        """A prompt's hidden states (1, length, width) from network `number`, and all of its output, chunk by chunk.

        Args:
            layer: the hidden layer; None: the normalised last one.
        """
        network, prompts = self.networks[number], self._prompts(number)
        tokens, empty = prompts.tokens(prompt, chunks), prompts.tokens("").ids

        def insert(_layer: Any, _inputs: Any, output: Tensor) -> Tensor:
            for place, (word, row) in tokens.vectors.items():
                output[place] = self._embeddings[word][number][row].to(output)
            return output

        hook = network.get_input_embeddings().register_forward_hook(insert)
        try:
            ids = torch.cat([tokens.ids, empty]) if tokens.is_weighted else tokens.ids
            result = network(ids.to(network.device), output_hidden_states=layer is not None)
        finally:
            hook.remove()
        states = result.last_hidden_state if layer is None else result.hidden_states[layer].float()
        if tokens.is_weighted:
            states = weighted(states[:-1], states[-1:], tokens.weights)
        return states.reshape(1, -1, states.shape[-1]), result

    @torch.no_grad()
    def _encode(self, prompt: str, chunks: int) -> Text:
        states, result = self._run(0, prompt, chunks)
        return Text(states.to(self._place.dtype), result.pooler_output[:1].float())


class TwinTextEncoder(TextEncoder):
    """Stable Diffusion XL's two text models: their last but one states side by side, and the second one's summary.

    Podell et al., "SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis", section 2.1.
    """

    @torch.no_grad()
    def _encode(self, prompt: str, chunks: int) -> Text:
        states, first = self._run(0, prompt, chunks, layer=-2)
        more, second = self._run(1, prompt, chunks, layer=-2)
        return Text(
            torch.cat([states, more], dim=-1).to(self._place.dtype),
            first.pooler_output[:1].float(),
            {"text_embeds": second.text_embeds[:1].to(self._place.dtype)},
        )


def added_conditions(
    texts: Sequence[Text], x: Tensor, pixels_per_latent: int = 8
) -> dict[str, Tensor] | None:
    """The inputs of a network of the XL family besides the prompts' tokens; None for the others.

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

    kinds = {"": CLIPTextModel}
    if info.family == SDXL:
        kinds["_2"] = CLIPTextModelWithProjection
    towers = []
    for end, kind in kinds.items():
        tokenizer = source.tokenizer(f"tokenizer{end}")
        network = _load_network(source, f"text_encoder{end}", kind, tokenizer, place)
        towers.append((tokenizer, network))
    if len(towers) == 1:
        return TextEncoder(towers, place, lending)
    return TwinTextEncoder(towers, place, lending, info.zeros_for_empty_prompt)


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
