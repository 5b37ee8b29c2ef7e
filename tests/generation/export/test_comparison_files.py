"""What leaves a comparison: PDF, moving pictures, the decision record and the bundle."""

from __future__ import annotations

import errno
import json
import os
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import BadDocument, BadPicture, CannotWrite, DiskFull, NewerDocument
from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.generation.comparison.matrix import Plan, branch
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.export import animation
from sketchpad.generation.export import bundle as module
from sketchpad.generation.export.animation import export_steps
from sketchpad.generation.export.bundle import (
    digest,
    load_bundle,
    save_bundle,
)
from sketchpad.generation.export.html_report import ReportCell, ReportText, export_report
from sketchpad.generation.export.picture import export_sheet
from sketchpad.generation.export.sheet import SheetCell
from sketchpad.generation.request.defaults import fingerprint
from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.lines import LineAgreement
from sketchpad.models.runtime import switch
from tests.tiny import OneModel

DOCUMENT = Document(
    128,
    128,
    (Stroke([[10, 10], [90, 90]], 5.0), Stroke([[5, 90], [100, 20]], 3.0)),
    (Box("a <cat>", (0.1, 0.1, 0.5, 0.5)),),
    prompt='a "cat" & a <script>',
)
REQUEST = Request(DOCUMENT, Sampling(7, 3, 4.0), (MethodSettings("controlnet", 0.8, 0.0, 0.5),))


def flat(level: int) -> np.ndarray:
    return np.full((128, 128, 3), level, np.uint8)


def cell(level: int = 200, title: str = "One") -> SheetCell:
    return SheetCell(title, flat(level), REQUEST, 1.5)


# sheet and steps


