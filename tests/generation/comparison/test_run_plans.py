"""Several pictures made together: the same pictures as alone, whatever happens to the others."""

from __future__ import annotations

import gc
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.comparison.matrix import (
    Change,
    Matrix,
    Plan,
    branch,
)
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import (
    MethodSettings,
    Progress,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import generate
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import OneModel

EDGE = MethodSettings("edge_predictor", 1.0)
CONTROL = MethodSettings("controlnet", 1.0)
GLIGEN = MethodSettings("gligen", 1.0)


@pytest.fixture(scope="module")
def base(tiny_model_dir: Path) -> Request:
    document = Document(
        width=128,
        height=128,
        strokes=(Stroke([[10, 10], [90, 90]], 5.0),),
        boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
        prompt="a cat",
    )
    return Request(document, Sampling(0, 3, 4.0), (), str(tiny_model_dir))


@pytest.fixture(scope="module")
def store(tiny_model) -> OneModel:
    return OneModel(tiny_model)


@pytest.fixture(scope="module")
def matrix(base: Request) -> Matrix:
    methods = [Change("methods", m) for m in ((), (CONTROL,), (EDGE, GLIGEN))]
    return Matrix(base, (Change("seed", 1), Change("seed", 2)), tuple(methods))


def finals(plans, store, **more) -> dict[int, Progress]:
    return {n: p for n, p in run_plans(plans, store=store, **more) if p.final}


@pytest.mark.parametrize("rows", [0, None])
@pytest.mark.slow
def test_all_cells_are_seen_early_and_fill_in_together(
    matrix: Matrix, store: OneModel, rows: int | None
) -> None:
    plans = [cell.plan for cell in matrix.cells]
    seen = [(number, p.index) for number, p in run_plans(plans, store=store, most_rows=rows)]
    rounds = [seen[n : n + 6] for n in range(0, 24, 6)]
    assert [sorted(one) for one in rounds] == [
        [(number, step) for number in range(6)] for step in (1, 2, 3, 3)
    ]


@pytest.mark.slow
def test_all_cells_of_a_seed_start_from_identical_latents(matrix: Matrix, tiny_model) -> None:
    begun: dict[int, list[bytes]] = {}

    class Watched:
        provides = tiny_model.denoiser.provides - {"gradients"}
        unet = tiny_model.denoiser.unet
        takes_guidance_scale = False

        def predict(self, x, t, branches, look_at=()):
            rows = x.detach().split(1)
            begun.setdefault(int(t.flatten()[0]), []).extend(row.numpy().tobytes() for row in rows)
            return tiny_model.denoiser.predict(x, t, branches, look_at)

    class Store(OneModel):
        def get(self, folder):
            model = object.__new__(type(tiny_model))
            model.__dict__.update(tiny_model.__dict__)
            model.denoiser = watched
            return model

    watched = Watched()
    cells = matrix.cells
    list(run_plans([cell.plan for cell in cells], store=Store(tiny_model)))  # type: ignore[arg-type]
    first = begun[max(begun)]
    # Pulling predicts both branches one after the other, so some cells ask twice.
    assert len(set(first)) == 2
    assert len(first) >= 6


@pytest.mark.slow
def test_pictures_do_not_depend_on_order_or_company(matrix: Matrix, store: OneModel) -> None:
    plans = [cell.plan for cell in matrix.cells]
    alone = [list(run_eagerly(generate(plan.request, store=store)))[-1].picture for plan in plans]  # type: ignore[arg-type]
    shuffled = random.Random(3).sample(range(6), 6)
    done = finals([plans[n] for n in shuffled], store)
    for place, number in enumerate(shuffled):
        difference = np.abs(done[place].picture.astype(int) - alone[number])
        assert difference.max() <= 1  # a last bit may tip a pixel's rounding
    few = [4, 1, 2]
    done = finals([plans[n] for n in few], store, most_rows=0)
    for place, number in enumerate(few):
        assert np.array_equal(done[place].picture, alone[number])


def test_equal_plans_are_computed_once(base: Request, store: OneModel, monkeypatch) -> None:
    from sketchpad.generation.run import generate as module

    begun = []
    real = module.start_noise
    monkeypatch.setattr(module, "start_noise", lambda *a: begun.append(1) or real(*a))
    done = finals([Plan(base), Plan(base.with_seed(4)), Plan(base)], store)
    assert len(begun) == 2
    assert np.array_equal(done[0].picture, done[2].picture)
    assert not np.array_equal(done[0].picture, done[1].picture)


@pytest.fixture(scope="module")
def short(matrix: Matrix) -> list[Plan]:
    plans = [cell.plan for cell in matrix.cells]
    return [replace(p, request=_steps(p.request, 1 + n % 3)) for n, p in enumerate(plans)]


@pytest.fixture(scope="module")
def whole(short: list[Plan], store: OneModel) -> dict[int, Progress]:
    return finals(short, store)


@pytest.mark.slow
@pytest.mark.xdist_group("stopped plans")
@pytest.mark.parametrize("after", [0, 2, 7, 11, 13])
def test_stopping_at_any_moment_leaves_the_finished_cells(
    short: list[Plan], whole: dict[int, Progress], store: OneModel, after: int
) -> None:
    seen: list[tuple[int, Progress]] = []
    for number, progress in run_plans(short, lambda: len(seen) > after, store):
        seen.append((number, progress))
    assert len(seen) <= after + 1
    for number, progress in seen:
        if progress.final:
            assert np.array_equal(progress.picture, whole[number].picture)
    assert torch.is_grad_enabled()


def _steps(request: Request, steps: int) -> Request:
    return replace(request, sampling=replace(request.sampling, steps=steps))


@pytest.mark.slow
def test_one_cell_can_be_stopped_alone(matrix: Matrix, store: OneModel) -> None:
    plans = [cell.plan for cell in matrix.cells]
    seen: list[tuple[int, int]] = []
    final = set()
    for number, progress in run_plans(
        plans, store=store, wanted=lambda n: n != 2 or (2, 2) not in seen
    ):
        seen.append((number, progress.index))
        if progress.final:
            final.add(number)
    assert [index for number, index in seen if number == 2] == [1, 2]
    assert final == {0, 1, 3, 4, 5}


@pytest.mark.parametrize("scheduler", ["ddim", "euler"])
@pytest.mark.parametrize("step", [1, 2])
def test_a_branch_that_changes_nothing_is_its_origin(base, store, scheduler, step) -> None:
    request = replace(
        base.with_methods(CONTROL), sampling=replace(base.sampling, scheduler=scheduler)
    )
    origin = Plan(request)
    kept = StepStore()
    done = finals([origin], store, steps=kept)
    again = finals([branch(origin, step, request)], store, steps=kept)
    assert np.array_equal(done[0].picture, again[0].picture)
    # Without kept latents the steps before are made again, to the same picture.
    afresh = finals([branch(origin, step, request)], store)
    assert np.array_equal(done[0].picture, afresh[0].picture)


def test_a_branch_goes_on_with_other_settings(base: Request, store: OneModel) -> None:
    origin = Plan(base)
    kept = StepStore()
    plain = finals([origin], store, steps=kept)[0].picture
    other = branch(origin, 1, base.with_methods(CONTROL, EDGE))
    twig = branch(other, 2, base)
    seen = list(run_plans([other, twig], store=store, steps=kept))
    assert [p.index for n, p in seen if n == 0] == [2, 3, 3]
    assert [p.index for n, p in seen if n == 1] == [3, 3]
    pictures = {n: p.picture for n, p in seen if p.final}
    assert not np.array_equal(pictures[0], plain)
    assert not np.array_equal(pictures[1], pictures[0])
    again = finals([twig], store)  # twice removed, nothing kept
    assert np.array_equal(again[0].picture, pictures[1])


@pytest.mark.parametrize("scheduler", ["dpm++", "unipc"])
def test_solvers_with_a_memory_can_be_left_too(base, store, scheduler) -> None:
    request = replace(base, sampling=Sampling(0, 5, 4.0, scheduler))
    origin, kept = Plan(request), StepStore()
    done = finals([origin], store, steps=kept)[0].picture.astype(int)
    twig = finals([branch(origin, 3, request)], store, steps=kept)[0].picture.astype(int)
    other = finals([Plan(request.with_seed(1))], store)[0].picture.astype(int)
    # They begin anew without earlier steps to look back at: close to the origin, but not equal.
    assert np.abs(twig - done).mean() < 0.25 * np.abs(other - done).mean()


def test_every_step_is_kept(matrix: Matrix, store: OneModel) -> None:
    plans = [cell.plan for cell in matrix.cells][:2]
    kept = StepStore()
    shown = [(n, p) for n, p in run_plans(plans, store=store, steps=kept) if not p.final]
    for number, progress in shown:
        picture = kept.picture(plans[number], progress.index)
        assert np.array_equal(picture, progress.picture)  # type: ignore[arg-type]
        assert kept.latents(plans[number], progress.index).shape == (1, 4, 16, 16)  # type: ignore[union-attr]
    assert kept.steps(plans[0]) == (1, 2, 3)


@pytest.mark.slow
def test_many_cells_do_not_grow_without_bound(base: Request, store: OneModel, tmp_path) -> None:
    tiny = replace(base, sampling=Sampling(0, 2, 1.0))
    plans = [Plan(tiny.with_seed(seed)) for seed in range(48)]
    memory, disk = 1 << 20, 2 << 20  # of the 5 MiB of all their steps
    kept = StepStore(memory, disk, folder=tmp_path)
    held, done = [], 0
    for _number, progress in run_plans(plans, store=store, steps=kept):
        done += progress.final
        if progress.final and done % 12 == 0:
            held.append(_bytes_alive())
        assert kept.arrays.in_memory <= memory
        assert kept.arrays.on_disk <= disk
    assert done == 48
    # What a cell needed goes when it is finished: with every 12 less is held, not more.
    assert held == sorted(held, reverse=True)
    files = sum(path.stat().st_size for path in tmp_path.rglob("*.npy"))
    assert files <= disk
    newest = kept.latents(plans[-1], 2)
    assert newest is not None
    assert kept.picture(plans[0], 1) is None  # the oldest had to go
    kept.close()
    assert not list(tmp_path.rglob("*.npy"))


def _bytes_alive() -> int:
    """Of all tensors and arrays that somebody holds, those of one memory counted once."""
    gc.collect()
    found: dict[int, int] = {}
    for thing in gc.get_objects():
        if type(thing) is torch.Tensor:
            found[thing.untyped_storage().data_ptr()] = thing.untyped_storage().nbytes()
    return sum(found.values())
