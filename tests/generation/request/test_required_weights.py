"""What is missing is named with its size and licence, at the method that needs it, before anything runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import Problem, WeightsMissing
from sketchpad.generation.preflight import check
from sketchpad.generation.request import required_weights
from sketchpad.generation.request.defaults import model_folder, model_info
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.request.required_weights import wanted, with_nets
from sketchpad.generation.run.generate import generate
from sketchpad.models.catalogue.catalogue import (
    Entry,
    add_model,
    catalogue,
    entry_of,
    forget_model,
)
from sketchpad.models.hub.cache import Repo, cache_folder, installed
from sketchpad.models.hub.locate import locate
from sketchpad.models.model import ModelStore
from sketchpad.sampling.network_calls import run_eagerly

COMMIT = "c" * 40
DRAWING = Document(
    strokes=(Stroke([[1, 1], [200, 200]], 4.0),), prompt="a cat", width=256, height=256
)


@pytest.fixture
def base(tiny_model_dir: Path, tmp_path: Path) -> Path:
    """A model without nets of its own that says it reads text as wide as Stable Diffusion 1.x."""
    folder = tmp_path / "base"
    shutil.copytree(tiny_model_dir, folder)
    for extra in ("controlnet", "edge_predictor"):
        shutil.rmtree(folder / extra, ignore_errors=True)
    config = folder / "unet" / "config.json"
    settings = json.loads(config.read_text())
    settings |= {"cross_attention_dim": 768, "attention_type": "default"}
    config.write_text(json.dumps(settings))
    return folder


def put(entry: Entry, source: Path | None = None) -> Path:
    """Make a model of the catalogue look downloaded, or really be `source`."""
    repo = Repo(cache_folder(), entry.repo)
    commit = entry.revision if entry.pinned else COMMIT
    repo.note(entry.revision, commit)
    folder = repo.snapshot(commit)
    for file in entry.files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(b"{}")
    if source is not None:
        shutil.copytree(source, folder, dirs_exist_ok=True)
    return folder


def request(model: Path | str, *methods: MethodSettings) -> Request:
    return Request(DRAWING, Sampling(1, 4, 5.0), methods, str(model))


def told(request: Request, where: str) -> list[Problem]:
    return [problem for problem in check.check(request) if problem.where == where]


def test_a_method_that_the_model_lacks_names_what_to_download(base: Path) -> None:
    (problem,) = told(request(base, MethodSettings("controlnet", 1.0)), "method:controlnet")
    assert problem.code == "needs_download"
    assert problem.fields["offer"] == "sd15-scribble"
    assert "723 MB" in problem.sentence
    assert "OpenRAIL" in problem.sentence


def test_the_kind_of_hint_chooses_the_net(base: Path) -> None:
    asked = request(base, MethodSettings("controlnet", 1.0, kind="depth"))
    (problem,) = told(asked, "method:controlnet")
    assert problem.fields["offer"] == "sd15-depth"


def test_what_is_here_is_taken_and_nothing_is_said(base: Path, tiny_model_dir: Path) -> None:
    folder = put(catalogue()["sd15-scribble"], tiny_model_dir / "controlnet")
    config = folder / "config.json"
    settings = json.loads(config.read_text()) | {"cross_attention_dim": 768}
    config.write_text(json.dumps(settings))
    asked = request(base, MethodSettings("controlnet", 1.0))
    assert told(asked, "method:controlnet") == []
    (method,) = with_nets(asked, model_info(str(base))).methods
    assert method.net == "sd15-scribble"


def test_a_model_with_its_own_net_needs_nothing(tiny_model_dir: Path) -> None:
    asked = request(tiny_model_dir, MethodSettings("controlnet", 1.0))
    assert told(asked, "method:controlnet") == []
    assert with_nets(asked, model_info(str(tiny_model_dir))) is asked


def test_a_net_of_another_family_is_refused_before_anything_runs(base: Path) -> None:
    asked = request(base, MethodSettings("controlnet", 1.0, net="sdxl-scribble"))
    (problem,) = told(asked, "method:controlnet")
    assert problem.code == "wrong_family"
    assert "Stable Diffusion XL" in problem.sentence
    assert problem.blocking


def test_a_small_model_takes_no_net_of_the_large_ones(tiny_model_dir: Path) -> None:
    asked = request(tiny_model_dir, MethodSettings("controlnet", 1.0, net="sd15-scribble"))
    (problem,) = told(asked, "method:controlnet")
    assert problem.code == "wrong_family"


def test_boxes_need_gates(base: Path) -> None:
    (problem,) = told(request(base, MethodSettings("gligen", 1.0)), "method:gligen")
    assert problem.fields["offer"] == "gligen-sd14"
    put(catalogue()["gligen-sd14"])
    found = told(request(base, MethodSettings("gligen", 1.0)), "method:gligen")
    assert "needs_download" not in [problem.code for problem in found]


@pytest.mark.parametrize("net", ["sd15-scribble", ""])
def test_a_whole_picture_with_models_of_the_catalogue(
    tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch, net: str
) -> None:
    """Base and net by their ids, found in the hub's cache; the second time the net is found by itself."""
    bare = put(catalogue()["sd15"], tiny_model_dir)
    shutil.rmtree(bare / "controlnet")
    put(catalogue()["sd15-scribble"], tiny_model_dir / "controlnet")
    monkeypatch.setattr(
        required_weights,
        "CONTEXT_WIDTHS",
        dict.fromkeys(required_weights.CONTEXT_WIDTHS, model_info("sd15").context_width),
    )
    small = replace(DRAWING, width=128, height=128)
    asked = replace(request("sd15", MethodSettings("controlnet", 1.0, net=net)), document=small)
    assert [p for p in check.check(asked) if p.blocking] == []
    *_, last = run_eagerly(generate(asked, store=ModelStore()))
    without = run_eagerly(generate(replace(asked, methods=()), store=ModelStore()))
    *_, plain = without
    assert last.final
    assert last.picture.shape == (128, 128, 3)
    assert not np.array_equal(last.picture, plain.picture)


