"""The rivals: diffusers' own pipelines on the same weights, and the edge predictor in plain autograd.

diffusers has no edge predictor. Its rival is the loop that every published port of it has: the whole batch through the
U-Net with gradients on, features by hooks, the gradient of the energy, one step of the scheduler, one step down.
"""

from __future__ import annotations

import contextlib
import signal
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from sketchpad.benchmarks.timing import Timing
from sketchpad.generation.request.request import Request
from sketchpad.hints.registry import make_hint
from sketchpad.models.networks.edge_networks import EdgePredictor
from sketchpad.models.networks.feature_hooks import capture
from sketchpad.models.runtime.device import DeviceChoice


class Rival(Protocol):
    """What makes the same pictures another way. `last`: the picture of the last run, float (h, w, 3) in 0..1."""

    last: np.ndarray | None

    def run(self, mode: str, request: Request) -> Timing:
        """Make the request's picture, decoded, and time it."""


class StockProcess:
    """`Stock` in a process of its own, as a user has it: neither side inherits threads and memory of the other.

    It waits without using a core while it has nothing to do, and ends with `close`.
    """

    def __init__(self, folder: Path, place: DeviceChoice) -> None:
        # Ctrl+C is for the command, which ends this process when its picture is made.
        ignored = (signal.SIGINT, signal.SIG_IGN)
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), signal.signal, ignored)
        self._made_of = (folder, place)
        self.last: np.ndarray | None = None

    def run(self, mode: str, request: Request) -> Timing:
        """As `Stock.run`; the seconds are the other process's, without the way there and back."""
        timing, self.last = self._pool.submit(_run_here, *self._made_of, mode, request).result()
        return timing

    def close(self) -> None:
        self._pool.shutdown()


