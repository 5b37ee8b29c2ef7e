"""From the name of a model, as requests and projects have it, to the place where it lies (no torch, no network)."""

from __future__ import annotations

from pathlib import Path

from sketchpad.errors import WeightsMissing
from sketchpad.models.catalogue.catalogue import Entry, catalogue, is_repo
from sketchpad.models.hub.cache import installed

DOWNLOAD_FIRST = "Download it first."
ADD_FIRST = "Add it from the hub to the list of models, or choose another model."


def locate(reference: str) -> Path:
    """Where a model lies: a folder, or a single file.

    Args:
        reference: an id of the catalogue, a repository of it (``owner/name``), a folder or a file.

    Raises WeightsMissing for a model of the catalogue that was not downloaded, and for a repository that nobody has
    added to it. Nobody looks here whether a folder holds a model.
    """
    entry = entry_for(reference)
    if entry is None:
        path = Path(reference).expanduser().absolute()
        if is_repo(reference) and not path.parent.exists():
            raise WeightsMissing(reference, ADD_FIRST)
        return path
    found = installed(entry)
    if found is None:
        raise WeightsMissing(entry.name, DOWNLOAD_FIRST)
    return found


def portable(reference: str) -> str:
    """`reference` if it means the same on every computer; empty for a folder or file of this one."""
    return reference if entry_for(reference) else ""


def entry_for(reference: str) -> Entry | None:
    """The entry of the catalogue that `reference` names; None for a path."""
    known = catalogue()
    if reference in known:
        return known[reference]
    return next((entry for entry in known.values() if entry.repo == reference), None)
