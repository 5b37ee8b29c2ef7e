"""What the table of methods has measured, kept on the disk, so that the same command goes on where it was stopped.

A trial is known by everything its picture is made from: tables with other strengths or formulas share those that are
the same in both.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.generation.request.defaults import model_folder
from sketchpad.generation.request.request import Request

if TYPE_CHECKING:
    from sketchpad.evaluation.plans import MethodsPlan
    from sketchpad.evaluation.tables import Trial


class KeptTrials:
    """Of one plan, in ``trials.jsonl`` of a folder; a line that was cut off counts as not there."""

    def __init__(self, folder: Path, plan: MethodsPlan) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "trials.jsonl"
        weights = _checksums(model_folder(plan.model))
        self._keys = {
            (case.name, mode, request.sampling.seed): _key(case.name, request, weights)
            for case, mode, request in plan.all()
        }

    def found(self) -> list[Trial]:
        """Those of the plan that are there already, in the plan's order."""
        kept = dict(self._lines())
        return [_trial(kept[key], mode) for (_, mode, _), key in self._keys.items() if key in kept]

    def add(self, trial: Trial) -> None:
        """Write a trial down; when this returns, it is on the disk."""
        key = self._keys[trial.name, trial.mode, trial.seed]
        line = json.dumps({"key": key, "trial": trial.to_json()}) + "\n"
        with self._path.open("a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":  # of a line that was cut off
                    file.write(b"\n")
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

    def _lines(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if not self._path.is_file():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(line)
                yield told["key"], told["trial"]
            except (ValueError, KeyError, TypeError):
                continue


def _key(name: str, request: Request, weights: str) -> str:
    from sketchpad.guidance.attention_guidance import AttentionGuidance

    pulled = any(method.text_pull for method in request.methods)
    told = [
        name,
        request.document.width,
        request.document.height,
        request.sampling.to_json(),
        [method.to_json() for method in request.methods],
        AttentionGuidance.formula if pulled else "",
        weights,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def _checksums(folder: Path) -> str:
    """Of all weights, so that pictures of two trainings are never mixed."""
    files = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else [folder]
    sums = [f"{file.name}{zlib.crc32(file.read_bytes()):08x}" for file in files]
    return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]


def _trial(told: dict[str, Any], mode: str) -> Trial:
    from sketchpad.evaluation.tables import Trial
    from sketchpad.metrics.boxes import Verdict
    from sketchpad.metrics.lines import LineAgreement

    verdicts = {
        name: None if told[name] is None else Verdict(**told[name]) for name in ("thing", "box")
    }
    lines = LineAgreement(**told["lines"])
    return Trial(**{**told, "mode": mode, "lines": lines, **verdicts})
