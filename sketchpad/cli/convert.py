"""`sketchpad convert`: weights that others have published in the old, unsafe format, as safetensors.

Only here is such a file opened, outside of the program, and read as tensors alone (`weights_only`): whatever else it
contains is refused, not run.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.cli.shared.arguments import declare
from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.outside import ODD
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from torch import Tensor

    from sketchpad.models.networks.edge_networks import EdgePredictor

LARGEST = 1 << 30
_DOWN = (("down_blocks.0", 320), ("down_blocks.1", 640), ("down_blocks.2", 1280))
_MIDDLE = ("mid_block.attentions.0", "mid_block.resnets.0", "mid_block.resnets.1")
_UP = (("up_blocks.0", 1280), ("up_blocks.1", 1280), ("up_blocks.2", 640))
# Width of the first layer -> what the network was fed with, in this order; then the noise and its sines, 40 channels.
LAYOUTS: dict[int, tuple[tuple[str, int], ...]] = {
    9320: (*_DOWN, *((name, 1280) for name in _MIDDLE), *_UP),
    7080: (*_DOWN, ("down_blocks.3", 1280), *_UP, ("up_blocks.3", 320)),
}
ENCODINGS = 9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Turns an edge predictor that others have published as .pt (for Stable Diffusion 1.x) into a folder that can "
        "lie in a model's folder as “edge_predictor”. The file is read as tensors only."
    )
    declare(
        parser,
        """
        what                  what the file holds
        file FILE             the .pt file
        out FOLDER            folder to write
        """,
        what=("edge-predictor",),
    )


def run(args: argparse.Namespace) -> int:
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise Misuse(f"“{args.out}” is there already; name a new folder")
    predictor(read_state(args.file), args.file).save(args.out)
    print(args.out)
    return 0


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a published edge predictor: a bare state dict, or one in a training checkpoint."""
    import torch

    if not path.is_file():
        raise WeightsMissing(path, "Choose another file.")
    if path.stat().st_size > LARGEST:
        raise WeightsDamaged(path, "it is too large for an edge predictor")
    try:
        content: Any = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, *ODD) as reason:
        raise WeightsDamaged(path, "it is no file of tensors, or holds more than those") from reason
    if isinstance(content, dict):
        content = content.get("model_state_dict", content)
    if not isinstance(content, dict) or not all(
        isinstance(value, torch.Tensor) for value in content.values()
    ):
        raise WeightsDamaged(path, "it holds no edge predictor")
    return {str(name).removeprefix("module."): tensor for name, tensor in content.items()}


def predictor(state: dict[str, Tensor], path: Path) -> EdgePredictor:
    """The paper's network with these weights; its linear layers see a pixel each, as convolutions of one pixel do."""
    from sketchpad.models.checkpoints.safetensors_io import fill
    from sketchpad.models.networks.edge_networks import EdgePredictor

    weights = [state.get(f"layers.{n}.weight") for n in (0, 3, 6, 9, 12)]
    if any(weight is None or weight.ndim != 2 for weight in weights):
        raise WeightsDamaged(path, "it holds no edge predictor of a known kind")
    shapes = [tuple(weight.shape) for weight in weights if weight is not None]
    layout = LAYOUTS.get(shapes[0][1])
    if layout is None or shapes[-1][0] != 4:
        raise WeightsDamaged(
            path, "an edge predictor of {count} features is not known", count=shapes[0][1]
        )
    network = EdgePredictor(
        {
            "taps": [name for name, _ in layout],
            "channels": [channels for _, channels in layout],
            "latent_channels": 4,
            "encodings": ENCODINGS,
            "kind": "mlp",
            "hidden": [rows for rows, _ in shapes[:-1]],
            "noise": "map",
        }
    )
    floats = {name: t.float() if t.is_floating_point() else t for name, t in state.items()}
    convolutions = {n: t[:, :, None, None] if t.ndim == 2 else t for n, t in floats.items()}
    fill(network, convolutions, path)
    return network
