from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.raster import render_lines
from sketchpad.generation.comparison.adherence import (
    Adherence,
    lines_of,
    measure,
    ranked,
)
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.metrics.boxes import Verdict, word_of
from sketchpad.metrics.lines import LineAgreement

LINE = (Stroke([[20, 20], [100, 20], [100, 100]], 3.0),)


class Painter:
    """A judge that sees a thing by its colour."""

    words = ("cat", "dog")

    def scores(self, images: np.ndarray, /) -> np.ndarray:
        red = images[..., 0].mean(axis=(1, 2)) / 255
        return np.stack([red, 1 - red], axis=1).astype(np.float32)

    def word_for(self, phrase: str, /) -> str | None:
        return word_of(phrase, self.words)


def request_for(**more) -> Request:
    return Request(Document(128, 128, prompt="a dog", **more), Sampling(0, 4, 4.0))


def halves() -> np.ndarray:
    """Red on the left, black on the right."""
    picture = np.zeros((128, 128, 3), np.uint8)
    picture[:, :64, 0] = 255
    return picture


def test_a_picture_of_the_lines_agrees_with_them() -> None:
    request = request_for(strokes=LINE)
    ink = render_lines(request.document, 128, 128)
    good = np.repeat(255 - ink[..., None], 3, axis=2)
    found = measure(good, request)
    assert found.lines is not None
    assert found.lines.f1 > 0.95
    blank = measure(np.full((128, 128, 3), 99, np.uint8), request)
    assert blank.lines is not None
    assert blank.lines.f1 == 0
    assert found.score == found.lines.f1
    match = lines_of(good, request)
    assert match is not None
    assert match.matched.sum() > 20 * max(1, int(match.missed.sum()))
    assert lines_of(good, request_for()) is None


def test_each_box_is_judged_by_what_it_holds() -> None:
    boxes = (
        Box("a red cat", (0.0, 0.0, 0.45, 1.0)),
        Box("a cat", (0.6, 0.0, 1.0, 1.0)),
        Box("a teapot", (0.6, 0.0, 1.0, 1.0)),
    )
    found = measure(halves(), request_for(boxes=boxes), Painter())
    assert [v and (v.word, v.top1) for v in found.boxes] == [("cat", True), ("cat", False), None]
    assert (found.box_hits, found.judged_boxes, found.score) == (1, 2, 0.5)
    assert found.words is not None
    assert found.words.word == "dog"


def test_lines_and_boxes_count_the_same() -> None:
    hit = Verdict("cat", 0, 0.9, "cat")
    one = Adherence(LineAgreement(0.5, 0.5, 0.4), (hit, None))
    assert one.score == pytest.approx(0.7)


def test_nothing_to_measure() -> None:
    found = measure(halves(), request_for())
    assert found == Adherence()
    assert found.score is None


def test_best_first_and_the_unmeasured_last() -> None:
    def of(f1: float) -> Adherence:
        return Adherence(LineAgreement(f1, f1, f1))

    cells = [("a", None), ("b", of(0.2)), ("c", of(0.9)), ("d", of(0.2)), ("e", Adherence())]
    assert ranked(cells) == ("c", "b", "d", "a", "e")