def test_a_sheet_as_pdf(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    export_sheet([cell(), cell(60, "Two")], path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    # What is on the page is the sheet: the same picture as in the PNG, within JPEG's loss.
    start = data.index(b"\xff\xd8\xff")
    page = cv2.imdecode(np.frombuffer(data[start:], np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    export_sheet([cell(), cell(60, "Two")], tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        sheet = np.asarray(image.convert("RGB"))
    assert page.shape == sheet.shape
    assert np.abs(page.astype(int) - sheet).mean() < 2


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_steps_move(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"steps{suffix}"
    long = cell(250), [flat(10), flat(90), flat(170), flat(240)]
    short = cell(240), [flat(20), flat(120)]
    export_steps([long, short], path)
    seen = []
    with Image.open(path) as image:
        assert image.n_frames == 5  # type: ignore[attr-defined]
        assert image.info.get("loop", 0) == 0
        for number in range(5):
            image.seek(number)
            pixels = np.asarray(image.convert("RGB"))
            third = pixels.shape[1] // 3
            middle = pixels[pixels.shape[0] // 2]
            seen.append(
                (int(middle[third + third // 2, 0]), int(middle[2 * third + third // 2, 0]))
            )
    expected = [(10, 20), (90, 20), (170, 120), (240, 120), (250, 240)]
    assert np.abs(np.array(seen) - expected).max() <= 6


def test_steps_as_mp4_where_it_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "steps.mp4"
    try:
        export_steps([(cell(250), [flat(10), flat(240)])], path)
    except BadPicture:
        assert not path.exists()
        pytest.skip("OpenCV has no encoder for it here")
    video = cv2.VideoCapture(str(path))
    assert video.read()[0]
    video.release()


def test_an_mp4_that_was_cut_off_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "steps.mp4"
    path.write_bytes(b"what was there")
    real = animation._encode

    def cut_off(frames, repeats, file, *more) -> None:
        real(frames, repeats, file, *more)
        file.write_bytes(file.read_bytes()[:200])

    monkeypatch.setattr(animation, "_encode", cut_off)
    with pytest.raises((DiskFull, BadPicture)) as error:
        export_steps([(cell(250), [flat(10), flat(240)])], path)
    assert path.read_bytes() == b"what was there"
    if isinstance(error.value, BadPicture):
        pytest.skip("OpenCV has no encoder for it here")


@pytest.mark.parametrize("name", ["steps.jpg", "steps"])
def test_steps_in_no_known_format(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadPicture):
        export_steps([(cell(), [flat(1)])], tmp_path / name)


# the decision record


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data) -> None:
        self.said += data


def test_the_record_shows_everything_and_needs_nothing(tmp_path: Path) -> None:
    lines = LineAgreement(0.81, 0.6, 0.69, 0.2)
    verdict = Verdict("cat", 2, 0.1, "dog")
    cells = [
        ReportCell("Plain <b>", flat(9), REQUEST.with_methods(), 1.0, mark="reject"),
        ReportCell("ControlNet", flat(99), REQUEST, 2.0, Adherence(lines, (verdict,)), 2),
    ]
    path = tmp_path / "record.html"
    export_report(cells, path, chosen=1)
    text = path.read_text("utf-8")
    page = Page(text)
    names = [name for name, _ in page.tags]
    assert names.count("img") == 3
    assert names.count("article") == 2
    assert "script" not in names
    assert "b" not in names
    # Nothing is fetched from anywhere.
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert DOCUMENT.prompt in page.said
    for told in ("81 %", "20 % would be chance", "“a <cat>”", "“dog”", "step 2 of 3", "2.0 s"):
        assert told in page.said
    articles = [attributes["class"] for name, attributes in page.tags if name == "article"]
    assert articles == ["chosen", "reject"]
    assert str(tmp_path) not in text


def test_a_record_without_a_choice_says_so(tmp_path: Path) -> None:
    words = ReportText(language="zh-CN", nobody="还没有选择。")
    export_report([ReportCell("One", flat(9), REQUEST)], tmp_path / "r.html", None, words)
    text = (tmp_path / "r.html").read_text("utf-8")
    assert 'lang="zh-CN"' in text
    assert "还没有选择。" in text


# the bundle


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_cannot_be_written_is_the_bundle(
    plans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "one.sketchcompare"
    path.write_bytes(b"what was there")

    def fails(_file: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises((DiskFull, CannotWrite), match=r"“one\.sketchcompare”") as error:
        saved(plans, path)
    assert isinstance(error.value, DiskFull) == (number == errno.ENOSPC)
    monkeypatch.undo()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"what was there"]


@pytest.fixture
def plans(tiny_model_dir: Path) -> list[Plan]:
    base = replace(REQUEST, model=str(tiny_model_dir))
    plain = Plan(base.with_methods())
    edited = replace(base, document=DOCUMENT.without_stroke(1))
    return [plain, Plan(base), branch(Plan(base), 2, edited.with_methods())]


def saved(plans: list[Plan], path: Path, pictures: dict[int, np.ndarray] | None = None) -> Path:
    cells = [(f"cell {n}", p, (pictures or {}).get(n), "") for n, p in enumerate(plans)]
    save_bundle(cells, path, chosen=1)
    return path


def test_a_choice_that_is_no_cell_does_not_spoil_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "one.sketchcompare"
    save_bundle([("cell", Plan(REQUEST), None, "")], path, chosen=7)
    assert load_bundle(path).chosen is None


@pytest.mark.parametrize("runtime", ["torch", "auto"])
def test_a_bundle_that_was_made_without_graphs_is_held_to_the_last_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    monkeypatch.setattr(switch, "is_installed", lambda: True)
    monkeypatch.setenv(switch.SWITCH, runtime)
    path = saved([Plan(REQUEST)] * 2, tmp_path / "one.sketchcompare")
    monkeypatch.setenv(switch.SWITCH, "auto")
    assert (
        load_bundle(path).tolerance
        == {"torch": module.TOLERANCE, "auto": module.GRAPH_TOLERANCE}[runtime]
    )


def test_a_bundle_runs_again_to_the_same_pictures_bit_for_bit(
    plans, tmp_path: Path, tiny_model, tiny_model_dir: Path
) -> None:
    store = OneModel(tiny_model)
    first = {n: p.picture for n, p in run_plans(plans, store=store) if p.final}
    path = saved(plans, tmp_path / "one.sketchcompare", first)
    found = load_bundle(path, ["", str(tiny_model_dir)])
    assert [one.plan for one in found.cells] == plans
    assert (found.chosen, found.cells[0].title) == (1, "cell 0")
    again = {
        n: p.picture
        for n, p in run_plans([one.plan for one in found.cells], store=store)
        if p.final
    }
    assert [digest(again[n]) for n in range(3)] == [one.digest for one in found.cells]
    assert found.fingerprint == fingerprint(str(tiny_model_dir))


def test_no_path_of_the_machine_leaves_it(plans, tmp_path: Path, tiny_model_dir: Path) -> None:
    path = saved(plans, tmp_path / "one.sketchcompare")
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            data = package.read(name)
            assert str(tiny_model_dir).encode() not in data
            assert str(tmp_path).encode() not in data


def test_more_pictures_to_begin_from_than_a_bundle_holds(plans, tmp_path: Path) -> None:
    many = [replace(plans[0].request, base=InitImage(f"{n}.png", 0.5)) for n in range(21)]
    with pytest.raises(BadDocument, match="more than 20 others"):
        saved([Plan(request) for request in many], tmp_path / "one.sketchcompare")
    assert not list(tmp_path.iterdir())


def test_a_picture_to_begin_from_goes_along(
    plans, tmp_path: Path, tiny_model, tiny_model_dir: Path, monkeypatch
) -> None:
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path / "home"))
    photo = tmp_path / "photo.jpg"
    noise = np.random.default_rng(3).integers(0, 256, (96, 150, 3), np.uint8)
    Image.fromarray(noise).save(photo, quality=80)
    store = OneModel(tiny_model)
    based = [Plan(replace(plan.request, base=InitImage(str(photo), 0.7))) for plan in plans[:2]]
    first = {n: p.picture for n, p in run_plans(based, store=store) if p.final}
    path = saved(based, tmp_path / "one.sketchcompare", first)
    photo.unlink()
    with zipfile.ZipFile(path) as package:
        assert [n for n in package.namelist() if n.startswith("base")] == ["base-0.png"]
        assert b"photo" not in package.read("bundle.json")
    found = load_bundle(path, ["", str(tiny_model_dir)])
    assert {one.plan.request.base.strength for one in found.cells} == {0.7}  # type: ignore[union-attr]
    again = run_plans([one.plan for one in found.cells], store=store)
    made = {n: digest(p.picture) for n, p in again if p.final}
    assert [made[n] for n in range(2)] == [one.digest for one in found.cells]


def test_a_picture_that_is_gone_is_said(plans, tmp_path: Path) -> None:
    request = replace(plans[0].request, base=InitImage(str(tmp_path / "gone.png"), 0.5))
    with pytest.raises(BadPicture):
        saved([Plan(request)], tmp_path / "one.sketchcompare")
    assert not list(tmp_path.iterdir())


def test_an_unknown_model_is_replaced_by_the_first(plans, tmp_path: Path) -> None:
    path = saved(plans, tmp_path / "one.sketchcompare")
    assert {one.plan.request.model for one in load_bundle(path, ["elsewhere"]).cells} == {
        "elsewhere"
    }


def change(path: Path, edit) -> Path:
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    content = json.loads(members["bundle.json"])
    edit(content, members)
    if "bundle.json" in members:
        members["bundle.json"] = json.dumps(content).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def deep(content, members) -> None:
    plan = content["cells"][0]["plan"]
    for _ in range(80):
        plan = {**plan, "origin": plan, "step": 1}
    content["cells"][0]["plan"] = plan


@pytest.mark.parametrize(
    "edit",
    [
        lambda c, m: m.pop("bundle.json"),
        lambda c, m: m.pop("drawing-0.sketchpad"),
        lambda c, m: m.update({"drawing-0.sketchpad": b"nonsense"}),
        lambda c, m: c.update(kind="something else"),
        lambda c, m: c.update(cells=[]),
        lambda c, m: c.update(cells=c["cells"] * 400),
        lambda c, m: c.update(models=[]),
        lambda c, m: c.update(chosen=99),
        lambda c, m: c["cells"][0].pop("plan"),
        lambda c, m: c["cells"][0]["plan"].update(drawing=-1),
        lambda c, m: c["cells"][0]["plan"]["request"].update(model="/etc"),
        lambda c, m: c["cells"][0]["plan"]["request"].update(sampling={"seed": "x"}),
        lambda c, m: c["cells"][2]["plan"].update(step=99),
        lambda c, m: c["cells"][0]["plan"]["request"].update(base={"picture": 0, "strength": 0.5}),
        lambda c, m: c["cells"][0]["plan"]["request"].update(base={"picture": "/etc/passwd"}),
        lambda c, m: c["cells"][0]["plan"]["request"].update(loras=[{"file": 0, "strength": 1}]),
        lambda c, m: c["cells"][0]["plan"]["request"].update(loras=[{"path": "/etc/passwd"}]),
        lambda c, m: c["cells"][1]["plan"]["request"]["methods"][0].update(net=0),
        lambda c, m: m.update({"base-0.png": b"nonsense"}),
        deep,
    ],
)
def test_a_strangers_bundle_is_refused(plans, tmp_path: Path, edit) -> None:
    path = change(saved(plans, tmp_path / "one.sketchcompare"), edit)
    with pytest.raises(BadDocument):
        load_bundle(path)


@pytest.mark.parametrize("seats", [[[3, [[16, 4], [16, 5]]]], "nonsense"])
def test_how_cells_of_an_older_bundle_were_batched_is_ignored(plans, tmp_path: Path, seats) -> None:
    path = saved(plans, tmp_path / "one.sketchcompare")
    before = load_bundle(path)
    change(path, lambda c, m: [cell["plan"].update(seats=seats) for cell in c["cells"]])
    assert load_bundle(path) == before


def test_a_newer_bundle_says_so(plans, tmp_path: Path) -> None:
    path = change(saved(plans, tmp_path / "one.sketchcompare"), lambda c, m: c.update(version=99))
    with pytest.raises(NewerDocument):
        load_bundle(path)
    assert module.VERSION < 99
