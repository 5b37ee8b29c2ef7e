"""`sketchpad evaluate --table targets`: what the embedded model must reach, and what it reaches.

Hours of pictures: everything is kept in the folder of `--work`, and the same command continues where it was stopped.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad import paths
from sketchpad.evaluation.cases import read_drawings, spread
from sketchpad.evaluation.kept import KeptResults, Result, weight_checksums
from sketchpad.evaluation.measure import counted, load_judge, sampling_of
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
from sketchpad.generation.request.defaults import few_step_variant, model_info, possible_methods
from sketchpad.generation.request.request import Sampling
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.metrics.boxes import Judges

CODEC_SCENES = 48


def run_targets(args: argparse.Namespace) -> int:
    """Generate the pictures that are missing and write the table; arguments as of `sketchpad evaluate`."""
    from sketchpad.evaluation.target_tables import report

    if args.work is None:
        raise Misuse("--work FOLDER says where pictures and results are kept")
    line = ProgressLine()
    line.say("Loading the model...")
    judge, remarks = load_judge(args)
    if judge is None:
        raise Misuse("the table of targets needs a judge; `sketchpad train judge` makes one")
    targets, sampling = plan(args)
    wanted = list(_all_jobs(args, targets, sampling))
    kept = KeptResults(args.work, _settings(args, sampling, judge))
    missing = [job for job in wanted if job.key not in kept.results]
    try:
        _make_all(missing, kept, judge, line)
        if len(missing) < len(wanted):
            remarks.append(f"{len(wanted) - len(missing)} of the pictures were made before.")
    except KeyboardInterrupt:
        remarks.append("Stopped before the end: only what was finished is counted.")
    line.end()
    codec = codec_psnr(args.data, str(args.model or ""), args.limit) if args.data else []
    results = [kept.results[job.key] for job in wanted if job.key in kept.results]
    report(args, targets, results, codec, kept, judge, remarks)
    return 0


def plan(args: argparse.Namespace) -> tuple[list[Target], Sampling]:
    """The words, drawings and layouts, all or the first `--limit` of each, and how pictures are made.

    With `--known` there are few words: all are asked for, whatever the limit.
    """
    info = model_info(str(args.model or ""))
    size = args.size or (info.width, info.height)
    core = (paths.resources() / "training" / "core-concepts.txt").read_text(encoding="utf-8")
    known = set(info.words) if args.known and info.words else None
    words = [word for word in core.split("\n") if word and (known is None or word in known)]
    most = args.limit or MOST_DRAWINGS
    listed = [d for d in read_drawings(args.drawings) if str(d["word"]).lower() in words]
    timed = layout_targets(listed, min(TIMED, most), TIMED_SIZE, TIMED_SIZE)
    targets = [
        *words_targets(words if known else words[: args.limit], *size),
        *drawing_targets(spread(listed, most), *size),
        *layout_targets(listed, args.limit or MOST_LAYOUTS, *size),
        *(replace(target, suite=TIMES) for target in timed),
    ]
    return targets, sampling_of(args)


def _all_jobs(
    args: argparse.Namespace, targets: Sequence[Target], sampling: Sampling
) -> Iterator[Job]:
    model = str(args.model or "")
    methods = possible_methods(model_info(model), model)
    return jobs(targets, methods, sampling, few_step_variant(model), args.seeds or SEEDS, model)


def _settings(args: argparse.Namespace, sampling: Sampling, judge: Judges) -> dict[str, Any]:
    info = model_info(str(args.model or ""))
    fast = few_step_variant(str(args.model or ""))
    return {
        "model": info.name,
        "version": info.version,
        "weights": weight_checksums(info.folder),
        "sampling": sampling.to_json(),
        "fast": fast is not None and [fast.steps, fast.guidance_scale, fast.scheduler],
        "size": args.size or [info.width, info.height],
        "judge": len(judge.words),
        "known": bool(args.known),
        "drawings": args.drawings.name if args.drawings else "",
    }


def _make_all(missing: Sequence[Job], kept: KeptResults, judge: Judges, line: ProgressLine) -> None:
    from sketchpad.evaluation.measure import make_picture

    warm: set[str] = set()
    for job in counted(missing, line):
        if job.target.suite == TIMES and job.mode not in warm:
            warm.add(job.mode)
            make_picture(job.request)
        picture, seconds = make_picture(job.request)
        kept.add(_measured(job, picture, seconds, judge), picture)


def _measured(job: Job, picture: np.ndarray, seconds: float, judge: Judges) -> Result:
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
    pairs = zip(shown, target.words, strict=True)
    known = [(part, word) for part, word in pairs if word in judge.words]
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
    ratios = []
    for number in range(min(CODEC_SCENES, limit or CODEC_SCENES)):
        picture = unseen.make(np.random.default_rng(number), 256, 256, 1 + number % 3).image
        back = codec.decode(codec.encode(picture.astype(np.float32) / np.float32(255)))
        error = np.square((back.astype(np.float64) - picture) / 255).mean()
        ratios.append(float(-10 * np.log10(max(error, 1e-10))))
    return ratios
