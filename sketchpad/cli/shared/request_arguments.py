"""The arguments that describe a picture, `--controlnet` and `--t2i-adapter` among them, and the request they make.

What was not given comes from the project's own settings, then from what suits the model.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sketchpad import paths, settings
from sketchpad.cli.shared import arguments
from sketchpad.cli.shared.arguments import MethodArgument, declare
from sketchpad.document.edit.mask_patches import read_mask
from sketchpad.document.edit.painting import grounded
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.project_file import Extra
from sketchpad.document.io.samples import list_samples, open_drawing
from sketchpad.document.model import Document
from sketchpad.document.reference import LONGEST
from sketchpad.errors import BadDocument, BadSetting, Problem, SketchpadError
from sketchpad.generation.export.metadata import harmless
from sketchpad.generation.methods.controlnet import EMPHASIS
from sketchpad.generation.methods.registry import METHODS, flags, method_names, reading
from sketchpad.generation.preflight.check import check
from sketchpad.generation.request import method_syntax
from sketchpad.generation.request.defaults import (
    few_step_variant,
    fitted,
    model_info,
    sampling_defaults,
    usual_methods,
)
from sketchpad.generation.request.request import (
    SAMPLING_NAMES,
    SCHEDULER_NAMES,
    InitImage,
    MethodSettings,
    Progress,
    Request,
    Sampling,
)
from sketchpad.hints.registry import HINTS
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.outside import ODD
from sketchpad.terminal import Misuse

FORM = "KIND[=STRENGTH][@START-END][,net=NET][,emphasis=WORD][,guess][,in=WHERE][,curve=POINTS]"
_READ = {"control_image": "lines", "lines": "lines", "boxes": "boxes"}


def add_drawing_arguments(parser: argparse.ArgumentParser) -> None:
    """What is drawn and said."""
    declare(
        parser.add_mutually_exclusive_group(),
        """
        --sketch FILE         a project, an SVG, a PSD or ORA with layers, or a picture with lines
        --sample NAME         a drawing that comes with Sketchpad
        """,
    )
    declare(
        parser,
        """
        --box "X0,Y0,X1,Y1:PHRASE"...  what belongs where, in shares of the picture from its top left; may be repeated
        --prompt TEXT         what the picture shows
        --negative-prompt TEXT  what it must not show
        --style NAME...       words around both, by the name of a style that comes with Sketchpad or is your own; may be
                              repeated
        --size WxH            of the picture, in pixels
        """,
        box=arguments.box,
        style=arguments.style,
    )


def add_sampling_arguments(parser: argparse.ArgumentParser) -> None:
    """How the picture is made."""
    declare(
        parser,
        """
        --seed N              the same seed, the same noise
        --variation-seed N    of other noise that is mixed into that of the seed
        --variation-strength X  how much of it: 0 none, 1 nothing else
        --runtime             torch: without OpenVINO, which is used on processors where it is installed and faster
        --steps N             more take longer
        --guidance-scale X    how strongly the prompt is obeyed
        --guidance-rescale X  how far the harsh light of a high guidance scale is taken back, up to 1 (0: not at all)
        --two-pass            compose large pictures at the size that the model was trained for, then finish them (the
                              default)
        --scheduler           how noise is taken away
        --fast                the model's few-step variant, if it has one: coarser, many times as fast
        --model MODEL         another model: its folder, file, or id (see `sketchpad models list`)
        --base PICTURE        a picture to begin from instead of pure noise
        --base-strength X     how much of it changes, up to 1 (default 0.75)
        --mask FILE           change only what is light in this picture of the size of the page; all else of --base
                              stays
        --mask-invert         change what is dark instead
        --mask-grow N         pixels by which the mask grows (below 0: shrinks)
        --mask-feather N      pixels over which the new picture passes into the old one (default 8)
        --only-masked         paint the masked part alone, at the size that the model was trained for
        --mask-padding N      pixels around that part that the model sees (default 32)
        --paint PICTURE       a picture to take colours from: it is put onto the drawing's colour layer
        --denoising X         how much of the colour layer changes, up to 1 (default 0.6)
        --vae VAE             another VAE than the model's own: a .safetensors file, a folder, or a model of the
                              catalogue
        --lora FILE[=STRENGTH]...  a LoRA to add to the model; may be repeated
        --cluster ADDRESS     make it on a cluster, as ray://HOST:10001 (see `sketchpad cluster`)
        """,
        two_pass={"action": argparse.BooleanOptionalAction},
        scheduler={"choices": SCHEDULER_NAMES},
        model=Path,
        vae="",
        lora=arguments.lora,
        runtime=arguments.RUNTIMES,
    )


def add_method_argument(parser: argparse.ArgumentParser) -> None:
    """How the picture follows the drawing."""
    default = [f"{m.label} for {_READ[m.reads]}" for m in METHODS.values() if m.by_default]
    declare(
        parser,
        f"""
        --method NAME[=STRENGTH][@START-END][;OPTION=VALUE]...  none, {", ".join(method_names())}, or several joined
                              by +; may be repeated (otherwise {" and ".join(default)})
        """,
        method={"type": arguments.methods, "default": None},
    )
    for method, option in flags():
        form: dict[str, Any] = {"type": arguments.number_of(option), "metavar": "X"}
        if option.is_switch:
            form = {"action": argparse.BooleanOptionalAction}
        elif option.choices:
            form = {"choices": option.choices}
        flag = f"--{option.name.replace('_', '-')}"
        parser.add_argument(flag, help=f"{method.term}: {option.flag}", **form)


def add_net_arguments(parser: argparse.ArgumentParser) -> None:
    """Networks beside, or instead of, the model's own."""
    for name in sorted(reading("control_image")):
        declare(
            parser,
            f"""
            --{name.replace("_", "-")} KIND[,...]...  a network that reads one of: {", ".join(HINTS)}; may be repeated.
                All of it: {FORM}; NET is a folder or an id of the catalogue, emphasis one of
                {", ".join(EMPHASIS.choices)}, WHERE is boxes, strokes or the phrase of a box, POINTS are share:factor
                joined by ;
            """,
            **{name: partial(net, name)},
        )


