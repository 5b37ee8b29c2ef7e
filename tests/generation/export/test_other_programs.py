"""Pictures of other programs: their settings are read wherever they stand and in whatever form, or passed over."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from sketchpad.generation.export.other_programs import LARGEST_TEXT, from_json_texts, read_texts
from sketchpad.generation.export.picture import export_picture, read_settings
from sketchpad.generation.request.request import Request

A1111 = (
    "a red cat on a mat\nNegative prompt: blurry\n"
    "Steps: 25, Sampler: Euler a, CFG scale: 6.5, Seed: 4242, Size: 512x768, Model: some"
)
GRAPH: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 4242, "steps": 25, "cfg": 6.5, "sampler_name": "dpmpp_2m", "scheduler": "karras",
            "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
        },
        "is_changed": [float("nan")],
    },
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red cat on a mat", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
}  # fmt: skip
WORKFLOW = {
    "nodes": [
        {
            "id": 3, "type": "KSampler",
            "widgets_values": [4242, "fixed", 25, 6.5, "dpmpp_2m", "karras", 1],
            "inputs": [
                {"name": "positive", "link": 1}, {"name": "negative", "link": 2}, {"name": "latent_image", "link": 3},
            ],
        },
        {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]},
        {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a red cat on a mat"]},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["blurry"]},
    ],
    "links": [[1, 6, 0, 3, 1, "C"], [2, 7, 0, 3, 2, "C"], [3, 5, 0, 3, 3, "L"]],
}  # fmt: skip


def written(path: Path, **texts: str) -> Path:
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    Image.new("RGB", (8, 8)).save(path, pnginfo=info)
    return path


def behind_the_pixels(path: Path) -> Path:
    """The same PNG with all its texts moved to the end."""
    data, at, first, last = path.read_bytes(), 8, [], []
    while at < len(data):
        (length,) = struct.unpack(">L", data[at : at + 4])
        chunk = data[at : at + 12 + length]
        (last if chunk[4:8] in (b"tEXt", b"zTXt", b"iTXt", b"IEND") else first).append(chunk)
        at += len(chunk)
    path.write_bytes(data[:8] + b"".join(first + sorted(last, key=lambda c: c[4:8] == b"IEND")))
    return path


def seen(path: Path) -> tuple[Any, ...]:
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None
    document, sampling = saved.request.document, saved.request.sampling
    return (
        document.prompt, document.negative_prompt, document.width, document.height,
        sampling.seed, sampling.steps, sampling.guidance_scale, sampling.scheduler,
    )  # fmt: skip


def wanted(scheduler: str) -> tuple[Any, ...]:
    return "a red cat on a mat", "blurry", 512, 768, 4242, 25, 6.5, scheduler


def test_texts_behind_the_pixels(tmp_path: Path) -> None:
    assert seen(behind_the_pixels(written(tmp_path / "a.png", parameters=A1111))) == wanted(
        "euler_a"
    )


def test_our_own_pictures_with_their_texts_behind_the_pixels(
    tmp_path: Path, request_with_lines: Request
) -> None:
    import numpy as np

    path = tmp_path / "a.png"
    export_picture(np.zeros((64, 64, 3), np.uint8), request_with_lines, path)
    saved = read_settings(behind_the_pixels(path))
    assert saved is not None
    assert saved.strokes
    assert saved.request == request_with_lines


@pytest.fixture
def request_with_lines() -> Request:
    from sketchpad.document.model import Document, Stroke
    from sketchpad.generation.request.request import Sampling

    return Request(
        Document(strokes=(Stroke([[1, 2], [30, 40]], 3),), prompt="a cat"), Sampling(1, 2, 3.0)
    )


@pytest.mark.parametrize(
    "further",
    [
        "\nTemplate: a {red|blue} cat\nNegative Template: blurry",
        '\nLora hashes: "a: 1234, b: 5678"',
        "\n\n",
        "\r\n",
        "\nHashes: {}, steps of a stair: 12",
    ],
)
def test_further_lines_of_extensions(tmp_path: Path, further: str) -> None:
    assert seen(written(tmp_path / "a.png", parameters=A1111 + further)) == wanted("euler_a")


def test_packed_texts_of_more_than_a_megabyte(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("workflow", json.dumps(WORKFLOW) + " " * (3 << 20), zip=True)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png", pnginfo=info)
    assert seen(tmp_path / "a.png") == wanted("dpm++_karras")


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
@pytest.mark.parametrize(
    "comment",
    [
        b"UNICODE\0" + A1111.encode("utf-8"),
        b"UNICODE\0" + A1111.encode("utf-16-be"),
        b"UNICODE\0" + A1111.encode("utf-16-le"),
        b"UNICODE\0" + A1111.encode("utf-16"),
        b"ASCII\0\0\0" + A1111.encode(),
        bytes(8) + A1111.encode(),
        A1111.encode(),
    ],
    ids=["utf-8", "big", "little", "marked", "ascii", "undefined", "bare"],
)
def test_comments_in_every_encoding(tmp_path: Path, comment: bytes, suffix: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = comment
    Image.new("RGB", (8, 8)).save(tmp_path / f"a{suffix}", exif=exif)
    assert seen(tmp_path / f"a{suffix}") == wanted("euler_a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le"])
def test_a_chinese_comment(tmp_path: Path, encoding: str) -> None:
    text = A1111.replace("a red cat on a mat", "垫子上的红猫")
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"UNICODE\0" + text.encode(
        encoding
    )
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert seen(tmp_path / "a.jpg")[0] == "垫子上的红猫"


@pytest.mark.parametrize(
    ("texts", "scheduler"),
    [
        ({"prompt": json.dumps(GRAPH)}, "dpm++_karras"),
        ({"workflow": json.dumps(WORKFLOW)}, "dpm++_karras"),
        (
            {"invokeai_metadata": {
                "positive_prompt": "a red cat on a mat", "negative_prompt": "blurry", "seed": 4242, "steps": 25,
                "cfg_scale": 6.5, "scheduler": "euler_a", "width": 512, "height": 768, "model": {"name": "some"},
            }},
            "euler_a",
        ),
        (
            {"parameters": {
                "prompt": "a red cat on a mat", "negative_prompt": "blurry", "seed": "4242", "steps": 25,
                "guidance_scale": 6.5, "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras",
                "resolution": "(512, 768)", "styles": "[]",
            }, "fooocus_scheme": "fooocus"},
            "dpm++_karras",
        ),
        (
            {"Comment": {
                "prompt": "a red cat on a mat", "uc": "blurry", "seed": 4242, "steps": 25, "scale": 6.5,
                "sampler": "k_euler_ancestral", "width": 512, "height": 768,
            }, "Software": "NovelAI"},
            "euler",
        ),
    ],
    ids=["ComfyUI graph", "ComfyUI workflow", "InvokeAI", "Fooocus", "NovelAI"],
)  # fmt: skip
def test_settings_as_json(tmp_path: Path, texts: dict[str, Any], scheduler: str) -> None:
    told = {key: text if isinstance(text, str) else json.dumps(text) for key, text in texts.items()}
    if "Software" in told:
        scheduler = "euler_a"
    assert seen(written(tmp_path / "a.png", **told)) == wanted(scheduler)


def test_a_graph_is_followed_to_its_words_and_numbers(tmp_path: Path) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["3"]["inputs"] |= {"positive": ["20", 0], "seed": ["21", 0]}
    graph["20"] = {
        "class_type": "ControlNetApply",
        "inputs": {"conditioning": ["6", 0], "image": ["9", 0]},
    }
    graph["6"]["inputs"]["text"] = ["22", 0]
    graph["21"] = {"class_type": "Seed", "inputs": {"seed": 4242}}
    graph["22"] = {"class_type": "String", "inputs": {"string": "a red cat on a mat"}}
    graph["30"] = {
        "class_type": "KSampler",
        "inputs": graph["3"]["inputs"] | {"steps": 10, "latent_image": ["31", 0]},
    }
    graph["31"] = {
        "class_type": "LatentUpscale",
        "inputs": {"samples": ["3", 0], "width": 1024, "height": 1536},
    }
    turned = dict(reversed(graph.items()))
    assert seen(written(tmp_path / "a.png", prompt=json.dumps(turned))) == wanted("dpm++_karras")


def test_a_graph_that_goes_round_in_circles() -> None:
    graph = {str(n): {"inputs": {"a": [str((n + 1) % 50), 0]}} for n in range(50)}
    graph["0"]["inputs"] |= {"seed": ["1", 0], "steps": ["1", 0], "positive": ["1", 0]}
    assert from_json_texts({"prompt": json.dumps(graph)}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["seed", "steps", "inputs", "nodes", "links", "id", "type", "link", "positive", "image"]), inner
    ),
    max_leaves=20,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["nodes", "links", "1", "2", "seed", "steps", "prompt"]), json_values
    )
)
def test_no_json_is_too_strange(value: dict[str, Any]) -> None:
    for key in ("prompt", "workflow", "parameters", "Comment"):
        request = from_json_texts({key: json.dumps(value)})
        assert request is None or isinstance(request, Request)


def test_texts_are_capped_and_damaged_ones_left_out() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + bytes(4)

    bomb = zlib.compress(bytes(LARGEST_TEXT * 4), 9)
    data = b"\x89PNG\r\n\x1a\n" + b"".join((
        chunk(b"zTXt", b"bad\0\0" + b"no zlib"),
        chunk(b"tEXt", b"parameters\0\xe9"),
        chunk(b"iTXt", b"prompt\0\0\0en\0x\0" + "中".encode()),
        chunk(b"tEXt", b"parameters\0second"),
        *[chunk(b"zTXt", b"bomb%d\0\0" % n + bomb) for n in range(5)],
        b"\xff\xff\xff\xff" + b"tEXt",
    ))  # fmt: skip
    found = read_texts(io.BytesIO(data))
    assert found["parameters"] == "é"
    assert found["prompt"] == "中"
    assert "bad" not in found
    assert sum(map(len, found.values())) <= LARGEST_TEXT
    assert read_texts(io.BytesIO(b"GIF")) == {}
