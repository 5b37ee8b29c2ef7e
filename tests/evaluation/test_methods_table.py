"""The table of methods, on a tiny model and a judge that know nothing."""

from __future__ import annotations

import pytest

from sketchpad.cli import main as command_line
from sketchpad.evaluation.cases import DRAWN
from sketchpad.evaluation.methods_table import TITLES, methods_table, modes_of
from sketchpad.evaluation.tables import Trial
from sketchpad.generation.request.request import MethodSettings
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.lines import LineAgreement

pytestmark = pytest.mark.slow

SETTINGS = {name: MethodSettings(name, 1.0) for name in ("edge_predictor", "controlnet", "gligen")}


def trial(name, mode, top, recall):
    verdict = Verdict("cat", 0 if top else 7, 0.1, "cat")
    lines = LineAgreement(recall, 0.5, 0.5, 0.1)
    return Trial(DRAWN, name, "cat", mode, 0, 1.25, lines, verdict, verdict)


def test_the_rows():
    modes = modes_of(SETTINGS, 0.3)
    assert list(modes) == list(TITLES)
    assert [m.text_pull for m in modes["text_aware"]] == [0.3]
    assert [m.text_pull for m in modes["edge_predictor"]] == [0.0]
    assert [m.name for m in modes["all"]] == ["edge_predictor", "controlnet", "gligen"]
    assert [m.look for m in modes["features"]] == ["features"]
    assert "features" not in modes_of(SETTINGS, 0.3, through_features=False)
    assert list(modes_of({"controlnet": SETTINGS["controlnet"]}, 0.3)) == ["none", "controlnet"]


def test_differences_are_to_the_published_edge_predictor_of_the_same_drawing():
    table = methods_table(
        [
            trial("a", "features", False, 0.2),
            trial("b", "features", True, 0.4),
            trial("a", "text_aware", True, 0.2),
            trial("b", "text_aware", True, 0.3),
            trial("a", "none", False, 0.1),
        ]
    )
    rows = {row[0]: row[1:] for row in table.rows}
    assert list(rows) == [TITLES[m] for m in ("none", "features", "text_aware")]
    aware = rows[TITLES["text_aware"]]
    assert aware[0].startswith("100 %")
    assert aware[1].startswith("+0.50")
    assert aware[4].startswith("-0.05")
    assert aware[6] == "1.25"
    assert rows[TITLES["features"]][1] == "-"


def test_without_a_judge_the_lines_remain():
    bare = [
        Trial(DRAWN, "a", "cat", mode, 0, 1.0, LineAgreement(0.3, 0.5, 0.5), None, None)
        for mode in ("none", "edge_predictor")
    ]
    assert all(row[1] == "-" and row[4].startswith("0.30") for row in methods_table(bare).rows)


def test_the_command(tmp_path, capsys):
    target = tmp_path / "methods.md"
    told = ["evaluate", "--table", "methods", "--limit", 1, "--steps", 2, "--size", 128]
    assert command_line.main([*map(str, told), "--markdown", str(target)]) == 0
    assert "words pulled with" in capsys.readouterr().out
    text = target.read_text(encoding="utf-8")
    assert all(f"| {title} |" in text for title in TITLES.values())


def test_a_strength_that_is_no_number(capsys):
    with pytest.raises(SystemExit):
        command_line.main(["evaluate", "--text-pull", "much"])
    assert "--text-pull" in capsys.readouterr().err


def test_it_goes_on_where_it_was_stopped(monkeypatch, tmp_path, capsys):
    from sketchpad.evaluation import measure
    from sketchpad.guidance.attention_guidance import AttentionGuidance

    monkeypatch.setattr(measure, "_warm_up", lambda *_: None)
    monkeypatch.setattr(AttentionGuidance, "formula", "share")  # put back afterwards
    made = []
    real = measure.make_picture

    def make(request):
        if len(made) == stop:
            raise KeyboardInterrupt
        made.append(request)
        return real(request)

    monkeypatch.setattr(measure, "make_picture", make)
    work = tmp_path / "work"
    told = ["evaluate", "--table", "methods", "--limit", 2, "--steps", 2, "--size", 128]
    told += ["--modes", "none,edge_predictor,text_aware", "--work", work]

    def run(*more):
        made.clear()
        assert command_line.main([*map(str, told), *more]) == 0
        return capsys.readouterr().out.split("Stopped")[0], len(made)

    stop = 4
    assert run()[1] == 4
    lines = (work / "trials.jsonl").read_text(encoding="utf-8")
    (work / "trials.jsonl").write_text(lines[:-20], encoding="utf-8")  # the power went
    stop = 99
    whole, count = run()
    assert count == 3
    assert run() == (whole, 0)
    # Another pull shares what it has nothing to do with.
    assert run("--text-pull", "0.9")[1] == 2
    assert run("--text-formula", "share")[1] == 2
    assert run("--guidance-scale", "2")[1] == 6


def test_rows_that_are_not_there(capsys):
    told = ["evaluate", "--table", "methods", "--limit", "1", "--modes", "none,magic"]
    assert command_line.main(told) == command_line.MISUSED
    assert "no such mode: magic" in capsys.readouterr().err
