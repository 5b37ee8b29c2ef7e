"""How long the program takes to end, from closing the window to the end of the process, in each state.

`python -m tests.reliability.closing` prints the seconds by state, and those of the processor, which alone say something
where others use it too. Another program is started for each.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from tests.reliability.surroundings import surroundings

PROGRAM = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from sketchpad.ui.app import app

state, folder, model = sys.argv[1:]
make = app.make_window

def made(*arguments):
    global window
    window = make(*arguments)
    if model:
        from dataclasses import replace
        window.settings.set(replace(window.settings.values, model=model))
        window.state.open(window.state.document.resized(128, 128).with_prompt("a cat"))
    window.painted.connect(lambda: QTimer.singleShot(0, begin))
    return window

def begin():
    if state == "a large SVG is read":
        window.project.import_lines(Path(folder) / "large.svg")
        QTimer.singleShot(300, close)
    elif state == "a picture is made":
        window.settings.set_sampling(steps=150)
        window.actions_["method_none"].trigger()  # nothing is drawn that a method could follow
        window.runner.refused.connect(lambda problem: sys.exit(problem.sentence))
        window.runner.progressed.connect(lambda _: QTimer.singleShot(0, close))
        window.actions_["generate"].trigger()
    elif state == "torch is imported":
        window.engine.model_loading.connect(lambda: QTimer.singleShot(300, close))
        window.engine.warm_up()
    else:
        close()

def close():
    window.state.mark_saved()
    window.questions.quit_running = lambda: True
    print(time.time(), time.process_time(), flush=True)
    window.close()

app.make_window = made
app.QUIET = 10**8
sys.exit(app.main([]))
"""
STATES = ("nothing goes on", "torch is imported", "a large SVG is read", "a picture is made")


def seconds(state: str, folder: str, model: str = "") -> tuple[float, float]:
    """From closing the window to the end of the process, and of the processor; raises where it ends badly."""
    command = [sys.executable, "-c", PROGRAM, state, folder, model]
    before = _processor()
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    end = time.time()
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{state}: {done.returncode}\n{done.stderr}")
    closed, used = map(float, done.stdout.split()[:2])
    return end - closed, _processor() - before - used


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    with surroundings() as (folder, model):
        lines = '<path stroke="red" d="M0 0' + "c1 2 3 4 5 6" * 150 + '"/>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg">{lines * 1000}</svg>'
        (folder / "large.svg").write_text(svg)
        for state in STATES:
            taken, used = seconds(state, str(folder), str(model) if state == STATES[3] else "")
            print(f"{state}: closed in {taken:.2f} s, {used:.2f} s of it computing", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
