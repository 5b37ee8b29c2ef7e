"""The embedded diffusion model: text encoder, U-Net with gates and sketch ControlNet.

``joint`` trains everything together from the start, because shapes come first where lines say what they are and a
small budget is better spent once. ``adapters`` then freezes text encoder and base and trains only what the methods'
papers train: the ControlNet (half of its prompts empty) and the gates with their position network (grounding dropped
one time in ten, caption kept half of the time).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers.models.attention_processor import AttnProcessor
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from torch import nn
from transformers import CLIPTokenizer

from sketchpad.training import networks
from sketchpad.training.examples import Example, Examples
from sketchpad.training.gates import attention_loss, watch_gates
from sketchpad.training.hogwild import LossOf, helpers
from sketchpad.training.run import Run, pick_device

SLOTS = 30
WORD_WEIGHT = 0.02
GATE_WEIGHT = 0.1
LEAST_OPEN = 0.55
MOST_WORDS = 1024
WORDS_EVERY = 4
FASTER = {"fuser": 4.0, "position_net": 4.0, "word_head": 4.0}
NOISE_MEDIAN = 2.5
NOISE_SPREAD = 1.2
NOISE_ANYWHERE = 0.25
NOISY = 700
"""From this time step on the latents hold less than a fifth of the picture."""


class Model(nn.Module):
    """All trainable networks with one forward that takes captions, hints and boxes."""

    alphas_cumprod: torch.Tensor

    def __init__(self, tokenizer: CLIPTokenizer) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.text_encoder = networks.build_text_encoder(tokenizer)
        self.unet = networks.build_unet()
        self.controlnet = networks.build_controlnet(self.unet)
        open_gates(self.unet)
        # Helps in training only: makes the pooled state of a phrase, all that GLIGEN is told, tell words apart.
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

    def encode_text(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token states (n, 32, 256) and pooled states (n, 256); equal texts are computed once."""
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        unique = list(places)
        ids = self.tokenizer(
            unique,
            padding="max_length",
            max_length=networks.TEXT_LENGTH,
            truncation=True,
            return_tensors="pt",
        ).input_ids.to(self.device)
        out = self.text_encoder(ids)
        index = torch.tensor([places[t] for t in texts], device=self.device)
        return out.last_hidden_state[index], out.pooler_output[index]

    def times(self, count: int, noisy: float = 0.0) -> torch.Tensor:
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
        levels = ((1 - self.alphas_cumprod) / self.alphas_cumprod).sqrt()
        t = torch.searchsorted(levels, ratio).clamp(0, 999)
        chance = torch.rand(count, device=self.device)
        late = torch.randint(NOISY, 1000, (count,), device=self.device)
        anywhere = torch.randint(0, 1000, (count,), device=self.device)
        t = torch.where(chance < noisy + NOISE_ANYWHERE * (1 - noisy), anywhere, t)
        return torch.where(chance < noisy, late, t)

    def ground(self, examples: list[Example], keep: list[bool]) -> dict[str, torch.Tensor]:
        """GLIGEN's inputs: boxes (n, 30, 4), masks (n, 30), phrase embeddings (n, 30, 256)."""
        n = len(examples)
        boxes = torch.zeros(n, SLOTS, 4)
        masks = torch.zeros(n, SLOTS)
        embeddings = torch.zeros(n, SLOTS, networks.TEXT_WIDTH, device=self.device)
        phrases = [
            (i, j, p) for i, e in enumerate(examples) if keep[i] for j, p in enumerate(e.phrases)
        ]
        if phrases:
            pooled = self.encode_text([p for _, _, p in phrases])[1].float()
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
        x: torch.Tensor,
        t: torch.Tensor,
        states: torch.Tensor,
        hint: torch.Tensor | None = None,
        gligen: dict[str, torch.Tensor] | None = None,
    ) -> torch.Tensor:
        extra: dict[str, object] = {}
        if hint is not None:
            down, mid = self.controlnet(x, t, states, controlnet_cond=hint, return_dict=False)
            extra = {"down_block_additional_residuals": down, "mid_block_additional_residual": mid}
        if gligen is not None:
            extra["cross_attention_kwargs"] = {"gligen": gligen}
        return self.unet(x, t, encoder_hidden_states=states, **extra).sample


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
    """Keep the gates' attention from closing: while phrases and places still mean nothing, shut is the easy answer,
    and a shut gate learns nothing any more.
    """
    for name, parameter in unet.named_parameters():
        if name.endswith("alpha_attn"):
            parameter.clamp_(min=LEAST_OPEN)


@dataclass(frozen=True)
class Mixture:
    """What a stage trains on: how often each choice of conditions comes, and how often captions are left out.

    ``noisy``: the share of times near the end of the schedule, for choices with boxes. There a box is the only one to
    know where its thing lies; later the latents tell it, too, and the network need not listen to boxes.
    """

    kinds: dict[str, float]
    empty: dict[str, float]
    noisy: float = 0.4


JOINT = Mixture(
    {"text": 0.26, "lines": 0.22, "boxes": 0.38, "both": 0.14},
    {"text": 0.12, "lines": 0.3, "boxes": 0.4, "both": 0.4},
)
FROZEN = Mixture(
    {"text": 0.0, "lines": 0.45, "boxes": 0.35, "both": 0.2},
    {"text": 0.5, "lines": 0.5, "boxes": 0.5, "both": 0.5},
)


