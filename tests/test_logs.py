"""Each program runs in a process of its own: logging and faulthandler are the process's, not ours to change here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sketchpad import logs


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def crash_files(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "log").glob("crash-*"))


def test_what_is_logged_is_in_the_file_and_a_clean_exit_leaves_no_crash_file(home: Path) -> None:
    done = run("""
import logging
from sketchpad import logs
assert logs.start_logging() is None
assert logs.start_logging() is None
logging.getLogger("a.part").info("once")
""")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert logs.log_path().read_text(encoding="utf-8").count("a.part: once") == 1
    assert crash_files(home) == []


def test_an_uncaught_exception_is_one_sentence_outside_and_a_traceback_in_the_log() -> None:
    done = run("from sketchpad import logs; logs.start_logging(); {}['nothing']")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert str(logs.log_path()) in done.stderr
    assert "Traceback" in logs.log_path().read_text(encoding="utf-8")


def test_an_exception_in_a_thread_goes_the_same_way() -> None:
    done = run("""
import threading
from sketchpad import logs
logs.start_logging()
thread = threading.Thread(target=lambda: 1 / 0)
thread.start(); thread.join()
""")
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in logs.log_path().read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="aborting opens a dialog there")
def test_a_crash_is_told_at_the_next_start_and_only_then(home: Path) -> None:
    died = run("import os; from sketchpad import logs; logs.start_logging(); os.abort()")
    assert died.returncode != 0
    tell = "from sketchpad import logs; crash = logs.start_logging(); print(crash and crash.text)"
    assert "Fatal Python error: Aborted" in run(tell).stdout
    assert run(tell).stdout == "None\n"
    assert [name.endswith(".seen.txt") for name in crash_files(home)] == [True]


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(home: Path) -> None:
    (home / "log").write_text("a file where the folder should be")
    done = run("from sketchpad import logs; logs.start_logging(); print('draws')")
    assert (done.stdout, done.stderr) == ("draws\n", "")
