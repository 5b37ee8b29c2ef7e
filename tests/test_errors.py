"""Errors speak in plain sentences."""

from __future__ import annotations

import pickle
import string
from pathlib import Path

import pytest

from sketchpad import errors
from sketchpad.errors import (
    MESSAGES,
    AnnotatorMissing,
    BadDocument,
    BadPicture,
    BadSetting,
    CannotWrite,
    DiskFull,
    DownloadFailed,
    HugePicture,
    NewerDocument,
    NotFinite,
    OutOfMemory,
    Problem,
    SketchpadError,
    UnsupportedGuidance,
    WeightsDamaged,
    WeightsMissing,
    WrongFamily,
)

EXAMPLES: list[SketchpadError] = [
    BadDocument(Path("/drawings/cat.sketchpad")),
    *(
        BadDocument(
            "/drawings/cat.sketchpad", key.partition(".")[2], limit=20, needed="“style” (144 MB)"
        )
        for key in MESSAGES
        if key.startswith("bad_document.")
    ),
    NewerDocument("cat.sketchpad", version=3, supported=1),
    BadPicture("cat.png"),
    *(
        BadPicture(
            "cat.png", key.partition(".")[2], width=9, height=9, page_width=256, page_height=256
        )
        for key in MESSAGES
        if key.startswith("bad_picture.")
    ),
    HugePicture("cat.png", 99.6, 64),
    HugePicture("cat.png", 0, 64),
    DiskFull("cat.sketchpad"),
    CannotWrite("cat.sketchpad"),
    WeightsMissing("weights"),
    WeightsDamaged("weights", "unet is cut off"),
    WeightsDamaged("weights", "{file} is incomplete", file="model.safetensors"),
    UnsupportedGuidance(method="gligen", missing="gates"),
    WrongFamily("nets/canny", "Stable Diffusion XL", "Stable Diffusion 1.x"),
    WrongFamily("nets/canny", "", "Stable Diffusion 1.x"),
    *(AnnotatorMissing("depth", "/annotators/depth.onnx", why) for why in ("", "runtime", "none")),
    *(
        DownloadFailed(
            key.partition(".")[2],
            name="Tiny",
            host="hub.org",
            page="https://hub.org/a/tiny",
            file="a.json",
            status=503,
            done="1 MB",
            total="2 MB",
            needed="1 MB",
            size="9 GB",
            free="0 kB",
            folder="cache",
            why="it is cut off",
        )
        for key in MESSAGES
        if key.startswith("download")
    ),
    OutOfMemory(),
    NotFinite(step=7),
    BadSetting("steps", 0, 1, 150, label="Steps"),
    BadSetting("width", 100, 128, 2048, reason="multiple", label="Width", step=64),
    BadSetting("theme", "pink", reason="choice", label="Theme", choices="light, dark"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: f"{error.code}.{error.reason}")
def test_an_error_is_a_sentence_that_can_be_translated(error: SketchpadError) -> None:
    sentence = str(error)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "None" not in sentence
    assert error.template.format_map(error.fields) == sentence
    assert isinstance(error, SketchpadError)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: f"{error.code}.{error.reason}")
def test_an_error_survives_a_trip_between_processes(error: SketchpadError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), copy.fields, copy.reason) == (str(error), error.fields, error.reason)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: f"{error.code}.{error.reason}")
def test_an_error_can_be_a_problem(error: SketchpadError) -> None:
    problem = Problem.from_error(error, "model")
    assert problem.sentence == str(error)
    assert problem.template == error.template
    assert problem.blocking


def test_the_whole_path_is_kept_though_only_the_name_is_said() -> None:
    error = BadDocument("/drawings/cat.sketchpad")
    assert error.fields["path"] == "/drawings/cat.sketchpad"
    assert "/drawings" not in str(error)
    assert "cat.sketchpad" in str(error)


def test_every_class_has_a_code_of_its_own() -> None:
    classes = [
        one
        for one in vars(errors).values()
        if isinstance(one, type)
        and issubclass(one, SketchpadError)
        and not one.__name__.startswith("_")
    ]
    codes = [one.code for one in classes]
    assert len(set(codes)) == len(codes)
    assert set(codes) <= set(MESSAGES)


@pytest.mark.parametrize("template", MESSAGES.values())
def test_templates_hold_only_plain_fields(template: str) -> None:
    for _, name, specification, conversion in string.Formatter().parse(template):
        assert name is None or name.isidentifier()
        assert not specification
        assert conversion is None
    assert template[0].isupper() or template[0] in "“{"
    assert template.endswith((".", "”.", "}"))


def test_problems() -> None:
    problem = Problem.of("prompt_too_long", "prompt", blocking=False, ignored="and a hat")
    assert "and a hat" in problem.sentence
    assert problem == Problem.of("prompt_too_long", "prompt", blocking=False, ignored="and a hat")
    assert len({problem, Problem.of("empty_prompt", "prompt")}) == 2
    assert Problem("unheard_of").template == MESSAGES["error"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/models/dreamshaper", "dreamshaper"),
        ("/models/dreamshaper/unet", "dreamshaper/unet"),
        ("/models/dreamshaper/unet/config.json", "dreamshaper/unet/config.json"),
        ("/models/style.safetensors", "style.safetensors"),
        (f"/hub/models--me--net/snapshots/{'0' * 40}", "me/net"),
        (f"/hub/models--me--base/snapshots/{'0' * 40}/vae", "me/base/vae"),
        ("unet", "unet"),
        ("Stable Diffusion 1.5", "Stable Diffusion 1.5"),
    ],
)
def test_a_model_is_called_what_people_call_it(path: str, name: str) -> None:
    assert f"“{name}”" in str(WeightsDamaged(path, "it is cut off"))
    assert f"“{name}”" in str(WeightsMissing(path))
    assert f"“{name}”" in str(WrongFamily(path, "", "Stable Diffusion 1.x"))
