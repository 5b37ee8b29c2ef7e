"""Cells that go through the network as one batch come out the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.batching import scheduler
from sketchpad.generation.batching.scheduler import ALONE, PendingCall
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.export.bundle import is_same, load_bundle, save_bundle
from sketchpad.generation.request.request import (
    MethodSettings,
    Progress,
    Request,
    Sampling,
)
from sketchpad.generation.run.generate import GenerateOptions, generate
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch, Prediction, Text
from sketchpad.sampling.network_calls import DenoiserCall, run_eagerly
from tests.tiny import OneModel, load_tiny, shared_tiny_model

CONTROL = MethodSettings("controlnet", 1.0)
GUESS = replace(CONTROL, guess=True)
LATE = MethodSettings("controlnet", 0.7, start=0.5)
GLIGEN = MethodSettings("gligen", 1.0)
WEAK = MethodSettings("gligen", 0.5)
EDGE = MethodSettings("edge_predictor", 1.0)
DOCUMENT = Document(
    width=128,
    height=128,
    strokes=(Stroke([[10, 10], [90, 90]], 5.0),),
    boxes=(Box("a cat", (0.1, 0.1, 0.5, 0.5)),),
    prompt="a cat",
)
STACKS = ((), (CONTROL,), (GUESS,), (LATE,), (GLIGEN,), (WEAK, CONTROL), (EDGE,))


def request(model: Path | str, *methods: MethodSettings, seed: int = 0, **more) -> Request:
    return Request(DOCUMENT, Sampling(seed, 3, 4.0, **more), methods, str(model))


def varied(model: Path | str, gated: bool = True) -> list[Plan]:
    """Cells that differ in methods, seed, prompt, number of steps, solver and drawing."""
    base = request(model)
    stacks = [s for s in STACKS if gated or not {m.name for m in s} & {"gligen"}]
    requests = [request(model, *stack, seed=n % 2) for n, stack in enumerate(stacks)]
    requests += [
        replace(base, document=DOCUMENT.with_prompt("a red house")),
        replace(base, sampling=replace(base.sampling, steps=2)),
        replace(base, sampling=replace(base.sampling, guidance_scale=1.0)),
        request(model, CONTROL, scheduler="euler"),
        replace(request(model, CONTROL), document=DOCUMENT.without_stroke(0)),
    ]
    return [Plan(one) for one in requests]


def latents(plans: list[Plan], model: Model, **more) -> list[list[np.ndarray]]:
    """Of every step of every plan."""
    steps = StepStore()
    done = {n for n, p in run_plans(plans, store=OneModel(model), steps=steps, **more) if p.final}
    assert done == set(range(len(plans)))
    made = [[steps.latents(plan, s) for s in steps.steps(plan)] for plan in plans]
    assert all(one is not None for steps_ in made for one in steps_)
    return made  # type: ignore[return-value]


KINDS = {
    "v": {"prediction_type": "v_prediction"},
    "eps": {"prediction_type": "epsilon"},
    "xl": {"prediction_type": "epsilon", "xl": True},
}
MOST_ROWS = {"v": (3, None), "eps": (7,), "xl": (None,)}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_latents_are_the_same_in_any_order_and_batch(kind: str) -> None:
    folder = shared_tiny_model(**KINDS[kind])
    model = load_tiny(folder)
    plans = varied(folder, gated=kind != "xl")
    expected = latents(plans, model, most_rows=ALONE)
    for number, rows in enumerate(MOST_ROWS[kind]):
        order = random.Random(number).sample(range(len(plans)), len(plans))
        found = latents([plans[n] for n in order], model, most_rows=rows)
        for place, n in enumerate(order):
            assert len(found[place]) == len(expected[n])
            for one, other in zip(found[place], expected[n], strict=True):
                np.testing.assert_allclose(one, other, atol=1e-4, rtol=1e-4)


@pytest.mark.slow
def test_alone_is_bit_for_bit_a_run_by_itself(tiny_model, tiny_model_dir: Path) -> None:
    plans = varied(tiny_model_dir)[1::2]
    found = latents(plans, tiny_model, most_rows=ALONE)
    for plan, steps in zip(plans, found, strict=True):
        single: dict[int, np.ndarray] = {}
        keep = partial(lambda into, step, made: into.update({step: made.numpy().copy()}), single)
        options = GenerateOptions(on_latents=keep)
        list(run_eagerly(generate(plan.request, store=OneModel(tiny_model), options=options)))
        assert all(np.array_equal(a, b) for a, b in zip(single.values(), steps, strict=True))


# what is asked


class Counted:
    """The network, told how many rows it is asked in each pass; `change` spoils its answers."""

    def __init__(self, inner, change=None, most: int = 1000) -> None:
        self.inner, self.change, self.most = inner, change, most
        self.provides = inner.provides - {"gradients"}
        self.unet = inner.unet
        self.takes_guidance_scale = False
        self.passes: list[int] = []

    def predict(self, x, t, branches, look_at=()) -> Prediction:
        if len(branches) > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        found = self.inner.predict(x, t, branches, look_at)
        if look_at or torch.is_grad_enabled():
            return found
        self.passes.append(len(branches))
        return found if self.change is None else Prediction(self.change(found.output), {})


def with_network(model: Model, network: object) -> Model:
    other = object.__new__(type(model))
    other.__dict__.update(model.__dict__)
    other.denoiser = network
    return other


@pytest.mark.slow
def test_cells_go_through_the_network_together(tiny_model, tiny_model_dir: Path) -> None:
    network = Counted(tiny_model.denoiser)
    plans = [Plan(request(tiny_model_dir, seed=seed)) for seed in range(6)]
    latents(plans, with_network(tiny_model, network), most_rows=8)
    assert network.passes == [8, 4] * 3
    network.passes.clear()
    latents(plans, with_network(tiny_model, network), most_rows=ALONE)
    assert network.passes == [2] * 18


def test_methods_of_one_kind_share_a_pass(tiny_model, tiny_model_dir: Path) -> None:
    network = Counted(tiny_model.denoiser)
    plans = [
        Plan(request(tiny_model_dir, *m, seed=n)) for n, m in enumerate([(), (CONTROL,), (GUESS,)])
    ]
    plans.append(Plan(request(tiny_model_dir, CONTROL, seed=9, scheduler="ddim")))
    latents(plans, with_network(tiny_model, network), most_rows=16)
    assert network.passes == [8] * 3


def test_the_unguided_branch_is_asked_once_as_long_as_it_is_the_same(
    tiny_model, tiny_model_dir: Path
) -> None:
    # In guess mode only the prompt's branch hears the lines; so in the first step the other one is that of the cell
    # without guidance, and of the other prompt.
    network = Counted(tiny_model.denoiser)
    plain = request(tiny_model_dir)
    other = replace(plain, document=DOCUMENT.with_prompt("a dog"))
    plans = [Plan(plain), Plan(request(tiny_model_dir, GUESS)), Plan(other)]
    latents(plans, with_network(tiny_model, network), most_rows=16)
    assert network.passes == [4, 6, 6]


def test_equal_stretches_of_guided_cells_are_asked_once(tiny_model, tiny_model_dir: Path) -> None:
    network = Counted(tiny_model.denoiser)
    short = replace(CONTROL, end=0.67)
    plans = [Plan(request(tiny_model_dir, one)) for one in (CONTROL, short)]
    latents(plans, with_network(tiny_model, network), most_rows=16)
    assert network.passes == [2, 2, 4]


def test_boxes_elsewhere_share_the_empty_branch(tiny_model, tiny_model_dir: Path) -> None:
    network = Counted(tiny_model.denoiser)
    one = request(tiny_model_dir, GLIGEN)
    moved = replace(DOCUMENT, boxes=(Box("a dog", (0.5, 0.5, 0.9, 0.9)),))
    plans = [Plan(one), Plan(replace(one, document=moved))]
    latents(plans, with_network(tiny_model, network), most_rows=16)
    assert network.passes == [3, 4, 4]


# when something goes wrong


@pytest.mark.slow
def test_batches_shrink_when_memory_runs_out(tiny_model, tiny_model_dir: Path) -> None:
    plans = [Plan(request(tiny_model_dir, seed=seed)) for seed in range(4)]
    expected = latents(plans, tiny_model, most_rows=ALONE)
    for most in (5, 1):
        network = Counted(tiny_model.denoiser, most=most)
        found = latents(plans, with_network(tiny_model, network), most_rows=8)
        assert max(network.passes) <= most
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one[-1], other[-1], atol=1e-4)


def test_no_memory_for_a_single_row_is_said_by_each_cell(tiny_model, tiny_model_dir: Path) -> None:
    model = with_network(tiny_model, Counted(tiny_model.denoiser, most=0))
    plans = [Plan(request(tiny_model_dir, seed=seed)) for seed in range(3)]
    found = [p for _, p in run_plans(plans, store=OneModel(model), most_rows=8)]
    assert [p.final for p in found] == [True] * 3
    assert {p.notes[-1].code for p in found} == {"out_of_memory"}


def test_an_error_strikes_only_whose_question_it_is(tiny_model, tiny_model_dir: Path) -> None:
    class Picky(Counted):
        def predict(self, x, t, branches, look_at=()) -> Prediction:
            found = super().predict(x, t, branches, look_at)
            bad = [n for n, branch in enumerate(branches) if branch.text is poison]
            found.output[bad] = torch.nan
            return found

    poison = tiny_model.text.encode("a dog")
    plans = [Plan(request(tiny_model_dir)), Plan(request(tiny_model_dir, seed=2))]
    bad = replace(plans[0].request, document=DOCUMENT.with_prompt("a dog"))
    plans.insert(1, Plan(bad))
    model = with_network(tiny_model, Picky(tiny_model.denoiser))
    found = {n: p for n, p in run_plans(plans, store=OneModel(model), most_rows=16) if p.final}
    assert found[1].notes[-1].code == "not_finite"
    assert not found[0].notes
    assert not found[2].notes


@pytest.mark.slow
@pytest.mark.parametrize("rows", [ALONE, 4, 16])
def test_stopped_in_any_state_the_finished_cells_stay(
    tiny_model, tiny_model_dir: Path, rows: int
) -> None:
    plans = [
        Plan(replace(p.request, sampling=replace(p.request.sampling, steps=1 + n % 3)))
        for n, p in enumerate(varied(tiny_model_dir)[:7])
    ]
    store = OneModel(tiny_model)
    asked = [0]

    def stop_after(count: int) -> Iterator[tuple[int, Progress]]:
        asked[0] = 0

        def cancelled() -> bool:
            asked[0] += 1
            return asked[0] > count

        return run_plans(plans, cancelled, store, most_rows=rows)

    whole = {n: p.picture for n, p in stop_after(10**9) if p.final}
    total = asked[0]  # every moment at which a run can be stopped
    finished = []
    chance = random.Random(rows)
    for count in (chance.randrange(total // 2), chance.randrange(total // 2, total), total - 1):
        found = {n: p for n, p in stop_after(count) if p.final}
        finished.append(len(found))
        for number, progress in found.items():
            assert not progress.notes
            assert np.array_equal(progress.picture, whole[number])
    assert len(set(finished)) > 1
    assert torch.is_grad_enabled()


# again


def placed(output: torch.Tensor) -> torch.Tensor:
    """Answers that depend on the size of the batch and the row in it, as last bits do."""
    rows = torch.arange(len(output)).view(-1, 1, 1, 1)
    return output + 2e-6 * len(output) + 5e-7 * rows


def finals(plans, model: Model, **more) -> dict[int, np.ndarray]:
    return {n: p.picture for n, p in run_plans(plans, store=OneModel(model), **more) if p.final}


@pytest.mark.slow
def test_a_bundle_comes_out_the_same_however_its_cells_are_batched(
    tiny_model, tiny_model_dir: Path, tmp_path: Path
) -> None:
    model = with_network(tiny_model, Counted(tiny_model.denoiser, placed))
    plans = varied(tiny_model_dir)
    steps = StepStore()
    pictures = finals(plans, model, steps=steps, most_rows=16)
    twig = branch(plans[2], 1, request(tiny_model_dir, LATE))
    pictures[len(plans)] = finals([twig], model, steps=steps, most_rows=16)[0]
    plans.append(twig)
    kept = [1, 2, 5, 6, 9, len(plans) - 1]  # the others were taken out of the comparison
    path = tmp_path / "one.sketchcompare"
    save_bundle([(str(n), plans[n], pictures[n], "") for n in kept], path)
    found = load_bundle(path, [str(tiny_model_dir)])
    for rows in (ALONE, 7):
        again = finals([cell.plan for cell in found.cells], model, most_rows=rows)
        for number, cell in enumerate(found.cells):
            assert is_same(again[number], path, number, cell.digest)
    other = again[0].copy()
    value = int(pictures[kept[0]][3, 4, 1])
    other[3, 4, 1] = value + 2 if value < 128 else value - 2
    assert not is_same(other, path, 0, found.cells[0].digest)
    assert not is_same(again[0][:64], path, 0, found.cells[0].digest)
    assert not is_same(again[0], path, 99, "no such picture")


# what is kept


def test_time_and_memory_of_a_cell_are_its_share(
    tiny_model, tiny_model_dir: Path, monkeypatch
) -> None:
    clock = [0.0]

    class Slow(Counted):
        def predict(self, x, t, branches, look_at=()) -> Prediction:
            clock[0] += 1.0
            return super().predict(x, t, branches, look_at)

    from sketchpad.generation.comparison import cell_run
    from sketchpad.generation.run import generate as making

    for module in (scheduler.time, making.time, cell_run.time):
        monkeypatch.setattr(module, "perf_counter", lambda: clock[0])
    plans = [Plan(request(tiny_model_dir, seed=seed)) for seed in range(4)]
    model = with_network(tiny_model, Slow(tiny_model.denoiser))
    found = [p for _, p in run_plans(plans, store=OneModel(model), most_rows=8) if p.final]
    assert [p.seconds for p in found] == pytest.approx([0.75] * 4)
    assert all(p.memory is not None and p.memory.kind == "process" for p in found)


def test_what_is_remembered_is_bounded(monkeypatch) -> None:
    """However many rows there are, the answers that are kept for others take so many bytes."""
    monkeypatch.setattr(scheduler, "_REMEMBERED", 10_000)
    table = scheduler.BatchScheduler(torch.device("cpu"), 4)
    text = Text(torch.zeros(1, 2, 3))
    asked = []
    for seed in range(200):
        x = torch.full((1, 4, 8, 8), float(seed))
        ask = DenoiserCall(Echo(), x, torch.tensor(5), [Branch(text)])
        table.serve([PendingCall(ask)])
        assert torch.equal(ask.output, x)
        asked.append(x)
        assert sum(answer.nbytes for answer in table._memory.values()) <= 10_000
    known = PendingCall(DenoiserCall(Echo(), asked[-1], torch.tensor(5), [Branch(text)]))
    table.serve([known])
    assert table.passes == 201  # another network, so nobody's answer
    again = DenoiserCall(network_of(known), asked[-1], torch.tensor(5), [Branch(text)])
    table.serve([PendingCall(again)])
    assert table.passes == 201
    assert torch.equal(again.output, asked[-1])


class Echo:
    provides: frozenset[str] = frozenset()

    def predict(self, x, t, branches, look_at=()) -> Prediction:
        return Prediction(x.expand(len(branches), -1, -1, -1).clone(), {})


def network_of(pending: PendingCall):
    assert isinstance(pending.call, DenoiserCall)
    return pending.call.denoiser


def test_only_equal_rows_share_an_answer() -> None:
    network, one, other = Echo(), *(Text(torch.rand(1, 2, 3)) for _ in range(2))
    table = scheduler.BatchScheduler(torch.device("cpu"), 8)
    x, t = torch.zeros(1, 4, 2, 2), torch.tensor(5)
    calls = [
        (x, t, one), (x.clone(), t.clone(), one), (x, t, Text(one.tokens.clone())),  # the same
        (x + 1e-7, t, one), (x, t + 1, one), (x, t, other), (x.view(1, 4, 1, 4), t, one),
    ]  # fmt: skip
    for latents_, time, text in calls:
        table.serve([PendingCall(DenoiserCall(network, latents_, time, [Branch(text)]))])
    assert (table.passes, table.computed, table.served) == (5, 5, 7)
