"""`sketchpad sample`: which drawings come with the program."""

from __future__ import annotations

import argparse

from sketchpad.cli import drawings
from sketchpad.document import files


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    subparsers.add_parser(
        "sample",
        help="list the sample drawings",
        description="List the sample drawings: the name for --sample, and what it shows.",
    )


def run(_args: argparse.Namespace) -> int:
    samples = drawings.sample_paths()
    width = max((len(name) for name in samples), default=0)
    for name, path in samples.items():
        document, _extra = files.load(path)
        boxes = "; ".join(box.phrase for box in document.boxes)
        print(f"{name:{width}}  {document.prompt}{f'  [{boxes}]' if boxes else ''}")
    return 0
