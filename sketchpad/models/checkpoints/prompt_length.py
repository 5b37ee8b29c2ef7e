"""How much of a prompt a model reads, found out without loading the model (no torch here)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from sketchpad.document.prompt.emphasis import MOST_CHUNKS, without_marks
from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.safetensors_io import read_json

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


@lru_cache(maxsize=4)
def _tokenizer(folder: Path) -> tuple[Any, int]:
    from tokenizers import Tokenizer

    try:
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


def _clip(folder: Path) -> Any:
    """CLIP's tokenizer from its two older files, as transformers makes it."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import BPE

    pairs = BPE.from_file(
        str(folder / "vocab.json"),
        str(folder / "merges.txt"),
        continuing_subword_prefix="",
        end_of_word_suffix="</w>",
        unk_token=_UNKNOWN,
    )
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
