"""Models of the user's own: folders and single files named in the preferences (no torch, no network)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sketchpad.errors import SketchpadError, WeightsMissing
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.safetensors_io import refuse_pickles, snapshot_in

MOST = 200
"""Models of a folder that are looked at."""


@dataclass(frozen=True)
class LocalModel:
    """A model on this disk. `problem` says why it cannot be used; `family` and size are then unknown."""

    path: Path
    name: str
    family: str = ""
    picture: int = 0
    problem: SketchpadError | None = None


def parse_folders(text: str) -> tuple[Path, ...]:
    """The setting ``model.folders``: one place a line."""
    return tuple(dict.fromkeys(Path(line.strip()) for line in text.splitlines() if line.strip()))


def format_folders(folders: Iterable[Path]) -> str:
    return "\n".join(dict.fromkeys(str(folder) for folder in folders))


def local_models(folders: Iterable[Path]) -> tuple[LocalModel, ...]:
    """The base models in `folders`: each may be a model, a file, or a folder with several of them."""
    candidates = dict.fromkeys(path for folder in folders for path in _candidates(folder))
    return tuple(_look(path) for path in list(candidates)[:MOST])


def refusal(place: Path) -> SketchpadError | None:
    """Why there is nothing in `place` that could be a model, even a damaged one; None where there is."""
    looked = local_models((place,))
    alone = [model for model in looked if model.path == place and not _could_be(place)]
    return alone[0].problem if alone else None


def _candidates(place: Path) -> Iterator[Path]:
    try:
        alone = _could_be(place) or not place.is_dir()
        models = [] if alone else [child for child in sorted(place.iterdir()) if _could_be(child)]
    except OSError:  # may not be read, or has a name that no file can have
        return
    yield from models or [place]  # itself, to say that nothing in it can be used


def _could_be(path: Path) -> bool:
    return (snapshot_in(path) / "model_index.json").is_file() or (
        path.suffix.lower() == ".safetensors" and path.is_file()
    )


def _look(path: Path) -> LocalModel:
    try:
        if path.is_dir():
            _refuse_empty(path)
        info = inspect_model(path)
    except SketchpadError as error:
        return LocalModel(path, path.stem if path.suffix else path.name, problem=error)
    return LocalModel(path, info.name, info.family, max(info.width, info.height))


def _refuse_empty(folder: Path) -> None:
    """Say why a folder holds no model, where it does not even look like one. WeightsMissing or WeightsDamaged."""
    folder = snapshot_in(folder)
    if (folder / "model_index.json").is_file():
        return
    refuse_pickles(folder)
    raise WeightsMissing(folder, "Choose another folder.")