def net(name: str, text: str) -> MethodArgument:
    """Reads ``canny=0.8@0-0.6,net=sd15-canny,emphasis=prompt,guess,in=a cat,curve=0:1;1:0`` for the method `name`."""
    first, *options = (part.strip() for part in method_syntax.split(text, ","))
    kind = "" if first[:1] in ("", "=", "@") else ":"
    options = [one.replace(";", "/") if one.startswith("curve") else one for one in options]
    return arguments.method(";".join([f"{name}{kind}{first}", *options]), f"write {FORM}")


def net_methods(args: argparse.Namespace, model: str) -> tuple[MethodSettings, ...]:
    """The networks that were asked for, the rest of their settings as suits the model."""
    asked = (one for name in sorted(reading("control_image")) for one in getattr(args, name, []))
    chosen = [argument.filled(model) for argument in asked]
    return tuple(one.replaced(kind=one.kind or usual_hint(one.net)) for one in chosen)


def add_output_arguments(parser: argparse.ArgumentParser) -> None:
    """How it is said, and what a picture says."""
    declare(
        parser,
        """
        --json                say everything as lines of JSON, for other programs
        --metadata            write into the picture what made it (the default)
        """,
        metadata={"action": argparse.BooleanOptionalAction, "default": True},
    )


def request_from(args: argparse.Namespace, drawing: Document | None = None) -> Request:
    """The picture that was asked for, of `drawing` where that lies in no file."""
    path = sample_path(args.sample) if args.sample else args.sketch
    saved: Request | None = None
    opened = drawing
    if path is not None and path.suffix.lower() == project_file.SUFFIX and not args.sample:
        opened, extra = project_file.load(path)
        saved = _saved(opened, extra)
    model = str(args.model or (saved.model if saved else ""))
    info = model_info(model)
    size = args.size or (info.width, info.height)
    if opened is None:
        opened = open_drawing(path, *size)[0] if path else Document(*size)
    if args.sample and not args.size:
        opened = fitted(opened, model)
    document = _masked(_described(opened, args), args)
    request = Request(
        document=document,
        sampling=_sampling(args, saved, model),
        methods=_methods(args, saved, info, model, document),
        model=model,
        base=_base(args),
        loras=tuple(args.lora),
        vae=args.vae or (saved.vae if saved else ""),
    )
    return _fast(request) if getattr(args, "fast", False) else request


def _fast(request: Request) -> Request:
    variant = few_step_variant(request.model)
    if variant is None:
        raise Misuse("--fast: the model has no few-step variant")
    return variant.apply(request)


def _base(args: argparse.Namespace) -> InitImage | None:
    base = InitImage(str(args.base)) if args.base else None
    if base is not None and args.base_strength is not None:
        base = replace(base, strength=args.base_strength)
    return base


