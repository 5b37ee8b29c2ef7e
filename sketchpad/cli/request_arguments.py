"""The arguments that describe a picture, and the request they make.

What was not given comes from the project's own settings, then from what suits the model.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from sketchpad import paths, settings
from sketchpad.cli import arguments
from sketchpad.cli.arguments import MethodArgument
from sketchpad.cli.net_arguments import net_methods
from sketchpad.document.io.open import open_drawing
from sketchpad.document.io.project_file import Extra
from sketchpad.document.io.samples import list_samples
from sketchpad.document.model import Document
from sketchpad.errors import BadDocument
from sketchpad.generation.methods.method import Method
from sketchpad.generation.methods.registry import METHODS, flags, method_names
from sketchpad.generation.request.defaults import (
    fitted,
    model_info,
    sampling_defaults,
)
from sketchpad.generation.request.few_step import few_step_variant
from sketchpad.generation.request.request import (
    SCHEDULER_NAMES,
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.terminal import Misuse

_READ = {"control_image": "lines", "lines": "lines", "boxes": "boxes"}


def add_drawing_arguments(parser: argparse.ArgumentParser) -> None:
    """What is drawn and said."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--sketch", type=Path, metavar="FILE", help="a project, an SVG, or a picture with lines"
    )
    source.add_argument("--sample", metavar="NAME", help="a drawing that comes with Sketchpad")
    parser.add_argument(
        "--box",
        type=arguments.box,
        action="append",
        default=[],
        metavar='"X0,Y0,X1,Y1:PHRASE"',
        help="what belongs where, in shares of the picture from its top left; may be repeated",
    )
    parser.add_argument("--prompt", metavar="TEXT", help="what the picture shows")
    parser.add_argument("--negative-prompt", metavar="TEXT", help="what it must not show")
    parser.add_argument(
        "--size", type=arguments.size, metavar="WxH", help="of the picture, in pixels"
    )


def add_sampling_arguments(parser: argparse.ArgumentParser) -> None:
    """How the picture is made."""
    arguments.add_runtime(parser)
    parser.add_argument(
        "--seed", type=arguments.number("seed"), metavar="N", help="the same seed, the same noise"
    )
    parser.add_argument(
        "--steps", type=arguments.number("steps"), metavar="N", help="more take longer"
    )
    parser.add_argument(
        "--guidance-scale",
        type=arguments.number("guidance_scale"),
        metavar="X",
        help="how strongly the prompt is obeyed",
    )
    parser.add_argument(
        "--guidance-rescale",
        type=arguments.number("guidance_rescale"),
        metavar="X",
        help="how far the harsh light of a high guidance scale is taken back, up to 1 (0: not at all)",
    )
    parser.add_argument(
        "--two-pass",
        action=argparse.BooleanOptionalAction,
        help="compose large pictures at the size that the model was trained for, then finish them (the default)",
    )
    parser.add_argument("--scheduler", choices=SCHEDULER_NAMES, help="how noise is taken away")
    parser.add_argument(
        "--fast",
        action="store_true",
        help="the model's few-step variant, if it has one: coarser, many times as fast",
    )
    parser.add_argument(
        "--model",
        type=Path,
        help="another model: its folder, file, or id (see `sketchpad models list`)",
    )

    parser.add_argument(
        "--base",
        type=Path,
        metavar="PICTURE",
        help="a picture to begin from instead of pure noise",
    )
    parser.add_argument(
        "--base-strength",
        type=arguments.number("base.strength"),
        metavar="X",
        help="how much of it changes, up to 1 (default 0.75)",
    )
    parser.add_argument(
        "--vae",
        default="",
        metavar="VAE",
        help="another VAE than the model's own: a .safetensors file, a folder, or a model of the catalogue",
    )
    parser.add_argument(
        "--lora",
        type=arguments.lora,
        action="append",
        default=[],
        metavar="FILE[=STRENGTH]",
        help="a LoRA to add to the model; may be repeated",
    )


