"""Results of the table of targets, kept in a folder so that the same command goes on where it was stopped."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad import atomic
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Result:
    """What was measured on one picture.

    Args:
        recall, above: share of the drawn lines found again, and by how much more than by chance.
        hits: of each word, whether it is the judge's first choice.
    """

    suite: str
    name: str
    mode: str
    seed: int
    seconds: float
    recall: float | None
    above: float | None
    hits: tuple[bool, ...]

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.name}/{self.mode}/{self.seed}"


class Kept:
    """Results and pictures in a folder, one after the other, so that little is lost whatever happens."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        about = folder / "settings.json"
        text = json.dumps(settings, indent=1, sort_keys=True)
        if about.exists() and about.read_text(encoding="utf-8") != text:
            raise Misuse(f"“{folder}” holds pictures made with other settings; name another folder")
        atomic.write_bytes(about, text.encode())
        self._path = folder / "results.jsonl"
        self.results: dict[str, Result] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                    result = Result(**{**row, "hits": tuple(row["hits"])})
                except (ValueError, TypeError, KeyError):
                    continue  # cut off by a kill; it is made again
                self.results[result.key] = result
            # Without what was cut off: the next row must begin on a line of its own.
            rows = "".join(_row(result) for result in self.results.values())
            atomic.write_bytes(self._path, rows.encode())

    def add(self, result: Result, picture: np.ndarray) -> None:
        from PIL import Image

        encoded = io.BytesIO()
        Image.fromarray(picture).save(encoded, "WEBP", quality=88)
        atomic.write_bytes(self.picture_path(result.key), encoded.getvalue())
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_row(result))
        self.results[result.key] = result

    def picture_path(self, key: str) -> Path:
        return self.folder / "pictures" / (key.replace("/", "--").replace(" ", "_") + ".webp")


def _row(result: Result) -> str:
    return json.dumps(asdict(result)) + "\n"
