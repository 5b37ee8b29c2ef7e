from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sketchpad.cluster.parcels import Receiver, local_reference, parcel_of, pieces
from sketchpad.cluster.wire import (
    pack_plan,
    pack_progress,
    references,
    unpack_plan,
    unpack_progress,
    with_references,
)
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import BadDocument, Problem, SketchpadError, WeightsMissing
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.request.request import (
    InitImage,
    Lora,
    Memory,
    MethodSettings,
    Progress,
    Request,
    Sampling,
)

DRAWING = Document(
    128,
    192,
    strokes=(Stroke([(10, 10), (90.5, 100.25)], 3.0),),
    boxes=(Box("a cat", (0.1, 0.2, 0.5, 0.9)),),
    prompt="一只猫",
)
REQUEST = Request(
    DRAWING,
    Sampling(2**64 - 1, 6, 4.5),
    (MethodSettings("controlnet", 0.8, 0.1, 0.9, net="/nets/canny"), MethodSettings("gligen", 1.0)),
    "/models/one.safetensors",
    InitImage("/pictures/a.png", 0.5),
    (Lora("/loras/b.safetensors", -0.5),),
    "/vaes/c.safetensors",
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path / "home"))


def test_a_plan_arrives_as_it_was() -> None:
    origin = Plan(REQUEST)
    assert unpack_plan(pack_plan(origin)) == origin
    changed = branch(origin, 2, replace(REQUEST, document=DRAWING.with_prompt("a dog")))
    assert unpack_plan(pack_plan(changed)) == changed


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"drawing": "x", "origin": null, "step": 0}']
)
def test_what_is_no_plan_is_refused(data) -> None:
    with pytest.raises(BadDocument):
        unpack_plan(data)


def test_what_a_plan_names() -> None:
    plan = branch(Plan(REQUEST), 2, REQUEST)
    assert references(plan) == {
        "/models/one.safetensors",
        "/nets/canny",
        "/pictures/a.png",
        "/loras/b.safetensors",
        "/vaes/c.safetensors",
    }
    assert references(with_references(plan, str.upper)) == {
        name.upper() for name in references(plan)
    }
    assert references(Plan(Request(DRAWING, REQUEST.sampling))) == {""}


def picture(height, width):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def test_a_finished_picture_arrives_to_the_bit() -> None:
    notes = (Problem.of("cell_lost", "model"),)
    progress = Progress(6, 6, picture(192, 128), 1.25, True, notes, Memory(10, "process"))
    arrived = unpack_progress(pack_progress(progress))
    assert np.array_equal(arrived.picture, progress.picture)
    assert not arrived.picture.flags.writeable
    assert arrived == progress


def test_a_preview_arrives_small_and_is_shown_large() -> None:
    smooth = np.full((1024, 768, 3), (200, 100, 50), np.uint8)
    event = pack_progress(Progress(2, 6, smooth, 0.5, False))
    assert len(event[1]) < 20_000
    arrived = unpack_progress(event).picture
    assert arrived.shape == smooth.shape
    assert np.abs(arrived.astype(int) - smooth).max() < 8


def send(reference: str) -> str | None:
    """As a worker on the same disk would get it."""
    parcel = parcel_of(reference)
    receiver = Receiver(parcel.key)
    for name, path in parcel.files().items():
        for piece in pieces(path):
            receiver.add(name, piece)
    receiver.finish()
    return local_reference(parcel.key)


def test_the_embedded_model_is_everywhere() -> None:
    assert local_reference(parcel_of("").key) == ""


def test_a_folder_is_sent_once(tiny_model_dir) -> None:
    parcel = parcel_of(str(tiny_model_dir))
    assert local_reference(parcel.key) is None
    there = send(str(tiny_model_dir))
    assert there is not None
    assert parcel_of(there).key == parcel.key
    assert local_reference(parcel.key) == there


@pytest.mark.parametrize("name", ["style.safetensors", "base.png"])
def test_a_file_is_sent_once(tmp_path, name) -> None:
    (tmp_path / name).write_bytes(b"some bytes")
    there = send(str(tmp_path / name))
    assert there is not None
    assert there.endswith(name)


def test_a_parcel_that_is_not_what_was_announced_is_refused(tmp_path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"some bytes")
    receiver = Receiver(parcel_of(str(tmp_path / "a.safetensors")).key)
    receiver.add("a.safetensors", b"other bytes")
    with pytest.raises(SketchpadError):
        receiver.finish()


@pytest.mark.parametrize(
    "name", ["../a.safetensors", "/a.safetensors", "a.py", "sub/a.png", "model.ckpt", ""]
)
def test_nothing_else_is_written(name) -> None:
    with pytest.raises(SketchpadError):
        Receiver("files:0").add(name, b"x")


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(WeightsMissing):
        parcel_of("/nowhere/model.safetensors")
