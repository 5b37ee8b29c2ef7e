"""`sketchpad bench`: how fast pictures are made and how smooth the window stays, in one run, on this machine.

Nothing is compared with figures from elsewhere: the rivals run here, on the same weights, size, steps, precision and
threads, by turns with ours, after a warm-up of both.
"""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import asdict, replace
from statistics import median
from typing import TYPE_CHECKING, Any

from sketchpad.benchmarks import limit, pictures, window
from sketchpad.benchmarks.pictures import FEATURES, QUICK, bench_modes
from sketchpad.cli.shared import arguments
from sketchpad.evaluation.cases import chosen_modes, methods_of
from sketchpad.evaluation.measure import sampling_of
from sketchpad.generation.methods.registry import EDGE_PREDICTOR
from sketchpad.generation.request.defaults import (
    model_folder,
    model_info,
    possible_methods,
)
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.terminal import STDOUT, Misuse, ProgressLine

if TYPE_CHECKING:
    from sketchpad.benchmarks.stock import StockProcess
    from sketchpad.benchmarks.window import Gaps

SIMULATED = "simulated"
LIVE_SAMPLES = ("fish", "house")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Measure seconds per step and per picture, against diffusers' own pipelines on the same weights, and how "
        "smooth the window stays meanwhile."
    )
    arguments.declare(
        parser,
        f"""
        --repeats N           pictures of each (default 5)
        --modes NAMES         only these of {", ".join(bench_modes())}
        --runtime             torch: without OpenVINO, which is used on processors where it is installed and faster
        --steps N
        --guidance-scale X
        --size WxH
        --model FOLDER        another model (not for the window)
        --no-stock            leave out the rivals
        --no-window           leave out the window
        --no-pictures         only the window
        --ink                 only how soon the pen's ink appears: empty page and 10,000 strokes, idle and while
                              pictures are made
        --gallery             only how soon 100,000 pictures are open and searched
        --gpu [SIZES]         only steps a second of random weights as large as those models (tiny, sd15, xl; default:
                              sd15,xl)
        --live                only how soon live drawing answers a hand that draws the samples
        --film FILE           with --live: write a moving picture (.webp)
        --cluster [ADDRESS]   only what a cluster adds to a picture, what a second worker gains, and how smooth the
                              window stays; without ADDRESS how a thousand cells would scale, simulated
        --on-screen           open the window where it can be seen
        --seconds S           of drawing in each phase (default 6)
        --json [FILE]         write every measurement here; without FILE to standard output, and progress as JSON, too
        --markdown FILE       write the tables here
        """,
        repeats={"type": arguments.count(1000), "default": 5},
        seconds=6.0,
        gpu={"const": "sd15,xl"},
        cluster={"const": SIMULATED},
        runtime=arguments.RUNTIMES,
        json={"const": STDOUT},
    )


def run(args: argparse.Namespace) -> int:
    for path in (args.json, args.markdown):
        if path is not None and not path.absolute().parent.is_dir():
            raise Misuse(f"the folder of “{path}” is not there")
    if args.ink:
        return _run_ink(args)
    if args.gallery:
        return _run_gallery(args)
    if args.live:
        return _run_live(args)
    if args.gpu:
        return _run_gpu(args)
    if args.cluster:
        return _run_cluster(args)
    from sketchpad.evaluation.report import publish

    modes, sampling, size = _plan(args)
    line = ProgressLine()
    # The window first: while its figures are taken nothing else of ours is in memory.
    painted, gaps = ([], []) if args.no_window else _window(args, modes, line)
    duels, matrix = [], None
    if not args.no_pictures:
        with _rivals(args) as stock:
            duels = pictures.duels_of(args, modes, sampling, size, stock, line)
            matrix = pictures.matrix_of(args, modes, sampling, size, stock, line)
    remarks = []
    if plain := [duel for duel in duels if duel.mode == "none"]:
        drawn = pictures.drawing(0, *size)
        step = median(timing.step for timing in plain[0].ours)
        remarks = [limit.remark(Request(drawn, sampling, (), str(args.model or "")), step)]
    line.end()
    about = _about(args, sampling, size)
    compared = None if matrix is None else pictures.matrix_table(matrix)
    shown = (pictures.picture_table(duels), compared, window.window_table(painted, gaps))
    notes = [pictures.NOTES] * bool(duels) + [window.NOTES] * bool(gaps)
    content = {
        "about": about,
        "sampling": sampling.to_json(),
        "size": size,
        "pictures": {duel.mode: duel.to_json() for duel in duels},
        "comparison": None if matrix is None else matrix.to_json(),
        "first_paint_seconds": painted,
        "event_gaps_ms": [asdict(gap) for gap in gaps],
    }
    publish(args, about, [t for t in shown if t is not None], remarks, " ".join(notes), content)
    return 0


