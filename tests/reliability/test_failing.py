"""Killed while it writes, a writer leaves the old or the new: a short form of `python -m tests.reliability.failing`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(os.name == "nt", reason="forks")
@pytest.mark.slow
def test_a_killed_writer_leaves_the_old_or_the_new() -> None:
    command = [sys.executable, "-m", "tests.reliability.failing", "--by-chance", "1"]
    done = subprocess.run(
        [*command, "recovery", "preferences", "scores"],
        check=False,
        timeout=280,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "nothing lost" in done.stdout
