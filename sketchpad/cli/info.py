"""`sketchpad info`: what made a picture, of whatever program, and what is in a drawing or a comparison."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sketchpad.cli.shared.arguments import declare
from sketchpad.document.io import project_file
from sketchpad.errors import SketchpadError
from sketchpad.generation.export.metadata import model_name, vae_name
from sketchpad.generation.request.request import Request


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Say what made a picture (of Sketchpad, AUTOMATIC1111, ComfyUI, InvokeAI, Fooocus or NovelAI), or what is in a "
        "drawing or the bundle of a comparison."
    )
    declare(parser, "file FILE\n--json  as JSON")


def run(args: argparse.Namespace) -> int:
    known = described(args.file)
    if args.json:
        print(json.dumps(known, indent=1))
        return 0
    for name, value in known.items():
        text = "; ".join(map(_line, value)) if isinstance(value, list) else value
        if isinstance(value, bool):
            text = "yes" if value else "no"
        if text not in (None, ""):
            print(f"{name.replace('_', ' ')}: {text}")
    return 0


def described(path: Path) -> dict[str, Any]:
    """What is known of a file, as JSON values.

    Raises BadDocument, NewerDocument, BadPicture or HugePicture where the file cannot be read.
    """
    from sketchpad.generation.export import bundle

    suffix = path.suffix.lower()
    if suffix == project_file.SUFFIX:
        document, extra = project_file.load(path)
        try:
            request = Request.from_json(extra.settings.get("request", {}), document)
        except SketchpadError:
            request = None
        drawn: dict[str, Any] = {"kind": "drawing", "has_picture": extra.picture is not None}
        if request is not None:
            return drawn | _of_request(request)
        return drawn | {
            "prompt": document.prompt,
            "width": document.width,
            "height": document.height,
        }
    if suffix == bundle.SUFFIX:
        loaded = bundle.load_bundle(path)
        cells = [
            {
                "title": c.title,
                "mark": c.mark,
                "finished": bool(c.digest),
                **_of_request(c.plan.request),
            }
            for c in loaded.cells
        ]
        return {
            "kind": "comparison",
            "model": loaded.model,
            "chosen": loaded.chosen,
            "cells": cells,
        }
    from sketchpad.generation.export.picture import read_settings

    saved = read_settings(path)
    if saved is None:
        return {"kind": "picture", "software": "", "request": None}
    about: dict[str, Any] = {
        "kind": "picture",
        "software": saved.software,
        "drawing_is_complete": saved.strokes,
    }
    if saved.request is not None:
        about |= _of_request(saved.request)
    about |= {"model": saved.model_name, "parameters": saved.parameters}
    return about


def _of_request(request: Request) -> dict[str, Any]:
    document, sampling = request.document, request.sampling
    return {
        "prompt": document.prompt,
        "negative_prompt": document.negative_prompt,
        "width": document.width,
        "height": document.height,
        **sampling.to_json(),
        "model": model_name(request),
        "vae": vae_name(request),
        "loras": [{"name": Path(one.path).name, "strength": one.strength} for one in request.loras],
        "begun_from": Path(request.base.picture).name if request.base else "",
        "methods": [method.to_json() for method in request.methods],
        "boxes": [{"phrase": box.phrase, "rect": list(box.rect)} for box in document.boxes],
        "strokes": len(document.strokes),
    }


def _line(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    name = value.get("name") or value.get("phrase") or value.get("title") or ""
    more = value.get("strength", value.get("rect", ""))
    return f"{name} {more}".strip()
