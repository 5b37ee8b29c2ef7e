"""`sketchpad evaluate --table targets`: what the embedded model must reach, and what it reaches.

Hours of pictures: everything is kept in the folder of `--work`, and the same command goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad import paths
from sketchpad.evaluation.cases import read_drawings
from sketchpad.evaluation.target_cases import (
    LAYOUTS,
    MOST_DRAWINGS,
    MOST_LAYOUTS,
    SEEDS,
    TIMED,
    TIMED_SIZE,
    TIMES,
    Job,
    Target,
    drawing_targets,
    jobs,
    layout_targets,
    words_targets,
)
from sketchpad.evaluation.target_results import Kept, Result
from sketchpad.generation.request.defaults import model_info, possible_methods, sampling_defaults
from sketchpad.generation.request.few_step import few_step_variant
from sketchpad.generation.request.request import Sampling
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.metrics.boxes import Judges

CODEC_SCENES = 48


def run_targets(args: argparse.Namespace) -> int:
    """Make what is missing and write the table; arguments as of `sketchpad evaluate`."""
    from sketchpad.evaluation.measure import load_judge
    from sketchpad.evaluation.target_tables import report

    if args.work is None:
        raise Misuse("--work FOLDER says where pictures and results are kept")
    line = ProgressLine()
    line.say("Loading the model...")
    judge, remarks = load_judge(args)
    if judge is None:
        raise Misuse("the table of targets needs a judge; `sketchpad train judge` makes one")
    targets, sampling = plan(args)
    wanted = list(all_jobs(args, targets, sampling))
    kept = Kept(args.work, _settings(args, sampling, judge))
    try:
        remarks += _make_all(wanted, kept, judge, line)
    except KeyboardInterrupt:
        remarks.append("Stopped before the end: only what was finished is counted.")
    line.end()
    codec = codec_psnr(args.data, str(args.model or ""), args.limit) if args.data else []
    report(args, targets, [kept.results[job.key] for job in wanted if job.key in kept.results],
           codec, kept, judge, remarks)  # fmt: skip
    return 0


def plan(args: argparse.Namespace) -> tuple[list[Target], Sampling]:
    """The words, drawings and layouts, all or the first `--limit` of each, and how pictures are made.

    With `--known` there are few words: all are asked for, whatever the limit.
    """
    model = str(args.model or "")
    info = model_info(model)
    width, height = args.size or (info.width, info.height)
    core = (paths.resources() / "training" / "core-concepts.txt").read_text(encoding="utf-8")
    known = set(info.words) if args.known and info.words else None
    words = [word for word in core.split("\n") if word and (known is None or word in known)]
    path = args.drawings or paths.resources() / "evaluation" / "quickdraw-60.ndjson"
    most = args.limit or MOST_DRAWINGS
    listed = [d for d in read_drawings(path) if str(d["word"]).lower() in words]
    drawings = _spread(listed, most)
    layouts = layout_targets(listed, args.limit or MOST_LAYOUTS, width, height)
    timed = [
        replace(target, suite=TIMES)
        for target in layout_targets(listed, min(TIMED, most), TIMED_SIZE, TIMED_SIZE)
    ]
    targets = [
        *words_targets(words if known else words[: args.limit], width, height),
        *drawing_targets(drawings, width, height),
        *layouts,
        *timed,
    ]
    given = {n: v for n in ("steps", "guidance_scale") if (v := getattr(args, n)) is not None}
    return targets, replace(sampling_defaults(model), **given)


def _spread(listed: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The first drawing of each word, then the second of each, up to so many."""
    seen: dict[str, int] = {}
    ranked = []
    for place, drawing in enumerate(listed):
        rank = seen[drawing["word"]] = seen.get(drawing["word"], -1) + 1
        ranked.append((rank, place))
    return [listed[place] for place in sorted(place for _, place in sorted(ranked)[:most])]


def all_jobs(
    args: argparse.Namespace, targets: Sequence[Target], sampling: Sampling
) -> Iterator[Job]:
    model = str(args.model or "")
    info = model_info(model)
    methods = possible_methods(info, model)
    return jobs(targets, methods, sampling, few_step_variant(model), args.seeds or SEEDS, model)


