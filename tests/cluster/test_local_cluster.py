"""Two workers as processes on this machine, one cluster for the module."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from sketchpad.cluster import pool
from sketchpad.cluster.pool import Cluster, picture_on
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import WeightsMissing
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="sketchpad[cluster] is not installed"),
    pytest.mark.slow,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.filterwarnings("ignore"),
]

DRAWING = Document(128, 128, strokes=(Stroke([(20, 20), (100, 90)], 3.0),), prompt="a red cat")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKETCHPAD_HOME", str(folder))
        patch.setenv("SKETCHPAD_DEVICE", "cpu")
        patch.setenv("SKETCHPAD_PRECISION", "float32")
        patch.setenv("RAY_worker_niceness", "0")  # or they starve beside other tests
        patch.setenv(
            "PYTHONPATH", os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
        )
        yield folder


@pytest.fixture(scope="module")
def cluster(home):
    cluster = Cluster("local", cores=1, most=2)
    yield cluster
    cluster.close()


@pytest.fixture
def plans(tiny_model_dir) -> list[Plan]:
    def plan(seed, *methods):
        return Plan(Request(DRAWING, Sampling(seed, 4, 4.0), methods, str(tiny_model_dir)))

    lines = MethodSettings("controlnet", 1.0)
    first = plan(1, lines)
    return [first, plan(2), plan(3, lines), branch(first, 2, plan(1).request)]


def pictures(progress):
    return {cell: one.picture for cell, one in progress if one.final}


def test_a_comparison_is_as_one_on_this_machine(cluster, plans, monkeypatch) -> None:
    news = list(cluster.run_plans(plans))
    there, here = pictures(news), pictures(run_plans(plans))
    assert there.keys() == here.keys() == set(range(len(plans)))
    for cell, picture in there.items():
        assert np.abs(picture.astype(int) - here[cell]).max() <= 1, cell
    steps = [one.index for cell, one in news if cell == 0 and not one.final]
    assert steps == [1, 2, 3, 4]
    assert not any(note.blocking for _, one in news for note in one.notes)


def test_a_cell_that_cannot_be_made_says_why(cluster, plans) -> None:
    broken = plans[0].request.with_methods(MethodSettings("controlnet", 1.0, net=str(__file__)))
    news = list(cluster.run_plans([replace(plans[0], request=broken), plans[1]]))
    last = {cell: one for cell, one in news if one.final}
    assert any(note.blocking for note in last[0].notes)
    assert not any(note.blocking for note in last[1].notes)


def test_stopping_ends_everything_within_a_step(cluster, plans) -> None:
    stop = threading.Event()
    news = cluster.run_plans([Plan(plans[0].request.with_seed(n)) for n in range(20)], stop.is_set)
    next(news)
    stop.set()
    rest = list(news)
    assert sum(one.final for _, one in rest) < 6
    assert pictures(cluster.run_plans(plans[:1])).keys() == {0}


def test_a_cell_that_is_not_wanted_any_more_just_ends(cluster, plans) -> None:
    news = list(cluster.run_plans(plans, wanted=lambda cell: cell != 1))
    assert {cell for cell, one in news if one.final} == {0, 2, 3}


def test_a_worker_that_dies_is_replaced_and_its_cells_are_made_again(cluster, plans) -> None:
    cells = [Plan(plans[0].request.with_seed(n)) for n in range(6)]
    victims = [cluster.ask(slot.actor.process.remote())[0] for slot in cluster.slots]
    news = []
    for item in cluster.run_plans(cells):
        news.append(item)
        if victims and len(news) == 3:
            os.kill(victims.pop(), signal.SIGKILL)
            victims.clear()
    there, here = pictures(news), pictures(run_plans(cells))
    assert there.keys() == set(range(len(cells)))
    assert not any(note.blocking for _, one in news for note in one.notes)
    for cell, picture in there.items():
        assert np.abs(picture.astype(int) - here[cell]).max() <= 1, cell


def test_one_picture_for_the_window_and_the_command_line(cluster, plans, monkeypatch) -> None:
    monkeypatch.setattr(pool, "_clusters", {"local": cluster})
    *steps, last = picture_on("local", plans[1].request)
    assert last.final
    assert len(steps) == 4
    missing = replace(plans[1].request, model=str(Path(__file__).with_name("nothing.safetensors")))
    with pytest.raises(WeightsMissing):
        list(picture_on("local", missing))


def test_it_listens_on_the_loopback_address_only_and_asks_for_a_token(cluster) -> None:
    psutil = pytest.importorskip("psutil")

    ours = psutil.Process()
    family = [ours, *ours.children(recursive=True)]
    listening = [
        connection.laddr.ip
        for process in family
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {ip.removeprefix("::ffff:") for ip in listening} == {"127.0.0.1"}
    assert os.environ["RAY_AUTH_MODE"] == "token"
