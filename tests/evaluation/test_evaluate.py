"""The evaluation as a user calls it, on a tiny model and a tiny judge that know nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sketchpad import paths
from sketchpad.cli import main as command_line
from sketchpad.errors import BadDocument
from sketchpad.evaluation.cases import (
    BOXED,
    DRAWN,
    boxed_modes,
    make_cases,
    methods_of,
    modes,
    read_drawings,
    with_article,
)
from sketchpad.evaluation.tables import (
    MEASURES,
    Results,
    Trial,
    findings,
    tables,
)
from sketchpad.generation.request.request import MethodSettings
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.lines import LineAgreement

pytestmark = pytest.mark.slow

DRAWINGS = paths.resources() / "evaluation" / "quickdraw-60.ndjson"


def evaluate(*arguments):
    options = ["--steps", 2, "--size", 128, *arguments]
    return command_line.main(["evaluate", *map(str, options)])


# --- The drawings


def test_sixty_drawings_of_twenty_core_words():
    drawings = read_drawings(DRAWINGS)
    words = [drawing["word"] for drawing in drawings]
    assert len(drawings) == 60
    assert all(words.count(word) == 3 for word in words)
    assert len({drawing["key_id"] for drawing in drawings}) == 60
    core = (paths.resources() / "training" / "core-concepts.txt").read_text().splitlines()
    assert set(words) <= set(core)


def test_their_source_is_credited():
    told = (DRAWINGS.parent / "README.md").read_text(encoding="utf-8")
    assert "Google" in told
    assert "creativecommons.org/licenses/by/4.0" in told


def test_a_few_drawings_show_as_many_words_as_possible():
    assert len({d["word"] for d in read_drawings(DRAWINGS, 20)}) == 20
    assert len(read_drawings(DRAWINGS, 25)) == 25
    assert len(read_drawings(DRAWINGS, 1000)) == 60


@pytest.mark.parametrize("content", ["", "{", '{"drawing": 3}', "[1]", '{"drawing": [[[0],[0]]]}'])
def test_what_is_no_drawing_is_refused(tmp_path, content):
    (tmp_path / "a.ndjson").write_text(content)
    with pytest.raises(BadDocument):
        read_drawings(tmp_path / "a.ndjson")
    with pytest.raises(BadDocument):
        read_drawings(tmp_path / "missing.ndjson")


@pytest.mark.parametrize("suite", [DRAWN, BOXED])
@pytest.mark.parametrize("size", [(256, 256), (256, 128)])
def test_a_box_is_right_around_its_lines(suite, size):
    from sketchpad.document.raster.raster import render_lines

    for case in make_cases(read_drawings(DRAWINGS, 24), *size, suite):
        rows, columns = np.nonzero(render_lines(case.document, *size) > 40)
        x0, y0, x1, y1 = case.box.rect
        assert columns.min() == pytest.approx(x0 * size[0], abs=3)
        assert columns.max() + 1 == pytest.approx(x1 * size[0], abs=3)
        assert rows.min() == pytest.approx(y0 * size[1], abs=3)
        assert rows.max() + 1 == pytest.approx(y1 * size[1], abs=3)
        assert case.box.phrase == case.word
        assert case.word in case.document.prompt


def test_boxes_lie_off_the_middle_at_many_places_and_in_several_sizes():
    cases = make_cases(read_drawings(DRAWINGS), 256, 256, BOXED)
    middles = [
        ((c.box.rect[0] + c.box.rect[2]) / 2, (c.box.rect[1] + c.box.rect[3]) / 2) for c in cases
    ]
    assert all(max(abs(x - 0.5), abs(y - 0.5)) > 0.1 for x, y in middles)
    assert {(x > 0.55) - (x < 0.45) for x, _ in middles} == {-1, 0, 1}
    assert {(y > 0.55) - (y < 0.45) for _, y in middles} == {-1, 0, 1}
    longest = [max(c.box.rect[2] - c.box.rect[0], c.box.rect[3] - c.box.rect[1]) for c in cases]
    assert len({round(side, 1) for side in longest}) >= 3


def test_articles():
    assert with_article("apple") == "an apple"
    assert with_article("house") == "a house"


def test_modes():
    defaults = {name: MethodSettings(name, 1.0) for name in ("controlnet", "gligen")}
    assert methods_of("none", {}) == ()
    assert methods_of("controlnet", defaults) == (MethodSettings("controlnet", 1.0),)
    assert methods_of("edge_predictor", defaults) is None
    assert methods_of("all", defaults) is None


# --- The command


def test_everything_at_once(tmp_path, capsys, judge_dir):
    outputs = [tmp_path / name for name in ("table.md", "all.json", "sheet.png")]
    options = ("--markdown", outputs[0], "--json", outputs[1], "--sheet", outputs[2])
    assert evaluate("--limit", 2, "--judge", judge_dir, *options) == 0
    printed = capsys.readouterr().out
    markdown = outputs[0].read_text(encoding="utf-8")
    for said in (
        "all together",
        "edge predictor",
        "a blind guess",
        "Quick, Draw! by Google, CC BY 4.0",
        "17 % of real pictures",
    ):
        assert said in printed
        assert said in markdown
    content = json.loads(outputs[1].read_text())
    assert len(content["trials"]) == 2 * (len(modes()) + len(boxed_modes()))
    assert set(content["summary"][DRAWN]) == set(modes())
    assert content["summary"][BOXED]["gligen"]["box_top1"]["count"] == 2
    with Image.open(outputs[2]) as sheet:
        assert sheet.width > 6 * 128
    with Image.open(tmp_path / "sheet-boxes.png") as sheet:
        assert sheet.height > 2 * 128


def test_without_a_judge_lines_are_measured(capsys):
    assert evaluate("--limit", 1, "--modes", "none,controlnet", "--suite", DRAWN) == 0
    printed = capsys.readouterr().out
    assert "There is no judge" in printed
    assert "ControlNet" in printed
    assert "GLIGEN" not in printed


def test_strengths_can_be_tried_and_all_is_said_as_json(capsys):
    options = ("--limit", 1, "--modes", "controlnet", "--suite", DRAWN, "--json")
    assert evaluate(*options, "--method", "controlnet=0.5@0-0.8") == 0
    said = capsys.readouterr()
    progress = [
        line for line in map(json.loads, said.err.splitlines()) if line["event"] == "progress"
    ]
    assert progress[-1]["done"] == progress[-1]["total"]
    [method] = json.loads(said.out)["methods"]["controlnet"]
    assert method == {"name": "controlnet", "strength": 0.5, "start": 0.0, "end": 0.8}


def test_interrupted_it_counts_what_is_finished(monkeypatch, capsys):
    from sketchpad.evaluation import measure

    make = measure.make_picture
    made = []

    def interrupted(request):
        if len(made) == 6:
            raise KeyboardInterrupt
        made.append(request)
        return make(request)

    monkeypatch.setattr(measure, "make_picture", interrupted)
    assert evaluate("--limit", 3, "--modes", "none,controlnet", "--suite", DRAWN) == 0
    assert "Stopped before the end" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--modes", "magic"], "no such mode: magic"),
        (["--sheet", "sheet.gif"], "must end in"),
        (["--markdown", "nowhere/table.md"], "is not there"),
    ],
)
def test_misuse_is_said_before_anything_runs(capsys, arguments, said):
    assert evaluate(*arguments) == command_line.MISUSED
    assert said in capsys.readouterr().err


def test_a_missing_judge_that_was_asked_for_is_said(tmp_path, capsys):
    assert evaluate("--judge", tmp_path / "nobody") == command_line.FAILED
    assert "not found" in capsys.readouterr().err


# --- The sums


def trial(mode, recall, *, name="a", seed=0, held=None, suite=DRAWN):
    verdict = None if held is None else Verdict("cat", 0 if held else 7, 0.5, "cat")
    return Trial(
        suite, name, "cat", mode, seed, 1.0, LineAgreement(recall, 0.5, 0.5, 0.2), verdict, verdict
    )


def test_gains_are_over_the_same_drawing_and_seed():
    results = Results(
        [
            *(trial("none", 0.2 + n / 100, name=str(n)) for n in range(10)),
            *(trial("controlnet", 0.7 + n / 100, name=str(n)) for n in range(10)),
        ]
    )
    gain = results.gain(DRAWN, "controlnet", MEASURES["line_recall"])
    assert gain is not None
    assert gain.mean == pytest.approx(0.5)
    assert (gain.low, gain.high) == (pytest.approx(0.5), pytest.approx(0.5))
    assert results.gain(DRAWN, "none", MEASURES["line_recall"]) is None
    assert results.gain(DRAWN, "gligen", MEASURES["line_recall"]) is None


@pytest.mark.parametrize(
    ("better", "said"), [(0.5, "clearly more"), (-0.1, "clearly less"), (0, "no clear")]
)
def test_findings_say_what_the_numbers_say(better, said):
    plain = [trial("none", 0.3, name=str(n)) for n in range(8)]
    noise = [0.05, -0.05] * 4
    guided = [replace(t, mode="controlnet", lines=LineAgreement(0.3 + better + d, 0.5, 0.5, 0.2))
              for t, d in zip(plain, noise, strict=True)]  # fmt: skip
    [sentence] = findings(Results(plain + guided), None)
    assert said in sentence


def test_findings_about_boxes():
    plain = [trial("none", 0.3, name=str(n), held=n == 0, suite=BOXED) for n in range(8)]
    guided = [replace(trial("gligen", 0.3, name=str(n), held=True, suite=BOXED)) for n in range(8)]
    results = Results(plain + guided)
    [sentence] = findings(results, 1 / 127)
    assert "100 % (100 to 100)" in sentence
    assert "0.8 %" in sentence
    [table] = tables(results)
    assert table.rows[0][1].startswith("12 %")


def test_no_trials_no_tables():
    assert tables(Results([])) == []
    assert findings(Results([]), None) == []
