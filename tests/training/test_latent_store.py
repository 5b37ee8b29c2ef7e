"""The store of scenes: shards appear whole or not at all, while others read; batches follow from the numbers alone."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from sketchpad.training import latent_store
from sketchpad.training.data.pictures import read_pack
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import autoencoder
from sketchpad.training.diffusion.examples import Composer, encoded
from sketchpad.training.latent_store import LatentStore, fill, shards, write_shard
from tests.training.conftest import shrink

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
import numpy as np
import pytest
from sketchpad.training import latent_store
from sketchpad.training.data.pictures import read_pack
from sketchpad.training.data.scenes import SceneMaker
from sketchpad.training.diffusion import autoencoder
from sketchpad.training.diffusion.examples import Composer
from tests.training.conftest import shrink
shrink(pytest.MonkeyPatch())
composer = Composer(SceneMaker(read_pack(Path(sys.argv[1]))), 64, (1.0,), 0.5)
shares = ((composer, 1.0),)
codec = autoencoder.build()
latent_store.fill(Path(sys.argv[2]), shares, codec, np.random.default_rng(), 10_000, lambda: True)
"""


@pytest.fixture
def codec(tiny):
    torch.manual_seed(0)
    return autoencoder.build().eval()


def _composer(pack, kind="varied", **options):
    return Composer(SceneMaker(pack), 64, (0.5, 0.5), 0.5, kind=kind, **options)


def test_a_batch_is_what_was_written(pack, codec, tmp_path):
    composer = _composer(pack)
    path = write_shard(tmp_path, composer, codec, np.random.default_rng(3))
    again = np.random.default_rng(3)
    composer.shape(again)
    scenes = [composer.scene(again, (64, 64)) for _ in range(latent_store.SHARD)]
    described = [composer.described(scene, again) for scene in scenes]
    expected = encoded(codec, described)
    sketches = [
        (e.hint, composer.draw(scene, again)) for e, scene in zip(expected, scenes, strict=True)
    ]
    assert latent_store.kind_of(path) == "varied"
    batch = LatentStore(tmp_path).batch(latent_store.SHARD, "lines", np.random.default_rng(0))
    sharp = 0
    for example in batch:
        place = int(np.argmin([(e.latents - example.latents).abs().max() for e in expected]))
        one = expected[place]
        torch.testing.assert_close(example.latents, one.latents, atol=2e-3, rtol=2e-3)
        assert (example.caption, example.phrases, example.words) == (
            one.caption,
            one.phrases,
            one.words,
        )
        np.testing.assert_allclose(example.boxes, one.boxes, atol=1e-5)
        # Lines are one of the scene's sketches, sharp or smoothed.
        if set(np.unique(example.hint)) <= {0, 255}:
            sharp += 1
            drawn = [lines > latent_store.FAINT for lines in sketches[place]]
            assert any((lines == (example.hint > 0)).all() for lines in drawn)
    assert 0 < sharp < len(batch)
    assert max(example.hint.max() for example in batch) == 255


def test_words_and_boxes_are_taught_on_scenes_of_their_own(pack, codec, tmp_path):
    for kind in ("varied", "plain", "boxed"):
        for seed in range(4):
            composer = _composer(pack, kind)
            write_shard(tmp_path, composer, codec, np.random.default_rng(seed))
    store, rng = LatentStore(tmp_path), np.random.default_rng(0)
    for conditions in ("text", "lines", "boxes", "both"):
        examples = [e for _ in range(12) for e in store.batch(8, conditions, rng)]
        single = [e for e in examples if len(e.boxes) == 1]
        middles = [(e.boxes[0][0] + e.boxes[0][2]) / 2 for e in single]
        assert (np.ptp(middles) < 0.15) == (conditions == "text")
        shapes = [(e.boxes[0][2] - e.boxes[0][0]) / (e.boxes[0][3] - e.boxes[0][1]) for e in single]
        # Pictures of the pack are a little wider or higher than a square; boxes are of any shape, and drawings of some.
        if conditions in ("text", "boxes"):
            assert (np.ptp(shapes) > 0.9) == (conditions == "boxes")


