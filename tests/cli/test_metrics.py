"""The judge's command, with a judge that knows colours: a network whose weights were put in by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from sketchpad.cli import main as command_line
from sketchpad.metrics.judge import Judge, JudgeNetwork

WORDS = ["tomato", "leaf", "sky"]


@pytest.fixture(scope="module")
def judge_dir(tmp_path_factory):
    """Names a tomato where red is strongest, a leaf for green, the sky for blue."""
    folder = tmp_path_factory.mktemp("judge")
    config = {"widths": [3], "words": WORDS, "synonyms": {"tomato": ["love apple"], "leaf": 3}}
    network = JudgeNetwork(config).eval()
    with torch.no_grad():
        stem, norm = network.stem[0], network.stem[1]
        stem.weight.zero_()
        for channel in range(3):
            stem.weight[channel, channel, 1, 1] = 1.0
        norm.running_var.fill_(1.0)
        network.head.weight.zero_()
        network.head.bias.zero_()
        for channel in range(3):
            network.head.weight[channel, channel] = 8.0
    save_file(network.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.fixture
def picture(tmp_path):
    """Red on the left, blue on the right."""
    pixels = np.zeros((64, 128, 3), np.uint8)
    pixels[:, :64, 0] = pixels[:, 64:, 2] = 255
    path = tmp_path / "picture.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)


def ask(judge_dir, *arguments):
    return command_line.main(["metrics", "--judge", str(judge_dir), *map(str, arguments)])


def test_things_are_found_in_their_boxes(judge_dir, picture, capsys):
    assert ask(judge_dir, picture, "--box", "0,0,0.4,1:tomato", "--box", "0.6,0,1,1:the sky") == 0
    said = capsys.readouterr().out
    assert "tomato: yes" in said
    assert "the sky (sky): yes" in said
    assert ask(judge_dir, picture, "--box", "0,0,0.4,1:sky") == 1
    said = capsys.readouterr().out
    assert "sky: no, but among the first five" in said
    assert "seen: tomato" in said


def test_a_synonym_will_do(judge_dir, picture, capsys):
    assert ask(judge_dir, picture, "--box", "0,0,0.4,1:a love apple") == 0
    assert "a love apple (tomato): yes" in capsys.readouterr().out


def test_without_a_question_it_tells_what_it_sees(judge_dir, tmp_path, capsys):
    path = tmp_path / "green.png"
    Image.new("RGB", (40, 90), (0, 255, 0)).save(path)
    assert ask(judge_dir, path) == 0
    assert "green.png: leaf" in capsys.readouterr().out


def test_as_json(judge_dir, picture, capsys):
    assert ask(judge_dir, picture, "--word", "a leaf", "--box", "0,0,0.4,1:tomato", "--json") == 1
    whole, box = json.loads(capsys.readouterr().out)
    assert (whole["phrase"], whole["asked"], whole["box"]) == ("a leaf", "leaf", None)
    assert (whole["there"], whole["top1"], whole["top5"]) == (False, False, True)
    assert box["there"]
    assert box["presence"] == box["probability"] > 0.9
    assert (box["asked"], box["top1"], box["box"]) == ("tomato", True, [0, 0, 0.4, 1])
    assert sum(share for _, share in whole["seen"]) <= 1.001


def test_words_that_it_does_not_know_are_said_at_once(judge_dir, picture, capsys):
    assert ask(judge_dir, picture, "--word", "zeppelin") == command_line.MISUSED
    assert "it knows: leaf, sky, tomato" in capsys.readouterr().err


def test_what_is_no_picture_or_no_judge_is_one_sentence(judge_dir, tmp_path, capsys):
    path = tmp_path / "no.png"
    path.write_text("no")
    assert ask(judge_dir, path) == command_line.FAILED
    assert ask(tmp_path, path) == command_line.FAILED
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_the_judge_keeps_only_synonyms_that_make_sense(judge_dir):
    assert Judge.load(judge_dir).synonyms == {"love apple": "tomato"}