class Stock:
    """The pipelines on the model in `folder`, at `place`; made when first asked for.

    `compiled`: the networks' repeated blocks are compiled, as diffusers' guide to speed says.
    `last`: the picture of the last run, float (h, w, 3) in 0..1.
    """

    def __init__(self, folder: Path, place: DeviceChoice, *, compiled: bool = False) -> None:
        self._folder, self._place, self._compiled = folder, place, compiled
        self._pipelines: dict[str, Any] = {}
        self.last: np.ndarray | None = None

    def run(self, mode: str, request: Request) -> Timing:
        """Make the request's picture, decoded, and time it."""
        with _quiet():
            if mode == "edge_features":
                return self._edge_predictor(request)
            more: dict[str, Any] = {}
            if mode == "gligen" and self._pipeline("none").unet.config.in_channels != 4:
                # The GLIGEN pipeline is written for four latent channels; the plain one takes the boxes too.
                pipeline, mode = self._pipeline("none"), "none"
                more["cross_attention_kwargs"] = {"gligen": _grounding(pipeline, request)}
            else:
                pipeline = self._pipeline(mode)
                if mode != "none":
                    more = {"controlnet": _controlnet, "gligen": _gligen}[mode](request)
            marks = [time.perf_counter()]

            def mark(_pipeline: Any, _index: int, _t: Any, kept: dict[str, Any]) -> dict[str, Any]:
                marks.append(self._now())
                return kept

            if mode == "gligen":  # its pipeline has the older kind of callback
                more |= {"callback": lambda *_: marks.append(self._now())}
            else:
                more |= {"callback_on_step_end": mark}
            self.last = pipeline(**self._arguments(request), **more).images[0]
            return Timing.of(marks, self._now())

    def _arguments(self, request: Request) -> dict[str, Any]:
        document, sampling = request.document, request.sampling
        return {
            "prompt": document.prompt,
            "negative_prompt": document.negative_prompt,
            "width": document.width,
            "height": document.height,
            "num_inference_steps": sampling.steps,
            "guidance_scale": sampling.guidance_scale,
            "generator": torch.Generator("cpu").manual_seed(sampling.seed),
            "output_type": "np",
        }

    def _pipeline(self, mode: str) -> Any:
        if mode not in self._pipelines:
            self._pipelines[mode] = self._made(mode)
            self._pipelines[mode].set_progress_bar_config(disable=True)
        return self._pipelines[mode]

    def _made(self, mode: str) -> Any:
        from diffusers.models.controlnets.controlnet import ControlNetModel
        from diffusers.pipelines.controlnet.pipeline_controlnet import (
            StableDiffusionControlNetPipeline,
        )
        from diffusers.pipelines.controlnet.pipeline_controlnet_sd_xl import (
            StableDiffusionXLControlNetPipeline,
        )
        from diffusers.pipelines.deprecated.stable_diffusion_gligen.pipeline_stable_diffusion_gligen import (
            StableDiffusionGLIGENPipeline,
        )
        from diffusers.pipelines.pipeline_utils import DiffusionPipeline

        if mode == "none":
            pipeline = DiffusionPipeline.from_pretrained(
                self._folder, local_files_only=True, dtype=self._place.dtype
            ).to(self._place.device)
            self._compile(pipeline.unet)
            return pipeline
        parts = dict(self._pipeline("none").components)
        if mode == "gligen":
            parts.pop("image_encoder", None)
            return StableDiffusionGLIGENPipeline(**parts, requires_safety_checker=False)
        network = ControlNetModel.from_pretrained(
            self._folder / "controlnet", local_files_only=True, torch_dtype=self._place.dtype
        )
        self._compile(network)
        parts["controlnet"] = network.to(self._place.device)
        if "text_encoder_2" in parts:
            return StableDiffusionXLControlNetPipeline(**parts)
        return StableDiffusionControlNetPipeline(**parts, requires_safety_checker=False)

    def _compile(self, network: Any) -> None:
        if self._compiled:
            network.to(memory_format=torch.channels_last)
            network.compile_repeated_blocks(fullgraph=True)

    def _edge_predictor(self, request: Request) -> Timing:
        [method] = request.methods
        pipeline = self._pipeline("none")
        if "edges" not in self._pipelines:
            self._pipelines["edges"] = EdgePredictor.load(self._folder / "edge_predictor")
        network = self._pipelines["edges"].to(self._place.device)
        unet, vae, scheduler = pipeline.unet.requires_grad_(False), pipeline.vae, pipeline.scheduler
        document, sampling = request.document, request.sampling
        marks = [time.perf_counter()]
        with torch.no_grad():
            embeddings = pipeline.encode_prompt(
                document.prompt,
                device=self._place.device,
                num_images_per_prompt=1,
                do_classifier_free_guidance=True,
                negative_prompt=document.negative_prompt,
            )
            text = torch.cat([embeddings[1], embeddings[0]])
            more: dict[str, Any] = {}
            if len(embeddings) == 4:  # Stable Diffusion XL
                height, width = document.height, document.width
                ids = torch.tensor([[height, width, 0, 0, height, width]] * 2).to(text)
                pooled = torch.cat([embeddings[3], embeddings[2]])
                more = {"added_cond_kwargs": {"text_embeds": pooled, "time_ids": ids}}
            target = vae.encode(
                _hint(request).to(vae.device, vae.dtype) * 2 - 1
            ).latent_dist.mean.float()
            target = target * vae.config.scaling_factor
        scheduler.set_timesteps(sampling.steps)
        source = torch.Generator("cpu").manual_seed(sampling.seed)
        latents = torch.randn(target.shape, generator=source).to(self._place.device)
        latents = latents * scheduler.init_noise_sigma
        for number, t in enumerate(scheduler.timesteps):
            share = number / sampling.steps
            pulled = method.start <= share < method.end
            with torch.set_grad_enabled(pulled), capture(unet, network.taps) as seen:
                x = latents.detach().requires_grad_(pulled)
                twice = scheduler.scale_model_input(torch.cat([x] * 2), t).to(unet.dtype)
                both = unet(twice, t, encoder_hidden_states=text, return_dict=False, **more)[
                    0
                ].float()
                if pulled:
                    alpha = scheduler.alphas_cumprod[int(t)]
                    features = [seen[name].chunk(2)[1] for name in network.taps]
                    noise = (1 - alpha).sqrt().reshape(1)
                    if network.noise == "map":
                        asked = both.detach().chunk(2)[1]
                        clean = scheduler.step(asked, t, latents).pred_original_sample
                        noise = latents - alpha.sqrt() * clean
                    edges = network(features, noise, tuple(x.shape[-2:]))
                    (gradient,) = torch.autograd.grad((edges.float() - target).square().sum(), x)
            empty, asked = both.detach().chunk(2)
            guided = empty + sampling.guidance_scale * (asked - empty)
            after = scheduler.step(guided, t, latents, return_dict=False)[0]
            if pulled:
                length = method.strength * (after - latents).norm() / gradient.norm()
                after = after - length * gradient
            latents = after
            marks.append(self._now())
        with torch.no_grad():
            decoded = vae.decode((latents / vae.config.scaling_factor).to(vae.dtype)).sample
            self.last = pipeline.image_processor.postprocess(decoded, output_type="np")[0]
        return Timing.of(marks, self._now())

    def _now(self) -> float:
        if self._place.device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter()


