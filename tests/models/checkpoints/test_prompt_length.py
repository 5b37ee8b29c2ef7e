"""How much of a prompt is read agrees with the model's own tokenizer, also from the two older files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sketchpad import paths
from sketchpad.document.prompt.emphasis import MOST_CHUNKS
from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.prompt_length import _tokenizer, read_length

pytestmark = pytest.mark.trained
PROMPTS = ("a dog", "", "don't, 12 cats!  Ünïcödé 猫", "a house and a tree " * 120)


@pytest.fixture(params=["tokenizer.json", "merges.txt"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(paths.weights() / "tokenizer", tmp_path / "tokenizer")
    if request.param == "merges.txt":
        (tmp_path / "tokenizer" / "tokenizer.json").unlink()
    return tmp_path


@pytest.mark.parametrize("prompt", PROMPTS)
def test_as_many_tokens_as_transformers_finds(folder: Path, prompt: str) -> None:
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    theirs = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
    ids = theirs(prompt, add_special_tokens=False).input_ids
    ours, limit = _tokenizer(folder / "tokenizer")
    assert list(ours.encode(prompt, add_special_tokens=False).ids) == list(ids)
    assert limit == theirs.model_max_length - 2
    read = read_length(folder, prompt)
    assert (read == len(prompt)) == (len(ids) <= limit * MOST_CHUNKS)
    kept = theirs(prompt[:read], add_special_tokens=False).input_ids
    assert len(kept) <= limit * MOST_CHUNKS


def test_a_damaged_tokenizer(tmp_path: Path) -> None:
    (tmp_path / "tokenizer").mkdir()
    with pytest.raises(WeightsDamaged):
        read_length(tmp_path, "a dog")
