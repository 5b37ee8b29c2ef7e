"""What a request needs besides its base model, and which of it is not on this computer yet (no torch here)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sketchpad.errors import Problem, WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.generation.methods.controlnet import CONTROLNET, T2I_ADAPTER
from sketchpad.generation.methods.registry import METHODS, reading
from sketchpad.generation.request.request import MethodSettings, Request
from sketchpad.models.catalogue.catalogue import Entry, catalogue, size_text, suggestions
from sketchpad.models.checkpoints.inspect import unet_settings
from sketchpad.models.checkpoints.model_info import CONTEXT_WIDTHS, FAMILY_LABELS, MAPS, ModelInfo
from sketchpad.models.controlnets.inspect import check_fit, inspect_controlnet
from sketchpad.models.gligen.gates_file import check_gates, reads_pictures
from sketchpad.models.hub.cache import installed


def with_nets(request: Request, info: ModelInfo) -> Request:
    """`request` with a net named for each method that the model cannot do by itself and the catalogue can."""
    methods = tuple(_with_net(method, info) for method in request.methods)
    return request if methods == request.methods else replace(request, methods=methods)


def _with_net(method: MethodSettings, info: ModelInfo) -> MethodSettings:
    if method.name == CONTROLNET.name and not method.net and _reads_map(method, info):
        return replace(method, name=T2I_ADAPTER.name)
    entry = wanted(method, info)
    return method if entry is None or method.net else method.replaced(net=entry.id)


def _reads_map(method: MethodSettings, info: ModelInfo) -> bool:
    """Whether the model's own network for maps reads this kind; its ControlNet reads lines."""
    return method.kind in MAPS and "controls" in info.extras


def wanted(method: MethodSettings, info: ModelInfo) -> Entry | None:
    """The model of the catalogue that a method works with: the one it names, or what suits a model that lacks one.

    Of several that suit, one that is on this computer already; else the usual choice. None where the base model does
    it alone, or nothing suits.
    """
    if method.net:
        return catalogue().get(method.net)
    known = METHODS.get(method.name)
    if known is None or not known.catalogue or method.strength == 0:
        return None
    if not info.lacks(known.requires) or not _takes_nets(info):
        return None
    hint = method.kind or "scribble" if known.reads == "control_image" else ""
    fitting = suggestions(info.family, known.catalogue, hint)
    here = (entry for entry in fitting if installed(entry))
    return next(here, fitting[0] if fitting else None)


def _takes_nets(info: ModelInfo) -> bool:
    """Whether the model's U-Net takes text as wide as those of its family."""
    return info.context_width == CONTEXT_WIDTHS[info.family]


def problems(request: Request, info: ModelInfo) -> Iterator[Problem]:
    """What is missing, or does not fit, at the control of the method it belongs to."""
    for method in request.methods:
        if method.strength != 0 and method.name in METHODS:
            yield from _problems(method, info)


def possible_instead(method: MethodSettings, info: ModelInfo) -> MethodSettings:
    """`method`; where the model cannot do it, the one that stands in for it, with the settings that both have."""
    other = next((one for one in METHODS.values() if one.stands_in == method.name), None)
    if other is None or not any(_problems(method, info)):
        return method
    kept = tuple((name, value) for name, value in method.options if other.option(name))
    return replace(method, name=other.name, options=kept)


def unread_pictures(request: Request, info: ModelInfo) -> Iterator[Problem]:
    """Boxes whose reference picture is not read: their phrase counts alone, and without one they do nothing."""
    shown = [box for box in request.document.boxes if box.picture and box.strength > 0]
    active = [m for m in request.methods if m.name in reading("boxes") and m.strength != 0]
    if not shown or not active or any(_reads_pictures(method, info) for method in active):
        return
    for box in shown:
        if phrase := box.phrase.strip():
            yield Problem.of("picture_unread", "boxes", blocking=False, id=box.id, phrase=phrase)
        else:
            yield Problem.of("box_without_phrase", "boxes", id=box.id)


def _reads_pictures(method: MethodSettings, info: ModelInfo) -> bool:
    entry = wanted(method, info)
    try:
        return reads_pictures(entry.id if entry else method.net)
    except (WeightsMissing, WeightsDamaged):
        return True  # what is wrong with the gates is said elsewhere


def _problems(method: MethodSettings, info: ModelInfo) -> Iterator[Problem]:
    where = f"method:{method.name}"
    entry = wanted(method, info)
    if entry is not None and (entry.family != info.family or not _takes_nets(info)):
        theirs = FAMILY_LABELS[entry.family] if entry.family != info.family else ""
        yield Problem.from_error(WrongFamily(entry.name, theirs, FAMILY_LABELS[info.family]), where)
    elif entry is not None and not installed(entry):
        yield needs_download(entry, where)
    elif entry is not None or method.net:
        try:
            net = entry.id if entry else method.net
            if METHODS[method.name].reads == "boxes":
                check_gates(net, info)
            else:
                check_fit(inspect_controlnet(net), info, unet_settings(info))
        except (WeightsMissing, WeightsDamaged, WrongFamily) as error:
            yield Problem.from_error(error, where)
    elif missing := _lacking(method, info):
        label = METHODS[method.name].label
        yield Problem.of("unsupported_guidance", where, method=label, missing=missing)


def _lacking(method: MethodSettings, info: ModelInfo) -> str:
    known = METHODS[method.name]
    if known.requires == "adapters" and not _reads_map(method, info):
        return "weights for it"
    needs = [option.requires.get(getattr(method, option.name), "") for option in known.options]
    return next((missing for need in (*needs, known.requires) if (missing := info.lacks(need))), "")


def needs_download(entry: Entry, where: str) -> Problem:
    """What is missing, its size and licence; the window offers to download `offer`."""
    size, licence = size_text(entry.size), entry.licence
    return Problem.of(
        "needs_download", where, name=entry.name, size=size, licence=licence, offer=entry.id
    )
