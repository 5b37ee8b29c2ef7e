"""Two workers as processes on this machine, one cluster for the module."""

from __future__ import annotations

import itertools
import os
import threading
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from sketchpad import __version__
from sketchpad.cli import main as command_line
from sketchpad.cluster import pool, slots
from sketchpad.cluster.pool import Cluster, picture_on
from sketchpad.cluster.slots import Slot
from sketchpad.document.io import project_file
from sketchpad.errors import ClusterFailed, WeightsMissing
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Lora, MethodSettings, Request, Sampling
from sketchpad.ui.engine.engine import Engine
from tests.cluster.kills import DRAWING, kill_workers, plans_of

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="sketchpad[cluster] is not installed"),
    pytest.mark.slow,
    pytest.mark.xdist_group("cluster"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKETCHPAD_HOME", str(folder))
        patch.setenv("SKETCHPAD_DEVICE", "cpu")
        patch.setenv("SKETCHPAD_PRECISION", "float32")
        patch.setenv("RAY_worker_niceness", "0")  # or they starve beside other tests
        patch.setenv("RAY_CLIENT_RECONNECT_GRACE_PERIOD", "1")
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
        apart = np.abs(picture.astype(int) - here[cell])
        # Of the last bits of floats a few are rounded the other way to whole numbers.
        assert apart.max() <= 1, cell
        assert apart.mean() / 255 < 1e-5, cell
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


def test_a_worker_that_dies_is_replaced_and_its_cells_are_made_again(
    cluster, tiny_model_dir
) -> None:
    outcome = kill_workers(cluster, plans_of(tiny_model_dir, 6), kills=1)
    assert outcome.killed == 1
    assert outcome.lost(6) == []


def test_a_worker_with_room_computes_several_cells_together(cluster, plans, monkeypatch) -> None:
    for slot in cluster.slots:
        monkeypatch.setattr(slot, "room", 2)
    news = list(cluster.run_plans(plans, wanted=lambda cell: cell != 1))
    here = pictures(run_plans(plans))
    for cell, picture in pictures(news).items():
        assert np.abs(picture.astype(int) - here[cell]).max() <= 1, cell
    assert {cell for cell, one in news if one.final} == {0, 2, 3}


def test_a_batch_is_made_by_all_workers(
    cluster, tiny_model_dir, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(pool, "_clusters", {"local": cluster})
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))
    project_file.save(DRAWING, tmp_path / "cat.sketchpad")
    (tmp_path / "table.csv").write_text("prompt,name\na dog,dog\na cat,cat\n", "utf-8")
    made = ["batch", tmp_path / "cat.sketchpad", tmp_path / "table.csv", "--out-dir", tmp_path]
    call = [str(part) for part in [*made, "--steps", 1, "--cluster", "local"]]
    assert command_line.main(call) == 0
    assert {Path(line).name for line in capsys.readouterr().out.split()} == {"dog.png", "cat.png"}


def test_the_workers_are_of_these_versions_and_free(cluster, monkeypatch) -> None:
    monkeypatch.setattr(pool, "CONNECT", 0.3)
    with pytest.raises(ClusterFailed, match="in use"):
        cluster._answering([Slot(cluster, {"num_cpus": 1})])
    monkeypatch.setattr(pool, "versions", lambda: {"python": "2.7", "sketchpad": __version__})
    with pytest.raises(ClusterFailed, match=r"runs Python 3\.\d+, this computer Python 2\.7\."):
        cluster._answering(cluster.slots)


def test_stopping_while_a_model_is_sent(cluster, plans, tmp_path, monkeypatch) -> None:
    (tmp_path / "lora.safetensors").write_bytes(b"lora")
    monkeypatch.setattr(slots, "pieces", lambda _path: itertools.repeat(b"endless"))
    plan = Plan(replace(plans[0].request, loras=(Lora(str(tmp_path / "lora.safetensors"), 1.0),)))
    began = threading.Event()
    monkeypatch.setattr(cluster, "put", lambda data: began.set() or data)
    assert list(cluster.run_plans([plan], began.is_set)) == []
    monkeypatch.undo()
    assert pictures(cluster.run_plans(plans[:1])).keys() == {0}


def test_stopping_while_nobody_answers(plans, monkeypatch) -> None:
    asked, answer = threading.Event(), threading.Event()
    monkeypatch.setattr(pool, "connected", lambda _address: asked.set() or answer.wait())
    assert list(pool.plans_on("ray://10.0.0.5:10001", plans, asked.is_set)) == []
    answer.set()


def test_one_picture_for_the_window_and_the_command_line(cluster, plans, monkeypatch) -> None:
    monkeypatch.setattr(pool, "_clusters", {"local": cluster})
    *steps, last = picture_on("local", plans[1].request)
    assert last.final
    assert len(steps) == 4
    missing = replace(plans[1].request, model=str(Path(__file__).with_name("nothing.safetensors")))
    with pytest.raises(WeightsMissing):
        list(picture_on("local", missing))


def test_the_windows_engine_works_there_and_goes_on_here(
    cluster, plans, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(pool, "_clusters", {"local": cluster})
    monkeypatch.setenv("SKETCHPAD_CLUSTER", "local")
    engine, pictures_of, kept = Engine(), {}, StepStore()

    def start(name, work, end, steps=None):
        run, news, judged = engine.start(work, steps), [], []
        run.progressed.connect(lambda cell, progress: news.append((cell, progress)))
        run.judged.connect(lambda cell, _adherence: judged.append(cell))
        with qtbot.waitSignal(getattr(run, end), timeout=60_000):
            if end == "stopped":
                run.cancel()
        pictures_of[name] = pictures(news)
        return [cell for cell, _ in news], judged

    try:
        assert start("one", plans[1].request, "finished") == ([0] * 5, [])
        cells, judged = start("several", plans, "finished", kept)
        assert kept.steps(plans[0]) == (1, 2, 3, 4)
        assert (len(cells), sorted(judged)) == (18, [0, 1, 2, 3])
        start("none", [Plan(plans[0].request.with_seed(n)) for n in range(20)], "stopped")
        monkeypatch.setattr(pool, "_clusters", {})
        monkeypatch.setenv("SKETCHPAD_CLUSTER", "")
        start("here", plans[1].request, "finished")
    finally:
        engine.close()
        kept.close()
    assert pictures_of["none"] == {}
    here = pictures_of["here"][0].astype(int)
    assert np.abs(here - pictures_of["one"][0]).max() <= 1
    assert np.abs(here - pictures_of["several"][1]).max() <= 1


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


def test_when_the_cluster_goes_away_what_is_done_stays_and_the_rest_says_so(cluster, plans) -> None:
    """The last one: there is none any more then."""
    cells = [Plan(plans[0].request.with_seed(n)) for n in range(40)]
    last = {}
    for cell, progress in cluster.run_plans(cells):
        last[cell] = progress
        if sum(one.final for one in last.values()) == 1:
            cluster._local._process.kill()
    assert last.keys() == set(range(40))
    assert all(progress.final for progress in last.values())
    lost = {c for c, progress in last.items() if any(n.blocking for n in progress.notes)}
    assert 0 < len(lost) < 40
    assert {note.code for c in lost for note in last[c].notes} == {"cell_lost"}
    assert not cluster.is_there
    cluster.close()
    assert pictures(run_plans(cells[:1])).keys() == {0}
