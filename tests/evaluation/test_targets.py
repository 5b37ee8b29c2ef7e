"""The table of targets on a tiny model and a judge that knows nothing; the command goes on where it was stopped."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest
from PIL import Image

from sketchpad import paths
from sketchpad.cli import evaluate
from sketchpad.cli import main as command_line
from sketchpad.evaluation import measure
from sketchpad.evaluation import targets as evaluate_targets
from sketchpad.evaluation.cases import read_drawings
from sketchpad.evaluation.kept import Result
from sketchpad.evaluation.target_cases import (
    DRAWINGS,
    LAYOUTS,
    TIMES,
    WORDS,
    Target,
    layout_targets,
)
from sketchpad.evaluation.target_tables import goals
from sketchpad.generation.request.defaults import model_info

pytestmark = pytest.mark.slow

FILE = paths.resources() / "evaluation" / "quickdraw-60.ndjson"


# --- What it is measured on


def test_layouts_hold_one_to_four_boxes_that_do_not_overlap():
    targets = layout_targets(read_drawings(FILE), 40, 256, 256)
    assert [len(t.document.boxes) for t in targets[:8]] == [1, 2, 3, 4, 1, 2, 3, 4]
    for target in targets:
        boxes = [box.rect for box in target.document.boxes]
        for n, a in enumerate(boxes):
            assert 0 <= a[0] < a[2] <= 1
            assert 0 <= a[1] < a[3] <= 1
            for b in boxes[n + 1 :]:
                assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
        assert tuple(box.phrase for box in target.document.boxes) == target.words
        assert all(word in target.document.prompt for word in target.words)


def test_a_drawing_lies_in_its_box_in_pictures_of_any_shape():
    for target in layout_targets(read_drawings(FILE), 8, 256, 128):
        boxes = [box.rect for box in target.document.boxes]
        for stroke in target.document.strokes:
            x = (stroke.points[:, 0].min() + stroke.points[:, 0].max()) / 2 / 256
            y = (stroke.points[:, 1].min() + stroke.points[:, 1].max()) / 2 / 128
            assert any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in boxes)


def test_layouts_are_the_same_each_time():
    drawings = read_drawings(FILE)
    first, second = (layout_targets(drawings, 6, 256, 256) for _ in range(2))
    assert [t.document.boxes[0].rect for t in first] == [t.document.boxes[0].rect for t in second]
    assert [t.words for t in first] == [t.words for t in second]


# --- The table


def _result(suite, mode, name, hit, recall=None, seconds=1.0, seed=0):
    return Result(suite, name, mode, seed, seconds, recall, recall, (hit,))


def _verdicts(results, codec=()):
    return {goal.measure: goal for goal in goals(results, codec)}


def test_floors_and_aims():
    results = [_result(WORDS, "none", str(n), n < 8) for n in range(10)]
    results += [_result(DRAWINGS, "controlnet", str(n), n < 6, 0.96) for n in range(10)]
    results += [_result(DRAWINGS, "fast+controlnet", str(n), n < 4, 0.9) for n in range(10)]
    results += [_result(DRAWINGS, "edge_predictor", str(n), True, 0.5) for n in range(10)]
    results += [_result(DRAWINGS, "none", str(n), True, 0.2) for n in range(10)]
    results += [_result(TIMES, "none", str(n), False, seconds=s) for n, s in enumerate((9, 0.9, 1))]
    found = _verdicts(results, [31.0, 34.0])
    assert found["VAE PSNR"].verdict == "aim"
    assert found["top-1, no guidance"].verdict == "floor"
    assert found["top-1, ControlNet"].verdict == "below the floor"
    assert found["lines found again, ControlNet"].verdict == "aim"
    assert found["lines found again, edge predictor"].verdict == "below the floor"
    assert "+0.30" in found["lines found again, edge predictor"].row()[4]
    assert found["seconds, none"].verdict == "aim"  # the median, not the mean
    assert found["top-1 lost against all steps"].value.mean == pytest.approx(0.2)
    assert found["top-1 lost against all steps"].verdict == "below the floor"
    assert found["box holds its thing, GLIGEN"].verdict == "not measured"


def test_every_line_of_the_specification_is_there():
    rows = [goal.row() for goal in goals([], [])]
    assert len(rows) == 14
    assert {row[5] for row in rows} == {"not measured"}
    assert [row[2:4] for row in rows[:4]] == [
        ("27.0 dB", "32.0 dB"),
        ("75 %", "95 %"),
        ("70 %", "90 %"),
        ("0.80", "0.95"),
    ]


# --- The command


def test_it_goes_on_where_it_was_stopped(tmp_path, judge_dir, monkeypatch, capsys):
    work, table, sheet = tmp_path / "work", tmp_path / "table.md", tmp_path / "sheet.png"
    options = ["evaluate", "--table", "targets", "--limit", "2", "--seeds", "2", "--steps", "1"]
    options += ["--size", "128", "--judge", str(judge_dir), "--work", str(work)]
    options += ["--markdown", str(table), "--sheet", str(sheet)]
    make, made = measure.make_picture, []

    def interrupted(request):
        if len(made) == 9:
            raise KeyboardInterrupt
        made.append(request)
        return make(request)

    monkeypatch.setattr(measure, "make_picture", interrupted)
    assert command_line.main(options) == 0
    assert "Stopped before the end" in capsys.readouterr().out
    with (work / "results.jsonl").open("a") as file:
        file.write('{"suite": "words", "na')  # a kill while writing
    first = {r.document.prompt for r in made}
    made.clear()
    monkeypatch.setattr(
        measure, "make_picture", lambda request: made.append(request) or make(request)
    )
    assert command_line.main(options) == 0
    again = [r for r in made if not r.methods and not r.document.strokes]
    assert not again, f"made before: {first}"
    text = table.read_text(encoding="utf-8")
    assert "lines found again, edge predictor" in text
    assert "were made before" in text
    for suite in (WORDS, DRAWINGS, LAYOUTS):
        with Image.open(tmp_path / f"sheet-{suite}.png") as image:
            assert image.width > 300
    made.clear()
    assert command_line.main(options) == 0
    assert not made
    other = [*options, "--guidance-scale", "7"]
    assert command_line.main(other) == command_line.MISUSED
    assert "other settings" in capsys.readouterr().err


def _planned(*options: str) -> list[Target]:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate_targets.plan(parser.parse_args(options))[0]


def test_a_model_of_few_words_can_be_asked_for_those_alone(monkeypatch):
    known = {"airplane", "apple", "house"}
    info = replace(model_info(), words=(*sorted(known), "unicorn"))
    monkeypatch.setattr(evaluate_targets, "model_info", lambda _model: info)
    everything, few = _planned("--limit", "9"), _planned("--limit", "9", "--known")
    assert any(word not in known for target in everything for word in target.words)
    assert {word for target in few for word in target.words} <= known
    assert [t.name for t in few if t.suite == WORDS] == sorted(known)
    assert {word for t in few if t.suite == DRAWINGS for word in t.words} == known


def test_it_must_know_where_to_keep_things(judge_dir, capsys):
    told = command_line.main(["evaluate", "--table", "targets", "--judge", str(judge_dir)])
    assert told == command_line.MISUSED
    assert "--work" in capsys.readouterr().err
