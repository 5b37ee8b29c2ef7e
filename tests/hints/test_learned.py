"""Learned annotators: optional, and said in a sentence where they are missing."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from sketchpad.errors import AnnotatorMissing, WeightsDamaged
from sketchpad.hints import learned
from sketchpad.hints.registry import HINTS

PICTURE = np.random.default_rng(2).integers(0, 255, (50, 70, 3), np.uint8)


@pytest.fixture
def runtime(monkeypatch):
    """A runtime whose sessions give the mean of the colours, times 3 plus 5, at half the size."""
    shown = []

    class InferenceSession:
        def __init__(self, path, providers):
            if b"broken" in Path(path).read_bytes():
                raise RuntimeError("no graph")

        def get_inputs(self):
            return [SimpleNamespace(name="pixels", shape=[1, 3, "h", "w"])]

        def run(self, wanted, feed):
            shown.append(feed["pixels"])
            return [feed["pixels"].mean(1)[:, ::2, ::2] * 3 + 5]

    module = ModuleType("onnxruntime")
    module.InferenceSession = InferenceSession
    monkeypatch.setitem(sys.modules, "onnxruntime", module)
    monkeypatch.setattr(learned, "find_spec", lambda name: object())
    learned._session.cache_clear()
    return shown


def install(name, content=b"graph"):
    learned.folder().mkdir(parents=True, exist_ok=True)
    learned.ANNOTATORS[name].file.write_bytes(content)


def test_without_the_runtime(monkeypatch):
    monkeypatch.setattr(learned, "find_spec", lambda name: None)
    install("depth")
    assert not learned.available("depth")
    with pytest.raises(AnnotatorMissing, match="onnxruntime"):
        learned.annotate("depth", PICTURE)


def test_without_the_file(runtime):
    assert not learned.available("depth")
    with pytest.raises(AnnotatorMissing, match=r"depth\.onnx"):
        learned.annotate("depth", PICTURE)


def test_what_it_sees_is_brought_to_the_picture(runtime):
    install("depth")
    assert learned.available("depth")
    seen = learned.annotate("depth", PICTURE)
    assert seen.shape == (50, 70)
    assert seen.dtype == np.float32
    assert seen.min() >= 0
    assert seen.max() <= 1
    [pixels] = runtime
    assert pixels.shape[:2] == (1, 3)
    assert all(side % 14 == 0 for side in pixels.shape[2:])
    assert HINTS["depth"].from_picture(PICTURE).shape == (50, 70, 3)


def test_lines_come_out_white_on_black(runtime):
    install("lineart")
    seen = HINTS["lineart"].from_picture(PICTURE)
    np.testing.assert_array_equal(seen, 0)  # 5 and more is paper to it


def test_a_file_that_cannot_be_run(runtime):
    install("depth", b"broken")
    with pytest.raises(WeightsDamaged, match="cannot be run"):
        learned.annotate("depth", PICTURE)
