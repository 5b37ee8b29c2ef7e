"""Pictures of many shapes are trained on, a batch at a time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from sketchpad.training import recipe
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import (
    autoencoder,
    networks,
    train,
)
from sketchpad.training.diffusion import (
    model as base,
)
from sketchpad.training.diffusion.examples import (
    Composer,
    Examples,
    Supply,
    shapes,
)


@pytest.mark.parametrize("size", [128, 256])
def test_shapes_reach_from_upright_to_wide(size):
    found = shapes(size)
    assert all(w % 64 == 0 and h % 64 == 0 for w, h in found)
    assert {(h, w) for w, h in found} == set(found)
    ratios = [w / h for w, h in found]
    assert min(ratios) == 0.5
    assert max(ratios) == 2.0
    assert (size, size) not in found
    assert all(0.5 <= w * h / size**2 <= 1.5 for w, h in found)


@pytest.mark.parametrize("part", ["base-128", "base-256"])
def test_the_base_sees_all_of_them(part, pack):
    stage = recipe.STAGES[part]
    composer = Composer(SceneMaker(pack), stage.size, stage.counts, stage.filling, stage.square)
    rng = np.random.default_rng(0)
    seen = Counter(composer.shape(rng) for _ in range(2000))
    assert set(seen) == {(stage.size, stage.size), *shapes(stage.size)}
    share = seen[stage.size, stage.size] / 2000
    assert share == pytest.approx(stage.square, abs=0.05)
    for shape in list(seen)[:4]:
        image, (hint, *_) = composer(rng, shape)
        assert image.shape == (shape[1], shape[0], 3)
        assert hint.shape == image.shape[:2]


def test_a_batch_has_one_shape_and_trains(pack, tiny, tmp_path):
    examples = Examples(
        SceneMaker(pack), autoencoder.build(), 128, seed=1, device=torch.device("cpu"), square=0.0
    )
    tokenizer = networks.build_tokenizer({"cat": 3, "house": 2}, tmp_path, 700)
    model = base.Model(tokenizer)
    seen = set()
    for number in range(6):
        batch = examples.batch(2)
        shape = {tuple(e.latents.shape[1:]) for e in batch}
        assert len(shape) == 1
        assert all(e.hint.shape == tuple(8 * s for s in e.latents.shape[1:]) for e in batch)
        seen |= shape
        rng = np.random.default_rng(number)
        loss, parts = base.loss_of(
            model, batch, rng, True, base.Mixture({"both": 1.0}, {"both": 0.0})
        )
        loss.backward()
        assert torch.isfinite(loss)
        assert set(parts) == {"both", "gates"}
    assert len(seen) > 1
    assert all(h != w for h, w in seen)


def test_words_and_boxes_are_taught_on_scenes_of_their_own(pack, monkeypatch):
    monkeypatch.setitem(autoencoder.CONFIG, "block_out_channels", (8, 8, 16, 16))
    varied, plain, boxed = (
        Examples(
            SceneMaker(pack), autoencoder.build(), 64, seed=1, device=torch.device("cpu"), kind=kind
        )
        for kind in ("varied", "plain", "boxed")
    )
    supply = Supply(varied, plain, boxed)
    supply.reseed(5)
    for kind in ("text", "lines", "boxes", "both"):
        single = [e for e in supply.batch(48, kind) if len(e.boxes) == 1]
        middles = [(e.boxes[0][0] + e.boxes[0][2]) / 2 for e in single]
        assert (np.ptp(middles) < 0.15) == (kind == "text")
        # Pictures of the pack are a little wider or higher than a square; boxes are of any shape.
        shapes = [(e.boxes[0][2] - e.boxes[0][0]) / (e.boxes[0][3] - e.boxes[0][1]) for e in single]
        assert (np.ptp(shapes) > 0.9) == (kind == "boxes")
    assert Supply(varied).batch(2, "text")
    assert Supply(varied, plain).batch(2, "boxes")
    supply.close()


def test_half_of_the_batches_are_larger_and_only_finished(pack, monkeypatch):
    monkeypatch.setitem(autoencoder.CONFIG, "block_out_channels", (8, 8, 16, 16))
    small, large = (
        Examples(SceneMaker(pack), autoencoder.build(), side, seed=1, device=torch.device("cpu"))
        for side in (64, 128)
    )
    seen = []

    def loss_of(model, examples, rng, frozen, mixture, kind, finish):
        seen.append((examples[0].latents.shape[-1], len(examples), finish))
        return torch.zeros(()), {}

    monkeypatch.setattr(train, "loss_of", loss_of)
    other = train.Other(Supply(small, larger=Supply(large)), 6, False, base.NAMES, 0)
    rng = np.random.default_rng(0)
    counts = [other.one(None, rng)[2] for _ in range(40)]
    assert set(seen) == {(8, 6, False), (16, 2, True)}
    assert [one[1] for one in seen] == counts
    assert 8 < sum(one[2] for one in seen) < 32
    alone = train.Other(Supply(small), 6, False, base.NAMES, 0)
    assert not any(alone.one(None, rng)[2] != 6 for _ in range(10))
