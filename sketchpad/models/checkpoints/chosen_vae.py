"""A VAE that is chosen beside a model: a file, a folder, or the one that another model brings (no torch here)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
)
from sketchpad.models.checkpoints.single_file import VAE, refuse

if TYPE_CHECKING:
    from sketchpad.models.checkpoints.model_info import ModelInfo


def find_vae(reference: str) -> Path:
    """The file or folder with the VAE that `reference` names: a path, or a model of the catalogue.

    Headers alone are read.

    Raises:
        WeightsMissing: nothing is there.
        WeightsDamaged: it is incomplete, no safetensors, or holds no VAE.
    """
    from sketchpad.models.hub.locate import locate

    place = locate(reference)
    try:
        is_file = place.is_file()
    except (OSError, ValueError) as reason:  # may not be read, or has a name that no file can have
        raise WeightsMissing(place, "Choose another VAE.") from reason
    if is_file:
        if place.suffix.lower() != ".safetensors":
            raise WeightsDamaged(
                place,
                "{file} may contain a program; only .safetensors files are opened",
                file=place.name,
            )
        shapes = check_header(place, place)
        if not any(name.removeprefix(VAE).startswith("decoder.conv_in.") for name in shapes):
            refuse(place, shapes)
        return place
    folder = place / "vae" if (place / "vae").is_dir() else place
    if not (folder / "config.json").is_file():
        raise WeightsMissing(place, "Choose another VAE.")
    kind = read_json(folder / "config.json").get("_class_name")
    if kind != "AutoencoderKL":
        raise WeightsDamaged(folder, "a {kind} is not supported", kind=kind)
    check_header(find_weights(folder))
    return folder


def stamp_of(path: Path) -> int:
    """Differs when a file has changed."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    status = [(file.name, file.stat()) for file in files if file.is_file()]
    return hash(tuple((name, one.st_size, one.st_mtime_ns) for name, one in status))


def check_vae(settings: Mapping[str, Any], info: ModelInfo, path: Path) -> None:
    """Raise WeightsDamaged where a VAE with these settings does not fit a model."""
    blocks = settings.get("block_out_channels")
    pixels = 2 ** (len(blocks) - 1) if isinstance(blocks, list | tuple) else 0
    made_for = settings.get("latent_channels", 4), pixels
    if made_for != (info.latent_channels, info.pixels_per_latent):
        raise WeightsDamaged(path, "it is no VAE of this kind of model")
