"""Plans and progress as bytes that travel between machines: JSON, project files, JPEG and PNG (no Ray here)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io import project_file
from sketchpad.errors import BadDocument, Problem
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Memory, Progress, Request
from sketchpad.outside import ODD, parse_json

LONGEST_PREVIEW = 512
"""Longer side of the pictures that are sent after a step, in pixels; the finished one is sent as it is."""
QUALITY = 85
Event = tuple[str, bytes]
"""Progress on its way: JSON, and the picture."""


def pack_plan(plan: Plan) -> bytes:
    """A plan with its whole drawing; its models and files stay names."""
    return json.dumps(_plan_json(plan), allow_nan=False).encode()


def unpack_plan(data: bytes) -> Plan:
    """The opposite of `pack_plan`. Raises BadDocument where it is none."""
    try:
        return _plan(parse_json(data))
    except (*ODD, RecursionError) as error:
        raise BadDocument("plan") from error


def _plan_json(plan: Plan) -> dict[str, Any]:
    document = plan.request.document
    return {
        "request": plan.request.to_json(drawing=False),
        "drawing": base64.b64encode(project_file.to_bytes(document)).decode(),
        "origin": None if plan.origin is None else _plan_json(plan.origin),
        "step": plan.step,
    }


def _plan(content: Any) -> Plan:
    drawing = base64.b64decode(content["drawing"], validate=True)
    document, _ = project_file.load("drawing", drawing)
    origin = content["origin"]
    step = content["step"]
    if not isinstance(step, int):
        raise TypeError(step)
    request = Request.from_json(content["request"], document)
    return Plan(request, None if origin is None else _plan(origin), step)


def references(plan: Plan) -> set[str]:
    """What a plan names besides its drawing: models, networks, LoRA files, pictures; "" is the embedded model."""
    named: set[str] = set()

    def note(reference: str) -> str:
        named.add(reference)
        return reference

    with_references(plan, note)
    return named


def with_references(plan: Plan, renamed: Callable[[str], str]) -> Plan:
    """The plan with each name of a model or file as `renamed` gives it."""

    def chosen(reference: str) -> str:
        return renamed(reference) if reference else ""

    def changed(request: Request) -> Request:
        base = request.base
        return replace(
            request,
            model=renamed(request.model),
            vae=chosen(request.vae),
            loras=tuple(replace(lora, path=renamed(lora.path)) for lora in request.loras),
            base=None if base is None else replace(base, picture=renamed(base.picture)),
            methods=tuple(m.replaced(net=renamed(m.net)) if m.net else m for m in request.methods),
        )

    origin = None if plan.origin is None else with_references(plan.origin, renamed)
    return replace(plan, request=changed(plan.request), origin=origin)


def pack_progress(progress: Progress) -> Event:
    """A finished picture without loss, any other as a small JPEG."""
    picture = progress.picture
    content = {
        "index": progress.index,
        "total": progress.total,
        "size": [picture.shape[1], picture.shape[0]],
        "seconds": progress.seconds,
        "final": progress.final,
        "notes": [asdict(note) for note in progress.notes],
        "memory": None if progress.memory is None else asdict(progress.memory),
    }
    return json.dumps(content, default=str), _encoded(picture, lossless=progress.final)


def unpack_progress(event: Event) -> Progress:
    """The opposite of `pack_progress`: a preview is brought to full size."""
    text, data = event
    content = parse_json(text.encode())
    memory = content["memory"]
    return Progress(
        index=content["index"],
        total=content["total"],
        picture=_decoded(data, *content["size"]),
        seconds=content["seconds"],
        final=content["final"],
        notes=tuple(Problem(**note) for note in content["notes"]),
        memory=None if memory is None else Memory(**memory),
    )


def _encoded(picture: NDArray[np.uint8], *, lossless: bool) -> bytes:
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    if lossless:
        return cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
    share = LONGEST_PREVIEW / max(picture.shape[:2])
    if share < 1:
        bgr = cv2.resize(bgr, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()


def _decoded(data: bytes, width: int, height: int) -> NDArray[np.uint8]:
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise BadDocument("progress")
    if bgr.shape[:2] != (height, width):
        bgr = cv2.resize(bgr, (width, height), interpolation=cv2.INTER_LINEAR)
    picture: NDArray[np.uint8] = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    picture.flags.writeable = False
    return picture