def _settings(args: argparse.Namespace, sampling: Sampling, judge: Judges) -> dict[str, Any]:
    info = model_info(str(args.model or ""))
    fast = few_step_variant(str(args.model or ""))
    return {
        "model": info.name,
        "version": info.version,
        "weights": _weight_sizes(info.folder),
        "sampling": sampling.to_json(),
        "fast": fast is not None and [fast.steps, fast.guidance_scale, fast.scheduler],
        "size": args.size or [info.width, info.height],
        "judge": len(judge.words),
        "known": bool(args.known),
        "drawings": args.drawings.name if args.drawings else "",
    }


def _weight_sizes(folder: Path) -> dict[str, str]:
    """A checksum of each weight file, so that pictures of two trainings are never mixed."""
    import zlib

    files = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else [folder]
    return {
        file.relative_to(folder).as_posix(): f"{zlib.crc32(file.read_bytes()):08x}"
        for file in files
    }


def _make_all(wanted: Sequence[Job], kept: Kept, judge: Judges, line: ProgressLine) -> list[str]:
    from sketchpad.evaluation.measure import make_picture

    missing = [job for job in wanted if job.key not in kept.results]
    warm: set[str] = set()
    begun = time.perf_counter()
    for number, job in enumerate(missing, 1):
        if job.target.suite == TIMES and job.mode not in warm:
            warm.add(job.mode)
            make_picture(job.request)
        picture, seconds = make_picture(job.request)
        kept.add(measured(job, picture, seconds, judge), picture)
        left = (time.perf_counter() - begun) / number * (len(missing) - number)
        line.say(f"picture {number} of {len(missing)}, {left / 60:.0f} min left")
    if len(missing) < len(wanted):
        return [f"{len(wanted) - len(missing)} of the pictures were made before."]
    return []


def measured(job: Job, picture: np.ndarray, seconds: float, judge: Judges) -> Result:
    """Lines found again, and whether the judge sees each word it knows: in its box, or in the whole picture."""
    from sketchpad.document.raster.raster import render_lines
    from sketchpad.metrics.boxes import crop_box, judge_pictures
    from sketchpad.metrics.lines import line_agreement

    target, document = job.target, job.target.document
    height, width = picture.shape[:2]
    recall = above = None
    if document.strokes:
        lines = line_agreement(picture, render_lines(document, width, height))
        recall, above = round(float(lines.recall), 5), round(float(lines.above_chance), 5)
    boxed = target.suite in (LAYOUTS, TIMES)
    shown = [crop_box(picture, box.rect) for box in document.boxes] if boxed else [picture]
    known = [
        (part, word) for part, word in zip(shown, target.words, strict=True) if word in judge.words
    ]
    verdicts = judge_pictures([part for part, _ in known], [word for _, word in known], judge)
    return Result(
        target.suite,
        target.name,
        job.mode,
        job.request.sampling.seed,
        round(seconds, 4),
        recall,
        above,
        tuple(bool(verdict.top1) for verdict in verdicts),
    )


def codec_psnr(pack: Path, model: str, limit: int | None = None) -> list[float]:
    """Peak signal-to-noise ratio in dB of held-out pictures at 256 px that went through the codec and back."""
    import numpy as np

    from sketchpad.generation.request.defaults import model_folder
    from sketchpad.models.model import STORE
    from sketchpad.training.data.pictures import held_out, read_pack
    from sketchpad.training.data.scenes import SceneMaker

    if not pack.is_file():
        raise Misuse(f"{pack} does not exist; `sketchpad data` makes it")
    unseen = SceneMaker([p for p in read_pack(pack) if held_out(p[0])])
    codec = STORE.get(model_folder(model)).codec
    found = []
    for number in range(min(CODEC_SCENES, limit or CODEC_SCENES)):
        picture = unseen.make(np.random.default_rng(number), 256, 256, 1 + number % 3).image
        back = codec.decode(codec.encode(picture.astype(np.float32) / np.float32(255)))
        error = np.square((back.astype(np.float64) - picture) / 255).mean()
        found.append(float(-10 * np.log10(max(error, 1e-10))))
    return found