def sample_path(name: str) -> Path:
    """The file of a sample."""
    samples = {sample.name: sample.path for sample in list_samples(paths.resources() / "samples")}
    if name not in samples:
        raise Misuse(f"there is no sample “{name}”; choose one of: {', '.join(samples)}")
    return samples[name]


def _saved(document: Document, extra: Extra) -> Request | None:
    """What was set when the project was saved, without files of this machine: who wrote the project is not known."""
    try:
        return harmless(Request.from_json(extra.settings["request"], document))
    except (BadDocument, BadSetting, *ODD):
        return None


def _described(document: Document, args: argparse.Namespace) -> Document:
    if args.size:
        document = document.resized(*args.size)
    if getattr(args, "paint", None) is not None:
        document = grounded(document, read_picture(args.paint, LONGEST))
    if getattr(args, "denoising", None) is not None:
        document = replace(document, denoising=args.denoising)
    if args.prompt is not None:
        document = document.with_prompt(args.prompt)
    if args.negative_prompt is not None:
        document = document.with_negative_prompt(args.negative_prompt)
    for style in args.style:
        document = style.added(document)
    for box in args.box:
        document = document.with_box(box)
    return document


def _masked(document: Document, args: argparse.Namespace) -> Document:
    names = {"only_masked": "only_masked", "inverted": "mask_invert"}
    names |= {name: f"mask_{name}" for name in ("grow", "feather", "padding")}
    options = {name: getattr(args, given, None) for name, given in names.items()}
    chosen = {name: v for name, v in options.items() if v is not None and v is not False}
    path = getattr(args, "mask", None)
    mask = read_mask(path, document) if path else document.mask
    return document.with_mask(mask, **chosen)


def _sampling(args: argparse.Namespace, saved: Request | None, model: str) -> Sampling:
    base = saved.sampling if saved else sampling_defaults(model, int(settings.default("seed")))
    given = {name: value for name in SAMPLING_NAMES if (value := getattr(args, name)) is not None}
    return replace(base, **given)


def _methods(
    args: argparse.Namespace,
    saved: Request | None,
    info: ModelInfo,
    model: str,
    document: Document,
) -> tuple[MethodSettings, ...]:
    given = getattr(args, "method", None)
    nets = net_methods(args, model)
    if given is not None:
        chosen = {one.name: one for several in given for one in several}
    elif saved is not None and not nets:
        return saved.methods
    else:
        chosen = {
            name: MethodArgument(name)
            for name in usual_methods(info)
            if (document.boxes if METHODS[name].reads == "boxes" else document.seen().strokes)
            and not (nets and METHODS[name].reads == "control_image")
        }
    return (
        *(chosen[name].filled(model, **_flagged(name, args)) for name in METHODS if name in chosen),
        *nets,
    )


def _flagged(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """What the options say that are for one method alone."""
    own = (option.name for option in METHODS[name].options if option.flag)
    return {option: getattr(args, option, None) for option in own}


_MENDED_BY = {name: f"--{name}" for name in ("prompt", "base", "size", "model", "mask")}
_MENDED_BY |= {"loras": "--lora", "canvas": "--sketch or --sample", "boxes": "--box"}
_OF_NETS = ("weights_damaged", "weights_missing", "wrong_family", "needs_download")


def refuse_problems(request: Request) -> list[Problem]:
    """What the checks remark; raise `Refused` where something has to be mended first."""
    problems = check(request)
    blocking = [problem for problem in problems if problem.blocking]
    if blocking:
        raise Refused(blocking)
    return problems


class Refused(SketchpadError):
    """What has to be mended before a picture can be made, all of it at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.args = (" ".join(_with_option(problem) for problem in problems),)


def _with_option(problem: Problem) -> str:
    option = _MENDED_BY.get(problem.where)
    if problem.where == "method:t2i_adapter":
        option = "--t2i-adapter"
    elif problem.where == "method:controlnet" and problem.code in _OF_NETS:
        option = "--controlnet"
    elif problem.where.startswith("method:"):
        option = "--method"
    return f"{problem.sentence} ({option})" if option else problem.sentence


def progress_of(args: argparse.Namespace, request: Request) -> Iterator[Progress]:
    """Make a picture here, or on the cluster that was given. Raises SketchpadError where it cannot be made."""
    if not args.cluster:
        from sketchpad.generation.run.generate import generate
        from sketchpad.sampling.network_calls import run_eagerly

        yield from run_eagerly(generate(request))
        return
    from sketchpad.cluster.pool import picture_on

    yield from picture_on(args.cluster, request)
