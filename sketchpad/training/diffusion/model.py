"""The embedded diffusion model in training: its networks with one forward, and what they minimise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.adapter import T2IAdapter
from diffusers.models.attention_processor import AttnProcessor
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from torch import Tensor, nn
from transformers import CLIPTokenizer

from sketchpad.models.networks.grounding import GROUNDING_KEY
from sketchpad.training.core.trainer import pick_device
from sketchpad.training.data.vocabulary import well_drawn_words
from sketchpad.training.diffusion import networks
from sketchpad.training.diffusion.examples import Example
from sketchpad.training.diffusion.gate_loss import attention_loss, watch_gates

SLOTS = 30
WORD_WEIGHT = 0.02
GATE_WEIGHT = 0.1
LEAST_OPEN = 0.55
MOST_WORDS = 1024
WORDS_EVERY = 4
NOISE_MEDIAN = 1.8
NOISE_SPREAD = 1.2
NOISE_ANYWHERE = 0.25
NOISY = 700
"""From this time step on the latents hold less than a fifth of the picture."""
LINE_WEIGHT = 2.0
"""How much more an error beside a line counts than one far from all, at the noisiest step; at the clearest as much."""
REPEATS = {"lines": 2, "both": 2}
"""How often a scene is in a batch: its lines, whose reading costs as much as the U-Net, are read once for both."""
DRAWN_NOISY = 0.5
"""How often times are noisy where lines say what lies where, in times as often as without."""


class Model(nn.Module):
    """All trainable networks with one forward that takes captions, hints and boxes."""

    alphas_cumprod: Tensor

    def __init__(self, tokenizer: CLIPTokenizer, sizes: Mapping[str, Any] | None = None) -> None:
        """``sizes``: settings of the U-Net (`networks.SIZES`) that are not this recipe's."""
        super().__init__()
        self.tokenizer = tokenizer
        self.text_encoder = networks.build_text_encoder(tokenizer)
        self.unet = networks.build_unet(**(sizes or {}))
        self.controlnet = networks.build_controlnet(self.unet)
        self.controls: T2IAdapter | None = None  # reads segmentation, depth and normals
        open_gates(self.unet)
        # Helps in training only: makes the pooled state of a phrase, all that GLIGEN gets, differ from word to word.
        self.word_head = nn.Linear(networks.TEXT_WIDTH, MOST_WORDS)
        if pick_device().type == "cpu":
            # The backward pass of the fused attention is slower there than plain products at these sizes.
            self.unet.set_attn_processor(AttnProcessor())
            self.controlnet.set_attn_processor(AttnProcessor())
        alphas = DDIMScheduler(**networks.SCHEDULER).alphas_cumprod
        self.register_buffer("alphas_cumprod", alphas, persistent=False)

    @property
    def device(self) -> torch.device:
        return self.alphas_cumprod.device

    def encode_text(self, texts: list[str], pooled: bool = False) -> tuple[Tensor, Tensor]:
        """Token states (n, 32, 256) and pooled states (n, 256); equal texts are computed once.

        ``pooled``: only those are wanted. No token sees a later one, so padding is left out.
        """
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        unique = list(places)
        ids = self.tokenizer(
            unique,
            padding="longest" if pooled else "max_length",
            max_length=networks.TEXT_LENGTH,
            truncation=True,
            return_tensors="pt",
        ).input_ids.to(self.device)
        out = self.text_encoder(ids)
        index = torch.tensor([places[t] for t in texts], device=self.device)
        return out.last_hidden_state[index], out.pooler_output[index]

    def times(self, count: int, noisy: float = 0.0) -> Tensor:
        """Time steps (count,): most of them where noise and picture are about as strong, some anywhere.

        Log-normal in the ratio of noise to signal (Karras et al. 2022, section 5), evenly spread over the batch; a
        share ``noisy`` of them evenly over the last steps, where it is decided what lies where.
        """
        even = (
            torch.arange(count, device=self.device) + torch.rand(count, device=self.device)
        ) / count
        ratio = NOISE_MEDIAN * torch.exp(
            NOISE_SPREAD * torch.special.ndtri(even.clamp(1e-4, 1 - 1e-4))
        )
        t = torch.searchsorted(self._ratios(), ratio).clamp(0, 999)
        chance = torch.rand(count, device=self.device)
        late = torch.randint(NOISY, 1000, (count,), device=self.device)
        anywhere = torch.randint(0, 1000, (count,), device=self.device)
        t = torch.where(chance < noisy + NOISE_ANYWHERE * (1 - noisy), anywhere, t)
        return torch.where(chance < noisy, late, t)

    def _ratios(self) -> Tensor:
        """Of noise to signal at every time step (1000,)."""
        return ((1 - self.alphas_cumprod) / self.alphas_cumprod).sqrt()

    def levels(self, t: Tensor) -> tuple[Tensor, Tensor]:
        """Shares of picture and noise at time steps (n,), each (n, 1, 1, 1)."""
        abar = self.alphas_cumprod[t][:, None, None, None]
        return abar.sqrt(), (1 - abar).sqrt()

    def ground(self, examples: list[Example], keep: list[bool]) -> dict[str, Tensor]:
        """GLIGEN's inputs: boxes (n, 30, 4), masks (n, 30), phrase embeddings (n, 30, 256)."""
        n = len(examples)
        boxes = torch.zeros(n, SLOTS, 4)
        masks = torch.zeros(n, SLOTS)
        embeddings = torch.zeros(n, SLOTS, networks.TEXT_WIDTH, device=self.device)
        phrases = [
            (i, j, p) for i, e in enumerate(examples) if keep[i] for j, p in enumerate(e.phrases)
        ]
        if phrases:
            pooled = self.encode_text([p for _, _, p in phrases], pooled=True)[1].float()
            rows, columns = [i for i, _, _ in phrases], [j for _, j, _ in phrases]
            where = (
                torch.tensor(rows, device=self.device),
                torch.tensor(columns, device=self.device),
            )
            embeddings = embeddings.index_put(where, pooled)
            corners = [examples[i].boxes[j] for i, j, _ in phrases]
            boxes[rows, columns] = torch.tensor(corners, dtype=torch.float32)
            masks[rows, columns] = 1
        boxes, masks = boxes.to(self.device), masks.to(self.device)
        return {"boxes": boxes, "masks": masks, "positive_embeddings": embeddings}

    def velocity(
        self,
        x: Tensor,
        t: Tensor,
        states: Tensor,
        hint: Tensor | None = None,
        gligen: dict[str, Tensor] | None = None,
        maps: Tensor | None = None,
    ) -> Tensor:
        extra: dict[str, Any] = {}
        if maps is not None:
            assert self.controls is not None
            extra["down_intrablock_additional_residuals"] = self.controls(maps)
        if hint is not None:
            learns = torch.is_grad_enabled() and self.controlnet.conv_in.weight.requires_grad
            with torch.set_grad_enabled(learns), self._lines_read_once(len(x) // len(hint)):
                down, mid = self.controlnet(x, t, states, controlnet_cond=hint, return_dict=False)
            extra = {"down_block_additional_residuals": down, "mid_block_additional_residual": mid}
        if gligen is not None:
            extra["cross_attention_kwargs"] = {GROUNDING_KEY: gligen}
        return self.unet(x, t, encoder_hidden_states=states, **extra).sample

    @contextmanager
    def _lines_read_once(self, repeats: int) -> Iterator[None]:
        """Inside, the features of a hint serve ``repeats`` rows of latents: those of the whole batch, repeated."""

        def repeated(_module: nn.Module, _inputs: Any, features: Tensor) -> Tensor:
            return features.repeat(repeats, 1, 1, 1)

        hook = self.controlnet.controlnet_cond_embedding.register_forward_hook(repeated)
        try:
            yield
        finally:
            hook.remove()


@torch.no_grad()
def open_gates(unet: nn.Module) -> None:
    """Start the gates a little open and let boxes and phrases be heard.

    With the default initialisation two boxes differ by a twentieth of what they share and gates at zero open only
    after thousands of steps. That suits gates added to a finished model; these grow up with theirs.
    """
    for name, parameter in unet.named_parameters():
        if name.endswith(("alpha_attn", "alpha_dense")):
            parameter.fill_(LEAST_OPEN if name.endswith("attn") else 0.2)
        elif "position_net" in name and name.endswith("weight"):
            nn.init.normal_(parameter, std=1.6 * parameter.shape[1] ** -0.5)
        elif (
            "fuser.attn.to_q" in name or "fuser.attn.to_k" in name or "fuser.linear.weight" in name
        ):
            nn.init.normal_(parameter, std=1.2 * parameter.shape[1] ** -0.5)


@torch.no_grad()
def hold_open(unet: nn.Module) -> None:
    """Keep the gates' attention from closing.

    While phrases and places still mean nothing, a closed gate is the easy answer, and a closed gate learns nothing.
    """
    for name, parameter in unet.named_parameters():
        if name.endswith("alpha_attn"):
            parameter.clamp_(min=LEAST_OPEN)


@dataclass(frozen=True)
class Mixture:
    """What a stage trains on: how often each choice of conditions comes, and how often captions are left out.

    ``noisy``: the share of times near the end of the schedule, where boxes or words alone tell. There a box is the only
    one to know where its thing lies, and a word what shape it has; later the latents tell it, too, and the network need
    not listen.
    """

    kinds: dict[str, float]
    empty: dict[str, float]
    noisy: float = 0.3

    def pick(self, rng: np.random.Generator) -> str:
        return str(rng.choice(list(self.kinds), p=list(self.kinds.values())))


JOINT = Mixture(
    {"text": 0.46, "lines": 0.34, "boxes": 0.1, "both": 0.1},
    {"text": 0.08, "lines": 0.3, "boxes": 0.4, "both": 0.4},
)
SKETCHES = Mixture({"lines": 1.0}, {"lines": 0.5})
"""Zhang et al. 2023, section 3.3: half of the prompts are empty."""
GROUNDED = Mixture({"boxes": 0.8, "both": 0.2}, {"boxes": 0.5, "both": 0.5})
"""Li et al. 2023: captions are kept half of the time, grounding is dropped one time in ten."""
MAPS = Mixture({"maps": 1.0}, {"maps": 0.5})
DROPPED = 0.1


def hints_of(examples: list[Example], device: torch.device) -> Tensor:
    """float32 (n, 3, h, w) in 0..1: white lines on black, or maps in colours."""
    stacked = torch.from_numpy(np.stack([e.hint for e in examples])).to(device).float() / 255
    if stacked.ndim == 4:
        return stacked.permute(0, 3, 1, 2)
    # With channels last, the wide first layers of a ControlNet take a third less time.
    return stacked[:, None].expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)


