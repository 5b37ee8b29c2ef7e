"""Where a model's parts come from: the folders of diffusers, or one file with the names of the original code."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.ldm_conversion import (
    clip_tensors,
    open_clip_tensors,
    unet_tensors,
    vae_tensors,
)
from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    read_some,
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

    def settings(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = self._settings[part]
        return found

    def where(self, part: str) -> Path:
        return self._path

    def tokenizer(self, part: str) -> Any:
        return make_tokenizer(single_file.families() / MERGES, **self._settings[part])

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        if part == "unet":
            return unet_tensors(self._read(single_file.UNET), self._settings[part], self._path)
        if part == "vae":
            return vae_tensors(self._read(single_file.VAE), self._settings[part], self._path)
        start, opened = {
            ("text_encoder", SD1): (single_file.FIRST_CLIP, False),
            ("text_encoder", SD2): (single_file.OPEN_CLIP, True),
            ("text_encoder", SDXL): (single_file.XL_CLIP, False),
            ("text_encoder_2", SDXL): (single_file.XL_OPEN_CLIP, True),
        }[part, self._family]
        tensors = self._read(start)
        if opened:
            return open_clip_tensors(tensors, start, network, self._path)
        return clip_tensors(tensors, start, network)

    def _read(self, start: str) -> dict[str, Tensor]:
        return read_some(self._path, lambda name: name.startswith(start))


class VaeFileSource:
    """A file with a VAE, alone or in a whole checkpoint, under its original names or diffusers'; see `Source`."""

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self._path = path
        self._settings = dict(settings)

    def settings(self, part: str) -> dict[str, Any]:
        return self._settings

    def where(self, part: str) -> Path:
        return self._path

    def tokenizer(self, part: str) -> Any:
        raise WeightsDamaged(self._path, "it has no tokenizer")

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The VAE's; discriminators and what else training left in a file (`loss.`, `model_ema.`) are left out."""
        names = check_header(self._path, self._path)
        start = single_file.VAE if any(name.startswith(single_file.VAE) for name in names) else ""
        parts = ("encoder.", "decoder.", "quant_conv.", "post_quant_conv.")
        wanted = tuple(start + part for part in parts)
        found = read_some(self._path, lambda name: name.startswith(wanted))
        return vae_tensors(found, self._settings, self._path)


def vae_source(path: Path, info: ModelInfo) -> tuple[Source, str]:
    """Where a VAE that `find_vae` has found is read from, and as which part; a file has the settings of the family."""
    if path.is_dir():
        return FolderSource(path.parent), path.name
    settings = read_json(single_file.families() / f"{info.family}.json")["vae"]
    return VaeFileSource(path, settings), "vae"


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
