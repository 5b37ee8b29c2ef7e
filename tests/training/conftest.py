"""A small picture set made of simple shapes, so that the recipe can be tried without any package."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sketchpad.training.data.pictures import Picture
from sketchpad.training.diffusion import autoencoder, networks

SHAPES = {"apple": (220, 40, 40), "cat": (120, 120, 130), "house": (160, 110, 70)}
SOURCES = ("noto", "twemoji", "fluent-3d", "fxemoji")


def picture(word: str, source: str) -> Picture:
    return Picture(source, f"{word}-{source}", word, word, "objects", True, 4, False, "MIT")


def shrink(patch: pytest.MonkeyPatch) -> None:
    """Networks of a few thousand weights; one of the sources is held out."""
    patch.setitem(networks.UNET, "block_out_channels", (32, 32, 32, 64))
    patch.setitem(networks.UNET, "attention_head_dim", (1, 1, 1, 2))
    patch.setattr("sketchpad.training.latent_store.SHARD", 8)
    patch.setitem(autoencoder.CONFIG, "block_out_channels", (8, 8, 16, 16))
    patch.setattr("sketchpad.training.diffusion.decoder.SLIM", (8, 8, 8, 16))
    patch.setattr("sketchpad.training.judge.train.WIDTHS", (8, 8, 8))
    patch.setattr("sketchpad.training.judge.train.RECOUNTED", 2)
    patch.setattr("sketchpad.training.diffusion.autoencoder.CHECKED", 4)
    patch.setattr("sketchpad.training.diffusion.eval_sheets.SHEET_STEPS", 2)
    patch.setattr("sketchpad.training.judge.metrics.SINGLES", 60)
    patch.setattr("sketchpad.training.judge.metrics.SCENES", 30)
    for part in ("diffusion.autoencoder", "judge.train", "recipe"):
        patch.setattr(f"sketchpad.training.{part}.held_out", lambda p: p.source == "fxemoji")


@pytest.fixture
def tiny() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        shrink(patch)
        yield


def write_pack(pack: list[tuple[Picture, np.ndarray]], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        index = []
        for number, (picture, rgba) in enumerate(pack):
            buffer = io.BytesIO()
            Image.fromarray(rgba).save(buffer, "WEBP", lossless=True)
            archive.writestr(f"{number}.webp", buffer.getvalue())
            index.append({"file": f"{number}.webp", **asdict(picture)})
        archive.writestr("index.json", json.dumps(index))
    return path


@pytest.fixture
def pack_file(pack: list[tuple[Picture, np.ndarray]], tmp_path: Path) -> Path:
    return write_pack(pack, tmp_path / "pack.zip")


@pytest.fixture(scope="session")
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
