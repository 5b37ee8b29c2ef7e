"""`sketchpad train`: the recipe of the embedded model, part by part or all at once."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.cli.shared import arguments
from sketchpad.terminal import Misuse, ProgressLine
from sketchpad.training.parts import PARTS

if TYPE_CHECKING:
    from sketchpad.training.recipe import Plan

STOPPED = 130

ALIASES = ("adapters",)
"""ControlNet and gates in one go."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Every part goes on where it was stopped, also after a kill; Ctrl+C stops it cleanly. With --model the edge "
        "predictor of any other model is trained instead. docs/training.md tells about the parts."
    )
    arguments.declare(
        parser,
        f"""
        part PART             {", ".join(PARTS)}, or all of them in order
        --minutes X           wall-clock budget, counted over every time a part is started; `all` shares it out
        --steps N             stop each part after N steps; with --workers 1 the same seed then gives the same weights
        --checkpoint-minutes X  between checkpoints with their sample sheets (default 8)
        --data FILE           the pack that `sketchpad data` wrote; not needed with --model
        --model FOLDER        `edge-predictor` for this model, written into its folder
        --pictures FOLDER     with --model: pictures to learn from, captions in .txt files beside them; by default its
                              own pictures
        --kind                with --model: the paper's network, or one that sees neighbouring pixels too
        --work FOLDER         folder of the checkpoints
        --weights FOLDER      model folder to write (`export` and `all`)
        --only-controlnet     `export`: put the trained ControlNet into a model folder that is there, and nothing else
        --from FOLDER         go on from this model's weights where WORK has no checkpoints, for instance `weights`
        --keep-levels         with --from: the U-Net keeps the levels of that model, whatever this recipe's are
        --larger X            share of pictures of twice the size, on which only the steps that finish are trained
        --drawings FILE       drawings (.ndjson) for the sample sheets
        --wide                all words in three styles or more, not only the core ones
        --words WORDS         only these words, with commas between them (a quick model)
        --without SOURCES     sources of pictures to leave out, with commas between them
        --size N              side of the pictures, in pixels
        --workers N           processes that train the same weights, on a CPU (default: one a core)
        --scenes FOLDER       store of scenes and their latents, made and renewed while training (default: WORK/scenes)
        --seed N
        --json                say everything as lines of JSON, for other programs
        """,
        part=(*PARTS, "all", *ALIASES),
        minutes=120.0,
        steps=arguments.count(10**9),
        checkpoint_minutes=8.0,
        kind={"choices": ("mlp", "conv"), "default": "mlp"},
        work=Path("runs"),
        larger=0.0,
        words="",
        without="",
        size={"choices": (128, 256), "default": 256, "metavar": None},
        workers=os.cpu_count() or 1,
        seed=0,
        **{"from": {"dest": "published"}},
    )


def run(args: argparse.Namespace) -> int:
    if args.model is not None:
        return _other_model(args)
    if args.data is None:
        raise Misuse("--data FILE says which pictures to train on; `sketchpad data` makes it")
    if not args.data.is_file():
        raise Misuse(f"{args.data} does not exist; `sketchpad data` makes it")
    if args.part in ("export", "all") and args.weights is None:
        raise Misuse("--weights FOLDER says where the model goes")
    if args.only_controlnet and not (
        args.part == "export" and (args.weights / "model_index.json").is_file()
    ):
        raise Misuse("--only-controlnet belongs to `export` into a model folder that is there")
    from sketchpad.training import recipe
    from sketchpad.training.data import vocabulary

    known = vocabulary.well_drawn_words() if args.wide else vocabulary.core_words()
    if args.words:
        wanted = tuple(word.strip() for word in args.words.split(","))
        if strange := sorted(set(wanted) - set(known)):
            raise Misuse(f"unknown words: {', '.join(strange)}")
        known = wanted
    plan = recipe.Plan(
        args.data,
        args.work,
        known,
        args.seed,
        args.drawings,
        size=args.size,
        without=frozenset(filter(None, (s.strip() for s in args.without.split(",")))),
        workers=max(1, args.workers),
        steps=args.steps,
        checkpoint_every=args.checkpoint_minutes * 60,
        scenes=args.scenes,
        larger=args.larger,
    )
    if args.published is not None:
        _adopt(args.published, args.work, args.keep_levels)
    return _train(plan, args)


def _train(plan: Plan, args: argparse.Namespace) -> int:
    from sketchpad.training import recipe

    parts = [part for part in recipe.members(args.part) if part != "export"]
    # A part that is no share of `all` is trained alone.
    shares = {part: recipe.SHARES.get(part, 1.0) for part in parts}
    whole = sum(shares.values())
    line = ProgressLine()
    for part in parts:
        line.outcome(f"{part}:", event="part", part=part)
        try:
            done = recipe.train(plan, part, args.minutes * 60 * shares[part] / whole)
        except FileNotFoundError as error:
            raise Misuse(f"{part} builds on parts that were not trained yet: {error}") from error
        if not done:
            line.outcome("Stopped; the same command goes on from here.", event="stopped")
            return STOPPED
    if args.part in ("export", "all"):
        write = recipe.write_controlnet if args.only_controlnet else recipe.write
        write(plan, args.weights)
        line.result(args.weights)
    return 0


def _adopt(published: Path, work: Path, keep_levels: bool) -> None:
    from sketchpad.training.export.warm_start import adopt

    if not (published / "model_index.json").is_file():
        raise Misuse(f"{published} is no model folder")
    try:
        adopt(published, work, keep_levels)
    except ValueError as error:
        raise Misuse(str(error)) from error


def _other_model(args: argparse.Namespace) -> int:
    """An edge predictor for a model that was not trained here."""
    if args.part != "edge-predictor":
        raise Misuse("only the edge-predictor can be trained for another model")
    if args.pictures is not None and not args.pictures.is_dir():
        raise Misuse(f"the folder “{args.pictures}” is not there")
    from sketchpad.models.model import load_model
    from sketchpad.training.data import vocabulary
    from sketchpad.training.edges import edge_predictor_any_model

    model = load_model(args.model)
    seconds = args.minutes * 60
    if args.pictures is not None:
        pictures = edge_predictor_any_model.pictures_in(
            args.pictures, model.info.width, model.info.height
        )
    else:
        prompts = [f"a {word}" for word in model.info.words or vocabulary.core_words()]
        making = seconds * edge_predictor_any_model.MAKING
        seconds -= making
        pictures = edge_predictor_any_model.pictures_of(model, prompts, making, seed=args.seed)
    work = args.work / f"edge-predictor-{args.model.absolute().name}-{args.kind}"
    try:
        network = edge_predictor_any_model.train_for(
            model, pictures, work, seconds, kind=args.kind, seed=args.seed
        )
    except ValueError as error:
        raise Misuse(f"there are no pictures in “{args.pictures}”") from error
    network.save(args.model / "edge_predictor")
    ProgressLine().result(args.model / "edge_predictor")
    return 0
