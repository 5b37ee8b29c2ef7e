"""`sketchpad data`: fetch the packages of the curated list, render them and pack them into one file."""

from __future__ import annotations

import argparse
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from sketchpad.training.data.pictures import Picture


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
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--core", action="store_true", help="only the core words")
    which.add_argument(
        "--wide", action="store_true", help="only words in three styles or more (`train --wide`)"
    )
    parser.add_argument(
        "--list", type=Path, metavar="FILE", help="another list of pictures (.tsv) than our own"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="only check the licences of the list and say what it holds; nothing is fetched",
    )
    parser.add_argument(
        "--credits", type=Path, help="also write sources and licences into this file"
    )


def run(args: argparse.Namespace) -> int:
    from sketchpad.training.data import pictures, vocabulary

    if args.list is not None and not args.list.is_file():
        raise Misuse(f"{args.list} is not there")
    try:
        chosen = pictures.read_list(args.list)
    except (KeyError, ValueError) as error:
        raise Misuse(f"the list cannot be used: {error}") from error
    if args.core or args.wide:
        known = set(vocabulary.core_words() if args.core else vocabulary.well_drawn_words())
        chosen = [p for p in chosen if p.base in known]
    if args.credits:
        args.credits.write_text(pictures.credits_text(chosen), encoding="utf-8")
    if args.check:
        _say_what_it_holds(chosen)
        return 0
    try:
        pictures.fetch(args.packages)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Misuse(f"a package could not be fetched: {error}") from error
    args.out.parent.mkdir(parents=True, exist_ok=True)
    count = pictures.pack(chosen, args.packages, args.out)
    print(f"{count} of {len(chosen)} pictures packed into {args.out}")
    return 0


def _say_what_it_holds(chosen: list[Picture]) -> None:
    for licence, count in sorted(Counter(p.licence for p in chosen).items()):
        print(f"{count:6d}  {licence}")
    print(
        f"{len(chosen)} pictures, {len({p.base for p in chosen})} words; all licences are allowed"
    )
