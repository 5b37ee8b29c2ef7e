"""Settings that other programs write into their pictures as JSON: ComfyUI, InvokeAI, Fooocus, NovelAI.

As much of it as there is a setting for; the rest stays in the file. Nothing in such a text can raise.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import product
from typing import Any, BinaryIO

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
_MODELS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bModel: ([^,\n]{1,200})",
        r'"(?:ckpt_name|base_model|model_name)"\s{0,9}:\s{0,9}"([^"]{1,200})"',
        r'"model"\s{0,9}:\s{0,9}\{[^{}]{0,300}?"name"\s{0,9}:\s{0,9}"([^"]{1,200})"',
    )
)
_Size = tuple[int, int] | None
Node = Mapping[str, Any]


def from_json_texts(
    texts: Mapping[str, str], size: tuple[int, int] | None = None
) -> Request | None:
    """The request that one of a picture's texts describes, by keyword; None if none does.

    `size`: the picture's, where they say none.
    """
    places = [*product(("prompt", "workflow"), (_from_graph,)), *product(_FLAT, (_from_flat,))]
    for keyword, read in places:
        value = _object(texts.get(keyword, ""))
        request = None
        with suppress(*ODD):
            request = None if value is None else read(value, size)
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


def model_of(texts: Mapping[str, str]) -> str:
    """What a picture's texts call the model that made it; empty where they do not say."""
    found = (model.search(text[:LARGEST]) for model in _MODELS for text in texts.values())
    return next((match[1].strip() for match in found if match), "")


def _object(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{") or len(text) > LARGEST:
        return None
    try:
        value = parse_json(text, lenient=True)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


# one object with names and values


def _from_flat(value: Node, size_of_picture: _Size) -> Request | None:
    inner = value.get("image")
    value = inner if isinstance(inner, dict) else value
    values = {
        ours: text
        for ours, names in _NAMES.items()
        if (text := next((_words(value[name]) for name in names if name in value), ""))
    }
    size = re.fullmatch(
        r"\(?\s*(\d{1,6})\s*[,x×]\s*(\d{1,6})\s*\)?", str(value.get("resolution", ""))
    )
    if size is not None:
        values["width"], values["height"] = size.groups()
    return _request(values, size_of_picture)


def _words(value: Any) -> str:
    """Of a prompt in one piece, or in a list of weighted pieces."""
    if isinstance(value, list):
        pieces = (one.get("prompt", "") if isinstance(one, dict) else one for one in value[:100])
        return " ".join(_words(piece) for piece in pieces)
    return "" if isinstance(value, dict | bool) or value is None else str(value)


def _request(values: dict[str, str], size: _Size) -> Request | None:
    if not {"seed", "steps"} <= values.keys():
        return None
    if values.get("width") and values.get("height"):
        values["size"] = f"{values['width']}x{values['height']}"
    elif size is not None:
        values["size"] = f"{size[0]}x{size[1]}"
    return request_from(values.pop("prompt", ""), values.pop("negative", ""), values)


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
    nodes: dict[str, Node] = {}
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
        nodes[str(node.get("id"))] = {"class_type": kind, "inputs": inputs}
    return nodes


def _from_graph(graph: Node, size: _Size) -> Request | None:
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
    values = {
        ours: _value(next((inputs[name] for name in names if name in inputs), ""), nodes)
        for ours, names in _NAMES.items()
    }
    values["prompt"] = _text_behind(inputs.get("positive"), nodes)
    values["negative"] = _text_behind(inputs.get("negative"), nodes)
    for node in _behind(inputs.get("latent_image"), nodes):
        if {"width", "height"} <= node["inputs"].keys():
            values["width"], values["height"] = (
                _value(node["inputs"][side], nodes) for side in ("width", "height")
            )
            break
    return _request({name: text for name, text in values.items() if text}, size)


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


LARGEST_TEXT = 16 << 20  # bytes of all texts together, unpacked
MOST_CHUNKS = 200_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">L4s")


def read_texts(file: BinaryIO) -> dict[str, str]:
    """Keyword -> text of the PNG in `file`; of a keyword that comes twice the first.

    What is damaged or beyond `LARGEST_TEXT` is left out.
    """
    texts: dict[str, str] = {}
    room = LARGEST_TEXT
    file.seek(0)
    if file.read(8) != _SIGNATURE:
        return texts
    for _ in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        length, kind = _HEAD.unpack(head)
        if kind == b"IEND":
            break
        if kind in (b"tEXt", b"zTXt", b"iTXt") and length <= room:
            keyword, text = _png_text(kind, file.read(length), room)
            room -= length + len(text)
            if keyword and text:
                texts.setdefault(keyword, text)
            length = 0
        file.seek(length + 4, 1)
    return texts


def _png_text(kind: bytes, data: bytes, room: int) -> tuple[str, str]:
    keyword, _, rest = data.partition(b"\0")
    packed = False
    if kind == b"zTXt":
        packed, rest = True, rest[1:]
    elif kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, room)
        except zlib.error:
            return "", ""
    try:
        text = rest.decode("utf-8")  # many write it into the two kinds that are Latin-1, too
    except UnicodeDecodeError:
        text = rest.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")
    return keyword.decode("latin-1"), text
