"""Where networks run, on machines of which most tests have none: what torch says of cards is said by the test."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from sketchpad.models.runtime import device as module
from sketchpad.models.runtime.device import choose_device

GIB = 2**30


class Machine:
    """A machine with `cards` graphics cards of a generation ("major": 7 is Turing, 8 is Ampere)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cards: int = 1, major: int = 8) -> None:
        self.current = 0
        properties = SimpleNamespace(major=major, total_memory=24 * GIB)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cards > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: cards)
        monkeypatch.setattr(torch.cuda, "current_device", lambda: self.current)
        monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: properties)
        monkeypatch.setattr(torch.cuda, "device", self.entered)
        # Old cards pretend: they make such a tensor, and multiply in emulation.
        monkeypatch.setattr(torch.cuda, "_check_bf16_tensor_supported", lambda _: True)

    def entered(self, place: torch.device) -> Machine:
        self.current = place.index or 0
        return self

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.current = 0


@pytest.fixture(autouse=True)
def _nothing_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SKETCHPAD_DEVICE", "SKETCHPAD_PRECISION", "SKETCHPAD_OFFLOAD"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("major", "expected"), [(6, "float16"), (7, "float16"), (8, "bfloat16")])
def test_bfloat16_only_where_the_card_multiplies_it(
    major: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Machine(monkeypatch, major=major)
    place = choose_device()
    assert place.device.type == "cuda"
    assert place.dtype == getattr(torch, expected)
    assert choose_device(precision="bfloat16").dtype == torch.bfloat16


@pytest.mark.parametrize("asked", ["cuda", "cuda:0", "cuda:1"])
def test_a_card_by_its_number(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cards=2)
    assert choose_device(asked).device == torch.device(asked)


@pytest.mark.parametrize("asked", ["cuda:2", "cuda:x", "cuda:-1", "tpu", "mps:9", "meta", "CPU "])
def test_a_device_that_is_not_there_is_another_one_and_no_error(
    asked: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Machine(monkeypatch, cards=2)
    monkeypatch.setenv("SKETCHPAD_DEVICE", asked)
    assert choose_device().device == torch.device("cuda")
    assert f"There is no device {asked}" in caplog.text


def test_apple_computes_in_full_precision_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cards=0)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    place = choose_device()
    assert (place.device.type, place.dtype) == ("mps", torch.float32)
    assert choose_device("mps", "float16").dtype == torch.float16
    assert not place.offload


def test_without_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cards=0)
    monkeypatch.setattr(module, "_has_fast_bfloat16", lambda: False)
    assert choose_device("cuda").device.type == "cpu"
    assert choose_device("cuda").dtype == torch.float32


def test_a_card_that_does_not_answer_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_device: object) -> None:
        raise RuntimeError("CUDA error: unknown error")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_properties", fail)
    for asked in ("", "cuda"):
        assert choose_device(asked).device.type == "cpu"
