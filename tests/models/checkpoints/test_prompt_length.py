"""How much of a prompt is read agrees with the model's own tokenizer, also from the two older files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sketchpad import paths
from sketchpad.document.prompt.emphasis import MOST_CHUNKS
from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.prompt_length import (
    MERGES,
    _tokenizer,
    count_tokens,
    read_length,
)
from sketchpad.models.checkpoints.sources import make_tokenizer
from sketchpad.models.networks.prompt_tokens import PromptTokenizer

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


@pytest.mark.parametrize(
    "prompt",
    [
        *PROMPTS,
        "a cat BREAK a (red:1.3) dog",
        "cat " * 75,
        "cat " * 76,
        "BREAK BREAK [a] cat BREAK",
        "a" + " dog" * 74 + " BREAK cat",
    ],
)
def test_tokens_are_counted_as_the_model_cuts_the_prompt(folder: Path, prompt: str) -> None:
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    theirs = PromptTokenizer(CLIPTokenizer.from_pretrained(folder / "tokenizer"))
    chunks = theirs._chunks(prompt)
    expected = theirs.room * (len(chunks) - 1) + len(chunks[-1]), theirs.room * len(chunks)
    assert count_tokens(folder, prompt) == expected


def test_those_of_a_single_file_are_clips(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.touch()
    assert count_tokens(path, "a dog") == (2, 75)
    assert count_tokens(path, "don't, 12 cats!") == (7, 75)
    tokenizer = make_tokenizer(paths.resources() / "families" / MERGES, "<|endoftext|>")
    for prompt in PROMPTS:
        assert list(
            _tokenizer(paths.resources() / "families" / MERGES)[0]
            .encode(prompt, add_special_tokens=False)
            .ids
        ) == list(tokenizer(prompt, add_special_tokens=False).input_ids)


def test_choices_are_made_before_counting(folder: Path) -> None:
    assert count_tokens(folder, "a {cat|dog}") == (2, 30)
    assert count_tokens(folder, "__missing__")[1] == 30
