# ruff: noqa: INP001
"""Makes the pictures that the samples are shown with: `python resources/samples/make_pictures.py`.

Each is what Generate makes of the sample with the embedded model and the usual settings. To be run for every new
version of the model.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

import sketchpad
from sketchpad.document.io.samples import list_samples

FOLDER = Path(__file__).resolve().parent
SIDE = 192  # pixels: twice the largest tile of the start page
QUALITY = 88


def main() -> None:
    for sample in list_samples(FOLDER):
        made = sketchpad.generate(sketch=sample.path)
        picture = Image.fromarray(made.pixels)
        picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        sample.picture.parent.mkdir(exist_ok=True)
        picture.save(sample.picture, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
