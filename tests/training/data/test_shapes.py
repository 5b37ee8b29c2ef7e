"""Pictures of many shapes are trained on, a batch at a time."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from sketchpad.training import stages
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import autoencoder, networks
from sketchpad.training.diffusion import model as base
from sketchpad.training.diffusion.examples import Composer, Examples, shapes


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


def test_the_base_sees_all_of_them(pack):
    composer = Composer(SceneMaker(pack), 256, (1.0,), stages.FILLING, stages.SQUARE)
    rng = np.random.default_rng(0)
    seen = Counter(composer.shape(rng) for _ in range(2000))
    assert set(seen) == {(256, 256), *shapes(256)}
    assert seen[256, 256] / 2000 == pytest.approx(stages.SQUARE, abs=0.05)
    for shape in list(seen)[:4]:
        image, (hint, *_) = composer(rng, shape)
        assert image.shape == (shape[1], shape[0], 3)
        assert hint.shape == image.shape[:2]


@pytest.mark.slow
def test_a_batch_has_one_shape_and_trains(pack, tiny, tmp_path):
    composer = Composer(SceneMaker(pack), 128, square=0.0)
    examples = Examples(composer, autoencoder.build(), seed=1)
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
