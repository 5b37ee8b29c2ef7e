"""Measuring whether a repainted box changes, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sketchpad.evaluation.cases import BOXED, make_cases, read_drawings
from sketchpad.evaluation.repainting import Row, rows, table
from sketchpad.metrics.boxes import word_of


class FirstWord:
    """A judge who sees the same thing everywhere."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def scores(self, images: np.ndarray) -> np.ndarray:
        row = [1.0, *[0.0] * (len(self.words) - 1)]
        return np.array([row] * len(images), np.float32)

    def word_for(self, phrase: str) -> str | None:
        return word_of(phrase, self.words)


def test_a_box_gets_the_next_word_and_the_rest_stays(
    monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path
) -> None:
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    cases = make_cases(read_drawings(None, 2), 128, 128, BOXED)
    (row, *_) = rows(cases, FirstWord(cases[1].word, cases[0].word))
    assert row == Row(before=False, new=(True, True), old=(False, False), changed=0)


def test_the_table() -> None:
    found = [
        Row(True, (False, True), (True, False), 0),
        Row(False, (True, True), (False, False), 0),
    ]
    assert "| words alone | 50 % | 50 % | 0 of 255 |" in table(found)
    assert "| with boxes | 100 % | 0 % | 0 of 255 |" in table(found)
    assert "50 % of the boxes" in table(found)
