"""`sketchpad train`: the recipe of the embedded model, part by part or all at once."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.cli.arguments import Misuse

if TYPE_CHECKING:
    from argparse import _SubParsersAction

PARTS = ("vae", "base-128", "base-256", "adapters", "edge-predictor", "judge", "export", "all")


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "train",
        help="train the embedded model",
        description="Every part goes on where it was stopped, also after a kill; Ctrl+C stops it cleanly.",
    )
    parser.add_argument("part", choices=PARTS, help="which part, or all of them in order")
    parser.add_argument(
        "--minutes", type=float, default=120, help="wall-clock budget; `all` shares it out"
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="the pack that `sketchpad data` wrote"
    )
    parser.add_argument("--work", type=Path, default=Path("runs"), help="folder of the checkpoints")
    parser.add_argument("--weights", type=Path, help="model folder to write (`export` and `all`)")
    parser.add_argument("--drawings", type=Path, help="drawings (.ndjson) for the sample sheets")
    parser.add_argument(
        "--wide", action="store_true", help="all words of the list, not only the core ones"
    )
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> int:
    if not args.data.is_file():
        raise Misuse(f"{args.data} does not exist; `sketchpad data` makes it")
    if args.part in ("export", "all") and args.weights is None:
        raise Misuse("--weights FOLDER says where the model goes")
    from sketchpad.training import recipe, words

    known = words.well_drawn_words() if args.wide else words.core_words()
    plan = recipe.Plan(args.data, args.work, known, args.seed, args.drawings)
    for part in recipe.SHARES if args.part == "all" else (args.part,):
        if part != "export":
            share = recipe.SHARES[part] if args.part == "all" else 1.0
            recipe.train(plan, part, args.minutes * 60 * share)
    if args.part in ("export", "all"):
        recipe.write(plan, args.weights)
    return 0
