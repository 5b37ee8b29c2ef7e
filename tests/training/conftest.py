"""A small picture set made of simple shapes, so that the recipe can be tried without any package."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sketchpad.training.pictures import Picture

SHAPES = {"apple": (220, 40, 40), "cat": (120, 120, 130), "house": (160, 110, 70)}
SOURCES = ("noto", "twemoji", "fluent-3d", "fxemoji")


def picture(word: str, source: str) -> Picture:
    return Picture(source, f"{word}-{source}", word, word, "objects", True, 4, False, "MIT")


@pytest.fixture
def pack() -> list[tuple[Picture, np.ndarray]]:
    found = []
    for word, colour in SHAPES.items():
        for index, source in enumerate(SOURCES):
            rgba = np.zeros((96, 80 + 8 * index, 4), np.uint8)
            if word == "apple":
                cv2.circle(rgba, (40, 48), 36, (*colour, 255), -1)
            elif word == "cat":
                cv2.ellipse(rgba, (40, 60), (38, 30), 0, 0, 360, (*colour, 255), -1)
                cv2.rectangle(rgba, (6, 6), (24, 44), (*colour, 255), -1)
            else:
                cv2.rectangle(rgba, (8, 40), (72, 94), (*colour, 255), -1)
                cv2.rectangle(rgba, (30, 60), (46, 94), (250, 240, 200, 255), -1)
            found.append((picture(word, source), rgba))
    return found
