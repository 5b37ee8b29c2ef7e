"""Learned annotators, where the user has installed some: ONNX files in a folder, run by onnxruntime.

Neither is needed: without them control images are made by formulas, and what has no formula is said in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad import paths
from sketchpad.errors import AnnotatorMissing, WeightsDamaged

LARGEST_FILE = 2 << 30
SIDE = 512
"""Pictures are shown to an annotator with sides near this one, if it takes any size."""
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
UNIT = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


@dataclass(frozen=True)
class Annotator:
    """What a file expects, and what it gives.

    Args:
        colours: mean and standard deviation of the RGB values 0..1 that it was trained with.
        multiple: sides must be multiples of it.
        stretch: its output has no units and is brought to 0..1.
        inverted: its output is dark on light.
    """

    name: str
    colours: tuple[tuple[float, float, float], tuple[float, float, float]] = UNIT
    multiple: int = 32
    stretch: bool = False
    inverted: bool = False

    @property
    def file(self) -> Path:
        return folder() / f"{self.name}.onnx"


_ALL = (
    Annotator("depth", IMAGENET, multiple=14, stretch=True),
    Annotator("softedge"),
    Annotator("lineart", inverted=True),
    Annotator("lineart_anime", inverted=True),
)
ANNOTATORS = MappingProxyType({one.name: one for one in _ALL})
"""Depth: any model of inverse depth (MiDaS, Depth Anything); lines: PiDiNet or HED, Informative Drawings."""


def folder() -> Path:
    """Where the files are looked for; it need not exist."""
    return paths.user_data() / "annotators"


def available(name: str) -> bool:
    """Whether `annotate` could be asked."""
    return find_spec("onnxruntime") is not None and ANNOTATORS[name].file.is_file()


def annotate(name: str, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the annotator sees in an RGB picture (h, w, 3): float32 (h, w) in 0..1.

    Raises:
        AnnotatorMissing: its file, or onnxruntime, is not installed.
        WeightsDamaged: the file cannot be run, or gives something else than one value for each place.
    """
    one = ANNOTATORS[name]
    if find_spec("onnxruntime") is None:
        raise AnnotatorMissing(name, one.file, "runtime")
    if not one.file.is_file():
        raise AnnotatorMissing(name, one.file)
    status = one.file.stat()
    if status.st_size > LARGEST_FILE:
        raise WeightsDamaged(one.file, "it is too large")
    try:
        session = _session(one.file, status.st_mtime_ns)
        [entrance, *_] = session.get_inputs()
        shown = _shown(picture, one, entrance.shape)
        seen = np.squeeze(np.asarray(session.run(None, {entrance.name: shown})[0], np.float32))
    except Exception as reason:  # onnxruntime raises whatever it likes
        raise WeightsDamaged(one.file, "it cannot be run") from reason
    if seen.ndim != 2 or not np.isfinite(seen).all():
        raise WeightsDamaged(one.file, "it does not give one value for each place")
    if one.stretch:
        low, high = float(seen.min()), float(seen.max())
        seen = (seen - low) / max(high - low, 1e-6)
    size = (picture.shape[1], picture.shape[0])
    seen = np.clip(cv2.resize(seen, size, interpolation=cv2.INTER_LINEAR), 0, 1)
    return 1 - seen if one.inverted else seen


@lru_cache(maxsize=1)
def _session(path: Path, _changed: int) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def _shown(picture: NDArray[np.uint8], one: Annotator, shape: Any) -> NDArray[np.float32]:
    """(1, 3, h, w), of the size that the network was exported for, or near `SIDE`."""
    scale = SIDE / min(picture.shape[:2]) / one.multiple
    near = (max(1, round(own * scale)) * one.multiple for own in picture.shape[:2])
    height, width = (
        given if isinstance(given, int) else side
        for given, side in zip(shape[-2:], near, strict=True)
    )
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    mean, deviation = (np.array(part, np.float32) for part in one.colours)
    values = (small.astype(np.float32) / 255 - mean) / deviation
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])
