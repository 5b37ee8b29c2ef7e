"""What the embedded model's card says to users of stock diffusers."""

from __future__ import annotations

import re

import pytest
import torch

from sketchpad import paths
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.model import load_model
from sketchpad.models.runtime.device import DeviceChoice

WEIGHTS = paths.weights()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (WEIGHTS / "model_index.json").is_file(), reason="there are no weights here"
    ),
]


def test_its_examples_make_the_model_that_the_program_loads(monkeypatch):
    card = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    assert examples
    monkeypatch.chdir(WEIGHTS.parent)
    names: dict = {}
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)
    ours = load_model(
        WEIGHTS, DeviceChoice(torch.device("cpu"), torch.float32)
    ).denoiser.unet.state_dict()
    theirs = names["pipe"].unet.state_dict()
    assert ours.keys() == theirs.keys()
    for name, value in ours.items():
        torch.testing.assert_close(theirs[name], value, atol=1e-4, rtol=1e-3)
    lora = inspect_model(WEIGHTS).lora
    assert (lora is not None) == ("words/" in card)
    assert lora is None or lora.is_file()


def test_it_says_which_version_it_is_of_and_names_all_parts():
    card = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    assert f"version {inspect_model(WEIGHTS).version}" in card
    for folder in (path.name for path in WEIGHTS.iterdir() if path.is_dir()):
        assert folder == "scheduler" or f"`{folder}/`" in card, folder