def add_method_argument(parser: argparse.ArgumentParser) -> None:
    """How the picture follows the drawing."""
    default = [f"{m.label} for {_READ[m.reads]}" for m in METHODS.values() if m.by_default]
    parser.add_argument(
        "--method",
        type=arguments.methods,
        action="append",
        metavar="NAME[=STRENGTH][@START-END][;OPTION=VALUE]",
        help=f"none, {', '.join(method_names())}, or several joined by +; may be repeated "
        f"(otherwise {' and '.join(default)})",
    )
    for method, option in flags():
        form: dict[str, Any] = {"type": arguments.number_of(option), "metavar": "X"}
        if option.is_switch:
            form = {"action": argparse.BooleanOptionalAction}
        elif option.choices:
            form = {"choices": option.choices}
        flag = f"--{option.name.replace('_', '-')}"
        parser.add_argument(flag, help=f"{method.term}: {option.flag}", **form)


def request_from(args: argparse.Namespace) -> Request:
    """The picture that was asked for."""
    model = str(args.model or "")
    info = model_info(model)
    path = sample_path(args.sample) if args.sample else args.sketch
    size = args.size or (info.width, info.height)
    opened, extra = open_drawing(path, *size) if path else (Document(*size), None)
    if args.sample and not args.size:
        opened = fitted(opened, model)
    saved = _saved(opened, extra)
    document = _described(opened, args)
    request = Request(
        document=document,
        sampling=_sampling(args, saved, model),
        methods=_methods(args, saved, info, document),
        model=model,
        base=_base(args, saved),
        loras=tuple(args.lora) or (saved.loras if saved else ()),
        vae=args.vae or (saved.vae if saved else ""),
    )
    return _fast(request) if getattr(args, "fast", False) else request


def _fast(request: Request) -> Request:
    variant = few_step_variant(request.model)
    if variant is None:
        raise Misuse("--fast: the model has no few-step variant")
    return variant.apply(request)


def _base(args: argparse.Namespace, saved: Request | None) -> InitImage | None:
    base = InitImage(str(args.base)) if args.base else (saved.base if saved else None)
    if base is not None and args.base_strength is not None:
        base = replace(base, strength=args.base_strength)
    return base


def sample_path(name: str) -> Path:
    """The file of a sample."""
    samples = {sample.name: sample.path for sample in list_samples(paths.resources() / "samples")}
    if name not in samples:
        raise Misuse(f"there is no sample “{name}”; choose one of: {', '.join(samples)}")
    return samples[name]


def _saved(document: Document, extra: Extra | None) -> Request | None:
    try:
        return Request.from_json(extra.settings, document) if extra and extra.settings else None
    except BadDocument:
        return None


def _described(document: Document, args: argparse.Namespace) -> Document:
    if args.size:
        document = document.resized(*args.size)
    if args.prompt is not None:
        document = document.with_prompt(args.prompt)
    if args.negative_prompt is not None:
        document = document.with_negative_prompt(args.negative_prompt)
    for box in args.box:
        document = document.with_box(box)
    return document


def _sampling(args: argparse.Namespace, saved: Request | None, model: str) -> Sampling:
    base = saved.sampling if saved else sampling_defaults(model, int(settings.default("seed")))
    given = {
        name: value
        for name in ("seed", "steps", "guidance_scale", "guidance_rescale", "two_pass", "scheduler")
        if (value := getattr(args, name)) is not None
    }
    return replace(base, **given)


def _methods(
    args: argparse.Namespace, saved: Request | None, info: ModelInfo, document: Document
) -> tuple[MethodSettings, ...]:
    given = getattr(args, "method", None)
    nets = net_methods(args, str(args.model or ""))
    if given is not None:
        chosen = {one.name: one for several in given for one in several}
    elif saved is not None and saved.methods and not nets:
        return saved.methods
    else:
        chosen = {
            name: MethodArgument(name)
            for name, method in METHODS.items()
            if method.by_default
            and _has_use_for(method, document)
            and not info.lacks(method.requires)
            and not (nets and method.reads == "control_image")
        }
    model = str(args.model or "")
    return (
        *(chosen[name].filled(model, **_flagged(name, args)) for name in METHODS if name in chosen),
        *nets,
    )


def _has_use_for(method: Method, document: Document) -> bool:
    return bool(document.boxes if method.reads == "boxes" else document.strokes)


def _flagged(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """What the options say that are for one method alone."""
    names = (option.name for method, option in flags() if method.name == name)
    return {name: getattr(args, name, None) for name in names}
