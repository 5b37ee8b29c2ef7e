"""Network calls as values: which may share a pass, which have equal results, and what a run gets back."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from sketchpad.sampling import network_calls
from sketchpad.sampling.denoiser import Branch, Grounding, Prediction, Regions, Residuals, Text
from sketchpad.sampling.network_calls import (
    DenoiserCall,
    GradientCall,
    NetworkCall,
    run_eagerly,
    stacked_inputs,
    text_digest,
)

SMALL = 1e-9


class Adding:
    """A network that adds latents, timestep and text."""

    provides = frozenset()

    def __init__(self):
        self.batches = []

    def predict(self, x, t, branches, look_at=()):
        self.batches.append(len(branches))
        said = torch.stack([branch.text.tokens.sum() for branch in branches])
        return Prediction(x + (t + said).view(-1, 1, 1, 1), {})


class Failing(NetworkCall):
    kind = "failing"

    def cache_key(self, row):
        return None

    def forward(self):
        raise ValueError("no")

    def forward_rows(self, rows):
        raise ValueError("no")


NETWORK = Adding()


def text(value=0.0, length=3, **extra):
    return Text(torch.full((1, length, 2), value), torch.zeros(1, 2), extra)


def grounding(**more):
    parts = {"boxes": torch.zeros(1, 2, 4), "masks": torch.zeros(1, 2)}
    return Grounding(**parts | {"embeddings": torch.zeros(1, 2, 5)} | more)


def regions(**more):
    parts = {"masks": torch.zeros(2, 4, 4), "tokens": torch.zeros(2, 3, 2)}
    return Regions(**parts | {"words": torch.zeros(2, 3)} | more)


def residuals(made_from):
    return [Residuals((torch.zeros(1, 2, 4, 4),), torch.zeros(1, 2, 2, 2), made_from)]


def call(*branches, network=NETWORK, x=None, t=None):
    x = torch.zeros(1, 4, 4, 4) if x is None else x
    t = torch.tensor(7) if t is None else t
    return DenoiserCall(network, x, t, branches or [Branch(text())])


KIND = {
    "network": lambda: call(network=Adding()),
    "channels": lambda: call(x=torch.zeros(1, 9, 4, 4)),
    "height": lambda: call(x=torch.zeros(1, 4, 8, 4)),
    "type": lambda: call(x=torch.zeros(1, 4, 4, 4, dtype=torch.float64)),
    "type of the timestep": lambda: call(t=torch.tensor(7.0)),
    "length of the text": lambda: call(Branch(text(length=6))),
    "more inputs": lambda: call(Branch(text(sizes=torch.zeros(1, 6)))),
    "regions": lambda: call(Branch(text(), regions=regions())),
    "boxes": lambda: call(Branch(text(), grounding=grounding())),
    "slots": lambda: call(Branch(text(), grounding=grounding(masks=torch.zeros(1, 3)))),
    "gates": lambda: call(Branch(text(), grounding=grounding(gates="others"))),
    "weights": lambda: call(Branch(text(), grounding=grounding(weights=torch.ones(1, 3)))),
    "pictures": lambda: call(Branch(text(), grounding=grounding(pictures=torch.zeros(1, 2, 5)))),
}


def test_calls_that_cannot_share_a_pass_are_of_different_kinds():
    kinds = [call().kind, *(make().kind for make in KIND.values())]
    assert len(set(kinds)) == len(kinds)
    assert [make().kind for name, make in KIND.items() if name != "network"] == kinds[2:]


@pytest.mark.parametrize(
    "more",
    [
        lambda: call(Branch(text(5.0)), x=torch.ones(1, 4, 4, 4), t=torch.tensor(3)),
        lambda: call(Branch(text()), Branch(text(1.0))),
        lambda: call(Branch(text(), weight=-2.0, null=True, residuals=residuals("a"))),
    ],
    ids=["values", "rows", "residuals"],
)
def test_calls_that_differ_in_values_and_rows_are_of_one_kind(more):
    assert more().kind == call().kind


def test_a_call_with_boxes_in_one_or_two_branches_is_of_one_kind():
    one, both = Branch(text(), grounding=grounding()), Branch(text(), grounding=grounding())
    assert call(one).kind == call(one, both).kind == call(Branch(text()), one).kind


SAME = {
    "bare": Branch(text()),
    "boxes": Branch(text(), grounding=grounding()),
    "regions": Branch(text(), regions=regions()),
    "inpaint": Branch(text(), inpaint=torch.zeros(1, 5, 4, 4)),
    "residuals": Branch(text(), residuals=residuals("line")),
    "embedded": Branch(text(), scale=4.0),
    "text": Branch(text(SMALL)),
    "pooled": Branch(replace(text(), pooled=torch.full((1, 2), SMALL))),
    "extra": Branch(text(sizes=torch.zeros(1, 6))),
    "other extra": Branch(text(sizes=torch.full((1, 6), SMALL))),
    "other residuals": Branch(text(), residuals=residuals("ink")),
    "more residuals": Branch(text(), residuals=residuals("line") * 2),
    "other inpaint": Branch(text(), inpaint=torch.full((1, 5, 4, 4), SMALL)),
    **{
        f"regions' {name}": Branch(text(), regions=regions(**{name: value}))
        for name, value in {
            "masks": torch.full((2, 4, 4), SMALL),
            "tokens": torch.full((2, 3, 2), SMALL),
            "words": torch.full((2, 3), SMALL),
            "scale": 0.5,
        }.items()
    },
    **{
        f"boxes' {name}": Branch(text(), grounding=grounding(**{name: value}))
        for name, value in {
            "boxes": torch.full((1, 2, 4), SMALL),
            "masks": torch.full((1, 2), SMALL),
            "embeddings": torch.full((1, 2, 5), SMALL),
            "weights": torch.zeros(1, 2),
            "pictures": torch.zeros(1, 2, 5),
            "said": torch.zeros(1, 2),
            "shown": torch.zeros(1, 2, 1),
            "scale": 0.5,
            "gates": "others",
        }.items()
    },
}


def copied(value):
    """Equal, but made of other objects."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, list | tuple):
        return type(value)(copied(one) for one in value)
    if isinstance(value, dict):
        return {name: copied(one) for name, one in value.items()}
    if isinstance(value, Branch | Text | Grounding | Regions | Residuals):
        return type(value)(**copied(vars(value)))
    return value


