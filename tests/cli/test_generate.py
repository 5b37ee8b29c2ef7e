"""The command as a user calls it, on a tiny model with random weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from sketchpad.cli import main as command_line
from sketchpad.document.io import project_file
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.generation.export.picture import read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch, tiny_model_dir: Path) -> None:
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    line = np.array([[20, 20, 1], [100, 20, 1], [60, 100, 1]], np.float32)
    document = Document(
        128, 128, (Stroke(line),), (Box("cat", (0.1, 0.1, 0.9, 0.9)),), "a red cat", "dog"
    )
    path = tmp_path / "drawing.sketchpad"
    project_file.save(document, path)
    return path


def generate(*arguments: object) -> int:
    return command_line.main(["generate", *map(str, arguments)])


def test_a_project_becomes_a_picture(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert generate("--sketch", project, "--steps", 2, "--seed", 5, "--out", out) == 0
    said = capsys.readouterr()
    assert said.out == f"{out}\n"
    assert "step 2 of 2" in said.err
    with Image.open(out) as picture:
        assert picture.size == (128, 128)
        assert "a red cat" in picture.info["parameters"]


def test_the_same_call_gives_the_same_picture_and_another_seed_another(
    project: Path, tmp_path: Path
) -> None:
    pictures = []
    for seed in (1, 1, 2):
        out = tmp_path / f"{len(pictures)}.png"
        assert generate("--sketch", project, "--steps", 2, "--seed", seed, "--out", out) == 0
        pictures.append(np.asarray(Image.open(out)))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_a_variation_is_asked_for_and_said(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.png"
    asked = ("--sketch", project, "--method", "none", "--steps", 1, "--seed", 1, "--out", out)
    assert generate(*asked, "--variation-seed", 2, "--variation-strength", 0.1) == 0
    saved = read_settings(out)
    assert saved is not None
    assert "Variation seed: 2, Variation seed strength: 0.1" in saved.parameters


def test_it_is_made_again_at_twice_its_size(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path / "home"))
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    usual = ("--sketch", project, "--method", "controlnet", "--steps", 5, "--seed", 5)
    assert generate(*usual, "--out", small) == 0
    assert generate(*usual, "--enlarge", "--out", large) == 0
    with Image.open(small) as before, Image.open(large) as after:
        assert after.size == (256, 256)
        assert "a red cat" in after.info["parameters"]
        again = np.asarray(after.resize((128, 128), Image.Resampling.BOX), float)
        assert np.abs(again - np.asarray(before)).mean() < 40


def test_a_part_is_repainted(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, mask, out = (tmp_path / f"{name}.png" for name in ("photo", "mask", "out"))
    before = np.random.default_rng(1).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    Image.fromarray(before).save(photo)
    light = np.zeros((128, 128), np.uint8)
    light[30:80, 40:100] = 255
    Image.fromarray(light).save(mask)
    given = ("--sketch", project, "--steps", 2, "--mask", mask, "--mask-feather", 0, "--out", out)
    assert generate(*given, "--base", photo, "--only-masked") == 0
    changed = (np.asarray(Image.open(out)) != before).any(axis=2)
    assert changed[light > 0].mean() > 0.9
    assert not changed[light == 0].any()
    capsys.readouterr()
    assert generate(*given, "--overwrite") == 1
    assert "no picture to begin from" in (said := capsys.readouterr().err)
    assert "(--base)" in said
    Image.fromarray(light[:64]).save(mask)
    assert generate(*given, "--base", photo, "--overwrite") == 1
    assert "128 × 64" in capsys.readouterr().err


@pytest.mark.parametrize(
    "method",
    ["none", "edge_predictor", "controlnet=0.5@0-0.6", "gligen", "regional=0.8@0-0.5;things"],
)
def test_every_method(project: Path, tmp_path: Path, method: str) -> None:
    out = tmp_path / "out.webp"
    assert generate("--sketch", project, "--method", method, "--steps", 2, "--out", out) == 0
    assert out.stat().st_size > 0


def test_an_svg_with_boxes_from_the_command_line(tmp_path: Path) -> None:
    svg = tmp_path / "drawing.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
        '<path d="M1 1 L9 9" stroke="black" fill="none"/></svg>'
    )
    out = tmp_path / "out.jpg"
    status = generate(
        "--sketch", svg, "--prompt", "a cat", "--box", "0,0,0.5,1:dog", "--box", "0.5,0,1,1:cat",
        "--size", "128x192", "--steps", 2, "--style", "sticker", "--method", "gligen", "--method", "controlnet",
        "--out", out,
    )  # fmt: skip
    assert status == 0
    saved = read_settings(out)
    assert saved is not None
    assert saved.request.document.prompt == "a cat, sticker"
    with Image.open(out) as picture:
        assert picture.size == (128, 192)


def test_a_picture_with_lines(tmp_path: Path) -> None:
    page = np.full((100, 100), 255, np.uint8)
    page[20:80, 48:52] = 0
    drawn = tmp_path / "page.png"
    Image.fromarray(page).save(drawn)
    out = tmp_path / "out.png"
    assert generate("--sketch", drawn, "--prompt", "a cat", "--steps", 2, "--out", out) == 0


def test_a_picture_to_begin_from_and_a_lora(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "base.png"
    Image.new("RGB", (50, 40), "red").save(base)
    plain, from_base = tmp_path / "plain.png", tmp_path / "out.png"
    shared = ("--sketch", project, "--steps", 4, "--seed", 5, "--method", "none", "--out")
    assert generate(*shared, plain) == 0
    capsys.readouterr()
    assert generate(*shared, from_base, "--base", base, "--base-strength", 0.5) == 0
    assert "step 2 of 2" in capsys.readouterr().err
    with Image.open(plain) as one, Image.open(from_base) as other:
        assert one.tobytes() != other.tobytes()
        assert str(tmp_path) not in str(other.info)
    lost = tmp_path / "gone.safetensors=0.5"
    assert generate(*shared, tmp_path / "lora.png", "--lora", lost) != 0
    assert "gone.safetensors" in capsys.readouterr().err


def test_each_step_can_be_kept(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    out = tmp_path / "out.png"
    generate("--sketch", project, "--steps", 3, "--steps-dir", folder, "--out", out)
    assert sorted(path.name for path in folder.iterdir()) == [
        "step-001.png",
        "step-002.png",
        "step-003.png",
    ]


def refused(capsys: pytest.CaptureFixture[str], out: Path) -> str:
    """The one sentence that was said; nothing was written."""
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert not out.exists()
    return said.err


def test_what_is_missing_is_said_with_the_option_that_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert generate("--method", "controlnet+gligen", "--out", out) == 1
    sentence = refused(capsys, out)
    assert all(option in sentence for option in ("--prompt", "--sketch", "--box"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("no.sketchpad", None),
        ("torn.sketchpad", b"PK\x03\x04 and nothing more"),
        ("torn.svg", b"<svg"),
        ("torn.png", b"\x89PNG\r\n\x1a\n????"),
        ("text.txt", b"not a picture"),
    ],
)
def test_a_bad_file_is_one_sentence(
    name: str, content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    out = tmp_path / "out.png"
    assert generate("--sketch", path, "--prompt", "a cat", "--out", out) == 1
    assert name in refused(capsys, out)


def test_no_model_is_one_sentence(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert generate("--sketch", project, "--model", tmp_path / "nowhere", "--out", out) == 1
    assert "nowhere" in refused(capsys, out)


@pytest.mark.parametrize("name", ["out.gif", "out", "no folder/out.png"])
def test_a_target_that_cannot_be_is_refused_before_any_work(
    name: str, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert generate("--sketch", project, "--out", out) == 2
    refused(capsys, out)


def test_a_picture_is_replaced_only_when_told_to(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"mine")
    assert generate("--sketch", project, "--steps", 1, "--out", out) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert out.read_bytes() == b"mine"
    assert generate("--sketch", project, "--steps", 1, "--out", out, "--overwrite") == 0
    assert out.read_bytes() != b"mine"


def test_a_projects_own_settings_are_used_unless_others_are_given(
    project: Path, tmp_path: Path
) -> None:
    document, _extra = project_file.load(project)
    from sketchpad.generation.request.request import MethodSettings, Request, Sampling

    saved = Request(document, Sampling(77, 2, 3.0, "euler"), (MethodSettings("gligen", 0.5),))
    project_file.save(
        document, project, project_file.Extra({"request": saved.to_json(drawing=False)})
    )
    out = tmp_path / "out.png"
    assert generate("--sketch", project, "--guidance-scale", 4, "--out", out) == 0
    with Image.open(out) as picture:
        told = str(picture.info)
    assert "77" in told
    assert "gligen" in told


def test_the_samples_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["sample"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert len(listed) >= 8
    assert any(line.startswith("cat ") for line in listed)


def test_an_unknown_sample_names_the_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert generate("--sample", "unicorn?", "--out", out) == 2
    assert "cat" in refused(capsys, out)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--text-pull", "2", "words 2"),
        ("--look", "features", "looks at features"),
        ("--decay", "1", "fades over 1"),
        ("--things-first", "", "each thing first"),
    ],
)
def test_what_one_method_alone_can_do(
    project: Path, tmp_path: Path, option: str, value: str, told: str
) -> None:
    texts = []
    for more in ([], [option, value] if value else [option]):
        out = tmp_path / f"{len(texts)}.png"
        common = ("--sketch", project, "--method", "gligen+edge_predictor", "--steps", 2)
        assert generate(*common, *more, "--out", out) == 0
        with Image.open(out) as picture:
            texts.append(picture.info["parameters"])
    assert [told in text for text in texts] == [False, True]


def test_two_passes_are_usual_and_can_be_left_out(project: Path, tmp_path: Path) -> None:
    texts = []
    for more in ([], ["--no-two-pass"], ["--two-pass"]):
        out = tmp_path / f"{len(texts)}.png"
        assert generate("--sketch", project, "--steps", 2, *more, "--out", out) == 0
        with Image.open(out) as picture:
            texts.append(picture.info["parameters"])
    assert ["Two passes: yes" in text for text in texts] == [True, False, True]


def test_without_room_for_twice_the_size_nothing_is_made(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    assert generate("--sketch", project, "--size", "1088x1024", "--enlarge", "--out", out) == 2
    assert "twice this size" in capsys.readouterr().err
    assert not out.exists()


def test_a_picture_is_put_onto_the_colour_layer(project: Path, tmp_path: Path) -> None:
    colours = tmp_path / "colours.png"
    Image.new("RGB", (64, 64), "teal").save(colours)
    shared = ("--sketch", project, "--steps", 2, "--seed", 5, "--method", "none", "--out")
    pictures = []
    for more in ((), ("--paint", colours), ("--paint", colours, "--denoising", 1)):
        out = tmp_path / f"painted-{len(pictures)}.png"
        assert generate(*shared, out, *more) == 0
        pictures.append(np.asarray(Image.open(out)))
    assert not np.array_equal(pictures[0], pictures[1])
    assert np.array_equal(pictures[0], pictures[2])
