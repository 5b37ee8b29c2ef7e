"""Weighted and long prompts against the field's definitions, written down here on their own."""

from __future__ import annotations

import pytest
import torch

LENGTH = 32


def by_hand(model, pieces: list[tuple[str, float]]) -> torch.Tensor:
    """One chunk as ComfyUI weights it: from the empty prompt's states to the prompt's, and beyond."""
    tokenizer = model.text.tokenizer
    ids, weights = [tokenizer.bos_token_id], [1.0]
    for text, weight in pieces:
        for token in tokenizer(text, add_special_tokens=False).input_ids:
            ids.append(token)
            weights.append(weight)
    ids += [tokenizer.eos_token_id] + [tokenizer.pad_token_id] * (LENGTH - len(ids) - 1)
    weights += [1.0] * (LENGTH - len(weights))
    nothing = [ids[0], tokenizer.eos_token_id] + [tokenizer.pad_token_id] * (LENGTH - 2)
    with torch.no_grad():
        states, empty = model.text.network(torch.tensor([ids, nothing])).last_hidden_state
    return (torch.tensor(weights)[:, None] * (states - empty) + empty)[None]


@pytest.mark.parametrize(
    ("prompt", "pieces"),
    [
        ("a (red:1.3) cat", [("a", 1.0), ("red", 1.3), ("cat", 1.0)]),
        ("((a)) [cat] on", [("a", 1.21), ("cat", 1 / 1.1), ("on", 1.0)]),
        ("(a cat:0.5), a house", [("a cat", 0.5), (", a house", 1.0)]),
    ],
)
def test_weights_count_from_the_empty_prompt(tiny_model, prompt, pieces) -> None:
    ours = tiny_model.text.encode(prompt).tokens
    assert torch.allclose(ours, by_hand(tiny_model, pieces), atol=1e-5)


def test_a_prompt_without_marks_is_encoded_as_stock_does(tiny_model) -> None:
    prompt = "a red cat, on a house. it's 2 cats"
    text = tiny_model.text
    ids = text.tokenizer(
        prompt, padding="max_length", max_length=LENGTH, return_tensors="pt"
    ).input_ids
    with torch.no_grad():
        theirs = text.network(ids)
    ours = text.encode(prompt)
    assert torch.equal(ours.tokens, theirs.last_hidden_state)
    assert torch.equal(ours.pooled, theirs.pooler_output)


def test_long_prompts_are_read_in_chunks(tiny_model) -> None:
    text = tiny_model.text
    first, second = "cat " * 30, "red house"
    ours = text.encode(first + second)
    parts = [text.encode(part) for part in (first, second)]
    assert ours.tokens.shape == (1, 2 * LENGTH, 32)
    assert torch.allclose(ours.tokens, torch.cat([part.tokens for part in parts], dim=1), atol=1e-5)
    assert torch.allclose(ours.pooled, parts[0].pooled, atol=1e-5)
    assert text.prompts.ignored(first + second) == ""


def test_break_begins_a_chunk_and_empty_chunks_fill_up(tiny_model) -> None:
    text = tiny_model.text
    ours = text.encode("a cat BREAK a house", 3).tokens
    parts = [text.encode(part).tokens for part in ("a cat", "a house", "")]
    assert torch.allclose(ours, torch.cat(parts, dim=1), atol=1e-5)
    assert torch.equal(text.encode("BREAK a cat BREAK").tokens, text.encode("a cat").tokens)


def test_both_branches_are_equally_long(tiny_model) -> None:
    long, short = tiny_model.text.pair("cat " * 40, "red")
    assert long.tokens.shape == short.tokens.shape == (1, 2 * LENGTH, 32)
    short, long = tiny_model.text.pair("red", "cat " * 70)
    assert long.tokens.shape == short.tokens.shape == (1, 3 * LENGTH, 32)
