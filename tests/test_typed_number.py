from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.typed_number import number_from


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.8", 0.8),
        ("0,8", 0.8),
        (".8", 0.8),
        (",8", 0.8),
        ("０．８", 0.8),
        ("０，８", 0.8),
        ("−0,5", -0.5),
        ("1e3", 1000),
        ("2.5e-1", 0.25),
        ("80 %", 0.8),
        ("80%", 0.8),
        ("strength: 0.8", 0.8),
        ("<lora:style:0,8>", 0.8),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("0,800", 0.8),
        ("1.000", 1.0),
        ("1 000", 1000),
        ("5.", 5),
    ],
)
def test_fractions(text: str, value: float) -> None:
    assert number_from(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", 20),
        ("２０", 20),
        ("1,000", 1000),
        ("1'000", 1000),
        ("1,000,000", 1_000_000),
        ("1e3", 1000),
        ("Seed: 112358132141, Size", 112358132141),
        ("18446744073709551615", 2**64 - 1),
        ("20.0", 20),
    ],
)
def test_whole_numbers_are_exact(text: str, value: int) -> None:
    assert number_from(text, whole=True) == value


@pytest.mark.parametrize(
    "text", ["", "a cat", "1 2", "512x512", "1-8", "--", "1e999", "1" * 101, "1.2.3"]
)
@pytest.mark.parametrize("whole", [False, True])
def test_what_is_no_single_number_is_refused(text: str, whole: bool) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number_from(text, whole)


@pytest.mark.parametrize(
    ("text", "whole"), [("1,000", False), ("1.000", True), ("0,8", True), ("12.5", True)]
)
def test_what_can_be_read_in_two_ways_is_refused(text: str, whole: bool) -> None:
    with pytest.raises(ValueError, match=r".*"):
        number_from(text, whole)


@given(st.integers(-(2**64), 2**64))
def test_every_whole_number_reads_back(value: int) -> None:
    assert number_from(str(value), whole=True) == value
    assert number_from(f"{value:,}", whole=True) == value


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 4)))
def test_every_fraction_reads_back(value: float) -> None:
    assert number_from(f"{value:.4f}") == value


@given(st.text(max_size=120))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        value = number_from(text)
    except ValueError:
        return
    assert isinstance(value, int | float)
