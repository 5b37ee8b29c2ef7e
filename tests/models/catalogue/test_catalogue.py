"""The catalogue can be believed: ids, licences, families, and no file that could hold a program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.models.catalogue import catalogue as module
from sketchpad.models.catalogue.catalogue import (
    KINDS,
    catalogue,
    entry_of,
    is_repo,
    read_catalogue,
    suggestions,
)
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.models.checkpoints.safetensors_io import is_safe_path

GOOD: dict[str, Any] = {
    "id": "tiny",
    "kind": "controlnet",
    "family": "sd1",
    "name": "Tiny",
    "repo": "somebody/tiny",
    "revision": "main",
    "licence": "MIT",
    "licence_url": "https://example.org/mit",
    "size": 12,
    "files": [{"path": "config.json"}, {"path": "model.safetensors", "size": 10}],
}


def test_every_entry_says_what_it_is_and_may_be_used_for() -> None:
    entries = catalogue()
    assert len(entries) >= 35
    assert {entry.kind for entry in entries.values()} == set(KINDS)
    assert {entry.family for entry in entries.values()} == set(FAMILY_LABELS)
    for name, entry in entries.items():
        assert name == entry.id
        assert entry.licence
        known = sum(file.size for file in entry.files)
        assert known <= entry.size <= 8_000_000_000, name
        assert all(is_safe_path(file.path) for file in entry.files)
        if entry.kind in ("controlnet", "t2i_adapter"):
            assert entry.hints, name
        if entry.kind == "base":
            assert entry.picture >= 512
            assert entry.files[0].path == "model_index.json"


def test_what_may_not_be_sold_says_so() -> None:
    assert [e.id for e in catalogue().values() if not e.commercial] == ["sd-turbo", "sdxl-turbo"]
    assert all("ommercial" in e.licence for e in catalogue().values() if not e.commercial)


@pytest.mark.parametrize(
    "hint",
    ["scribble", "canny", "lineart", "lineart_anime", "softedge", "mlsd", "depth", "normal",
     "segmentation", "openpose", "tile"],
)  # fmt: skip
@pytest.mark.parametrize("family", ["sd1", "sdxl"])
def test_every_kind_of_hint_has_a_net(family: str, hint: str) -> None:
    assert suggestions(family, "controlnet", hint)


def test_the_usual_choice_comes_first() -> None:
    assert suggestions("sd1", "gligen")[0].id == "gligen-sd14"
    assert suggestions("sdxl", "controlnet", "depth")[0].id == "sdxl-union"
    assert suggestions("sd2", "controlnet") == ()


def test_a_model_of_one_file_names_it() -> None:
    assert catalogue()["gligen-sd14"].single == "gligen_sd14_textbox_pruned_fp16.safetensors"
    assert catalogue()["sd15"].single == ""


def test_a_commit_pins_and_a_branch_does_not() -> None:
    assert catalogue()["sd15"].pinned
    assert not entry_of(GOOD).pinned


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "checkpoint"}, "kind"),
        ({"family": "sd3"}, "family"),
        ({"repo": "../tiny"}, "repository"),
        ({"repo": "a/b/c"}, "repository"),
        ({"revision": "../main"}, "revision"),
        ({"licence": ""}, "licence"),
        ({"licence_url": "http://example.org"}, "licence"),
        ({"size": 0}, "files"),
        ({"size": "12"}, "size"),
        ({"files": [{"path": "model.bin"}]}, "model.bin"),
        ({"files": [{"path": "../x.json"}]}, "x.json"),
        ({"files": [{"path": "run.py"}]}, "run.py"),
        ({"files": [{"path": "a.json"}, {"path": "a.json"}]}, "twice"),
        ({"id": "Tiny net"}, "id"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        entry_of({**GOOD, **change})
    assert said in str(caught.value)


def test_an_id_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps({"version": 1, "models": [GOOD, GOOD]}))
    with pytest.raises(ValueError, match="twice"):
        read_catalogue(path)
    path.write_text(json.dumps({"version": 2, "models": []}))
    with pytest.raises(ValueError, match="version"):
        read_catalogue(path)


@given(st.text(max_size=40))
def test_no_safe_path_leaves_its_folder(text: str) -> None:
    if is_safe_path(text):
        there = Path("/base") / text
        assert Path("/base") in there.resolve().parents
        assert "\\" not in text
        assert not text.startswith(("/", "."))


@pytest.mark.parametrize(
    "path",
    ["../a.json", "a/../b.json", "/a.json", "a\\b.json", "C:/a.json", ".hidden.json", "a//b.json", "a.json/",
     "a.pt", "a.ckpt", "a.bin", "a.py", "a.pickle", "", "a.safetensors\n", "con fig.json"],
)  # fmt: skip
def test_unsafe_paths(path: str) -> None:
    assert not is_safe_path(path)


def test_names_on_the_hub() -> None:
    assert is_repo("stabilityai/stable-diffusion-xl-base-1.0")
    for text in ("sd15", "a/b/c", "../b", "a/..", "a--b/c", "a/", "/tmp/x", "a b/c"):
        assert not is_repo(text), text


def test_it_is_read_without_torch_numpy_or_the_hubs_library() -> None:
    program = (
        f"import sys; from {module.__name__} import catalogue; catalogue();"
        "print([m for m in ('torch', 'numpy', 'huggingface_hub', 'PySide6') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert shown.stdout.strip() == b"[]"


def test_a_checksum_is_a_sha256() -> None:
    known = {"path": "model.safetensors", "size": 10, "sha256": "0a" * 32}
    assert entry_of(GOOD | {"files": [known]}).known_weights
    for wrong in ("0" * 40, "0A" * 32, "sha256:" + "0" * 64, 7):
        with pytest.raises(ValueError, match="no sha256"):
            entry_of(GOOD | {"files": [known | {"sha256": wrong}]})


def test_few_follow_their_publisher() -> None:
    """Each of these is said in the list of models; who adds one looks for its commit first."""
    free = {name for name, entry in catalogue().items() if not entry.pinned}
    assert free <= {
        "igligen-sd21", "sd15-tile", "sdxl-depth", "sdxl-tile", "sdxl-t2i-lineart", "gligen-sd14-full",
        "sd-vae-ft-mse", "sdxl-vae-fp16-fix",
    }  # fmt: skip
    assert catalogue()["sdxl-tile"].known_weights