_stock_here = lru_cache(maxsize=1)(Stock)


def _run_here(
    folder: Path, place: DeviceChoice, mode: str, request: Request
) -> tuple[Timing, np.ndarray | None]:
    stock = _stock_here(folder, place)
    return stock.run(mode, request), stock.last


def _controlnet(request: Request) -> dict[str, Any]:
    [method] = request.methods
    return {
        "image": _hint(request),
        "controlnet_conditioning_scale": method.strength,
        "control_guidance_start": method.start,
        "control_guidance_end": method.end,
        # Diffusers has no other way of showing the control image to the prompt's branch alone.
        "guess_mode": method.guess or method.emphasis in ("control", "unbalanced"),
    }


@torch.no_grad()
def _grounding(pipeline: Any, request: Request) -> dict[str, torch.Tensor]:
    """What the GLIGEN pipeline gives its U-Net: 30 slots, empty in the unconditional half."""
    boxes, dtype = request.document.boxes, pipeline.unet.dtype
    ids = pipeline.tokenizer([box.phrase for box in boxes], padding=True, return_tensors="pt")
    pooled = pipeline.text_encoder(ids.input_ids.to(pipeline.device)).pooler_output
    slots = {
        "boxes": torch.zeros(2, 30, 4),
        "masks": torch.zeros(2, 30),
        "positive_embeddings": torch.zeros(2, 30, pooled.shape[-1]),
    }
    slots["boxes"][:, : len(boxes)] = torch.tensor([box.rect for box in boxes])
    slots["masks"][1, : len(boxes)] = 1
    slots["positive_embeddings"][:, : len(boxes)] = pooled.float().cpu()
    return {name: value.to(pipeline.device, dtype) for name, value in slots.items()}


def _gligen(request: Request) -> dict[str, Any]:
    [method] = request.methods
    return {
        "gligen_phrases": [box.phrase for box in request.document.boxes],
        "gligen_boxes": [list(box.rect) for box in request.document.boxes],
        "gligen_scheduled_sampling_beta": method.end,
    }


def _hint(request: Request) -> torch.Tensor:
    document = request.document
    hint = make_hint("scribble", document, document.width, document.height)
    return torch.from_numpy(hint.copy()).permute(2, 0, 1)[None]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what both libraries log about deprecations, loading and the missing safety checker."""
    from diffusers.utils import logging as diffusers_log
    from transformers.utils import logging as transformers_log

    logs = (diffusers_log, transformers_log)
    before = [(log.get_verbosity(), log.is_progress_bar_enabled()) for log in logs]
    try:
        for log in logs:
            log.set_verbosity_error()
            log.disable_progress_bar()
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        for log, (level, bars) in zip(logs, before, strict=True):
            log.set_verbosity(level)
            if bars:
                log.enable_progress_bar()
