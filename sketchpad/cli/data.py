"""`sketchpad data`: fetch the packages of the curated list, render them and pack them into one file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "data",
        help="get and prepare the pictures to train on",
        description="Needs npm and apt-get for the packages; training itself then needs only the pack.",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("runs/pictures.zip"), help="the pack to write"
    )
    parser.add_argument(
        "--packages", type=Path, default=Path("runs/packages"), help="where packages are kept"
    )
    parser.add_argument("--core", action="store_true", help="only the core words")
    parser.add_argument(
        "--credits", type=Path, help="also write sources and licences into this file"
    )


def run(args: argparse.Namespace) -> int:
    from sketchpad.training import pictures, words

    chosen = pictures.read_list()
    if args.core:
        core = set(words.core_words())
        chosen = [p for p in chosen if p.base in core]
    pictures.fetch(args.packages)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    count = pictures.pack(chosen, args.packages, args.out)
    print(f"{count} of {len(chosen)} pictures packed into {args.out}")
    if args.credits:
        args.credits.write_text(pictures.credits_text(chosen), encoding="utf-8")
    return 0
