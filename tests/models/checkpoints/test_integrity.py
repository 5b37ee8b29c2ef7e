"""Weights that are not the published ones are refused, not painted with."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from pathlib import Path

import pytest

from sketchpad import paths
from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import integrity
from sketchpad.models.checkpoints.integrity import FILE, check_sums, write_sums
from sketchpad.models.model import load_model

UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def model(home: Path, tiny_model_dir: Path) -> Path:
    folder = home / "model"
    shutil.copytree(tiny_model_dir, folder)
    write_sums(folder)
    return folder


def flip(path: Path, count: int) -> None:
    """Flip bits behind the table of contents."""
    data = bytearray(path.read_bytes())
    header = 8 + int.from_bytes(data[:8], "little")
    chance = random.Random(0)
    for _ in range(count):
        data[chance.randrange(header, len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("count", [1, 3000])
def test_a_unet_with_flipped_bits_is_refused(model: Path, count: int) -> None:
    flip(model / UNET, count)
    with pytest.raises(WeightsDamaged, match="does not match its checksum"):
        load_model(model)


def test_each_file_is_read_once(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def digest(path: Path) -> str:
        read.append(path.name)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr(integrity, "_sha256", digest)
    check_sums(model)
    count = len(read)
    assert count == len(json.loads((model / FILE).read_text()))
    check_sums(model)
    assert len(read) == count
    flip(model / UNET, 1)
    with pytest.raises(WeightsDamaged):
        check_sums(model)
    assert len(read) > count


def test_without_a_place_to_remember_it_still_checks(model: Path, home: Path) -> None:
    (home / "home").write_text("no folder")
    check_sums(model)
    flip(model / UNET, 1)
    with pytest.raises(WeightsDamaged):
        check_sums(model)


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"../../x.safetensors": "0"}', '{"unet/none.safetensors": 7}']
)
def test_odd_tables_do_no_harm(model: Path, text: str) -> None:
    (model / FILE).write_text(text)
    if text in ("[]", "{"):
        with pytest.raises(WeightsDamaged):
            check_sums(model)
    else:
        check_sums(model)


def test_a_folder_without_checksums_passes(model: Path) -> None:
    (model / FILE).unlink()
    flip(model / UNET, 1)
    check_sums(model)


def test_the_embedded_model_has_its_checksums() -> None:
    folder = paths.weights()
    listed = set(json.loads((folder / FILE).read_text()))
    assert listed == {path.relative_to(folder).as_posix() for path in folder.rglob("*.safetensors")}
    check_sums(folder)
