"""Every reader of what comes from outside, as a function of bytes, with good inputs to damage.

A reader returns, or raises an error that the user can meet (`SketchpadError`). Anything else is a fault.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from sketchpad import paths
from sketchpad.cluster.wire import pack_plan, unpack_plan
from sketchpad.document.io import project_file
from sketchpad.document.io.layered.layered import Layered, document_of, layers_of
from sketchpad.document.io.layered.openraster import STACK, read_ora, write_ora
from sketchpad.document.io.layered.photoshop import read_psd, write_psd
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.quickdraw import read_quickdraw
from sketchpad.document.io.svg_import import read_svg
from sketchpad.document.io.zip_reader import write_members
from sketchpad.document.model import Box, Document, Paint, Reference, Stroke
from sketchpad.document.palette import own_palettes, read_palette
from sketchpad.document.prompt.history import PromptHistory
from sketchpad.document.prompt.styles import OwnStyles, read_styles
from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.export.a1111_text import from_a1111_text
from sketchpad.generation.export.bundle import load_bundle, save_bundle
from sketchpad.generation.export.metadata import from_text, to_text
from sketchpad.generation.export.other_programs import from_json_texts
from sketchpad.generation.export.picture import from_png, to_png
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.method_syntax import read_curve
from sketchpad.generation.request.presets import Preset, Presets
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.models.checkpoints.safetensors_io import check_header, read_json
from sketchpad.models.checkpoints.single_file import inspect_file
from sketchpad.models.hub.client import Hub
from sketchpad.models.lora.file import inspect_lora
from sketchpad.settings import Preferences


class Reader(NamedTuple):
    """`read` is given bytes like those of `seeds`, damaged; `form` says how to damage them."""

    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]
    form: str = "bytes"  # or "json", "text"


def drawing() -> Document:
    """A little of everything."""
    picture = encoded("PNG")
    return Document(
        128,
        128,
        (Stroke([(1, 2), (30, 4), (60, 90)], 3.0), Stroke([(5, 5, 0.5), (9, 9, 1.0)], 2.0, True)),
        (Box("a cat", (0.1, 0.1, 0.6, 0.9), picture=picture),),
        prompt="a cat (on:1.2) a wall",
        paints=(Paint(Stroke([(1, 2), (90, 60)], 20.0), "#ff8000", opacity=0.5),),
        ground=Reference(picture, (0.0, 0.0, 1.0, 0.5)),
    )


def request() -> Request:
    method = MethodSettings("controlnet", 0.8, 0.1, 0.9)
    return Request(drawing(), Sampling(7, 4, 4.0), (method,))


def encoded(form: str, mode: str = "RGB") -> bytes:
    pixels = np.arange(24 * 16 * 3, dtype=np.uint8).reshape(24, 16, 3)
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, form)
    return file.getvalue()


def json_of(value: object) -> bytes:
    return json.dumps(value).encode()


def member(packed: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        return package.read(name)


def repacked(packed: bytes, name: str, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        members = {one: package.read(one) for one in package.namelist()}
    file = io.BytesIO()
    write_members(file, {**members, name: data})
    return file.getvalue()


@cache
def project() -> bytes:
    return project_file.to_bytes(drawing())


def png_with(kind: bytes, data: bytes) -> bytes:
    """A picture with a chunk of text of a right checksum."""
    whole = encoded("PNG")
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return whole[:33] + chunk + whole[33:]


def with_header(header: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(128 * header.count(b"dtype"))


def header_of(*names: str) -> bytes:
    """Of a safetensors file with 8 x 8 half numbers under each name."""
    table: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    for at, name in enumerate(names):
        offsets = [128 * at, 128 * at + 128]
        table[name] = {"dtype": "F16", "shape": [8, 8], "data_offsets": offsets}
    return json_of(table)


FORMS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
PARAMETERS = (
    b"a cat\nNegative prompt: dog\nSteps: 4, Sampler: DDIM, CFG scale: 7, Seed: 7, Size: 64x64"
)
FIRST = "model.diffusion_model.input_blocks.0.0.weight"
LORA = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q"
GRAPH = {
    "1": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 9, "cfg": 7.0, "positive": ["2", 0]}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["3", 0]}},
    "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
}  # fmt: skip
FLAT = {"image": {"prompt": "a cat", "seed": 5, "steps": 9, "cfg_scale": 7.5, "width": 512}}
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><style>.a{stroke:red;fill:none}</style><defs>'
    b'<path id="p" d="M0 0c1 2 3 4 5 6s7 8 9 10q1 1 2 2t3 3a4 5 30 0 1 6 7z"/></defs>'
    b'<g transform="translate(1,2) rotate(30)"><use href="#p" x="3"/><rect width="5%" height="9px" rx="2"/>'
    b'<circle cx="5" cy="5" r="4"/><polyline class="a" points="1,2 3,4 5,6"/><line x1="1" y2="3"/></g></svg>'
)
FILE = {"rfilename": "unet/config.json", "size": 5, "lfs": {"sha256": "b" * 64, "size": 5}}
LISTING = {"sha": "a" * 40, "siblings": [FILE]}


def readers(folder: Path) -> dict[str, Reader]:
    """All of them; those that want files write into `folder`."""

    def at(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
        path = folder / name

        def written(data: bytes) -> object:
            path.write_bytes(data)
            for kept in folder.glob("*-damaged*"):  # what the program put aside the last time
                kept.unlink()
            return read(path)

        return written

    @cache
    def bundle() -> bytes:
        path = folder / "seed.sketchcompare"
        save_bundle([("a", Plan(request()), np.zeros((16, 16, 3), np.uint8), "star")], path)
        return path.read_bytes()

    def layers(read: Layered) -> Document:
        return document_of(read, 128, 128)

    @cache
    def layered(write: Callable[[Path, Layered], None]) -> bytes:
        write(folder / "a.layers", layers_of(drawing(), np.zeros((128, 128, 3), np.uint8)))
        return (folder / "a.layers").read_bytes()

    def presets() -> list[bytes]:
        Presets(folder / "seed.json").save(Preset("mine", request().methods))
        return [(folder / "seed.json").read_bytes()]

    def picture(form: str) -> Reader:
        return Reader(lambda data: read_picture("a", 12, data), lambda: [encoded(form)])

    def graph(data: bytes) -> object:
        text = data.decode("utf-8", "replace")
        return from_json_texts(dict.fromkeys(("prompt", "workflow", "invokeai_metadata"), text))

    def of_text(read: Callable[[str], object]) -> Callable[[bytes], object]:
        return lambda data: read(data.decode("utf-8", "replace"))

    def of_project(name: str, form: str) -> Reader:
        def read(data: bytes) -> object:
            return project_file.load("a", repacked(project(), name, data))

        return Reader(read, lambda: [member(project(), name)], form)

    load = at("a.sketchcompare", load_bundle)
    lora, single = at("a.safetensors", inspect_lora), at("b.safetensors", inspect_file)
    apple = paths.resources() / "samples" / "apple.sketchpad"
    drawn = {"word": "cat", "drawing": [[[0, 5, 9], [1, 2, 3]], [[4], [5]]]}
    return {
        **{f"picture {form}": picture(form) for form in FORMS},
        "svg": Reader(lambda data: read_svg("a.svg", data=data), lambda: [SVG], "text"),
        "psd": Reader(lambda data: layers(read_psd("a.psd", data)), lambda: [layered(write_psd)]),
        "ora": Reader(lambda data: layers(read_ora("a.ora", data)), lambda: [layered(write_ora)]),
        "ora, stack": Reader(
            lambda data: layers(read_ora("a.ora", repacked(layered(write_ora), STACK, data))),
            lambda: [member(layered(write_ora), STACK)],
            "text",
        ),
        "project": Reader(
            lambda data: project_file.load("a", data), lambda: [project(), apple.read_bytes()]
        ),
        "project, drawing": of_project("document.json", "json"),
        "project, points": of_project("points.f32", "bytes"),
        "project, pictures": of_project("references.bin", "bytes"),
        "bundle": Reader(load, lambda: [bundle()]),
        "bundle, settings": Reader(
            lambda data: load(repacked(bundle(), "bundle.json", data)),
            lambda: [member(bundle(), "bundle.json")],
            "json",
        ),
        "picture with settings": Reader(
            lambda data: from_png(data, "a"),
            lambda: [to_png(np.zeros((16, 16, 3), np.uint8), request())],
        ),
        "text in a picture": Reader(
            lambda data: from_png(png_with(b"iTXt", data), "a"),
            lambda: [b"parameters\0\0\0\0\0" + PARAMETERS, b"parameters\0\1\0\0\0" + PARAMETERS],
            "text",
        ),
        "parameters": Reader(of_text(from_a1111_text), lambda: [PARAMETERS], "text"),
        "own settings": Reader(of_text(from_text), lambda: [to_text(request()).encode()], "json"),
        "other programs": Reader(graph, lambda: [json_of(GRAPH), json_of(FLAT)], "json"),
        "quickdraw": Reader(at("a.ndjson", read_quickdraw), lambda: [json_of(drawn)], "json"),
        "LoRA": Reader(
            lambda data: lora(with_header(data)),
            lambda: [
                header_of(f"{LORA}.lora_down.weight", f"{LORA}.lora_up.weight", f"{LORA}.alpha"),
                header_of("emb"),
            ],
            "json",
        ),
        "checkpoint": Reader(
            lambda data: single(with_header(data)), lambda: [header_of(FIRST)], "json"
        ),
        "safetensors": Reader(
            at("c.safetensors", check_header), lambda: [with_header(header_of("a.weight"))]
        ),
        "configuration": Reader(at("a.json", read_json), lambda: [json_of(GRAPH)], "json"),
        "repository": Reader(_Hub().listing, lambda: [json_of(LISTING)], "json"),
        "plan": Reader(unpack_plan, lambda: [pack_plan(Plan(request()))], "json"),
        "preferences": Reader(
            at("p.json", Preferences.load),
            lambda: [json_of({"steps": 5, "theme": "dark", "model.folders": "a"})],
            "json",
        ),
        "presets": Reader(at("q.json", lambda path: Presets(path).present()), presets, "json"),
        "palette": Reader(
            at("p.gpl", read_palette),
            lambda: [
                (paths.resources() / "palettes" / f"{n}.gpl").read_bytes() for n in own_palettes()
            ],
            "text",
        ),
        "styles": Reader(
            at("s.csv", read_styles),
            lambda: [(paths.resources() / "styles.csv").read_bytes()],
            "text",
        ),
        "own styles": Reader(
            at("s.json", lambda path: OwnStyles(path).present()),
            lambda: [json_of({"version": 1, "styles": [{"name": "a", "prompt": "b"}]})],
            "json",
        ),
        "recent prompts": Reader(
            at("r.json", lambda path: PromptHistory(path).present()),
            lambda: [json_of([["a", "b"], ["c", ""]])],
            "json",
        ),
        "curve": Reader(of_text(read_curve), lambda: [b"0:1/0.4:1/0.7:0"], "text"),
    }


class _Hub(Hub):
    """Answers with given bytes instead of a network's."""

    data = b""

    def _answer(self, *_: object, **__: object) -> Any:
        return io.BytesIO(self.data)

    def listing(self, data: bytes) -> object:
        self.data = data
        return self.describe("a/b", "main")


def survives(reader: Reader, data: bytes) -> Exception | None:
    """None where `data` was read or refused in a sentence, else what was raised."""
    try:
        reader.read(data)
    except SketchpadError:
        return None
    except Exception as error:  # noqa: BLE001 - any is a fault, and is what is looked for
        return error
    return None
