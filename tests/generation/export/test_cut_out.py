"""The thing of a picture on a transparent ground."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sketchpad.document.model import Document, Stroke
from sketchpad.generation.export.cut_out import cut_out_of

SIDE = 160


def disc(fine: int = 8) -> np.ndarray:
    """How much of each pixel a disc covers, 0..1."""
    large = np.zeros((SIDE * fine, SIDE * fine), np.uint8)
    cv2.circle(large, (70 * fine, 90 * fine), 40 * fine, 255, -1)
    return cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA) / np.float32(255)


def over(ground: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    share = disc()[..., None]
    return np.rint(share * np.array(colour) + (1 - share) * ground).astype(np.uint8)


@pytest.fixture
def plain() -> np.ndarray:
    return over(np.full((SIDE, SIDE, 3), 250.0), (180, 30, 60))


def test_the_edge_is_as_soft_as_it_was_and_keeps_no_ground(plain: np.ndarray) -> None:
    cut = cut_out_of(plain, trim=False)
    assert cut is not None
    assert cut.shape == (SIDE, SIDE, 4)
    alpha = cut[..., 3] / 255
    assert np.abs(alpha - disc()).max() < 0.12
    assert np.abs(alpha - disc())[(disc() > 0) & (disc() < 1)].mean() < 0.04
    seen = alpha > 0.2
    assert np.abs(cut[seen][:, :3].astype(int) - (180, 30, 60)).max() <= 25  # of up to 176 before


def test_trimmed_it_is_as_large_as_the_thing(plain: np.ndarray) -> None:
    cut = cut_out_of(plain)
    assert cut is not None
    assert all(80 <= side <= 83 for side in cut.shape[:2])
    assert cut[..., 3].any(axis=0).all()


def landscape() -> np.ndarray:
    """Of two colours, so that neither is the ground."""
    ground = np.full((SIDE, SIDE, 3), (120.0, 180.0, 240.0))
    ground[90:] = 70, 150, 60
    return over(ground, (230, 40, 40))


def test_on_a_busy_ground_the_drawn_outline_says_what_the_thing_is() -> None:
    picture = landscape()
    assert cut_out_of(picture) is None
    assert cut_out_of(picture, Document(256, 256)) is None
    around = np.linspace(0, 2 * np.pi, 60)
    scale = 256 / SIDE  # drawn a little too large, as by hand
    outline = np.stack([70 + 44 * np.cos(around), 90 + 44 * np.sin(around)], axis=1) * scale
    cut = cut_out_of(picture, Document(256, 256, (Stroke(outline, 3.0),)), trim=False)
    assert cut is not None
    assert np.abs(cut[..., 3] / 255 - disc()).mean() < 0.01


def test_nothing_is_told_from_an_empty_page() -> None:
    page = np.full((64, 64, 3), 255, np.uint8)
    assert cut_out_of(page) is None
    line = Document(128, 128, (Stroke([(5, 64), (120, 64)], 2.0),))
    cut_out_of(page, line)  # an open line encloses next to nothing: whatever comes of it, no error
