"""`sketchpad convert`: weights that others have published in the old, unsafe format, as safetensors.

Only here is such a file opened, outside of the program, and read as tensors alone (`weights_only`): whatever else it
contains is refused, not run.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.errors import WeightsDamaged, WeightsMissing
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from torch import Tensor

    from sketchpad.models.networks.edge_networks import EdgePredictor

LARGEST = 1 << 30
_MIDDLE = ("mid_block.attentions.0", "mid_block.resnets.0", "mid_block.resnets.1")
# Width of the first layer -> what the network was fed with, in this order; then the noise and its sines, 40 channels.
LAYOUTS: dict[int, tuple[tuple[str, int], ...]] = {
    9320: (
        ("down_blocks.0", 320),
        ("down_blocks.1", 640),
        ("down_blocks.2", 1280),
        *((name, 1280) for name in _MIDDLE),
        ("up_blocks.0", 1280),
        ("up_blocks.1", 1280),
        ("up_blocks.2", 640),
    ),
    7080: (
        ("down_blocks.0", 320),
        ("down_blocks.1", 640),
        ("down_blocks.2", 1280),
        ("down_blocks.3", 1280),
        ("up_blocks.0", 1280),
        ("up_blocks.1", 1280),
        ("up_blocks.2", 640),
        ("up_blocks.3", 320),
    ),
}
ENCODINGS = 9


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "convert",
        help="turn published weights into safetensors",
        description="Turns an edge predictor that others have published as .pt (for Stable Diffusion 1.x) into a "
        "folder that can lie in a model's folder as “edge_predictor”. The file is read as tensors only.",
    )
    parser.add_argument("what", choices=("edge-predictor",), help="what the file holds")
    parser.add_argument("file", type=Path, metavar="FILE", help="the .pt file")
    parser.add_argument("out", type=Path, metavar="OUT", help="folder to write")


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
        found: Any = torch.load(path, map_location="cpu", weights_only=True)
    except (
        pickle.UnpicklingError,
        RuntimeError,
        ValueError,
        EOFError,
        KeyError,
        OSError,
    ) as reason:
        raise WeightsDamaged(path, "it is no file of tensors, or holds more than those") from reason
    if isinstance(found, dict) and isinstance(found.get("model_state_dict"), dict):
        found = found["model_state_dict"]
    if not isinstance(found, dict) or not all(isinstance(v, torch.Tensor) for v in found.values()):
        raise WeightsDamaged(path, "it holds no edge predictor")
    return {str(name).removeprefix("module."): tensor for name, tensor in found.items()}


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
    fill(
        network,
        {name: t[:, :, None, None] if t.ndim == 2 else t for name, t in floats.items()},
        path,
    )
    return network
