"""Settings that other programs write into their pictures as JSON: ComfyUI, InvokeAI, Fooocus, NovelAI.

As much of it as there is a setting for; the rest stays in the file. Nothing in such a text can raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sketchpad.generation.export.a1111_text import request_from
from sketchpad.generation.request.request import Request
from sketchpad.outside import ODD, parse_json

LARGEST = 4 << 20  # characters
MOST_NODES = 20_000
_FLAT = ("invokeai_metadata", "sd-metadata", "parameters", "Comment", "Description", "UserComment")
_NAMES = {  # ours -> theirs
    "prompt": ("positive_prompt", "prompt"),
    "negative": ("negative_prompt", "uc"),
    "seed": ("seed", "noise_seed"),
    "steps": ("steps",),
    "cfg scale": ("cfg_scale", "guidance_scale", "scale", "cfg"),
    "sampler": ("sampler", "sampler_name", "scheduler"),
    "schedule type": ("scheduler",),
    "width": ("width",),
    "height": ("height",),
}
_WIDGETS = {  # ComfyUI keeps the values of a node's controls as a list, in this order
    "KSampler": ("seed", "", "steps", "cfg", "sampler_name", "scheduler"),
    "KSamplerAdvanced": ("", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"),
    "CLIPTextEncode": ("text",),
    "EmptyLatentImage": ("width", "height"),
    "EmptySD3LatentImage": ("width", "height"),
    "CheckpointLoaderSimple": ("ckpt_name",),
}
Node = Mapping[str, Any]


def from_json_texts(texts: Mapping[str, str]) -> Request | None:
    """The request that one of a picture's texts describes, by keyword; None if none does."""
    for keyword in ("prompt", "workflow"):
        graph = _object(texts.get(keyword, ""))
        if graph is not None:
            request = _guarded(_from_graph, graph)
            if request is not None:
                return request
    for keyword in _FLAT:
        value = _object(texts.get(keyword, ""))
        if value is not None:
            request = _guarded(_from_flat, value)
            if request is not None:
                return request
    return None


def program_of(texts: Mapping[str, str]) -> str:
    """Which program wrote a picture's texts; empty where they do not say."""
    flat = " ".join(text[:LARGEST] for text in texts.values())
    if "invokeai_metadata" in texts or "sd-metadata" in texts:
        return "InvokeAI"
    if '"class_type"' in flat or ("workflow" in texts and '"nodes"' in flat):
        return "ComfyUI"
    if "fooocus" in flat.lower():
        return "Fooocus"
    if texts.get("Software", "").startswith("NovelAI"):
        return "NovelAI"
    return "AUTOMATIC1111" if "Steps: " in flat and "Seed: " in flat else ""


