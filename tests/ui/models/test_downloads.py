"""Downloads go on beside the window, can be paused and cancelled, and end well or with a sentence."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.models.catalogue.catalogue import Entry
from sketchpad.models.hub import download as download_module
from sketchpad.models.hub.cache import (
    Repo,
    cache_folder,
    installed,
    partly_downloaded,
)
from sketchpad.models.hub.client import Hub
from sketchpad.ui.models.downloads import Downloads
from tests.models.hub.hub_server import FakeHub
from tests.ui.models.conftest import WEIGHTS


@pytest.fixture
def downloads(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Downloads]:
    monkeypatch.setattr(download_module, "CHUNK", 16_000)
    made = Downloads(lambda: Hub(token="", timeout=5))
    yield made
    made.close()


def test_a_model_comes_and_is_known_afterwards(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    phases: list[str] = []
    downloads.changed.connect(lambda name: phases.append(downloads.state(name).phase))
    assert downloads.state("base").phase == "absent"
    with qtbot.waitSignal(downloads.finished, timeout=20_000) as ready:
        downloads.start(small_catalogue["base"])
        assert downloads.busy
    assert ready.args == ["base"]
    assert phases[:2] == ["waiting", "running"]
    assert phases[-1] == "installed"
    assert not downloads.busy
    assert installed(small_catalogue["base"])


def test_one_after_the_other(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    hub.gate, hub.chunk = threading.Event(), 20_000
    for entry in small_catalogue.values():
        downloads.start(entry)
        downloads.start(entry)  # twice is once
    assert [downloads.state(n).phase for n in small_catalogue] == ["running", "waiting", "waiting"]
    hub.gate.set()
    qtbot.waitUntil(lambda: not downloads.busy, timeout=20_000)
    assert all(installed(entry) for entry in small_catalogue.values())
    assert len([p for p, _ in hub.asked if "/api/" in p]) == 3


def test_paused_and_resumed(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    entry = small_catalogue["gates"]
    hub.gate, hub.chunk = threading.Event(), 20_000
    downloads.start(entry)
    qtbot.waitUntil(lambda: downloads.state("gates").done > 0, timeout=20_000)
    downloads.pause("gates")
    hub.gate.set()
    qtbot.waitUntil(lambda: not downloads.busy, timeout=20_000)
    state = downloads.state("gates")
    assert state.phase == "partial"
    assert 0 < state.done < len(WEIGHTS)
    assert state.error is None
    hub.gate = None
    with qtbot.waitSignal(downloads.finished, timeout=20_000):
        downloads.start(entry)
    assert len(hub.ranges) == 1


def test_cancelled_leaves_nothing(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    entry = small_catalogue["gates"]
    hub.gate, hub.chunk = threading.Event(), 20_000
    downloads.start(entry)
    downloads.start(small_catalogue["net"])
    qtbot.waitUntil(lambda: downloads.state("gates").done > 0, timeout=20_000)
    downloads.cancel("net")  # still waiting
    assert downloads.state("net").phase == "absent"
    downloads.cancel("gates")
    hub.gate.set()
    qtbot.waitUntil(lambda: not downloads.busy, timeout=20_000)
    assert downloads.state("gates").phase == "absent"
    assert partly_downloaded(entry) == 0
    assert not Repo(cache_folder(), entry.repo).folder.exists()


def test_a_failure_is_kept_with_its_sentence_until_it_is_tried_again(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    hub.status = 403
    with qtbot.waitSignal(downloads.failed, timeout=20_000):
        downloads.start(small_catalogue["gates"])
    state = downloads.state("gates")
    assert state.phase == "absent"
    assert state.error is not None
    assert "licence" in str(state.error)
    downloads.refresh()
    assert downloads.state("gates").error is not None
    hub.status = 0
    with qtbot.waitSignal(downloads.finished, timeout=20_000):
        downloads.start(small_catalogue["gates"])
    assert downloads.state("gates").error is None


def test_after_a_failure_the_next_one_has_its_turn(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    del hub.repos["somebody/base"]
    downloads.start(small_catalogue["base"])
    downloads.start(small_catalogue["net"])
    qtbot.waitUntil(lambda: not downloads.busy, timeout=20_000)
    assert downloads.state("base").error is not None
    assert downloads.state("net").phase == "installed"


def test_deleted(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(downloads.finished, timeout=20_000):
        downloads.start(small_catalogue["net"])
    downloads.delete(small_catalogue["net"])
    assert downloads.state("net").phase == "absent"
    assert installed(small_catalogue["net"]) is None


def test_closing_in_the_middle_stops_at_once_and_keeps_what_came(
    downloads: Downloads, hub: FakeHub, small_catalogue: dict[str, Entry], qtbot: QtBot
) -> None:
    hub.chunk, hub.gate = 20_000, threading.Event()
    downloads.start(small_catalogue["gates"])
    qtbot.waitUntil(lambda: downloads.state("gates").done > 0, timeout=20_000)
    hub.gate.set()
    downloads.close()
    assert installed(small_catalogue["gates"]) is None
    assert partly_downloaded(small_catalogue["gates"]) > 0