def _run_gpu(args: argparse.Namespace) -> int:
    from sketchpad.benchmarks import gpu
    from sketchpad.evaluation.report import describe_machine, publish
    from sketchpad.models.runtime.device import choose_device

    sizes = [name for name in gpu.SIZES if name in args.gpu.split(",")]
    if not sizes:
        raise Misuse(f"no such size: {args.gpu}; choose from {', '.join(gpu.SIZES)}")
    line = ProgressLine()
    table = gpu.gpu_table(sizes, args.steps or 20, min(args.repeats, 3), choose_device(), line)
    line.end()
    publish(args, f"{describe_machine()}.", [table], (), gpu.NOTES)
    return 0


def _run_live(args: argparse.Namespace) -> int:
    from sketchpad.evaluation.report import describe_machine, publish

    line = ProgressLine()
    line.say("Drawing in the window...")
    film = None if args.film is None else args.film.absolute()
    times = window.live_times(LIVE_SAMPLES, film, on_screen=args.on_screen)
    line.end()
    content = {"live_ms": [asdict(one) for one in times]}
    about = f"{describe_machine()}."
    publish(args, about, [window.live_table(times)], (), window.LIVE_NOTES, content)
    return 0


def _run_ink(args: argparse.Namespace) -> int:
    from sketchpad.evaluation.report import describe_machine, publish

    line = ProgressLine()
    line.say("Drawing in the window...")
    times = window.ink_times(args.seconds, on_screen=args.on_screen)
    line.end()
    about = f"{describe_machine()}."
    content = {"ink_ms": [asdict(gaps) for gaps in times]}
    publish(args, about, [window.ink_table(times)], (), window.INK_NOTES, content)
    return 0


def _run_cluster(args: argparse.Namespace) -> int:
    from sketchpad.benchmarks import cluster
    from sketchpad.cluster import commands
    from sketchpad.evaluation.report import describe_machine, publish

    if args.cluster == SIMULATED:
        about, tables = "Simulated; nothing is computed.", [cluster.cluster_table()]
    else:
        line, about, tables = ProgressLine(), f"{describe_machine()}.", []
        if not args.no_pictures:
            _, sampling, size = _plan(args)
            request = Request(pictures.drawing(0, *size), sampling)
            tables.append(cluster.measured_table(args.cluster, request, line))
        if not args.no_window:
            line.say("Drawing in the window...")
            os.environ |= {"SKETCHPAD_CLUSTER": args.cluster, commands.VARIABLE: commands.token()}
            gaps = window.cells_times(args.seconds, cluster.WINDOW_CELLS, args.on_screen)
            tables.append(cluster.window_table(gaps))
        line.end()
    publish(args, about, tables)
    return 0


def _run_gallery(args: argparse.Namespace) -> int:
    from sketchpad.benchmarks.gallery import gallery_table, gallery_times
    from sketchpad.evaluation.report import describe_machine, publish

    line = ProgressLine()
    line.say("Filling a gallery...")
    times, most = gallery_times()
    line.end()
    content = {"gallery": [asdict(one) for one in times], "bytes": most}
    publish(args, f"{describe_machine()}.", [gallery_table(times, most)], content=content)
    return 0


def _plan(
    args: argparse.Namespace,
) -> tuple[dict[str, tuple[MethodSettings, ...]], Sampling, tuple[int, int]]:
    model = str(args.model or "")
    info = model_info(model)
    wanted = chosen_modes(args.modes, bench_modes())
    # What stock pipelines do not do is left out: things first, and large pictures in passes.
    defaults = {
        name: method.replaced(things_first=False)
        for name, method in possible_methods(info, model).items()
    }
    if EDGE_PREDICTOR.name in defaults:
        usual = defaults[EDGE_PREDICTOR.name]
        defaults |= pictures.edge_ways(usual, not info.lacks("features"))
    modes = {m: ms for m in wanted if (ms := methods_of(m, defaults)) is not None}
    sampling = replace(sampling_of(args), two_pass=False)
    return modes, sampling, args.size or (info.native_size, info.native_size)


def _window(
    args: argparse.Namespace, modes: dict[str, Any], line: ProgressLine
) -> tuple[list[float], list[Gaps]]:
    line.say("Opening the window...")
    painted = window.first_paint(args.repeats, args.on_screen)
    line.say("Drawing in the window...")
    timed = [mode for mode in modes if mode not in (FEATURES, QUICK)]
    return painted, window.event_gaps(args.seconds, timed, args.on_screen)


def _rivals(args: argparse.Namespace) -> AbstractContextManager[StockProcess | None]:
    from sketchpad.benchmarks.stock import StockProcess
    from sketchpad.models.runtime.device import choose_device

    if args.no_stock:
        return nullcontext()
    return closing(StockProcess(model_folder(str(args.model or "")), choose_device()))


def _about(args: argparse.Namespace, sampling: Sampling, size: tuple[int, int]) -> str:
    from sketchpad.evaluation.report import describe_machine

    info = model_info(str(args.model or ""))
    return (
        f"{f'{info.name} {info.version}'.strip()}: {size[0]} x {size[1]}, {sampling.steps} steps, guidance scale "
        f"{sampling.guidance_scale:g}, {sampling.scheduler}, median of {args.repeats}. {describe_machine()}."
    )
