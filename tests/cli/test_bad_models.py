"""Models that cannot be used, and hubs that do not give them: one sentence each, and nothing half-installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from sketchpad.cli import main as command_line
from sketchpad.models.hub import client as hub_module
from sketchpad.models.hub import download as download_module
from sketchpad.models.hub.cache import Repo, cache_folder, installed
from tests.cli.test_models import hub, tiny  # noqa: F401 - a fixture
from tests.models.hub.hub_server import FakeHub
from tests.nets import write_adapter, write_controlnet

WEIGHTS = "diffusion_pytorch_model.safetensors"


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def damage(path: Path) -> None:
    path.write_bytes(b"\xff" * 16 + path.read_bytes()[16:])


def as_pickle(path: Path) -> None:
    torch.save({"a": torch.zeros(2)}, path.with_suffix(".bin"))
    path.unlink()


def as_pickle_in_disguise(path: Path) -> None:
    torch.save({"a": torch.zeros(2)}, path)


def other_shapes(path: Path) -> None:
    tensors = load_file(path)
    name = next(name for name, tensor in tensors.items() if tensor.ndim == 4)
    save_file(tensors | {name: tensors[name][:, :1].contiguous()}, path)


def without_a_tensor(path: Path) -> None:
    tensors = load_file(path)
    del tensors[min(tensors)]
    save_file(tensors, path)


def with_a_program(path: Path) -> None:
    (path.parent / "model.py").write_text("raise SystemExit\n", encoding="utf-8")


HARM = [
    (truncate, "is incomplete"),
    (damage, "incomplete or no safetensors file"),
    (as_pickle, "may contain a program"),
    (as_pickle_in_disguise, "incomplete or no safetensors file"),
    (other_shapes, "has the shape"),
    (without_a_tensor, "1 tensors are missing"),
    (with_a_program, "brings program code, model.py, which is never run"),
]
IDS = [harm.__name__ for harm, _ in HARM]


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


def refused(out: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What a run says that ends with one sentence and no picture."""
    given = ["generate", "--sample", "house-and-tree", "--size", "128x128", "--steps", "1"]
    given += ["--prompt", "a cat", "--method", "none", "--out", str(out)]
    assert command_line.main([*given, *map(str, arguments)]) == 1
    assert not out.exists()
    return last_line(capsys)


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    line = said.err.strip().splitlines()[-1]
    assert line.startswith("sketchpad: ")
    return line


@pytest.mark.parametrize(("harm", "sentence"), HARM, ids=IDS)
def test_a_model_that_cannot_be_used(
    harm: Callable[[Path], None],
    sentence: str,
    tiny_model_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(shutil.copytree(tiny_model_dir, tmp_path / "mine"))
    harm(folder / "unet" / WEIGHTS)
    line = refused(tmp_path / "out.png", capsys, "--model", folder)
    assert sentence in line
    assert "“mine" in line


@pytest.mark.parametrize("kind", ["controlnet", "t2i-adapter"])
@pytest.mark.parametrize(("harm", "sentence"), HARM, ids=IDS)
def test_a_network_that_cannot_be_used(
    harm: Callable[[Path], None],
    sentence: str,
    kind: str,
    tiny_model_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    net = tmp_path / "my-canny"
    if kind == "controlnet":
        write_controlnet(net, tiny_model_dir, 3)
    else:
        write_adapter(net, 3)
    harm(net / WEIGHTS)
    line = refused(tmp_path / "out.png", capsys, f"--{kind}", f"canny,net={net}")
    assert sentence in line
    assert "“my-canny”" in line
    assert "--method" not in line


def test_a_single_file_is_called_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "style.safetensors"
    as_pickle_in_disguise(path)
    for given in (("--model", path), ("--controlnet", f"canny,net={path}"), ("--lora", path)):
        assert "“style.safetensors”" in refused(tmp_path / "out.png", capsys, *given)
    old = tmp_path / "style.ckpt"
    old.write_bytes(b"\x80\x04.")
    for given in (("--model", old), ("--controlnet", f"canny,net={old}"), ("--lora", old)):
        assert "may contain a program" in refused(tmp_path / "out.png", capsys, *given)


def fails(capsys: pytest.CaptureFixture[str]) -> str:
    assert command_line.main(["models", "download", "tiny"]) == 1
    assert installed(tiny()) is None
    assert not (Repo(cache_folder(), "somebody/tiny").folder / "snapshots").exists()
    return last_line(capsys)


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (401, "", "without knowing who asks"),
        (401, "GatedRepo", "accepted its licence"),
        (403, "", "accepted its licence"),
        (404, "", "is not on 127.0.0.1"),
        (404, "RevisionNotFound", "does not have the version"),
        (416, "", "would not go on with"),
        (429, "", "was asked too often"),
    ],
)
def test_a_hub_that_refuses(
    status: int,
    code: str,
    sentence: str,
    hub: FakeHub,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    hub.status, hub.error_code, hub.for_files = status, code, status == 416
    assert sentence in fails(capsys)


def test_a_line_that_breaks_and_goes_on(
    hub: FakeHub,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(download_module, "RETRIES", 0)
    hub.drop_after, hub.drops, hub.chunk = 0, 99, 1000
    assert command_line.main(["models", "download", "tiny"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-2] == "To go on, give the same command again."
    assert "broke off at" in said[-1]
    assert installed(tiny()) is None
    hub.drops = 0
    assert command_line.main(["models", "download", "tiny"]) == 0
    assert installed(tiny())


def test_a_full_disk(
    hub: FakeHub,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = shutil.disk_usage(hub_module.__file__)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    assert "Make room and try again." in fails(capsys)


def test_a_repository_that_nobody_has_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = refused(tmp_path / "out.png", capsys, "--model", "somebody/unheard-of")
    assert "“unheard-of”. Add it from the hub to the list of models" in line
    monkeypatch.chdir(tmp_path)
    (tmp_path / "somebody").mkdir()  # then it is a folder that has gone
    line = refused(tmp_path / "out.png", capsys, "--model", "somebody/unheard-of")
    assert "Add it from the hub" not in line
