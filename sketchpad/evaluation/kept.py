"""Measured results on disk, so that the same command continues where it was stopped."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad import atomic
from sketchpad.document.io.picture import encode
from sketchpad.generation.request.defaults import model_folder
from sketchpad.generation.request.request import Request
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.evaluation.measure import Plan
    from sketchpad.evaluation.tables import Trial


class JsonLines:
    """A file of JSON objects, one a line; a line that was cut off counts as absent."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[dict[str, Any]]:
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    yield row

    def add(self, row: dict[str, Any]) -> None:
        """Append a row; when this returns, it is on the disk."""
        with self._path.open("a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # of a line that was cut off
                    file.write(b"\n")
            file.write((json.dumps(row) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())


def weight_checksums(folder: Path) -> dict[str, str]:
    """CRC-32 of each weight file of a model, by path, so that pictures of two trainings are never mixed."""
    files = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else [folder]
    return {
        file.relative_to(folder).as_posix(): f"{zlib.crc32(file.read_bytes()):08x}"
        for file in files
    }


class KeptTrials:
    """The trials of one plan, in ``trials.jsonl`` of a folder.

    A trial is identified by everything its picture depends on: tables with other strengths or formulas share the
    trials that are the same in both.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = JsonLines(folder / "trials.jsonl")
        weights = weight_checksums(model_folder(plan.model))
        joined = "".join(f"{Path(name).name}{crc}" for name, crc in weights.items())
        digest = hashlib.sha256(joined.encode()).hexdigest()[:16]
        self._keys = {
            (case.name, mode, request.sampling.seed): _key(case.name, request, digest)
            for case, mode, request in plan.requests()
        }

    def present(self) -> list[Trial]:
        """The trials that are there already, in the plan's order."""
        kept = {
            row["key"]: row["trial"] for row in self._file.read() if {"key", "trial"} <= row.keys()
        }
        return [_trial(kept[key], mode) for (_, mode, _), key in self._keys.items() if key in kept]

    def add(self, trial: Trial) -> None:
        key = self._keys[trial.name, trial.mode, trial.seed]
        self._file.add({"key": key, "trial": asdict(trial)})


def _key(name: str, request: Request, weights: str) -> str:
    from sketchpad.guidance.attention_guidance import AttentionGuidance

    pulled = any(method.text_pull for method in request.methods)
    parts = [
        name,
        request.document.width,
        request.document.height,
        request.sampling.to_json(),
        [method.to_json() for method in request.methods],
        AttentionGuidance.formula if pulled else "",
        weights,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:24]


def _trial(row: dict[str, Any], mode: str) -> Trial:
    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.boxes import Verdict
    from sketchpad.metrics.lines import LineAgreement

    verdicts = {name: row[name] and Verdict(**row[name]) for name in ("thing", "box")}
    return Trial(**{**row, "mode": mode, "lines": LineAgreement(**row["lines"]), **verdicts})


@dataclass(frozen=True)
class Result:
    """What was measured on one picture of the table of targets.

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

    @property
    def top1(self) -> float | None:
        """Share of the words that are the judge's first choice; None where it knows none of them."""
        return sum(self.hits) / len(self.hits) if self.hits else None


class KeptResults:
    """Results and pictures of the table of targets, written one after the other. Raises Misuse for other settings."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self._folder = folder / "pictures"
        self._folder.mkdir(parents=True, exist_ok=True)
        about = folder / "settings.json"
        text = json.dumps(settings, indent=1, sort_keys=True)
        if about.exists() and about.read_text(encoding="utf-8") != text:
            raise Misuse(f"“{folder}” holds pictures made with other settings; name another folder")
        atomic.write_bytes(about, text.encode())
        self._file = JsonLines(folder / "results.jsonl")
        self.results: dict[str, Result] = {}
        for row in self._file.read():
            if row.keys() == Result.__dataclass_fields__.keys():
                result = Result(**{**row, "hits": tuple(row["hits"])})
                self.results[result.key] = result

    def add(self, result: Result, picture: np.ndarray) -> None:
        from PIL import Image

        encoded = encode(Image.fromarray(picture), "WEBP", quality=88)
        atomic.write_bytes(self.picture_path(result.key), encoded)
        self._file.add(asdict(result))
        self.results[result.key] = result

    def picture_path(self, key: str) -> Path:
        return self._folder / (key.replace("/", "--").replace(" ", "_") + ".webp")