def test_rows_have_equal_keys_where_all_of_their_inputs_are_equal():
    keys = {name: call(branch).cache_key(0) for name, branch in SAME.items()}
    keys["x"] = call(x=torch.full((1, 4, 4, 4), SMALL)).cache_key(0)
    keys["shape of x"] = call(x=torch.zeros(1, 4, 2, 8)).cache_key(0)
    keys["type of x"] = call(x=torch.zeros(1, 4, 4, 4, dtype=torch.int32)).cache_key(0)
    keys["t"] = call(t=torch.tensor(8)).cache_key(0)
    assert None not in keys.values()
    assert len(set(keys.values())) == len(keys)
    assert all(call(copied(one)).cache_key(0) == keys[name] for name, one in SAME.items())


def test_weight_and_place_in_the_batch_are_not_in_the_key():
    two = call(Branch(text(1.0)), Branch(text(), weight=-3.0, null=True))
    assert two.cache_key(1) == call().cache_key(0) != two.cache_key(0)


def test_empty_slots_are_equal_whatever_was_in_them():
    """Zeros that were made from negative numbers are negative."""
    some, other = (grounding(embeddings=torch.full((1, 2, 5), value)) for value in (3.0, -3.0))
    branches = [Branch(text(), grounding=boxes.emptied()) for boxes in (some, other)]
    assert call(*branches).cache_key(0) == call(*branches).cache_key(1)


@pytest.mark.parametrize(
    "more",
    [
        {"residuals": residuals(None)},
        {"residuals": residuals("line") + residuals(None)},
        {"adapters": [(torch.zeros(1, 2, 4, 4),)]},
    ],
)
def test_inputs_of_which_nothing_is_known_have_no_key(more):
    assert call(Branch(text(), **more)).cache_key(0) is None


def test_the_digest_of_a_text_is_that_of_its_values():
    one = text(1.0)
    assert text_digest(one) == text_digest(one) == text_digest(text(1.0)) != text_digest(text(2.0))