def test_batches_follow_from_the_generator_also_in_another_process(pack, codec, tmp_path):
    for seed in range(3):
        write_shard(tmp_path, _composer(pack), codec, np.random.default_rng(seed))
    store = LatentStore(tmp_path)
    first = store.batch(5, "lines", np.random.default_rng([7, 11]))
    store.batch(5, "lines", np.random.default_rng(0))
    for other in (store, pickle.loads(pickle.dumps(store))):
        again = other.batch(5, "lines", np.random.default_rng([7, 11]))
        assert [e.caption for e in again] == [e.caption for e in first]
        assert all(torch.equal(a.latents, b.latents) for a, b in zip(first, again, strict=True))
        assert all((a.hint == b.hint).all() for a, b in zip(first, again, strict=True))


def test_shards_come_and_go_while_it_is_read(pack, codec, tmp_path):
    store, rng = LatentStore(tmp_path), np.random.default_rng(0)
    with pytest.raises(FileNotFoundError, match="no scenes"):
        store.batch(1, "lines", rng)
    shares = ((_composer(pack), 0.75), (_composer(pack, "plain"), 0.25))
    written = []

    def go_on():
        written.extend(path.name for path in shards(tmp_path) if path.name not in written)
        return len(written) < 12

    fill(tmp_path, shares, codec, rng, 6 * latent_store.SHARD, go_on)
    there = shards(tmp_path)
    assert len(there) == 6
    assert [path.name for path in there] == written[-6:]
    kinds = [name.partition("-")[0] for name in written]
    assert 5 < kinds.count("varied") < 12
    (tmp_path / "varied-64x64-half.part").write_bytes(b"half")
    (tmp_path / "varied-64x64-0.safetensors").write_bytes(b"no shard")
    captions = set()
    for _ in range(60):
        captions |= {e.caption for e in store.batch(4, "lines", rng)}
    assert len(captions) > 8
    assert len(store._open) <= 6
    os.utime(tmp_path / "varied-64x64-half.part", (1, 1))
    latent_store.left_over(tmp_path)
    assert not (tmp_path / "varied-64x64-half.part").exists()


@pytest.mark.slow
def test_a_kill_leaves_only_whole_shards(codec, pack_file, tmp_path):
    folder = tmp_path / "scenes"
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, pack_file, folder], cwd=ROOT)
    while len(shards(folder)) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    store = LatentStore(folder)
    assert len(shards(folder)) >= 3
    for path in shards(folder):
        latent_store._Shard(path)
    assert len(store.batch(4, "lines", np.random.default_rng(0))) == 4


def _build(pack_file):
    """What a process begins with, as small as here."""
    shrink(pytest.MonkeyPatch())
    pack = read_pack(pack_file)
    return ((_composer(pack), 0.5), (_composer(pack, "plain"), 0.5)), autoencoder.build()


def _fails():
    raise OSError("no pictures")


@pytest.mark.slow
def test_processes_fill_it_while_it_is_read(tiny, pack_file, tmp_path):
    folder = tmp_path / "scenes"
    build = partial(_build, pack_file)
    with latent_store.makers(folder, build, 2, 10_000, 3 * latent_store.SHARD):
        before = len(shards(folder))
        assert before >= 3
        while len(shards(folder)) < before + 2:
            assert LatentStore(folder).batch(4, "text", np.random.default_rng(0))
    there = {latent_store.kind_of(path) for path in shards(folder)}
    assert there == {"varied", "plain"}
    after = len(shards(folder))
    with latent_store.makers(folder, build, 0, 10_000, 8):
        assert len(shards(folder)) == after


@pytest.mark.slow
def test_it_is_said_when_nobody_fills_it(tmp_path):
    (tmp_path / "scenes").mkdir()
    with (
        pytest.raises(RuntimeError, match="have died"),
        latent_store.makers(tmp_path / "scenes", _fails, 1, 100, 8),
    ):
        raise AssertionError("there is nothing to train on")
