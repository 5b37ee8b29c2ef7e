"""Every setting once, and preferences that survive anything."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sketchpad import settings
from sketchpad.document import model
from sketchpad.errors import BadSetting, CannotWrite
from sketchpad.settings import SETTINGS, Preferences, Setting

quick = hypothesis_settings(deadline=None, max_examples=60)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_setting_is_complete(setting: Setting) -> None:
    assert setting.check(setting.default) == setting.default
    assert setting.label
    assert setting.note.endswith(".")
    if isinstance(setting.default, int | float) and not isinstance(setting.default, bool):
        assert setting.low is not None
        assert setting.high is not None
        assert setting.low <= setting.default <= setting.high
        assert setting.check(type(setting.default)(setting.low)) == setting.low
        assert setting.check(type(setting.default)(setting.high)) == setting.high
        assert setting.step


def test_names_are_used_once() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert settings.setting("seed").label == "Seed"
    with pytest.raises(KeyError):
        settings.setting("nonsense")


def test_the_picture_size_agrees_with_the_drawing() -> None:
    for name in ("width", "height"):
        size = settings.setting(name)
        assert (size.low, size.high, size.step) == (
            model.SMALLEST_SIZE,
            model.LARGEST_SIZE,
            model.SIZE_STEP,
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", 0),
        ("steps", 151),
        ("steps", 2.5),
        ("steps", "20"),
        ("steps", None),
        ("steps", True),
        ("steps", float("nan")),
        ("guidance_scale", float("inf")),
        ("guidance_scale", 0.5),
        ("width", 200),
        ("theme", "pink"),
        ("theme", ["dark"]),
        ("seed.locked", 1),
        ("language", 5),
        ("seed", -1),
        ("seed", 2**64),
    ],
)
def test_a_bad_value_is_named(name: str, value: Any) -> None:
    with pytest.raises(BadSetting) as caught:
        settings.check(name, value)
    assert settings.setting(name).label in str(caught.value)
    assert caught.value.fields["name"] == name


def test_whole_numbers_stay_whole_and_fractions_fractions() -> None:
    assert isinstance(settings.check("steps", 30.0), int)
    assert isinstance(settings.check("guidance_scale", 7), float)


def test_preferences_are_overrides() -> None:
    preferences = Preferences()
    assert preferences["steps"] == settings.default("steps")
    changed = preferences.with_value("steps", 33)
    assert (preferences["steps"], changed["steps"]) == (settings.default("steps"), 33)
    assert changed.with_value("steps", settings.default("steps")).overrides == {}
    assert changed.without("steps")["steps"] == settings.default("steps")
    assert set(changed) == set(settings.BY_NAME)
    with pytest.raises(BadSetting):
        changed.with_value("steps", 0)
    with pytest.raises(KeyError):
        changed.with_value("nonsense", 0)
    with pytest.raises(KeyError):
        changed["nonsense"]


def test_preferences_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "preferences.json"
    preferences = Preferences().with_value("theme", "dark").with_value("model", "/models/猫")
    preferences.save(path)
    assert Preferences.load(path) == preferences
    assert json.loads(path.read_text(encoding="utf-8")) == {"theme": "dark", "model": "/models/猫"}


def test_what_a_newer_version_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text('{"from.the.future": [1], "steps": 5000, "theme": "dark"}', encoding="utf-8")
    preferences = Preferences.load(path)
    assert preferences["steps"] == settings.default("steps")
    preferences.with_value("seed", 3).save(path)
    assert json.loads(path.read_text(encoding="utf-8"))["from.the.future"] == [1]


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"null", b"{", b"\xff\xff", b"[" * 100_000, b" " * (2 << 20) + b"{}"]
)
def test_damaged_preferences_are_the_defaults(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(data)
    assert Preferences.load(path) == Preferences()


def test_no_preferences_are_the_defaults(tmp_path: Path) -> None:
    assert Preferences.load(tmp_path / "none.json") == Preferences()
    assert Preferences.load(tmp_path) == Preferences()


def test_preferences_that_cannot_be_written_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "no")

    path = tmp_path / "preferences.json"
    Preferences().with_value("theme", "dark").save(path)
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CannotWrite):
        Preferences().save(path)
    assert Preferences.load(path)["theme"] == "dark"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@quick
@given(
    st.dictionaries(
        st.sampled_from(sorted(settings.BY_NAME)) | st.text(max_size=5), json_values, max_size=6
    )
)
def test_any_overrides_give_valid_settings(overrides: dict[str, Any]) -> None:
    preferences = Preferences(overrides)
    for name in preferences:
        settings.check(name, preferences[name])
