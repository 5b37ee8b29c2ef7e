"""The program on machines that lack something: it works, or says what is missing, and keeps the drawing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from sketchpad.ui.app.main_window import MainWindow

PROGRAM = """
import os, sys, traceback
from pathlib import Path
from PySide6.QtCore import QTimer
from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.ui.app import app
from tests.ui.fake_engine import FakeEngine

def use(window):
    window.state.apply(Document(prompt="a cat \\u732b"), "Draw")
    window.rescue()
    window.preferences.set("export.quality", 50)
    window.preferences.flush()
    path = Path(sys.argv[1])
    window.questions.save_path = lambda _: path
    assert window.project.save()
    assert project_file.load(path)[0].prompt == "a cat \\u732b"
    window.runner.generate()
    window.engine.run_to_end()
    window.grab()
    window.questions.unsaved = lambda *_: "discard"
    assert window.close()
    print("well")

def attempt(window):
    try:
        use(window)
    except BaseException:
        traceback.print_exc()
        os._exit(3)

make = app.make_window
def make_window(application):
    window = make(application, FakeEngine())
    window.runner._check = lambda _: []
    QTimer.singleShot(0, lambda: attempt(window))
    return window

app.make_window = make_window
sys.exit(app.main([]))
"""
ODD = {
    "LANG=C": {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "no fonts": {"FONTCONFIG_FILE": "{folder}/none.conf"},
    "a home that cannot be written": {"SKETCHPAD_HOME": "{folder}/none.conf/home"},
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.slow
def test_it_draws_saves_and_closes(name: str, tmp_path: Path) -> None:
    (tmp_path / "none.conf").write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    changed = {key: value.format(folder=tmp_path) for key, value in ODD[name].items()}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "ä.sketchpad")],
        env={**os.environ, **changed},
        check=False,
        timeout=200,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr


def test_a_small_screen_is_enough(window: MainWindow) -> None:
    for language in ("en", "zh_CN"):
        window.preferences.set("language", language)
        QApplication.processEvents()
        needed = window.minimumSizeHint()
        assert needed.boundedTo(QSize(1280, 720 - 40)) == needed, language  # 40: the desktop's bar
