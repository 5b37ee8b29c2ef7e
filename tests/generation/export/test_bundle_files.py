"""LoRA files and nets by folder: a bundle names them, and runs again where the very same ones are."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from sketchpad.document.io import zip_reader
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument, CannotWrite, WeightsMissing
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.export.bundle import (
    Bundle,
    digest,
    is_same,
    load_bundle,
    save_bundle,
)
from sketchpad.generation.export.bundle_files import MOST_ENTRIES, OutsideFile
from sketchpad.generation.request.request import (
    Lora,
    MethodSettings,
    Request,
    Sampling,
)
from tests.nets import write_controlnet
from tests.tiny import OneModel, load_tiny

PLACE = "down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_q"


@pytest.fixture(scope="module")
def store(tiny_model_dir: Path) -> OneModel:
    return OneModel(load_tiny(tiny_model_dir))


def write_lora(path: Path, seed: int = 1) -> Path:
    noise = torch.Generator().manual_seed(seed)
    down, up = torch.randn(2, 32, generator=noise), torch.randn(32, 2, generator=noise)
    name = f"lora_unet_{PLACE}"
    save_file({f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up}, path)
    return path


def write_files(folder: Path, model: Path) -> Path:
    folder.mkdir()
    write_lora(folder / "style.safetensors")
    write_controlnet(folder / "my-canny", model, 3)
    return folder


@pytest.fixture
def mine(tmp_path: Path, tiny_model_dir: Path) -> Path:
    """A folder of somebody's own files."""
    return write_files(tmp_path / "mine", tiny_model_dir)


def plans_of(mine: Path, model: Path) -> list[Plan]:
    drawing = Document(128, 128, (Stroke([[10, 10], [90, 90]], 5.0),), prompt="a cat")
    plain = Request(drawing, Sampling(3, 2, 4.0), (), str(model))
    lora = replace(plain, loras=(Lora(str(mine / "style.safetensors"), 0.8),))
    net = MethodSettings("controlnet", 1.0, kind="canny", net=str(mine / "my-canny"))
    return [Plan(plain), Plan(lora), branch(Plan(lora), 1, lora.with_methods(net))]


@pytest.fixture(scope="module")
def pictures(
    tmp_path_factory: pytest.TempPathFactory, tiny_model_dir: Path, store: OneModel
) -> dict[int, np.ndarray]:
    """Of the plans, wherever their files lie."""
    files = write_files(tmp_path_factory.mktemp("files") / "mine", tiny_model_dir)
    plans = plans_of(files, tiny_model_dir)
    made = {n: p.picture for n, p in run_plans(plans, store=store, most_rows=0) if p.final}
    assert len({digest(picture) for picture in made.values()}) == 3
    return made


@pytest.fixture
def made(mine: Path, tmp_path: Path, tiny_model_dir: Path, pictures: dict[int, np.ndarray]) -> Path:
    plans = plans_of(mine, tiny_model_dir)
    path = tmp_path / "sent" / "one.sketchcompare"
    path.parent.mkdir()
    save_bundle([(str(n), plan, pictures[n], "") for n, plan in enumerate(plans)], path)
    return path


def runs_again(path: Path, found: Bundle, store: OneModel) -> bool:
    plans = [cell.plan for cell in found.cells]
    made = {n: p.picture for n, p in run_plans(plans, store=store) if p.final}
    return all(is_same(made[n], path, n, cell.digest) for n, cell in enumerate(found.cells))


def test_found_where_they_were(made: Path, mine: Path, tiny_model_dir: Path, store) -> None:
    found = load_bundle(made, [str(tiny_model_dir)])
    assert [cell.plan for cell in found.cells] == plans_of(mine, tiny_model_dir)
    assert runs_again(made, found, store)


def test_found_beside_the_bundle(made: Path, mine: Path, tiny_model_dir: Path, store) -> None:
    for name in ("style.safetensors", "my-canny"):
        shutil.move(mine / name, made.parent / name)
    found = load_bundle(made, [str(tiny_model_dir)])
    assert found.cells[1].plan.request.loras == (Lora(str(made.parent / "style.safetensors"), 0.8),)
    assert found.cells[2].plan.request.methods[0].net == str(made.parent / "my-canny")
    assert runs_again(made, found, store)


def test_nothing_large_is_packed(made: Path, mine: Path) -> None:
    size = sum(file.stat().st_size for file in mine.rglob("*") if file.is_file())
    assert made.stat().st_size < size / 4
    with zipfile.ZipFile(made) as package:
        assert not [name for name in package.namelist() if "safetensors" in name]
        told = json.loads(package.read("bundle.json"))["files"]
    assert [one["name"] for one in told] == ["style.safetensors", "my-canny"]
    assert all(one["size"] > 0 and len(one["sha256"]) == 64 for one in told)


@pytest.mark.parametrize(
    ("name", "told"), [("style.safetensors", "style.safetensors"), ("my-canny", "my-canny")]
)
def test_what_is_missing_is_one_sentence(made: Path, mine: Path, name: str, told: str) -> None:
    shutil.move(mine / name, mine / "elsewhere")
    with pytest.raises(BadDocument, match=f"neither where they were nor beside it: “{told}” ") as e:
        load_bundle(made)
    assert str(e.value).count(".sketchcompare") == 1


def test_both_missing_are_told_together(made: Path, mine: Path) -> None:
    shutil.rmtree(mine)
    with pytest.raises(BadDocument, match=r"“style\.safetensors” .*, “my-canny” "):
        load_bundle(made)


