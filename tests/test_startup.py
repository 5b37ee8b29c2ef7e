"""The garbage collector rests while the window is made, and no longer."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from sketchpad import startup


def test_it_rests_once_and_only_after_a_begin(monkeypatch):
    monkeypatch.setattr(gc, "freeze", lambda: None)  # of the tests' own objects nothing is to stay
    startup.end()
    assert gc.isenabled()
    startup.begin()
    try:
        assert not gc.isenabled()
    finally:
        startup.end()
    assert gc.isenabled()
    gc.disable()
    try:
        startup.end()  # not ours to switch on
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.slow
def test_a_painted_window_collects_again():
    """The program as it is started, in a process of its own."""
    program = """
import gc
from PySide6.QtCore import QCoreApplication, QTimer
from sketchpad import startup
from sketchpad.__main__ import main
end, seen = startup.end, []
def ended():
    seen.append(gc.isenabled())
    end()
    QTimer.singleShot(0, lambda: QCoreApplication.exit(0))
startup.end = ended
main([])
print(seen[0], gc.isenabled(), gc.get_freeze_count() > 1000)
"""
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert finished.stdout.split() == ["False", "True", "True"], finished.stderr[-2000:]
