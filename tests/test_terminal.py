"""What commands say: a bar where somebody looks, a line for each step in a file, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from sketchpad import terminal
from sketchpad.terminal import BAR, ProgressLine


@pytest.fixture
def as_json() -> Iterator[None]:
    terminal.speak_json(True)
    yield
    terminal.speak_json(False)


def test_a_terminal_shows_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    ProgressLine().at("picture 1 of 4", 1, 4)
    said = capsys.readouterr().err
    assert said.startswith("\r\033[Kpicture 1 of 4")
    assert said.count("#") == BAR // 4
    assert not said.endswith("\n")


def test_a_file_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    line.at("picture 1 of 4", 1, 4)
    line.note("the rest is left out.")
    line.outcome("a cat", event="seen", word="cat")
    assert capsys.readouterr() == ("a cat\n", "picture 1 of 4\nNote: the rest is left out.\n")


@pytest.mark.usefixtures("as_json")
def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    line.at("nothing", 0, 0, file="灯塔")
    line.note("the rest is left out.")
    line.outcome("a cat", event="seen", word="cat")
    said = capsys.readouterr()
    progress, note = map(json.loads, said.err.splitlines())
    assert progress == {
        "event": "progress",
        "text": "nothing",
        "done": 0,
        "total": 0,
        "file": "灯塔",
    }
    assert note == {"event": "message", "text": "the rest is left out."}
    assert json.loads(said.out) == {"event": "seen", "word": "cat"}
