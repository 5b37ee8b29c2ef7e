from __future__ import annotations

from pathlib import Path

import pytest

from sketchpad import paths

TOP = Path(__file__).resolve().parent.parent


def test_a_checkout_has_what_ships_at_its_top() -> None:
    assert paths.resources() == TOP / "resources"
    assert paths.weights() == TOP / "weights"


def test_an_installed_package_has_it_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sketchpad" / "resources").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "sketchpad")
    assert paths.resources() == tmp_path / "sketchpad" / "resources"


def test_another_model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tmp_path))
    assert paths.weights() == tmp_path


def test_everything_of_the_user_lies_under_one_home(home: Path) -> None:
    places = {
        paths.user_data(),
        paths.user_config(),
        paths.user_state(),
        paths.user_cache(),
        paths.user_logs(),
    }
    assert len(places) == 5
    assert all(place.parent == home for place in places)
    assert not any(place.exists() for place in places)


def test_without_it_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SKETCHPAD_HOME")
    for place in (paths.user_data(), paths.user_config(), paths.user_logs()):
        assert place.is_absolute()
        assert "sketchpad" in str(place)