def _object(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{") or len(text) > LARGEST:
        return None
    try:
        value = parse_json(text, lenient=True)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _guarded(read: Any, value: Any) -> Request | None:
    try:
        found: Request | None = read(value)
    except ODD:
        return None
    return found


# one object with names and values


def _from_flat(value: Node) -> Request | None:
    inner = value.get("image")
    value = inner if isinstance(inner, dict) else value
    found = {
        ours: text
        for ours, names in _NAMES.items()
        if (text := next((_words(value[name]) for name in names if name in value), ""))
    }
    size = re.fullmatch(
        r"\(?\s*(\d{1,6})\s*[,x×]\s*(\d{1,6})\s*\)?", str(value.get("resolution", ""))
    )
    if size is not None:
        found["width"], found["height"] = size.groups()
    return _request(found)


def _words(value: Any) -> str:
    """Of a prompt in one piece, or in a list of weighted pieces."""
    if isinstance(value, list):
        pieces = (one.get("prompt", "") if isinstance(one, dict) else one for one in value[:100])
        return " ".join(_words(piece) for piece in pieces)
    return "" if isinstance(value, dict | bool) or value is None else str(value)


def _request(found: dict[str, str]) -> Request | None:
    if not {"seed", "steps"} <= found.keys():
        return None
    if found.get("width") and found.get("height"):
        found["size"] = f"{found['width']}x{found['height']}"
    return request_from(found.pop("prompt", ""), found.pop("negative", ""), found)


# ComfyUI: nodes that refer to each other


def _nodes(graph: Node) -> dict[str, Node]:
    """The nodes by id, as in a graph that was run: ``class_type`` and ``inputs``, of which links are [id, slot]."""
    listed = graph.get("nodes")
    if not isinstance(listed, list):
        return {
            str(name): node
            for name, node in list(graph.items())[:MOST_NODES]
            if isinstance(node, dict) and isinstance(node.get("inputs"), dict)
        }
    links = {}
    for link in graph.get("links", ())[:MOST_NODES]:
        if isinstance(link, list) and len(link) > 2:
            links[link[0]] = [str(link[1]), link[2]]
    found: dict[str, Node] = {}
    for node in listed[:MOST_NODES]:
        if not isinstance(node, dict):
            continue
        kind, values = str(node.get("type", "")), node.get("widgets_values")
        inputs: dict[str, Any] = {}
        if isinstance(values, list):
            inputs |= {n: v for n, v in zip(_WIDGETS.get(kind, ()), values, strict=False) if n}
        elif isinstance(values, dict):
            inputs |= values
        for one in node.get("inputs") or ():
            if isinstance(one, dict) and one.get("link") in links:
                inputs[str(one.get("name"))] = links[one["link"]]
        found[str(node.get("id"))] = {"class_type": kind, "inputs": inputs}
    return found


def _from_graph(graph: Node) -> Request | None:
    nodes = _nodes(graph)
    samplers = [
        node
        for node in nodes.values()
        if "steps" in node["inputs"] and {"seed", "noise_seed"} & node["inputs"].keys()
    ]
    if not samplers:
        return None
    # A second pass begins from what the first made: the first says what is in the picture.
    sampler = next((n for n in samplers if _is_first(n, nodes)), samplers[0])
    inputs = sampler["inputs"]
    found = {
        ours: _value(next((inputs[name] for name in names if name in inputs), ""), nodes)
        for ours, names in _NAMES.items()
    }
    found["prompt"] = _text_behind(inputs.get("positive"), nodes)
    found["negative"] = _text_behind(inputs.get("negative"), nodes)
    for node in _behind(inputs.get("latent_image"), nodes):
        if {"width", "height"} <= node["inputs"].keys():
            found["width"], found["height"] = (
                _value(node["inputs"][side], nodes) for side in ("width", "height")
            )
            break
    return _request({name: text for name, text in found.items() if text})


def _is_first(sampler: Node, nodes: Mapping[str, Node]) -> bool:
    behind = _behind(sampler["inputs"].get("latent_image"), nodes)
    return not any("steps" in node["inputs"] for node in behind)


def _behind(link: Any, nodes: Mapping[str, Node], most: int = 500) -> Iterator[Node]:
    """The node that `link` leads to, and those that it is made of, the nearest first, each once."""
    waiting = [link]
    seen: set[str] = set()
    for one in waiting:
        if not isinstance(one, list) or not one or str(one[0]) in seen or len(seen) > most:
            continue
        seen.add(str(one[0]))
        node = nodes.get(str(one[0]))
        if node is not None:
            yield node
            waiting += [value for value in node["inputs"].values() if isinstance(value, list)]


def _text_behind(link: Any, nodes: Mapping[str, Node]) -> str:
    for node in _behind(link, nodes):
        inputs = node["inputs"]
        for name in ("text", "text_g", "text_l", "string", "value", "prompt"):
            if isinstance(inputs.get(name), str):
                return str(inputs[name])
    return ""


def _value(value: Any, nodes: Mapping[str, Node]) -> str:
    """Of an input that stands there, or that another node gives."""
    if not isinstance(value, list):
        return _words(value)
    for node in _behind(value, nodes, 20):
        for name in ("seed", "noise_seed", "value", "int", "float", "number"):
            if isinstance(node["inputs"].get(name), int | float):
                return _words(node["inputs"][name])
    return ""