def test_another_file_of_the_same_name_and_size_is_refused(made: Path, mine: Path) -> None:
    path = mine / "style.safetensors"
    size = path.stat().st_size
    write_lora(path, seed=2)
    assert path.stat().st_size == size
    with pytest.raises(BadDocument, match="other files than those that are here: “style"):
        load_bundle(made)


def test_other_weights_in_a_folder_are_refused(
    made: Path, mine: Path, tiny_model_dir: Path
) -> None:
    shutil.rmtree(mine / "my-canny")
    write_controlnet(mine / "my-canny", tiny_model_dir, 4)
    with pytest.raises(BadDocument, match="other files than those that are here: “my-canny"):
        load_bundle(made)


def test_what_nobody_reads_may_differ(made: Path, mine: Path) -> None:
    (mine / "my-canny" / "README.md").write_text("notes")
    assert len(load_bundle(made).cells) == 3


def test_the_right_one_beside_the_bundle_is_taken_before_a_wrong_one(
    made: Path, mine: Path
) -> None:
    path = mine / "style.safetensors"
    shutil.copy(path, made.parent)
    write_lora(path, seed=2)
    lora = load_bundle(made).cells[1].plan.request.loras[0]
    assert Path(lora.path) == made.parent / "style.safetensors"


def test_a_file_that_is_gone_when_the_bundle_is_written(
    mine: Path, tmp_path: Path, tiny_model_dir: Path
) -> None:
    plans = plans_of(mine, tiny_model_dir)
    (mine / "style.safetensors").unlink()
    with pytest.raises(WeightsMissing, match=r"style\.safetensors"):
        save_bundle([("one", plans[1], None, "")], tmp_path / "one.sketchcompare")
    assert not (tmp_path / "one.sketchcompare").exists()


def test_reading_large_files_can_be_stopped(
    mine: Path, tmp_path: Path, tiny_model_dir: Path
) -> None:
    class Enough(Exception):
        pass

    def watch(share: float) -> None:
        if share <= 0.8:
            raise Enough

    plans = plans_of(mine, tiny_model_dir)
    with pytest.raises(Enough):
        save_bundle([("one", plans[1], None, "")], tmp_path / "one.sketchcompare", watch=watch)
    assert not (tmp_path / "one.sketchcompare").exists()


def test_nobodys_name_is_in_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    told = OutsideFile.of(str(mine / "style.safetensors"))
    assert told.place == "~/mine/style.safetensors"
    assert told.candidates(Path("/sent"))[0] == mine / "style.safetensors"


@pytest.mark.parametrize("place", ["\\\\host\\share\\x.safetensors", "//host/share/x.safetensors"])
def test_no_other_machine_is_asked(place: str) -> None:
    told = OutsideFile("x.safetensors", place, 1, "0")
    assert told.candidates(Path("/sent")) == [Path("/sent/x.safetensors")]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../x"}, {"name": ".."}, {"name": "a\\b"}, {"name": ""}, {"name": 3}, {"size": -1}, {"size": True},
        {"size": "1"}, {"place": None}, {"sha256": 7}, {"place": "x" * 5000},
    ],
)  # fmt: skip
def test_what_nobody_can_have_written(made: Path, change: dict[str, object]) -> None:
    with zipfile.ZipFile(made) as package:
        members = {name: package.read(name) for name in package.namelist()}
    content = json.loads(members["bundle.json"])
    content["files"][0] |= change
    members["bundle.json"] = json.dumps(content).encode()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    with pytest.raises(BadDocument, match="damaged"):
        load_bundle(made)


def naming(path: Path, **file: object) -> Path:
    """A bundle that names one file outside."""
    told = {"name": "z", "place": "", "size": 0, "sha256": "0"} | file
    content = {
        "kind": "sketchpad comparison",
        "version": 3,
        "models": [{"name": "x", "fingerprint": ""}],
        "cells": [{}],
        "files": [told],
    }
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("bundle.json", json.dumps(content))
    return path


@pytest.mark.parametrize("place", ["/dev/zero", "/", "/dev", "pipe", "many", "../z", "a/../../z"])
def test_only_files_of_the_kinds_that_are_read_are_looked_into(tmp_path: Path, place: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "many").mkdir()
    for number in range(MOST_ENTRIES + 10):
        (tmp_path / "many" / f"{number}.json").touch()
    if place in ("pipe", "many"):
        place = str(tmp_path / place)
    with pytest.raises(BadDocument, match=r"needs files|damaged|other files"):
        load_bundle(naming(tmp_path / "a.sketchcompare", place=place))


def test_a_pipe_beside_a_bundle_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "z.safetensors")
    with pytest.raises(BadDocument, match="needs files"):
        load_bundle(naming(tmp_path / "a.sketchcompare", name="z.safetensors"))


def test_what_would_not_open_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.sketchcompare"
    path.write_bytes(b"older")
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    cells = [
        (str(n), Plan(Request(Document(prompt=str(n)), Sampling(1, 2, 3.0))), picture, "")
        for n in range(3)
    ]
    monkeypatch.setattr(zip_reader, "LARGEST_FILE", (1 << 20) + 20_000)
    with pytest.raises(CannotWrite, match="too large to be opened again"):
        save_bundle(cells, path)
    assert path.read_bytes() == b"older"
    save_bundle(cells[:1], path)
    assert len(load_bundle(path).cells) == 1


def test_a_small_bundle_that_unpacks_to_very_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_reader, "LARGEST_CONTENT", 1 << 20)
    with zipfile.ZipFile(tmp_path / "a.sketchcompare", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("bundle.json", "{}")
        for number in range(20):
            out.writestr(f"drawing-{number}.sketchpad", os.urandom(500) * 200)
    with pytest.raises(BadDocument, match="larger than any"):
        load_bundle(tmp_path / "a.sketchcompare")
