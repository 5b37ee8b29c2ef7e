"""How much of a prompt a model reads, found out without loading the model (no torch here)."""

from __future__ import annotations

import gzip
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.document.prompt.alternatives import resolved
from sketchpad.document.prompt.emphasis import MOST_CHUNKS, segments, without_marks
from sketchpad.errors import BadPrompt, WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import read_json

MERGES = "clip_merges.txt.gz"
_UNKNOWN = "<|endoftext|>"
CLIP_LENGTH = 77  # tokens, with the two that mark beginning and end
_WORDS = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)


def read_length(folder: Path, prompt: str) -> int:
    """The number of characters of `prompt` that the model in `folder` reads, in MOST_CHUNKS chunks; mostly all.

    Raises:
        WeightsDamaged: its tokenizer cannot be read.
    """
    tokenizer, limit = _tokenizer(folder / "tokenizer")
    offsets = tokenizer.encode(without_marks(prompt), add_special_tokens=False).offsets
    limit *= MOST_CHUNKS
    return len(prompt) if len(offsets) <= limit else int(offsets[limit][0])


def count_tokens(folder: Path, prompt: str) -> tuple[int, int]:
    """The tokens of `prompt` and the room in its chunks, as the model in `folder`, or in a single file, cuts it.

    A chunk that another follows counts as full. Words that stand for a textual inversion count as they are written.

    Raises:
        WeightsDamaged: its tokenizer cannot be read.
    """
    single = folder.is_file()
    where = paths.resources() / "families" / MERGES if single else folder / "tokenizer"
    tokenizer, room = _tokenizer(where)
    with suppress(BadPrompt):
        prompt = resolved(prompt, 0)
    chunks = [0]
    for segment in segments(prompt):
        if segment.breaks and chunks[-1]:
            chunks.append(0)
        left = len(tokenizer.encode(segment.text, add_special_tokens=False).ids)
        while left > room - chunks[-1]:
            left -= room - chunks[-1]
            chunks[-1] = room
            chunks.append(0)
        chunks[-1] += left
    return room * (len(chunks) - 1) + chunks[-1], room * len(chunks)


def clip_vocabulary(merges: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The entries and merged pairs of CLIP's tokenizer, from its list of merges alone.

    The entries are bytes, bytes that end a word, merged pairs, two marks.
    """
    with gzip.open(merges, "rt", encoding="utf-8") as file:
        lines = [line.split() for line in file.read().split("\n") if line]
    pairs = [(first, second) for first, second in lines]
    letters = _byte_letters()
    entries = [*letters, *(f"{letter}</w>" for letter in letters)]
    entries += ["".join(pair) for pair in pairs]
    return [*entries, "<|startoftext|>", "<|endoftext|>"], pairs


def _byte_letters() -> list[str]:
    """A visible letter for every byte, in the order of the vocabulary (Radford et al., GPT-2)."""
    seen = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in seen]
    return [chr(byte) for byte in seen] + [chr(256 + number) for number in range(len(hidden))]


@lru_cache(maxsize=4)
def _tokenizer(folder: Path) -> tuple[Any, int]:
    from tokenizers import Tokenizer

    try:
        if folder.is_file():
            return _clip(folder), CLIP_LENGTH - 2
        settings = read_json(folder / "tokenizer_config.json")
        length = settings.get("model_max_length", CLIP_LENGTH)
        if not isinstance(length, int) or not 2 < length <= CLIP_LENGTH:
            length = CLIP_LENGTH
        whole = folder / "tokenizer.json"
        tokenizer = Tokenizer.from_file(str(whole)) if whole.is_file() else _clip(folder)
    except Exception as reason:  # the tokenizer library raises whatever it likes
        raise WeightsDamaged(folder.parent, "its tokenizer cannot be read") from reason
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, length - 2


def _clip(path: Path) -> Any:
    """CLIP's tokenizer from the folder of its two older files, or its merges alone, as transformers makes it."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import BPE

    more = {"continuing_subword_prefix": "", "end_of_word_suffix": "</w>", "unk_token": _UNKNOWN}
    if path.is_dir():
        pairs = BPE.from_file(str(path / "vocab.json"), str(path / "merges.txt"), **more)
    else:
        entries, merges = clip_vocabulary(path)
        pairs = BPE({entry: number for number, entry in enumerate(entries)}, merges, **more)
    tokenizer = Tokenizer(pairs)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    return tokenizer