def hints_of(examples: list[Example], device: torch.device) -> torch.Tensor:
    """float32 (n, 3, h, w), white lines on black, 0..1."""
    stacked = torch.from_numpy(np.stack([e.hint for e in examples])).to(device)
    return (stacked.float() / 255)[:, None].expand(-1, 3, -1, -1)


def loss_of(
    model: Model,
    examples: list[Example],
    rng: np.random.Generator,
    frozen: bool,
    mixture: Mixture = JOINT,
) -> tuple[torch.Tensor, dict[str, float]]:
    """What to minimise on one batch under a random choice of conditions, and its parts by name."""
    n = len(examples)
    device = model.device
    kind = str(rng.choice(list(mixture.kinds), p=list(mixture.kinds.values())))
    empty = mixture.empty[kind]
    captions = ["" if rng.random() < empty else e.caption for e in examples]
    gligen = hint = None
    with torch.autocast(device.type, dtype=torch.bfloat16):
        with torch.set_grad_enabled(not frozen):
            states = model.encode_text(captions)[0]
            if kind in ("boxes", "both"):
                gligen = model.ground(examples, [bool(rng.random() > 0.1) for _ in examples])
        if kind in ("lines", "both"):
            hint = hints_of(examples, device)
        t = model.times(n, mixture.noisy if gligen is not None else 0.0)
        z = torch.stack([e.latents for e in examples]).to(device)
        noise = torch.randn_like(z)
        a = model.alphas_cumprod[t].sqrt()[:, None, None, None]
        s = (1 - model.alphas_cumprod[t]).sqrt()[:, None, None, None]
        with watch_gates(model.unet) as seen:
            v = model.velocity(a * z + s * noise, t, states, hint, gligen)
        loss = F.mse_loss(v.float(), a * noise - s * z)
        parts = {kind: float(loss.detach())}
        if gligen is not None:
            looks = attention_loss(seen, gligen["boxes"], gligen["masks"])
            loss = loss + GATE_WEIGHT * looks
            parts["gates"] = float(looks.detach())
        if not frozen and rng.random() < 1 / WORDS_EVERY:
            phrases = {p: w for e in examples for p, w in zip(e.phrases, e.words, strict=True)}
            guess = model.word_head(model.encode_text(list(phrases))[1]).float()
            answers = torch.tensor(list(phrases.values()), device=device)
            loss = loss + WORDS_EVERY * WORD_WEIGHT * F.cross_entropy(guess, answers)
    return loss, parts


def train(
    model: Model,
    examples: Examples,
    folder: Path,
    seconds: float,
    *,
    batch: int,
    lr: float,
    frozen: bool = False,
    mixture: Mixture = JOINT,
    seed: int = 0,
    workers: int = 1,
    sheet: Callable[[Model, Path], None] | None = None,
) -> Run:
    """One stage; ``frozen`` trains only the ControlNet and the gates, ``workers`` processes share the weights."""
    torch.manual_seed(seed)
    model.requires_grad_(not frozen)
    if frozen:
        model.controlnet.requires_grad_(True)
        for name, parameter in model.unet.named_parameters():
            if "fuser" in name or "position_net" in name:
                parameter.requires_grad_(True)

    def checkpoint() -> None:
        if sheet is not None:
            model.eval()
            run.ema.swap(model)
            sheet(model, folder / f"sheet-{run.step:06d}.png")
            run.ema.swap(model)
            model.train()

    run = Run(
        folder,
        model,
        seconds=seconds,
        lr=lr,
        final_lr=0.05,
        warmup=150,
        decay=0.998,
        on_checkpoint=checkpoint,
        faster=FASTER,
    )
    model.train()
    rng = np.random.default_rng([seed, run.step])
    torch.manual_seed(seed + run.step)
    sums: dict[str, list[float]] = {}
    with helpers(
        model, Other(examples, batch, frozen, mixture, seed), workers - 1, FASTER
    ) as shared:
        for step in run:
            loss, parts = loss_of(model, examples.batch(batch), rng, frozen, mixture)
            for name, value in parts.items():
                sums.setdefault(name, []).append(value)
            run.update(loss, batch)
            hold_open(model.unet)
            if shared is not None:
                shared.rate.value = run.rate()
                with shared.samples.get_lock():
                    run.samples += shared.samples.value
                    shared.samples.value = 0
            if step % 50 == 49:
                run.log(**{k: float(np.mean(v)) for k, v in sorted(sums.items())})
                sums = {}
    run.ema.copy_to(model)
    return run


@dataclass(frozen=True)
class Other:
    """Losses for a further process (``hogwild.helpers``): the same pictures with other seeds."""

    examples: Examples
    batch: int
    frozen: bool
    mixture: Mixture
    seed: int

    def __call__(self, index: int) -> LossOf:
        seed = int(np.random.default_rng([self.seed, index, time.time_ns()]).integers(2**31))
        torch.manual_seed(seed)
        rng = np.random.default_rng(seed)
        self.examples.rng = np.random.default_rng(seed + 1)

        def loss(model: nn.Module) -> tuple[torch.Tensor, int]:
            assert isinstance(model, Model)
            batch = self.examples.batch(self.batch)
            return loss_of(model, batch, rng, self.frozen, self.mixture)[0], self.batch

        return loss


def load_vae(folder: Path) -> AutoencoderKL:
    """The averaged weights of the autoencoder's run, frozen."""
    from safetensors.torch import load_file

    from sketchpad.training import vae as part

    vae = part.build()
    tensors = load_file(folder / "state.safetensors")
    vae.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("ema.")})
    return vae.requires_grad_(False).eval().to(pick_device())
