"""Scenes composed ahead by other processes."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.training.data.prefetch import Feed
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import autoencoder
from sketchpad.training.diffusion.examples import Composer, Examples

pytestmark = pytest.mark.slow


def test_examples_come_from_other_processes(pack, monkeypatch):
    monkeypatch.setitem(autoencoder.CONFIG, "block_out_channels", (8, 8, 16, 16))
    composer = Composer(SceneMaker(pack), 64)
    examples = Examples(composer, autoencoder.build(), seed=3, makers=1)
    try:
        batch = examples.batch(20)
    finally:
        examples.close()
    assert len(batch) == 20
    assert all(e.latents.shape == (8, 8, 8) and e.hint.shape == (64, 64) for e in batch)
    assert len({e.caption for e in batch}) > 3
    assert all(len(e.phrases) == len(e.boxes) == len(e.words) for e in batch)


def test_processes_do_not_repeat_each_other():
    feed = Feed(np.random.Generator.random, 2, seed=1)
    try:
        numbers = feed.take(200)
    finally:
        feed.close()
    assert len(set(numbers)) == 200


@pytest.mark.filterwarnings("ignore")
def test_a_feed_whose_processes_die_says_so():
    feed = Feed(np.random.Generator.choice, 1, seed=1)  # which wants to be told of what
    try:
        with pytest.raises(RuntimeError, match="have died"):
            feed.take(1)
    finally:
        feed.close()
