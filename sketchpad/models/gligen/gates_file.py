"""GLIGEN's gates before they are loaded: where they lie, whether they fit a model (no torch here)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sketchpad.errors import WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.models.checkpoints.inspect import unet_settings
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS, SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import check_header, find_weights
from sketchpad.models.hub.locate import find_controlnet

POSITION = "position_net."
FUSER = ".fuser."
READERS = ("image_encoder", "image_project")
"""The folders of a pipeline that turn a reference picture into what gates read."""
_CELL = re.compile(r"(?:^|\.)((input|output)_blocks\.(\d+)\.1|(middle)_block\.1)(\..+)$")


def check_gates(net: str, info: ModelInfo) -> None:
    """Whether gates, by file, folder or id in the catalogue, can be grafted onto a model, as far as headers tell.

    Raises:
        WeightsMissing: they are not there.
        WeightsDamaged: the file is incomplete, no safetensors, or holds no gates.
        WrongFamily: they are for another kind of model.
    """
    path = find_gates(find_controlnet(net))
    shapes = check_header(path)
    inputs = gate_widths(shapes)
    if not inputs or not any(POSITION in name for name in shapes):
        raise WeightsDamaged(path, "it has no gates for boxes")
    settings = unet_settings(info)
    width = settings.get("cross_attention_dim") if settings else None
    if info.family == SDXL or (width is not None and width != inputs[0]):
        raise WrongFamily(path, "", FAMILY_LABELS[info.family])


def gate_widths(shapes: Mapping[str, tuple[int, ...]]) -> list[int]:
    """Widths of the text that the gates in a file are made for."""
    end = f"{FUSER}linear.weight"
    return [s[1] for name, s in shapes.items() if name.endswith(end) and len(s) == 2]


def reads_pictures(net: str) -> bool:
    """Whether gates take a box's reference picture beside its phrase, as far as their folder tells.

    `net` as for `check_gates`; "" are gates that a model was made with, which read phrases only. Raises as that does.
    """
    if not net:
        return False
    path = find_gates(find_controlnet(net))
    return (
        f"{POSITION}null_image_feature" in check_header(path) and find_references(path) is not None
    )


def find_references(gates: Path) -> Path | None:
    """The folder of a pipeline whose gates lie in the file `gates`, if it can also read pictures."""
    folder = gates.parent.parent
    return folder if all((folder / part / "config.json").is_file() for part in READERS) else None


def find_gates(given: Path) -> Path:
    """The weight file among the things that can be called gates."""
    if given.suffix == ".safetensors":
        if not given.is_file():
            raise WeightsMissing(given)
        return given
    if (given / "unet").is_dir():
        return find_weights(given / "unet")
    if (given / "config.json").is_file() or not given.is_dir():
        return find_weights(given)
    files = sorted(given.glob("*.safetensors"))
    return files[0] if len(files) == 1 else find_weights(given)


def diffusers_name(name: str, layers_per_block: int) -> str:
    """A tensor's name of the original code as diffusers has it; other names stay as they are.

    The original counts cells: a level of the encoder has `layers_per_block` of them and one that halves the size, a
    level of the decoder one more than `layers_per_block`.
    """
    name = name.removeprefix("model.diffusion_model.")
    match = _CELL.search(name)
    if match is None:
        return name
    _, side, number, middle, rest = match.groups()
    if middle:
        return f"mid_block.attentions.0{rest}"
    cell = int(number) - (side == "input")
    level, layer = divmod(cell, layers_per_block + 1)
    return f"{'down' if side == 'input' else 'up'}_blocks.{level}.attentions.{layer}{rest}"
