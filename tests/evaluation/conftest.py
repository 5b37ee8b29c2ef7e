"""The tiny model takes the place of the embedded one; a judge with random weights."""

from __future__ import annotations

import json

import pytest
import torch

from sketchpad.cli import main as command_line


@pytest.fixture(autouse=True)
def _tiny(monkeypatch, tiny_model_dir):
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


@pytest.fixture(scope="session")
def judge_dir(tmp_path_factory):
    """A judge that knows some of the words."""
    from safetensors.torch import save_file

    from sketchpad.metrics.judge import JudgeNetwork

    folder = tmp_path_factory.mktemp("judge")
    words = ["airplane", "alarm clock", "apple", "cat", "dog", "house", "car"]
    config = {"widths": [4, 8], "words": words, "figures": {"held_out_top1": 0.17}}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = JudgeNetwork(config)
    save_file(network.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config))
    return folder
