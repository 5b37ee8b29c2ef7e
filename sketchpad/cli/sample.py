"""`sketchpad sample`: which drawings come with the program."""

from __future__ import annotations

import argparse

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.samples import list_samples


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "List the sample drawings: the name for --sample, and what it shows."


def run(_args: argparse.Namespace) -> int:
    samples = list_samples(paths.resources() / "samples")
    width = max((len(sample.name) for sample in samples), default=0)
    for sample in samples:
        document, _extra = project_file.load(sample.path)
        boxes = "; ".join(box.phrase for box in document.boxes)
        print(f"{sample.name:{width}}  {document.prompt}{f'  [{boxes}]' if boxes else ''}")
    return 0
