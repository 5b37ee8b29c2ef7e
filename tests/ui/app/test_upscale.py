"""The picture in sight at twice its size: asked for, kept beside the small one, refused where there is no room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad import atomic
from sketchpad.document.model import Document
from sketchpad.errors import DiskFull
from sketchpad.generation.run.passes import UPSCALE_STRENGTH
from sketchpad.ui.app.main_window import MainWindow
from tests.ui.fake_engine import FakeEngine
from tests.ui.kept import kept

pytestmark = pytest.mark.slow


@pytest.fixture
def made(window: MainWindow, engine: FakeEngine, drawing: Document) -> MainWindow:
    window.state.open(drawing)
    assert not window.actions_["enlarge"].isEnabled()
    window.runner.generate()
    engine.run_to_end()
    return window


def test_it_begins_from_the_picture_and_lies_beside_it(
    made: MainWindow, engine: FakeEngine
) -> None:
    small = made.session.current
    assert small is not None
    before, page = made.settings.values, made.state.document
    made.actions_["enlarge"].trigger()
    ((_, (asked,)),) = engine.asked[-1:]
    assert (asked.document.width, asked.document.height) == (2 * page.width, 2 * page.height)
    assert asked.base is not None
    assert asked.base.strength == UPSCALE_STRENGTH
    assert asked.sampling == small.request.sampling
    with Image.open(asked.base.picture) as base:
        assert np.array_equal(np.asarray(base), small.picture)
    engine.run_to_end()
    large = made.session.current
    assert large is not None
    assert large.picture.shape[:2] == (2 * page.height, 2 * page.width)
    assert [(one.width, one.height) for one in kept(made)] == [
        (2 * page.width, 2 * page.height),
        (page.width, page.height),
    ]
    # The drawing and what is set stay as they were.
    assert made.settings.values == before
    assert made.state.document == page
    made.results.use_all(large)
    assert (made.settings.values.base, made.state.document) == (before.base, page)


def test_twice_is_four_times(made: MainWindow, engine: FakeEngine) -> None:
    page = made.state.document
    for _ in range(2):
        made.actions_["enlarge"].trigger()
        engine.run_to_end()
    assert made.session.current is not None
    assert made.session.current.picture.shape[:2] == (4 * page.height, 4 * page.width)


def test_generate_then_makes_the_usual_size_again(made: MainWindow, engine: FakeEngine) -> None:
    made.actions_["enlarge"].trigger()
    engine.run_to_end()
    made.runner.generate()
    engine.run_to_end()
    assert made.session.current is not None
    page = made.state.document
    assert made.session.current.picture.shape[:2] == (page.height, page.width)
    assert made.session.current.request.base is None


def test_without_room_it_is_not_offered(
    made: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sketchpad.ui.app.result_commands.can_upscale", lambda width, height: False)
    made.runner.generate()
    engine.run_to_end()
    assert not made.actions_["enlarge"].isEnabled()


def test_a_full_disk_is_said(
    made: MainWindow, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _data: bytes) -> None:
        raise DiskFull(path)

    asked = len(engine.asked)
    monkeypatch.setattr(atomic, "write_bytes", full)
    made.actions_["enlarge"].trigger()
    assert "disk is full" in made.notice.text
    assert len(engine.asked) == asked
    assert made.session.current is not None
