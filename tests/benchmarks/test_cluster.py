from __future__ import annotations

import json

import pytest

from sketchpad.benchmarks.cluster import Study, cluster_table, simulate
from sketchpad.cli import main as command_line


def test_one_worker_takes_all_the_time_there_is() -> None:
    outcome = simulate(Study(cells=100, models=1), 1)
    assert outcome.seconds == pytest.approx(100 * 4.06 + 20, rel=0.03)
    assert (outcome.loads, outcome.lost) == (1, 0)


def test_cells_that_go_to_their_model_load_it_once_a_worker() -> None:
    there, anywhere = (simulate(Study(resident=resident), 4) for resident in (True, False))
    assert there.loads <= 4 + 3
    assert anywhere.loads > 20 * there.loads
    assert there.seconds < anywhere.seconds / 3


def test_every_cell_is_made_though_workers_die() -> None:
    whole, dying = simulate(Study(), 64), simulate(Study(deaths=0.1), 64)
    assert dying.lost == 6
    assert whole.seconds < dying.seconds < 2 * whole.seconds


@pytest.mark.parametrize("workers", [1, 2, 4, 16])
def test_more_workers_are_faster(workers) -> None:
    assert simulate(Study(), 2 * workers).seconds < simulate(Study(), workers).seconds


def test_the_benchmark_is_said_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    assert command_line.main(["bench", "--cluster", "--json"]) == 0
    [table] = json.loads(capsys.readouterr().out)["tables"]
    assert len(table["rows"]) == 15


def test_the_table_has_a_row_for_each_study_and_number_of_workers() -> None:
    table = cluster_table()
    assert len(table.rows) == 15
    assert "64" in table.text()
