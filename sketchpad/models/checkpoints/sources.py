"""Where a model's parts come from: the folders of diffusers, or one file with the names of the original code."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.inspect import (
    SD1,
    SD2,
    SDXL,
    ModelInfo,
)
from sketchpad.models.checkpoints.ldm_other_keys import (
    clip_tensors,
    open_clip_tensors,
    vae_spellings,
)
from sketchpad.models.checkpoints.ldm_unet_keys import original_name
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    read_tensors,
)

MERGES = "clip_merges.txt.gz"


class Source(Protocol):
    """Settings, tensors and tokenizers by the names that parts have in a folder of diffusers ("unet", "vae", ...)."""

    def settings(self, part: str) -> dict[str, Any]:
        """The part's config.json."""

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The part's tensors, named as those of `network`, as they are stored. What lacks is left out."""

    def tokenizer(self, part: str) -> Any:
        """WeightsDamaged where it cannot be read."""

    def where(self, part: str) -> Path:
        """What errors speak of."""


class FolderSource:
    """A model folder in the layout of diffusers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def settings(self, part: str) -> dict[str, Any]:
        name = "scheduler_config.json" if part == "scheduler" else "config.json"
        return read_json(self._folder / part / name)

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        return read_tensors(find_weights(self._folder / part))

    def tokenizer(self, part: str) -> Any:
        from transformers.models.clip.tokenization_clip import CLIPTokenizer

        try:
            return CLIPTokenizer.from_pretrained(self._folder / part, local_files_only=True)
        except Exception as reason:  # the tokenizer library raises whatever it likes
            raise WeightsDamaged(self._folder, "its tokenizer cannot be read") from reason

    def where(self, part: str) -> Path:
        return self._folder / part


class FileSource:
    """A single file. Only the tensors that are asked for are read."""

    def __init__(self, path: Path, family: str) -> None:
        self._path = path
        self._family = family
        self._settings = single_file.settings_of(path, family)
        self._names = frozenset(check_header(path, path))

    def settings(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = self._settings[part]
        return found

    def where(self, part: str) -> Path:
        return self._path

    def tokenizer(self, part: str) -> Any:
        return make_tokenizer(single_file.families() / MERGES, **self._settings[part])

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        own = network.state_dict()
        if part == "unet":
            return self._renamed(own, self._unet_name)
        if part == "vae":
            return self._renamed(own, self._vae_name)
        start, opened = {
            ("text_encoder", SD1): (single_file.FIRST_CLIP, False),
            ("text_encoder", SD2): (single_file.OPEN_CLIP, True),
            ("text_encoder", SDXL): (single_file.XL_CLIP, False),
            ("text_encoder_2", SDXL): (single_file.XL_OPEN_CLIP, True),
        }[part, self._family]
        tensors = self._read(name for name in self._names if name.startswith(start))
        bare = {name.removeprefix(start): tensor for name, tensor in tensors.items()}
        return open_clip_tensors(bare, own) if opened else clip_tensors(bare, own)

    def _unet_name(self, name: str) -> str:
        module, _, kind = name.rpartition(".")
        return f"{single_file.UNET}{original_name(module, self._settings['unet'])}.{kind}"

    def _vae_name(self, name: str) -> str:
        """Written by other programs, attention or all of it can have the names of diffusers."""
        known = [single_file.VAE + spelling for spelling in vae_spellings(name)]
        return next((spelling for spelling in known if spelling in self._names), known[0])

    def _renamed(self, own: Iterable[str], rename: Any) -> dict[str, Tensor]:
        wanted = {name: rename(name) for name in own}
        found = self._read(original for original in wanted.values() if original in self._names)
        return {name: found[original] for name, original in wanted.items() if original in found}

    def _read(self, names: Iterable[str]) -> dict[str, Tensor]:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self._path, framework="pt") as file:
                return {name: file.get_tensor(name) for name in names}
        except (SafetensorError, OSError, ValueError) as reason:
            raise WeightsDamaged(
                self._path, "{file} cannot be read", file=self._path.name
            ) from reason


def source_of(info: ModelInfo) -> Source:
    return (
        FileSource(info.folder, info.family) if info.folder.is_file() else FolderSource(info.folder)
    )


@lru_cache(maxsize=4)
def make_tokenizer(merges: Path, pad_token: str, model_max_length: int = 77) -> Any:
    """CLIP's tokenizer from its list of merges alone: bytes, bytes that end a word, what merges make, two marks."""
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    with gzip.open(merges, "rt", encoding="utf-8") as file:
        pairs = [tuple(line.split()) for line in file.read().split("\n") if line]
    letters = _byte_letters()
    entries = [*letters, *(f"{letter}</w>" for letter in letters)]
    entries += ["".join(pair) for pair in pairs]
    entries += ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={entry: number for number, entry in enumerate(entries)},
        merges=pairs,
        model_max_length=model_max_length,
        pad_token=pad_token,
    )


def _byte_letters() -> list[str]:
    """A visible letter for every byte, in the order of the vocabulary (Radford et al., GPT-2)."""
    seen = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in seen]
    return [chr(byte) for byte in seen] + [chr(256 + number) for number in range(len(hidden))]
