"""`python main.py` where nothing is installed, and where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent


def start(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {
        k: v
        for k, v in os.environ.items()
        if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(
        [sys.executable, *options, "main.py"],
        cwd=TOP,
        env=env | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_dependencies_it_names_one_command() -> None:
    done = start("-S")  # without site-packages
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "PySide6" in done.stderr
    assert "make run" in done.stderr or "pip install -c constraints.txt -e ." in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is one")
def test_without_a_display_it_is_one_sentence() -> None:
    done = start()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "no display" in done.stderr
    assert "main.py generate --sample cat --out cat.png" in done.stderr
