"""`info`, `export`, `history`, `batch` and `completion`, as a user calls them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from sketchpad.cli import completion
from sketchpad.cli import main as command_line
from sketchpad.cli.shared.target import taken
from sketchpad.document.io import project_file
from sketchpad.document.io.layered.photoshop import read_psd
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.gallery.library import DATABASE, Library, usual_folder
from sketchpad.gallery.record import Finished
from sketchpad.generation.export.picture import export_picture, read_settings, to_png
from sketchpad.generation.request.request import InitImage, Lora, MethodSettings, Request, Sampling
from sketchpad.terminal import Misuse

DRAWING = Document(
    128, 128, (Stroke([(20, 20), (100, 100)]),), (Box("cat", (0.1, 0.1, 0.9, 0.9)),), "a red cat"
)
REQUEST = Request(DRAWING, Sampling(5, 2, 4.0), (MethodSettings("controlnet", 0.5),))
PICTURE = np.full((128, 128, 3), 90, np.uint8)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """As the window saves it: settings, and the last picture."""
    saved = Request(
        DRAWING,
        REQUEST.sampling,
        REQUEST.methods,
        "/secret",
        InitImage("/secret.png"),
        (Lora("/x"),),
    )
    about = {"request": saved.to_json(drawing=False), "picture": {"of_this_drawing": True}}
    png = to_png(PICTURE, REQUEST, drawing=False)
    path = tmp_path / "cat.sketchpad"
    project_file.save(DRAWING, path, project_file.Extra(about, png))
    return path


def run(*arguments: object) -> int:
    return command_line.main([str(one) for one in arguments])


def test_info(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("info", project, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["prompt"], said["seed"], said["strokes"]) == (
        "drawing",
        "a red cat",
        5,
        1,
    )
    export_picture(PICTURE, REQUEST, tmp_path / "a.png")
    assert run("info", tmp_path / "a.png", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["software"].startswith("Sketchpad")
    assert said["methods"][0]["name"] == "controlnet"
    assert said["boxes"] == [{"phrase": "cat", "rect": [0.1, 0.1, 0.9, 0.9]}]
    assert run("info", tmp_path / "a.png") == 0
    assert "prompt: a red cat" in capsys.readouterr().out
    assert run("info", tmp_path / "none.png") == 1
    assert "not there" in capsys.readouterr().err


A1111 = "a cat\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 3, Size: 192x128"
FLAT = {"positive_prompt": "a cat", "seed": 3, "steps": 20, "cfg_scale": 7}
SAMPLER = {"seed": 3, "steps": 20, "positive": ["6", 0], "model": ["4", 0]}
GRAPH = {
    "3": {"class_type": "KSampler", "inputs": SAMPLER},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1.safetensors"}},
}


@pytest.mark.parametrize(
    ("keyword", "text", "program", "model"),
    [
        ("parameters", f"{A1111}, Model: a-b_1", "AUTOMATIC1111", "a-b_1"),
        ("parameters", A1111, "AUTOMATIC1111", ""),
        ("invokeai_metadata", FLAT | {"model": {"key": "1", "name": "dream"}}, "InvokeAI", "dream"),
        ("parameters", FLAT | {"metadata_scheme": "fooocus", "base_model": "j"}, "Fooocus", "j"),
        ("prompt", GRAPH, "ComfyUI", "v1.safetensors"),
    ],
)
def test_info_of_other_programs(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    keyword: str,
    text: str | dict[str, object],
    program: str,
    model: str,
) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text(keyword, text if isinstance(text, str) else json.dumps(text))
    Image.new("RGB", (192, 128)).save(tmp_path / "a.png", pnginfo=info)
    assert run("info", tmp_path / "a.png", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["software"], said["prompt"], said["seed"]) == (program, "a cat", 3)
    # The picture's own, where the text does not say; never a model of ours.
    assert (said["width"], said["height"], said["model"]) == (192, 128, model)


def test_export(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.png", "a.webp", "a.svg", "bare.png"):
        more = ["--no-metadata"] if name == "bare.png" else []
        assert run("export", project, "--out", tmp_path / name, *more) == 0
        assert capsys.readouterr().out == f"{tmp_path / name}\n"
    saved = read_settings(tmp_path / "a.png")
    assert saved is not None
    assert saved.request == REQUEST
    assert b"trainedAlgorithmicMedia" in (tmp_path / "a.png").read_bytes()
    assert read_settings(tmp_path / "bare.png") is None
    assert b"Algorithmic" not in (tmp_path / "bare.png").read_bytes()
    assert run("export", tmp_path / "a.webp", "--out", tmp_path / "back.sketchpad") == 0
    assert project_file.load(tmp_path / "back.sketchpad")[0].strokes == DRAWING.strokes
    assert run("export", tmp_path / "bare.png", "--out", tmp_path / "b.png") == 1
    assert not (tmp_path / "b.png").exists()
    assert run("export", project, "--out", tmp_path / "a.png") == 2


def test_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("history", "list") == 2
    library = Library(usual_folder())
    for number, prompt in enumerate(("a red cat", "a blue dog")):
        request = Request(DRAWING.with_prompt(prompt), Sampling(number, 2, 4.0))
        library.add(Finished(request, PICTURE + number, created=1e9 + number))
    library.set_star([1], True)
    library.close()
    capsys.readouterr()
    assert run("history", "search", "re", "--json") == 0
    (said,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (said["prompt"], said["seed"], said["star"]) == ("a red cat", 0, True)
    assert run("history", "list") == 0
    assert "a blue dog" in capsys.readouterr().out.splitlines()[0]
    assert run("history", "export", "--to", tmp_path, "--format", "webp") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(list(tmp_path.glob("*.webp"))) == 2
    assert run("history", "export", "--to", tmp_path / "nowhere") == 2
    capsys.readouterr()
    (usual_folder() / DATABASE).unlink()
    assert run("history", "list") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    (usual_folder() / DATABASE).write_bytes(b"no database" * 999)
    assert run("history", "search", "cat") == 0
    said = capsys.readouterr()
    assert "a red cat" in said.out
    assert "made anew" in said.err


def test_the_projects_own_settings_count_but_no_file_of_this_machine(
    project: Path, tmp_path: Path
) -> None:
    assert run("generate", "--sketch", project, "--out", tmp_path / "a.png") == 0
    saved = read_settings(tmp_path / "a.png")
    assert saved is not None
    assert saved.request == REQUEST


def test_a_batch_goes_on_where_it_was(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, out = tmp_path / "table.csv", tmp_path / "out"
    out.mkdir()
    table.write_text("prompt,seed,method,name\na dog,1,none,dog\n,7,controlnet=0.3,\n", "utf-8")
    call = ("batch", project, table, "--out-dir", out, "--steps", 1, "--json")
    assert run(*call) == 0
    said = capsys.readouterr()
    assert [Path(json.loads(line)["file"]).name for line in said.out.splitlines()] == [
        "dog.png",
        "0002.png",
    ]
    assert {json.loads(line)["event"] for line in said.err.splitlines()} <= {"step", "message"}
    saved = read_settings(out / "0002.png")
    assert saved is not None
    assert saved.request is not None
    assert (saved.request.document.prompt, saved.request.sampling.seed) == ("a red cat", 7)
    (out / "dog.png").unlink()
    assert run(*call) == 0
    assert [json.loads(line)["seed"] for line in capsys.readouterr().out.splitlines()] == [1]
    assert run(*call, "--guidance-scale", 9) == 2  # others are there under these names
    assert "made otherwise" in capsys.readouterr().err
    table.write_text("prompt,magic\na,b\n", "utf-8")
    assert run(*call) == 2


def test_two_runs_never_write_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with taken(path, False):
        with pytest.raises(Misuse), taken(path, False):
            pass
        assert path.exists()
    assert not path.exists()
    with pytest.raises(KeyboardInterrupt), taken(path, False):
        raise KeyboardInterrupt
    assert not path.exists()
    path.write_bytes(b"")
    with taken(path, False):  # a killed run has left it
        path.unlink()
        path.write_bytes(b"a picture")  # as it is replaced
        with pytest.raises(Misuse), taken(path, False):
            pass
    assert path.read_bytes() == b"a picture"


def test_being_ended_by_the_system_has_its_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(
        "sketchpad.cli.sample.run", lambda _args: os.kill(os.getpid(), signal.SIGTERM)
    )
    try:
        assert run("sample") == 143
    finally:
        signal.signal(signal.SIGTERM, before)


def test_completion_knows_commands_and_options() -> None:
    script = completion.script("bash")
    asked = f'{script}\nCOMP_WORDS=(sketchpad generate --sket) COMP_CWORD=2; _sketchpad; echo "${{COMPREPLY[@]}}"'
    said = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "--sketch"
    assert "-a history" in completion.script("fish")
    assert "bashcompinit" in completion.script("zsh")


def test_cut_outs_layers_and_lines_are_exported(project: Path, tmp_path: Path) -> None:
    picture = np.full((128, 128, 3), 255, np.uint8)
    picture[30:60, 40:100] = 200, 0, 0
    export_picture(picture, REQUEST, tmp_path / "a.png")
    assert run("export", tmp_path / "a.png", "--out", tmp_path / "b.png", "--cut-out") == 0
    with Image.open(tmp_path / "b.png") as image:
        assert (image.mode, image.size) == ("RGBA", (60, 30))
    whole = ("--cut-out", "--no-trim", "--out", tmp_path / "c.png")
    assert run("export", tmp_path / "a.png", *whole) == 0
    with Image.open(tmp_path / "c.png") as image:
        assert image.size == (128, 128)
    assert run("export", project, "--out", tmp_path / "d.psd") == 0
    assert [one.name for one in read_psd(tmp_path / "d.psd").layers][::2] == ["Result", "Sketch"]
    assert run("export", project, "--drawing", "--out", tmp_path / "e.png") == 0
    assert np.asarray(Image.open(tmp_path / "e.png")).min() == 0
    assert run("export", project, "--out", tmp_path / "f.png", "--cut-out") == 1  # grey all over
    assert not (tmp_path / "f.png").exists()
