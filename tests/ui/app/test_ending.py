"""Told to end from outside, the program brings the drawing to safety first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtGui import QGuiApplication

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.ui.app.crash import SIGNALS, EndingFromOutside
from sketchpad.ui.app.main_window import MainWindow
from tests.crashes import kept

PROGRAM = """
import os, sys
from PySide6.QtCore import QTimer
from sketchpad.document.model import Document
from sketchpad.ui.app import app
from tests.ui.fake_engine import FakeEngine

def draw(window):
    window.state.apply(Document(prompt="a lost cat"), "Draw")
    window.preferences.set("export.quality", 50)
    os.kill(os.getpid(), int(sys.argv[1]))

make = app.make_window
def make_window(application):
    window = make(application, FakeEngine())
    QTimer.singleShot(0, lambda: draw(window))
    return window

app.make_window = make_window
sys.exit(app.main([]))
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", SIGNALS[:2])  # the third is dealt with like these: see below
@pytest.mark.slow
def test_a_signal_costs_nothing(number: signal.Signals) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(int(number))],
        check=False,
        timeout=200,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 128 + number, done.stderr
    assert kept().prompt == "a lost cat"
    assert "50" in (paths.user_config() / "preferences.json").read_text()


def test_the_end_of_the_session_costs_nothing(window: MainWindow, drawing: Document) -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    ending = EndingFromOutside(window.rescue, window)
    ending.install()
    (during,) = {signal.getsignal(number) for number in SIGNALS}
    assert during not in before
    window.state.apply(drawing, "Draw")
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.commitDataRequest.emit(None)
    assert kept() == drawing
    ending.uninstall()
    assert [signal.getsignal(number) for number in SIGNALS] == before
