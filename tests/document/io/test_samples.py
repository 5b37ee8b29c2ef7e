"""The sample drawings are complete, and every mode can run on them at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.samples import Sample, list_samples, open_drawing
from sketchpad.document.raster.raster import render_lines

FOLDER = paths.resources() / "samples"
SAMPLES = list_samples(FOLDER)


def test_there_are_enough_and_none_is_forgotten() -> None:
    assert len(SAMPLES) >= 10
    assert {sample.path for sample in SAMPLES} == set(FOLDER.glob("*.sketchpad"))
    assert sum(len(project_file.load(sample.path)[0].boxes) > 1 for sample in SAMPLES) >= 3
    assert len({sample.title() for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_is_ready_for_all_modes(sample: Sample) -> None:
    document, _ = project_file.load(sample.path)
    assert (document.width, document.height) == (256, 256)
    assert document.strokes
    assert document.boxes
    lines = render_lines(document, 256, 256)
    for box in document.boxes:
        assert box.phrase in document.prompt
        x0, y0, x1, y1 = (round(256 * value) for value in box.rect)
        assert lines[y0:y1, x0:x1].any()
        lines[y0:y1, x0:x1] = 0
    assert np.count_nonzero(lines) == 0
    assert sample.title("zh_CN") != sample.title("en")


def test_titles_by_language() -> None:
    cat = next(sample for sample in SAMPLES if sample.name == "cat")
    assert [cat.title(code) for code in ("en", "en_GB", "zh", "zh-Hans-CN", "fr")] == [
        "Cat",
        "Cat",
        "猫",
        "猫",
        "Cat",
    ]


def test_no_index_no_samples(tmp_path: Path) -> None:
    assert list_samples(tmp_path) == ()


def test_each_sample_has_a_picture() -> None:
    for sample in SAMPLES:
        assert max(read_picture(sample.picture).shape[:2]) == 192
        assert sample.picture.stat().st_size < 20_000


def test_the_samples_of_a_folder_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_text(
        '{"samples": [{"name": "b", "file": "b.sketchpad", "title": {"zh_CN": "二"}},'
        ' {"name": "a", "file": "a.sketchpad", "title": {"en": "A", "de": "Ah"}}]}',
        "utf-8",
    )
    second, first = list_samples(tmp_path)
    assert (second.path, first.path) == (tmp_path / "b.sketchpad", tmp_path / "a.sketchpad")
    assert first.picture == tmp_path / "pictures" / "a.webp"
    assert [first.title(code) for code in ("de-CH", "en", "fr")] == ["Ah", "A", "A"]
    assert [second.title(code) for code in ("zh-TW", "en")] == ["二", "b"]


def test_layered_files_are_opened_too(tmp_path: Path) -> None:
    from sketchpad.document.io.layered.files import write_layered

    page = project_file.load(SAMPLES[0].path)[0]
    write_layered(tmp_path / "a.ORA", page)
    found, extra = open_drawing(tmp_path / "a.ORA", 128, 128)
    assert (found.width, found.height) == (256, 256)
    assert [box.phrase for box in found.boxes] == [box.phrase for box in page.boxes]
    assert extra is None
