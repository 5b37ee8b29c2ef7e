"""Networks on the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from sketchpad.cli import main as command_line
from sketchpad.cli.shared.request_arguments import add_net_arguments, net_methods
from sketchpad.document.io import project_file
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.request import MethodSettings
from tests.nets import write_controlnet

if TYPE_CHECKING:
    from pathlib import Path


def parsed(*words: str) -> tuple[MethodSettings, ...]:
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_net_arguments(parser)
    return net_methods(parser.parse_args(words), "")


def test_everything_that_can_be_said() -> None:
    [one, two] = parsed(
        "--controlnet",
        "canny=0.8@0.1-0.6, net=/nets/A Canny, emphasis=prompt, guess, in=A cat, curve=0:1;1:0.5",
        "--t2i-adapter",
        ",net=sdxl-t2i-lineart",
    )
    assert one == MethodSettings(
        "controlnet",
        0.8,
        0.1,
        0.6,
        kind="canny",
        net="/nets/A Canny",
        emphasis="prompt",
        guess=True,
        region="A cat",
        curve=((0.0, 1.0), (1.0, 0.5)),
    )
    assert (two.name, two.kind, two.net) == ("t2i_adapter", "lineart", "sdxl-t2i-lineart")


def test_several() -> None:
    found = parsed("--controlnet", "depth=0.5", "--controlnet", "scribble")
    assert [(m.kind, m.strength) for m in found] == [
        ("depth", 0.5),
        ("scribble", method_defaults("controlnet", "").strength),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "magic",
        "canny=9",
        "canny@0.6-0.2",
        "canny,loud",
        "canny,net=",
        "canny,emphasis=loud",
        "canny,curve=0;1",
        "canny,curve=1:1;0:0",
    ],
)
def test_what_is_not_understood(wrong: str) -> None:
    with pytest.raises(argparse.ArgumentError):
        parsed("--controlnet", wrong)


def test_a_picture_from_two_networks(
    tmp_path: Path, tiny_model_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    net = write_controlnet(tmp_path / "net", tiny_model_dir, seed=4)
    stroke = Stroke([[20, 20], [100, 20], [60, 100], [20, 20]])
    document = Document(128, 128, (stroke,), (Box("cat", (0.1, 0.1, 0.9, 0.9)),), "a red cat")
    project = tmp_path / "drawing.sketchpad"
    project_file.save(document, project)
    pictures = []
    for more in ([], ["--controlnet", f"depth=0.7,net={net},in=cat"]):
        out = tmp_path / f"{len(pictures)}.png"
        arguments = ["--sketch", project, "--steps", 2, "--out", out, "--controlnet", "scribble"]
        assert command_line.main(["generate", *map(str, [*arguments, *more])]) == 0
        pictures.append(out.read_bytes())
    assert pictures[0] != pictures[1]
