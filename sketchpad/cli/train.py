"""`sketchpad train`: the recipe of the embedded model, part by part or all at once."""

from __future__ import annotations

import argparse
import os
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
    parser.add_argument(
        "--words", default="", help="only these words, with commas between them (a quick model)"
    )
    parser.add_argument(
        "--without", default="", help="sources of pictures to leave out, with commas between them"
    )
    parser.add_argument(
        "--size", type=int, default=256, choices=(128, 256), help="picture size of the export"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        help="processes that train the same weights, on a CPU (default: one a core)",
    )
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> int:
    if not args.data.is_file():
        raise Misuse(f"{args.data} does not exist; `sketchpad data` makes it")
    if args.part in ("export", "all") and args.weights is None:
        raise Misuse("--weights FOLDER says where the model goes")
    from sketchpad.training import recipe, words

    known = words.well_drawn_words() if args.wide else words.core_words()
    if args.words:
        wanted = tuple(word.strip() for word in args.words.split(","))
        if strange := sorted(set(wanted) - set(known)):
            raise Misuse(f"unknown words: {', '.join(strange)}")
        known = wanted
    plan = recipe.Plan(
        args.data,
        args.work,
        known,
        args.seed,
        args.drawings,
        size=args.size,
        without=frozenset(filter(None, (s.strip() for s in args.without.split(",")))),
        workers=max(1, args.workers),
    )
    for part in recipe.SHARES if args.part == "all" else (args.part,):
        if part != "export":
            share = recipe.SHARES[part] if args.part == "all" else 1.0
            recipe.train(plan, part, args.minutes * 60 * share)
    if args.part in ("export", "all"):
        recipe.write(plan, args.weights)
    return 0
