"""`--controlnet` and `--t2i-adapter`: one network each time, with what it reads and how it is heard."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from sketchpad.errors import BadMatrix, BadSetting
from sketchpad.generation.methods.controlnet import EMPHASIS
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request import method_syntax
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.hints.registry import HINTS
from sketchpad.models.controlnets.inspect import usual_hint

FORM = "KIND[=STRENGTH][@START-END][,net=NET][,emphasis=WORD][,guess][,in=WHERE][,curve=POINTS]"


def add_net_arguments(parser: argparse.ArgumentParser) -> None:
    """Networks beside, or instead of, the model's own."""
    for name in sorted(reading("control_image")):
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=net(name),
            action="append",
            default=[],
            metavar="KIND[,...]",
            help=f"a network that reads one of: {', '.join(HINTS)}; may be repeated. All of it: {FORM}; "
            f"NET is a folder or an id of the catalogue, emphasis one of {', '.join(EMPHASIS.choices)}, WHERE is "
            "boxes, strokes or the phrase of a box, POINTS are share:factor joined by ;",
        )


def net(name: str) -> Callable[[str], dict[str, Any]]:
    """A converter for ``canny=0.8@0-0.6,net=sd15-canny,emphasis=prompt,guess,in=a cat,curve=0:1;1:0``."""

    def convert(text: str) -> dict[str, Any]:
        first, *more = (part.strip() for part in method_syntax.split(text, ","))
        kind = "" if first[:1] in ("", "=", "@") else ":"
        try:
            _, said = method_syntax.read(f"{name}{kind}{first}")
        except BadSetting as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        except BadMatrix:
            raise argparse.ArgumentTypeError(
                f'"{first}" is no kind of control image: choose one of {", ".join(HINTS)}'
            ) from None
        try:
            said |= method_syntax.read_options(name, more)
        except BadMatrix as error:
            wrong = error.fields["text"]
            raise argparse.ArgumentTypeError(f'"{wrong}" is not understood: write {FORM}') from None
        if said.get("start", 0.0) >= said.get("end", 1.0):
            raise argparse.ArgumentTypeError(f'"{first}": its start must come before its end')
        return {"name": name, "kind": ""} | said

    return convert


def net_methods(args: argparse.Namespace, model: str) -> tuple[MethodSettings, ...]:
    """The networks that were asked for, the rest of their settings as suits the model."""
    asked = [said for name in sorted(reading("control_image")) for said in getattr(args, name, [])]
    return tuple(
        method_defaults(said["name"], model).replaced(
            **said | {"kind": said["kind"] or usual_hint(said.get("net", ""))}
        )
        for said in asked
    )
