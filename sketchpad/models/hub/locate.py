"""From the name of a model, as requests and projects have it, to the place where it lies (no torch, no network)."""

from __future__ import annotations

from pathlib import Path

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.models.catalogue.catalogue import Entry, catalogue, is_repo
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    refuse_other_formats,
    snapshot_in,
)
from sketchpad.models.checkpoints.single_file import VAE, refuse
from sketchpad.models.hub.cache import installed

DOWNLOAD_FIRST = "Download it first."
ADD_FIRST = "Add it from the hub to the list of models, or choose another model."


def locate(reference: str) -> Path:
    """Where a model lies: a folder, or a single file.

    Args:
        reference: an id of the catalogue, a repository of it (``owner/name``), a folder or a file.

    Raises WeightsMissing for a model of the catalogue that was not downloaded, and for a repository that is not in it.
    Whether a folder holds a model is not checked.
    """
    entry = entry_for(reference)
    if entry is None:
        path = Path(reference).expanduser().absolute()
        if is_repo(reference) and not path.parent.exists():
            raise WeightsMissing(reference, ADD_FIRST)
        return path
    place = installed(entry)
    if place is None:
        raise WeightsMissing(entry.name, DOWNLOAD_FIRST)
    return place


def portable(reference: str) -> str:
    """`reference` if it means the same on every computer; empty for a folder or file of this one."""
    return reference if entry_for(reference) else ""


def entry_for(reference: str) -> Entry | None:
    """The entry of the catalogue that `reference` names; None for a path."""
    known = catalogue()
    if reference in known:
        return known[reference]
    return next((entry for entry in known.values() if entry.repo == reference), None)


def find_controlnet(net: str) -> Path:
    """Where a ControlNet, adapter or GLIGEN's gates lie, as `locate`; of a repository in the hub's cache its files."""
    return snapshot_in(locate(net))


def find_vae(reference: str) -> Path:
    """The file or folder with the VAE that `reference` names: a path, or a model of the catalogue.

    Headers alone are read.

    Raises:
        WeightsMissing: nothing is there.
        WeightsDamaged: it is incomplete, no safetensors, or holds no VAE.
    """
    place = locate(reference)
    try:
        is_file = place.is_file()
    except (OSError, ValueError) as reason:  # may not be read, or has a name that no file can have
        raise WeightsMissing(place, "Choose another VAE.") from reason
    if is_file:
        refuse_other_formats(place)
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
