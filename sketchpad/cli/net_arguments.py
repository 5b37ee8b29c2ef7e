"""`--controlnet` and `--t2i-adapter`: one network each time, with what it reads and how it is heard."""

from __future__ import annotations

import argparse
from functools import partial

from sketchpad.cli import arguments
from sketchpad.cli.arguments import MethodArgument
from sketchpad.generation.methods.controlnet import EMPHASIS
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.method_syntax import split
from sketchpad.hints.registry import HINTS
from sketchpad.models.controlnets.inspect import usual_hint

FORM = "KIND[=STRENGTH][@START-END][,net=NET][,emphasis=WORD][,guess][,in=WHERE][,curve=POINTS]"


def add_net_arguments(parser: argparse.ArgumentParser) -> None:
    """Networks beside, or instead of, the model's own."""
    for name in sorted(reading("control_image")):
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=partial(net, name),
            action="append",
            default=[],
            metavar="KIND[,...]",
            help=f"a network that reads one of: {', '.join(HINTS)}; may be repeated. All of it: {FORM}; "
            f"NET is a folder or an id of the catalogue, emphasis one of {', '.join(EMPHASIS.choices)}, WHERE is "
            "boxes, strokes or the phrase of a box, POINTS are share:factor joined by ;",
        )


def net(name: str, text: str) -> MethodArgument:
    """Reads ``canny=0.8@0-0.6,net=sd15-canny,emphasis=prompt,guess,in=a cat,curve=0:1;1:0`` for the method `name`."""
    first, *options = (part.strip() for part in split(text, ","))
    kind = "" if first[:1] in ("", "=", "@") else ":"
    options = [one.replace(";", "/") if one.startswith("curve") else one for one in options]
    return arguments.method(";".join([f"{name}{kind}{first}", *options]), f"write {FORM}")


def net_methods(args: argparse.Namespace, model: str) -> tuple[MethodSettings, ...]:
    """The networks that were asked for, the rest of their settings as suits the model."""
    asked = (one for name in sorted(reading("control_image")) for one in getattr(args, name, []))
    found = [argument.filled(model) for argument in asked]
    return tuple(one.replaced(kind=one.kind or usual_hint(one.net)) for one in found)
