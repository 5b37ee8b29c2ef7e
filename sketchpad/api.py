"""Pictures from a program: `sketchpad.generate`, which is documented in docs/api.md."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.cli.shared import arguments
from sketchpad.cli.shared.request_arguments import refuse_problems, request_from
from sketchpad.document.model import Box, Document
from sketchpad.generation.request.request import Progress, Request
from sketchpad.terminal import Misuse

Step = Progress


@dataclass(frozen=True)
class Picture:
    """A finished picture.

    Args:
        pixels: uint8 (height, width, 3) RGB.
        request: everything that made it; the same request makes the same picture.
        notes: English sentences about what could be better.
    """

    pixels: NDArray[np.uint8] = field(repr=False, compare=False)
    request: Request
    seconds: float
    notes: tuple[str, ...] = ()

    def save(self, path: str | Path) -> None:
        """Write a PNG, JPEG or WebP with what made it. Raises BadPicture, DiskFull or CannotWrite."""
        from sketchpad.generation.export.picture import export_picture

        export_picture(self.pixels, self.request, path)


def generate(
    sketch: str | Path | Document | None = None,
    prompt: str | None = None,
    *,
    negative_prompt: str | None = None,
    boxes: Sequence[Box | str] = (),
    method: str | Sequence[str] | None = None,
    size: tuple[int, int] | None = None,
    seed: int | None = None,
    variation_seed: int | None = None,
    variation_strength: float | None = None,
    steps: int | None = None,
    guidance_scale: float | None = None,
    guidance_rescale: float | None = None,
    scheduler: str | None = None,
    model: str | Path = "",
    base: str | Path | None = None,
    base_strength: float | None = None,
    mask: str | Path | None = None,
    only_masked: bool = False,
    loras: Sequence[str] = (),
    styles: Sequence[str] = (),
    vae: str = "",
    on_step: Callable[[Step], object] | None = None,
) -> Picture:
    """Make a picture from a drawing.

    What is not given comes from the project's own settings, then from what suits the model.

    Args:
        sketch: a project, an SVG or a picture with lines; or a `sketchpad.document.model.Document`.
        boxes: what belongs where: `Box`, or text like ``"0.1,0.2,0.5,0.9:a cat"``.
        method: as on the command line, ``"controlnet=0.8@0-0.6+gligen"``, or several such texts; "none" for none.
        size: width and height in pixels.
        mask: a picture of the size of the page; only what is light in it changes, all else of `base` stays.
        only_masked: paint the masked part alone, at the size that the model was trained for.
        model: a folder, a file, or an id of the catalogue; empty is the embedded model.
        loras: paths, each with ``=strength`` behind it if you like.
        styles: names of styles, whose words are put around the prompts.
        on_step: called after each step, and with the finished picture (`Progress.final`). What it raises ends the run.

    Raises:
        ValueError: something was given that is not understood.
        SketchpadError: what stands in the way, in a sentence: a model that is missing, a file that cannot be read.
    """
    try:
        given = argparse.Namespace(
            sketch=None if sketch is None or isinstance(sketch, Document) else Path(sketch),
            sample=None,
            prompt=prompt,
            negative_prompt=negative_prompt,
            box=[one if isinstance(one, Box) else arguments.box(one) for one in boxes],
            method=_methods(method),
            size=size and arguments.size(f"{size[0]}x{size[1]}"),
            seed=_number("seed", seed),
            variation_seed=_number("variation_seed", variation_seed),
            variation_strength=_number("variation_strength", variation_strength),
            steps=_number("steps", steps),
            guidance_scale=_number("guidance_scale", guidance_scale),
            guidance_rescale=_number("guidance_rescale", guidance_rescale),
            two_pass=None,
            scheduler=scheduler,
            model=str(model),
            base=base,
            base_strength=base_strength,
            mask=mask,
            only_masked=only_masked,
            lora=[arguments.lora(one) for one in loras],
            style=[arguments.style(one) for one in styles],
            vae=vae,
        )
        request = request_from(given, sketch if isinstance(sketch, Document) else None)
    except (argparse.ArgumentTypeError, Misuse) as error:
        raise ValueError(str(error)) from None
    notes = refuse_problems(request)

    from sketchpad.generation.run.generate import generate as run
    from sketchpad.sampling.network_calls import run_eagerly

    for progress in run_eagerly(run(request)):
        if on_step is not None:
            on_step(progress)
    sentences = dict.fromkeys(note.sentence for note in (*notes, *progress.notes))
    return Picture(progress.picture, request, progress.seconds, tuple(sentences))


def _methods(
    method: str | Sequence[str] | None,
) -> list[tuple[arguments.MethodArgument, ...]] | None:
    if method is None:
        return None
    return [arguments.methods(one) for one in ([method] if isinstance(method, str) else method)]


def _number(name: str, value: float | None) -> float | None:
    return None if value is None else arguments.number(name)(str(value))
