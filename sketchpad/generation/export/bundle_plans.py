"""Plans as a bundle stores them: models, drawings, init images and outside files are referred to by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sketchpad.document.model import Document
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.export.bundle_files import is_outside, outside
from sketchpad.generation.request.method_settings import is_folder
from sketchpad.generation.request.request import Request
from sketchpad.models.hub.locate import portable

_DEEPEST = 50  # branches off branches


@dataclass(frozen=True)
class Parts:
    """The lists that the indices refer to: `models` are folders of this machine, `bases` paths of init images.

    `files`: paths of the LoRA files and ControlNets that are not of the catalogue.
    """

    models: tuple[str, ...]
    drawings: tuple[Document, ...]
    bases: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @staticmethod
    def of(plans: Sequence[Plan]) -> Parts:
        """All that `plans` need; origins are to be among them."""
        requests = [plan.request for plan in plans]
        models = sorted({request.model for request in requests})
        drawings = dict.fromkeys(request.document for request in requests)
        bases = dict.fromkeys(request.base.picture for request in requests if request.base)
        files = dict.fromkeys(path for request in requests for path in outside(request))
        return Parts(tuple(models), tuple(drawings), tuple(bases), tuple(files))


def with_origins(plan: Plan) -> list[Plan]:
    """`plan`, what it branches off, and so on."""
    plans = [plan]
    while plans[-1].origin is not None:
        plans.append(plans[-1].origin)
    return plans


def described_plan(plan: Plan, parts: Parts) -> dict[str, Any]:
    """`plan` as JSON values, without paths of this machine."""
    request = plan.request.to_json(drawing=False)
    request["model"] = parts.models.index(plan.request.model)
    if plan.request.base is not None:
        request["base"]["picture"] = parts.bases.index(plan.request.base.picture)
    request["loras"] = [
        {"file": parts.files.index(lora.path), "strength": lora.strength}
        for lora in plan.request.loras
    ]
    if is_outside(plan.request.vae):
        request["vae"] = parts.files.index(plan.request.vae)
    for method, net in zip(request["methods"], plan.request.methods, strict=True):
        if is_outside(net.net):
            method["net"] = parts.files.index(net.net)
    data = {"request": request, "drawing": parts.drawings.index(plan.request.document)}
    if plan.origin is not None:
        data |= {"origin": described_plan(plan.origin, parts), "step": plan.step}
    return data


def plan_from(entry: Mapping[str, Any], parts: Parts, depth: int = 0) -> Plan:
    """The inverse of `described_plan`; the "seats" that older bundles hold are ignored.

    Raises ValueError, TypeError, KeyError, IndexError or a SketchpadError.
    """
    if depth > _DEEPEST:
        raise ValueError("branches without end")
    base = entry["request"].get("base")
    if base is not None:
        base = {**base, "picture": parts.bases[_number(base["picture"])]}
    model = parts.models[_number(entry["request"]["model"])]
    loras = [
        {"path": parts.files[_number(lora["file"])], "strength": lora["strength"]}
        for lora in entry["request"].get("loras", ())
    ]
    methods = [_method(method, parts) for method in entry["request"].get("methods", ())]
    vae = entry["request"].get("vae", "")
    # Of the catalogue; a path of a stranger's machine means nothing here.
    vae = portable(vae) if isinstance(vae, str) else parts.files[_number(vae)]
    data = entry["request"] | {
        "model": model,
        "vae": vae,
        "base": base,
        "loras": loras,
        "methods": methods,
    }
    request = Request.from_json(data, parts.drawings[_number(entry["drawing"])])
    if "origin" not in entry:
        return Plan(request)
    return branch(plan_from(entry["origin"], parts, depth + 1), entry["step"], request)


def _method(data: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    """A method's settings with the place of its net on this machine, instead of its number."""
    net = data.get("net", "")
    if isinstance(
        net, str
    ):  # of the catalogue; a folder of a stranger's machine means nothing here
        return {**data, "net": "" if is_folder(net) else net}
    return {**data, "net": parts.files[_number(net)]}


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a number of the bundle's")
    return value