def near_lines(hint: Tensor) -> Tensor:
    """(n, 1, h / 8, w / 8) in 0..1 from lines (n, 3, h, w): 1 where one runs through a latent or a neighbour of it."""
    here = F.max_pool2d(hint[:, :1], 8)
    return F.max_pool2d(here, 3, 1, 1)


@lru_cache(maxsize=1)
def word_numbers() -> dict[str, int]:
    """What ``Model.word_head`` calls each word that is ever taught, whichever are at the moment."""
    return {word: number for number, word in enumerate(well_drawn_words())}


@dataclass(frozen=True)
class Conditions:
    """The conditions of one batch. ``hint`` is lines or maps, as ``kind`` says, of each example once."""

    kind: str
    states: Tensor
    hint: Tensor | None
    gligen: dict[str, Tensor] | None

    def arguments(self) -> dict[str, Any]:
        """As arguments of ``Model.velocity``."""
        name = "maps" if self.kind == "maps" else "hint"
        return {name: self.hint, GROUNDING_KEY: self.gligen}


def conditions_of(
    model: Model,
    examples: list[Example],
    rng: np.random.Generator,
    frozen: bool,
    mixture: Mixture,
    kind: str | None = None,
    repeats: int = 1,
) -> Conditions:
    """Conditions of a ``kind`` for a batch, by default of a random one.

    ``repeats``: how often the same examples are in the batch.
    """
    kind = kind or mixture.pick(rng)
    empty = mixture.empty[kind]
    captions = ["" if rng.random() < empty else e.caption for e in examples]
    gligen = hint = None
    with torch.set_grad_enabled(not frozen and torch.is_grad_enabled()):
        states = model.encode_text(captions)[0]
        if kind in ("boxes", "both"):
            gligen = model.ground(examples, [bool(rng.random() > DROPPED) for _ in examples])
    if kind in ("lines", "both", "maps"):
        hint = hints_of(examples[: len(examples) // repeats], model.device)
    return Conditions(kind, states, hint, gligen)


def _occupied(gligen: dict[str, Tensor]) -> dict[str, Tensor]:
    """Slots up to the first that no example uses, for ``watch_gates``."""
    slots = int(gligen["masks"].sum(1).max()) + 1
    return {name: value[:, :slots] for name, value in gligen.items()}


def loss_of(
    model: Model,
    examples: list[Example],
    rng: np.random.Generator,
    frozen: bool,
    mixture: Mixture = JOINT,
    kind: str | None = None,
    repeats: int = 1,
    latest: int = 0,
) -> tuple[Tensor, dict[str, float]]:
    """What to minimise on one batch under conditions of a ``kind``, by default of a random one; and its parts by name.

    Args:
        frozen: text encoder and base are not trained.
        repeats: how often the same examples are in the batch, each time with other noise.
        latest: where it is not 0, time steps are evenly spread below it.
    """
    device = model.device
    with torch.autocast(device.type, dtype=torch.bfloat16):
        given = conditions_of(model, examples, rng, frozen, mixture, kind, repeats)
        gligen = None if given.gligen is None else _occupied(given.gligen)
        given = replace(given, gligen=gligen)
        alone = given.kind == "text" or gligen is not None
        count = len(examples)
        t = model.times(count, mixture.noisy * (1.0 if alone else DRAWN_NOISY))
        if latest:
            t = torch.randint(0, latest, (count,), device=device)
        z = torch.stack([e.latents for e in examples]).to(device)
        noise = torch.randn_like(z)
        a, s = model.levels(t)
        with watch_gates(model.unet, None if gligen is None else gligen["masks"], SLOTS) as seen:
            v = model.velocity(a * z + s * noise, t, given.states, **given.arguments())
        error = (v.float() - (a * noise - s * z)).square()
        parts = {given.kind: float(error.detach().mean())}
        if given.kind in ("lines", "both") and given.hint is not None:
            weight = 1 + LINE_WEIGHT * s * near_lines(given.hint).repeat(repeats, 1, 1, 1)
            error = error * weight / weight.mean((2, 3), keepdim=True)
        loss = error.mean()
        if gligen is not None:
            shape = (int(z.shape[-2]), int(z.shape[-1]))
            looks = attention_loss(seen, gligen["boxes"], gligen["masks"], shape)
            loss = loss + GATE_WEIGHT * looks
            parts["gates"] = float(looks.detach())
        if not frozen and rng.random() < 1 / WORDS_EVERY:
            phrases = {p: w for e in examples for p, w in zip(e.phrases, e.words, strict=True)}
            guess = model.word_head(model.encode_text(list(phrases), pooled=True)[1]).float()
            numbers = word_numbers()
            answers = torch.tensor([numbers[w] for w in phrases.values()], device=device)
            loss = loss + WORDS_EVERY * WORD_WEIGHT * F.cross_entropy(guess, answers)
    return loss, parts