def test_rows_of_several_calls_are_what_each_call_gets_alone():
    first = call(Branch(text(1.0)), Branch(text(2.0)), x=torch.randn(1, 4, 4, 4))
    second = call(Branch(text(3.0)), x=torch.randn(1, 4, 4, 4), t=torch.tensor(90))
    rows = [(second, 0), (first, 1), (first, 0)]
    x, t = stacked_inputs(rows)
    assert torch.equal(x, torch.cat([second.x, first.x, first.x]))
    assert t.tolist() == [90, 7, 7]
    made = first.forward_rows(rows)
    alone = [second.forward()[0], *first.forward()[::-1]]
    assert [one.shape for one in made] == [first.x.shape] * 3
    assert all(torch.equal(one, other) for one, other in zip(made, alone, strict=True))
    assert torch.equal(first.output, torch.cat(alone[:0:-1]))


def test_a_result_is_computed_once_and_when_it_is_asked_for():
    network = Adding()
    asked = call(Branch(text(1.0)), Branch(text(2.0)), network=network)
    assert (asked.rows, asked.is_done, asked.results, network.batches) == (2, False, [None] * 2, [])
    assert [one.mean() for one in asked.result()] == [13.0, 19.0]
    assert asked.is_done
    assert asked.output.shape == (2, 4, 4, 4)
    assert network.batches == [2]


def test_a_call_is_done_with_its_last_row_or_with_an_error():
    some = call(Branch(text()), Branch(text()))
    some.results[1] = torch.zeros(1)
    assert not some.is_done
    some.error = ValueError("no")
    assert some.is_done
    with pytest.raises(ValueError, match="no"):
        some.result()


def test_a_result_carries_no_key_unless_a_network_needs_it():
    result = torch.zeros(1)
    assert call().keyed(result, "key") is result


def test_seconds_of_all_passes_are_added_up(monkeypatch):
    times = iter([10.0, 12.5, 20.0, 21.0])
    monkeypatch.setattr(network_calls.time, "perf_counter", lambda: next(times))
    asked = call()
    assert asked.seconds == 0.0
    asked.run()
    assert asked.seconds == 2.5
    asked.run()
    assert asked.seconds == 3.5


def test_a_run_gets_its_answers_and_the_caller_the_rest():
    class Watched(Adding):
        def predict(self, x, t, branches, look_at=()):
            assert not torch.is_grad_enabled()
            return super().predict(x, t, branches)

    def run():
        one = call(network=Watched())
        yield "begun"
        yield one
        yield float(one.output.mean())

    assert list(run_eagerly(run())) == ["begun", 7.0]


def test_a_networks_error_is_raised_in_the_run_that_asked():
    def run():
        one = Failing(1)
        yield one
        with pytest.raises(ValueError, match="no"):
            one.result()
        yield "told"

    assert list(run_eagerly(run())) == ["told"]


def test_gradients_of_several_runs_share_a_pass():
    class Scaled(Adding):
        def gradient(self, x, t, branches, grads):
            self.batches.append(len(branches))
            said = torch.stack([branch.text.tokens[0, 0, 0] for branch in branches])
            return x * (t + said).view(-1, 1, 1, 1) * grads

    network, grads = Scaled(), [torch.full((1, 1, 2, 2), 2.0), torch.full((1, 1, 2, 2), 3.0)]
    calls = [
        GradientCall(network, torch.ones(1, 1, 2, 2), torch.tensor(5.0), Branch(text(1.0)), grads),
        GradientCall(network, torch.ones(1, 1, 2, 2), torch.tensor(7.0), Branch(text()), grads[:1]),
    ]
    prediction = DenoiserCall(network, calls[0].x, calls[0].t, calls[0].branches)
    assert calls[0].kind == calls[1].kind != prediction.kind
    assert calls[0].cache_key(0) is None  # equal latents do not make equal gradients
    rows = [(call, row) for call in calls for row in range(call.rows)]
    together = calls[0].forward_rows(rows)
    assert [float(row.mean()) for row in together] == [12.0, 18.0, 14.0]
    assert network.batches == [3]
    alone = [row for call in calls for row in call.result()]
    assert all(torch.equal(*pair) for pair in zip(together, alone, strict=True))