def test_what_no_catalogue_has_is_said_as_before(base: Path) -> None:
    looking = MethodSettings("edge_predictor", 1.0, look="features")
    (problem,) = told(request(base, looking), "method:edge_predictor")
    assert problem.code == "unsupported_guidance"
    assert told(request(base, replace(looking, look="picture")), "method:edge_predictor") == []


def test_switched_off_needs_nothing(base: Path) -> None:
    assert told(request(base, MethodSettings("controlnet", 0.0)), "method:controlnet") == []
    off = MethodSettings("controlnet", 0.0)
    assert wanted(off, model_info(str(base))) is None


def test_a_base_model_that_is_not_here_is_offered(tiny_model_dir: Path) -> None:
    (problem,) = told(request("sd15"), "model")
    assert problem.code == "needs_download"
    assert problem.fields["offer"] == "sd15"
    (same,) = told(request("stable-diffusion-v1-5/stable-diffusion-v1-5"), "model")
    assert same == problem
    folder = put(catalogue()["sd15"], tiny_model_dir)
    assert told(request("sd15"), "model") == []
    assert model_folder("sd15") == locate("stable-diffusion-v1-5/stable-diffusion-v1-5") == folder


def test_a_single_file_is_where_its_file_is() -> None:
    folder = put(catalogue()["gligen-sd14"])
    assert locate("gligen-sd14") == folder / "gligen_sd14_textbox_pruned_fp16.safetensors"


def test_paths_stay_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WeightsMissing):  # it may as well be a repository that nobody has added
        locate("somewhere/model")
    (tmp_path / "somewhere").mkdir()
    assert locate("somewhere/model") == tmp_path / "somewhere" / "model"
    assert locate(str(tmp_path)) == tmp_path


def mine(change: Callable[[Entry], Entry] = lambda entry: entry) -> Entry:
    entry = entry_of(
        {
            "id": "my-model",
            "kind": "base",
            "family": "sd1",
            "name": "Mine",
            "repo": "me/mine",
            "revision": COMMIT,
            "licence": "MIT",
            "licence_url": "https://example.org",
            "size": 5,
            "files": [{"path": "model_index.json"}],
        }
    )
    return change(entry)


def test_what_the_user_adds_is_in_the_list_until_it_is_forgotten() -> None:
    add_model(mine())
    assert catalogue()["my-model"] == mine()
    add_model(mine(lambda entry: replace(entry, id="other", repo="me/other")))
    assert list(catalogue())[:2] == ["my-model", "other"]
    forget_model(mine())
    assert "my-model" not in catalogue()
    assert "other" in catalogue()


def test_what_ships_cannot_be_replaced_by_the_users_file(home: Path) -> None:
    add_model(mine(lambda entry: replace(entry, id="sd15")))
    assert catalogue()["sd15"].name == "Stable Diffusion 1.5"


def test_a_damaged_file_of_the_users_costs_only_itself(home: Path) -> None:
    add_model(mine())
    (home / "data" / "models.json").write_text('{"version": 1, "models": [{"id": 3}]}')
    assert "my-model" not in catalogue()
    assert "sd15" in catalogue()
    assert installed(catalogue()["sd15"]) is None
