"""`sketchpad data`: fetch the packages of the curated list, render them and pack them into one file."""

from __future__ import annotations

import argparse
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad import atomic
from sketchpad.cli.shared.arguments import declare
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    from sketchpad.training.data.pictures import Picture


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Needs npm and apt-get for the packages; training itself then needs only the pack."
    )
    which = parser.add_mutually_exclusive_group()
    declare(
        which,
        """
        --core                only the core words
        --wide                only words in three styles or more (`train --wide`)
        """,
    )
    declare(
        parser,
        """
        --out FILE            the pack to write
        --packages FOLDER     where packages are kept
        --list FILE           another list of pictures (.tsv) than our own
        --check               only check the licences of the list and say what it holds; nothing is fetched
        --credits FILE        also write sources and licences into this file
        --json                say the result as a line of JSON
        """,
        out=Path("runs/pictures.zip"),
        packages=Path("runs/packages"),
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
        atomic.write_bytes(args.credits, pictures.credits_text(chosen).encode())
    if args.check:
        _say_what_it_holds(chosen)
        return 0
    try:
        pictures.fetch(args.packages)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Misuse(f"a package could not be fetched: {error}") from error
    args.out.parent.mkdir(parents=True, exist_ok=True)
    count = pictures.pack(chosen, args.packages, args.out)
    text = f"{count} of {len(chosen)} pictures packed into {args.out}"
    ProgressLine().outcome(text, event="done", file=str(args.out), count=count, total=len(chosen))
    return 0


def _say_what_it_holds(chosen: list[Picture]) -> None:
    for licence, count in sorted(Counter(p.licence for p in chosen).items()):
        print(f"{count:6d}  {licence}")
    print(
        f"{len(chosen)} pictures, {len({p.base for p in chosen})} words; all licences are allowed"
    )
