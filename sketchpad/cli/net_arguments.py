"""`--controlnet` and `--t2i-adapter`: one network each time, with what it reads and how it is heard."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sketchpad import settings
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import EMPHASES, MethodSettings, wrong
from sketchpad.hints.registry import HINTS
from sketchpad.models.controlnets.inspect import usual_hint

_NUMBER = r"[0-9]*\.?[0-9]+"
_FIRST = re.compile(
    rf"(?P<kind>[a-z_]*)(?:=(?P<strength>{_NUMBER}))?(?:@(?P<start>{_NUMBER})-(?P<end>{_NUMBER}))?"
)
FORM = "KIND[=STRENGTH][@START-END][,net=NET][,emphasis=WORD][,guess][,in=WHERE][,curve=POINTS]"
OPTIONS = {"controlnet": "--controlnet", "t2i_adapter": "--t2i-adapter"}


def add_net_arguments(parser: argparse.ArgumentParser) -> None:
    """Networks beside, or instead of, the model's own."""
    for name, option in OPTIONS.items():
        parser.add_argument(
            option,
            type=net(name),
            action="append",
            default=[],
            metavar="KIND[,...]",
            help=f"a network that reads one of: {', '.join(HINTS)}; may be repeated. All of it: {FORM}; "
            f"NET is a folder or an id of the catalogue, emphasis one of {', '.join(EMPHASES)}, WHERE is boxes, "
            "strokes or the phrase of a box, POINTS are share:factor joined by ;",
        )


def net(name: str) -> Callable[[str], dict[str, Any]]:
    """A converter for ``canny=0.8@0-0.6,net=sd15-canny,emphasis=prompt,guess,in=a cat,curve=0:1;1:0``."""

    def convert(text: str) -> dict[str, Any]:
        first, *more = (part.strip() for part in text.split(","))
        match = _FIRST.fullmatch(first)
        if match is None or (match["kind"] and match["kind"] not in HINTS):
            raise argparse.ArgumentTypeError(
                f'"{first}" is no kind of control image: choose one of {", ".join(HINTS)}'
            )
        said: dict[str, Any] = {"name": name, "kind": match["kind"]}
        said |= {key: float(match[key]) for key in ("strength", "start", "end") if match[key]}
        for part in more:
            said |= _option(part)
        trial = MethodSettings(**{"strength": float(settings.default(f"{name}.strength"))} | said)
        for error in wrong(trial):
            raise argparse.ArgumentTypeError(str(error))
        if trial.start >= trial.end:
            raise argparse.ArgumentTypeError(f'"{first}": its start must come before its end')
        return said

    return convert


def _option(text: str) -> dict[str, Any]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if key == "guess" and not equals:
        return {"guess": True}
    if key == "curve" and value:
        return {"curve": _curve(value)}
    name = {"net": "net", "emphasis": "emphasis", "in": "region"}.get(key)
    if name is None or not value:
        raise argparse.ArgumentTypeError(f'"{text}" is not understood: write {FORM}')
    return {name: value}


def _curve(text: str) -> tuple[tuple[float, float], ...]:
    try:
        pairs = (point.split(":") for point in text.split(";"))
        return tuple((float(share), float(factor)) for share, factor in pairs)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a curve: write share:factor joined by ;, for instance 0:1;0.5:0.3'
        ) from None


def net_methods(args: argparse.Namespace, model: str) -> tuple[MethodSettings, ...]:
    """The networks that were asked for, the rest of their settings as suits the model."""
    asked: Sequence[dict[str, Any]] = [
        *getattr(args, "controlnet", []),
        *getattr(args, "t2i_adapter", []),
    ]
    return tuple(
        replace(
            method_defaults(said["name"], model),
            **said | {"kind": said["kind"] or usual_hint(said.get("net", ""))},
        )
        for said in asked
    )
