"""The real window is killed while it is drawn in, and offers at the next start what it kept: see `tests/kills.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(os.name == "nt", reason="forks")
@pytest.mark.slow
def test_what_was_drawn_before_a_kill_is_offered() -> None:
    command = [sys.executable, "-m", "tests.kills", "--kills", "3"]
    done = subprocess.run(command, check=False, timeout=280, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["kills"] == 3
    assert done.stderr.count("strokes left") >= 1
