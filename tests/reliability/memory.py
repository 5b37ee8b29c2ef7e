"""What each method adds to the memory of a picture: `python -m tests.reliability.memory`, with the embedded model.

Another program is started for each line. Both figures are peaks of the whole process: with the networks read and a
picture made, and by how much that is more than without a method at the same size.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from itertools import product

from tests.reliability.surroundings import surroundings

METHODS = ("none", "edge_predictor", "edge_predictor;look=features", "controlnet", "gligen", "regional",
           "edge_predictor+controlnet+gligen")  # fmt: skip
SIZES = (256, 512)
PROGRAM = """
import re, sys
from pathlib import Path
import sketchpad
from sketchpad import paths

method, side = sys.argv[1], int(sys.argv[2])
drawing = next((paths.resources() / "samples").glob("cat*.sketchpad"))
boxes = ["0.1,0.1,0.9,0.9:a cat"]
sketchpad.generate(sketch=str(drawing), boxes=boxes, method=method, size=(side, side), steps=4, seed=1)
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak(method: str, side: int) -> float:
    """Megabytes."""
    program = [sys.executable, "-c", PROGRAM, method, str(side)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode or not re.fullmatch(r"\d+\s*", done.stdout):
        raise RuntimeError(done.stderr)
    return int(done.stdout) * 1024 / 1e6


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--size", type=int, nargs="*", default=list(SIZES), help="sides of the pictures"
    )
    said = options.parse_args()
    bare: dict[int, float] = {}
    print("| method | size | MB | more than without |\n|---|---|---:|---:|")  # noqa: T201
    with surroundings():
        for side, method in product(said.size, METHODS):
            size = peak(method, side)
            bare.setdefault(side, size)
            more = f"{size - bare[side]:+.0f}"
            print(f"| {method} | {side} x {side} | {size:.0f} | {more} |", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
