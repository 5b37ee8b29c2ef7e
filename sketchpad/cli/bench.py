"""`sketchpad bench`: how fast pictures are made and how smooth the window stays, in one run, on this machine.

Nothing is compared with figures from elsewhere: the rivals run here, on the same weights, size, steps, precision and
threads, by turns with ours, after a warm-up of both.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad import __version__, atomic
from sketchpad.benchmarks.matrix import matrix_table
from sketchpad.benchmarks.pictures import FEATURES, bench_modes, duels_of, matrix_of
from sketchpad.benchmarks.tables import (
    notes,
    picture_table,
    window_table,
)
from sketchpad.cli import arguments
from sketchpad.evaluation.cases import methods_of
from sketchpad.generation.methods.registry import EDGE_PREDICTOR
from sketchpad.generation.request.defaults import (
    model_folder,
    model_info,
    possible_methods,
    sampling_defaults,
)
from sketchpad.generation.request.request import (
    MethodSettings,
    Sampling,
)
from sketchpad.terminal import Misuse, ProgressLine

if TYPE_CHECKING:
    from sketchpad.benchmarks.stock import Stock
    from sketchpad.benchmarks.window import Gaps
    from sketchpad.metrics.report import Table


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "bench",
        help="measure speed",
        description="Measure seconds per step and per picture, against diffusers' own pipelines on the same weights, "
        "and how smooth the window stays meanwhile.",
    )
    parser.add_argument(
        "--repeats", type=_count, default=5, metavar="N", help="pictures of each (default 5)"
    )
    parser.add_argument(
        "--modes", metavar="NAMES", help=f"only these of {', '.join(bench_modes())}"
    )
    parser.add_argument("--steps", type=arguments.number("steps"), metavar="N")
    parser.add_argument("--guidance-scale", type=arguments.number("guidance_scale"), metavar="X")
    parser.add_argument("--size", type=arguments.size, metavar="WxH")
    parser.add_argument(
        "--model", type=Path, metavar="FOLDER", help="another model (not for the window)"
    )
    parser.add_argument("--no-stock", action="store_true", help="leave out the rivals")
    parser.add_argument("--no-window", action="store_true", help="leave out the window")
    parser.add_argument("--no-pictures", action="store_true", help="only the window")
    parser.add_argument(
        "--ink",
        action="store_true",
        help="only how soon the pen's ink appears: empty page and 10,000 strokes, idle and while pictures are made",
    )
    parser.add_argument(
        "--gallery",
        action="store_true",
        help="only how soon 100,000 pictures are open and searched",
    )
    parser.add_argument(
        "--on-screen", action="store_true", help="open the window where it can be seen"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=6.0,
        metavar="S",
        help="of drawing in each phase (default 6)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement here")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here")


def run(args: argparse.Namespace) -> int:
    for path in (args.json, args.markdown):
        if path is not None and not path.absolute().parent.is_dir():
            raise Misuse(f"the folder of “{path}” is not there")
    if args.ink:
        return _run_ink(args)
    if args.gallery:
        return _run_gallery(args)
    modes, sampling, size = _plan(args)
    line = ProgressLine()
    # The window first: while its figures are taken nothing else of ours is in memory.
    painted, gaps = ([], []) if args.no_window else _window(args, modes, line)
    duels, matrix = [], None
    if not args.no_pictures:
        stock = _rivals(args)
        duels = duels_of(args, modes, sampling, size, stock, line)
        matrix = matrix_of(args, modes, sampling, size, stock, line)
    line.end()
    about = _about(args, sampling, size)
    compared = None if matrix is None else matrix_table(matrix)
    window = window_table(painted, gaps)
    tables = [t for t in (picture_table(duels), compared, window) if t is not None]
    print("\n\n".join([about, *(table.text() for table in tables)]))
    if args.markdown:
        text = "\n\n".join(
            [about, *(table.markdown() for table in tables), notes(bool(duels), bool(gaps))]
        )
        atomic.write_bytes(args.markdown, f"{text}\n".encode())
    if args.json:
        content = {
            "sketchpad": __version__,
            "about": about,
            "sampling": sampling.to_json(),
            "size": size,
            "pictures": {duel.mode: duel.to_json() for duel in duels},
            "comparison": None if matrix is None else matrix.to_json(),
            "first_paint_seconds": painted,
            "event_gaps_ms": [asdict(gap) for gap in gaps],
        }
        atomic.write_bytes(args.json, json.dumps(content, indent=1).encode())
    return 0


def _run_ink(args: argparse.Namespace) -> int:
    from sketchpad.benchmarks.ink import NOTE, ink_table, ink_times

    line = ProgressLine()
    line.say("Drawing in the window...")
    times = ink_times(args.seconds, on_screen=args.on_screen)
    line.end()
    return _report(args, ink_table(times), {"ink_ms": [asdict(one) for one in times]}, NOTE)


def _run_gallery(args: argparse.Namespace) -> int:
    from sketchpad.benchmarks.gallery import gallery_table, gallery_times

    line = ProgressLine()
    line.say("Filling a gallery...")
    times, most = gallery_times()
    line.end()
    content = {"gallery": [asdict(one) for one in times], "bytes": most}
    return _report(args, gallery_table(times, most), content)


def _report(args: argparse.Namespace, table: Table, content: dict[str, Any], note: str = "") -> int:
    from sketchpad.evaluation.machine import describe_machine

    print(f"{describe_machine()}.\n\n{table.text()}")
    if args.markdown:
        parts = filter(None, (f"{describe_machine()}.", table.markdown(), note))
        atomic.write_bytes(args.markdown, ("\n\n".join(parts) + "\n").encode())
    if args.json:
        atomic.write_bytes(
            args.json, json.dumps({"sketchpad": __version__, **content}, indent=1).encode()
        )
    return 0


def _plan(
    args: argparse.Namespace,
) -> tuple[dict[str, tuple[MethodSettings, ...]], Sampling, tuple[int, int]]:
    model = str(args.model or "")
    info = model_info(model)
    wanted = [name.strip() for name in args.modes.split(",")] if args.modes else list(bench_modes())
    if unknown := set(wanted) - set(bench_modes()):
        raise Misuse(
            f"no such mode: {', '.join(sorted(unknown))}; choose from {', '.join(bench_modes())}"
        )
    # What stock pipelines do not do is left out: things first, and large pictures in passes.
    defaults = {
        name: method.replaced(things_first=False)
        for name, method in possible_methods(info, model).items()
    }
    if not info.lacks("features"):
        defaults[FEATURES] = defaults[EDGE_PREDICTOR.name].replaced(look="features")
    modes = {
        m: ms for m in bench_modes() if m in wanted and (ms := methods_of(m, defaults)) is not None
    }
    given = {k: v for k in ("steps", "guidance_scale") if (v := getattr(args, k)) is not None}
    sampling = replace(sampling_defaults(model), two_pass=False, **given)
    return modes, sampling, args.size or (info.native_size, info.native_size)


def _window(
    args: argparse.Namespace, modes: dict[str, Any], line: ProgressLine
) -> tuple[list[float], list[Gaps]]:
    from sketchpad.benchmarks.window import event_gaps, first_paint

    line.say("Opening the window...")
    painted = first_paint(args.repeats, args.on_screen)
    line.say("Drawing in the window...")
    return painted, event_gaps(args.seconds, [m for m in modes if m != FEATURES], args.on_screen)


def _rivals(args: argparse.Namespace) -> Stock | None:
    from sketchpad.benchmarks.stock import Stock
    from sketchpad.models.runtime.device import choose_device

    return None if args.no_stock else Stock(model_folder(str(args.model or "")), choose_device())


def _about(args: argparse.Namespace, sampling: Sampling, size: tuple[int, int]) -> str:
    from sketchpad.evaluation.machine import describe_machine

    info = model_info(str(args.model or ""))
    return (
        f"{f'{info.name} {info.version}'.strip()}: {size[0]} x {size[1]}, {sampling.steps} steps, guidance scale "
        f"{sampling.guidance_scale:g}, {sampling.scheduler}, median of {args.repeats}. {describe_machine()}."
    )


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f'"{text}" is not a number from 1 to 1000')
    return int(text)
