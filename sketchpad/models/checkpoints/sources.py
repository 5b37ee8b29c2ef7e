"""Where a model's parts come from: the folders of diffusers, or one file with the names of the original code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

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
from sketchpad.models.checkpoints.prompt_length import MERGES, clip_vocabulary
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    read_some,
    read_tensors,
)


class Source:
    """Settings, tensors and tokenizers by the names that parts have in a folder of diffusers ("unet", "vae", ...).

    Args:
        path: the folder or file, which errors speak of.
        own: the settings, where the source is a single network.
    """

    def __init__(self, path: Path, own: Mapping[str, Any] | None = None) -> None:
        self._path = path
        self._own = dict(own or {})

    def settings(self, part: str) -> dict[str, Any]:
        """The part's config.json."""
        return self._own

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The part's tensors, named as those of `network`, as they are stored. Missing ones are left out."""
        raise NotImplementedError

    def tokenizer(self, part: str) -> Any:
        """WeightsDamaged where it cannot be read."""
        raise WeightsDamaged(self._path, "it has no tokenizer")

    def where(self, part: str) -> Path:
        """The file or folder that errors about a part name."""
        return self._path


class FolderSource(Source):
    """A model folder in the layout of diffusers."""

    def settings(self, part: str) -> dict[str, Any]:
        name = "scheduler_config.json" if part == "scheduler" else "config.json"
        return read_json(self._path / part / name)

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        return read_tensors(find_weights(self._path / part))

    def tokenizer(self, part: str) -> Any:
        from transformers.models.clip.tokenization_clip import CLIPTokenizer

        try:
            return CLIPTokenizer.from_pretrained(self._path / part, local_files_only=True)
        except Exception as reason:  # the tokenizer library raises whatever it likes
            raise WeightsDamaged(self._path, "its tokenizer cannot be read") from reason

    def where(self, part: str) -> Path:
        return self._path / part


class FileSource(Source):
    """A single file. Only the tensors that are asked for are read."""

    def __init__(self, path: Path, family: str) -> None:
        super().__init__(path, single_file.settings_of(path, family))
        self._family = family

    def settings(self, part: str) -> dict[str, Any]:
        settings: dict[str, Any] = self._own[part]
        return settings

    def tokenizer(self, part: str) -> Any:
        return make_tokenizer(single_file.families() / MERGES, **self._own[part])

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        start, opened = {
            ("unet", self._family): (single_file.UNET, False),
            ("vae", self._family): (single_file.VAE, False),
            ("text_encoder", SD1): (single_file.FIRST_CLIP, False),
            ("text_encoder", SD2): (single_file.OPEN_CLIP, True),
            ("text_encoder", SDXL): (single_file.XL_CLIP, False),
            ("text_encoder_2", SDXL): (single_file.XL_OPEN_CLIP, True),
        }[part, self._family]
        tensors = read_some(self._path, lambda name: name.startswith(start))
        if part in ("unet", "vae"):
            convert = unet_tensors if part == "unet" else vae_tensors
            return convert(tensors, self._own[part], self._path)
        if opened:
            return open_clip_tensors(tensors, start, network, self._path)
        return clip_tensors(tensors, start, network)


class VaeFileSource(Source):
    """A file with a VAE, alone or in a whole checkpoint, under its original names or diffusers'."""

    def tensors(self, part: str, network: nn.Module) -> dict[str, Tensor]:
        """The VAE's; discriminators and what else training left in a file (`loss.`, `model_ema.`) are left out."""
        names = check_header(self._path, self._path)
        start = single_file.VAE if any(name.startswith(single_file.VAE) for name in names) else ""
        parts = ("encoder.", "decoder.", "quant_conv.", "post_quant_conv.")
        wanted = tuple(start + part for part in parts)
        stored = read_some(self._path, lambda name: name.startswith(wanted))
        return vae_tensors(stored, self._own, self._path)


def vae_source(path: Path, info: ModelInfo) -> tuple[Source, str]:
    """The source of a VAE at the place that `find_vae` returns, and its part; a file has the family's settings."""
    if path.is_dir():
        return FolderSource(path.parent), path.name
    settings = read_json(single_file.families() / f"{info.family}.json")["vae"]
    return VaeFileSource(path, settings), "vae"


def check_vae(settings: Mapping[str, Any], info: ModelInfo, path: Path) -> None:
    """Raise WeightsDamaged where a VAE with these settings does not fit a model."""
    blocks = settings.get("block_out_channels")
    pixels = 2 ** (len(blocks) - 1) if isinstance(blocks, list | tuple) else 0
    made_for = settings.get("latent_channels", 4), pixels
    if made_for != (info.latent_channels, info.pixels_per_latent):
        raise WeightsDamaged(path, "it is no VAE of this kind of model")


def source_of(info: ModelInfo) -> Source:
    """The source of all parts of a model."""
    if info.folder.is_file():
        return FileSource(info.folder, info.family)
    return FolderSource(info.folder)


@lru_cache(maxsize=4)
def make_tokenizer(merges: Path, pad_token: str, model_max_length: int = 77) -> Any:
    """CLIP's tokenizer from its list of merges alone."""
    from transformers.models.clip.tokenization_clip import CLIPTokenizer

    entries, pairs = clip_vocabulary(merges)
    return CLIPTokenizer(
        vocab={entry: number for number, entry in enumerate(entries)},
        merges=pairs,
        model_max_length=model_max_length,
        pad_token=pad_token,
    )
