"""What must be quick or must not need a GPU library really is free of them, asked of a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sketchpad"


NETWORKS = {"torch", "diffusers", "transformers"}
WITHOUT_QT = """
import importlib, os, pkgutil, sys
import pytest

class NoQt:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(f"{name} is blocked here", name=name)

sys.meta_path.insert(0, NoQt())
for part in pkgutil.walk_packages(["sketchpad"], "sketchpad.", onerror=lambda name: None):
    if not part.name.startswith(("sketchpad.ui", "sketchpad.benchmarks.probes", "sketchpad.__main__")):
        importlib.import_module(part.name)
options = ["-q", "-c", os.devnull, "--rootdir=.", "--import-mode=importlib", "-o", "pythonpath=."]
off = ("pytest-qt", "cacheprovider", "xdist", "timeout")
sys.exit(pytest.main([*options, *(f"-pno:{name}" for name in off), *sys.argv[1:]]))
"""


def run(*arguments: str) -> str:
    """What a fresh interpreter prints that is started at the top of the checkout."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=PACKAGE.parent,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_drawings_and_requests_need_neither_network_library_nor_qt() -> None:
    modules = (
        "sketchpad.document.model",
        "sketchpad.document.io.project_file",
        "sketchpad.generation.preflight.check",
        "sketchpad.generation.request.request",
        "sketchpad.generation.request.defaults",
        "sketchpad.generation.comparison.run_plans",
        "sketchpad.hints.registry",
        "sketchpad.cli.main",
        "sketchpad.cli.generate",
    )
    program = f"""
import importlib, sys
for module in {modules}:
    importlib.import_module(module)
    print(module, *{NETWORKS | {"PySide6"}} & {{name.partition('.')[0] for name in sys.modules}})
"""
    assert run("-c", program).splitlines() == list(modules)


@pytest.mark.slow
def test_the_window_paints_before_torch_is_loaded() -> None:
    unneeded = NETWORKS | {
        "ssl",
        "urllib.request",
        "psd_tools",
    }  # a tenth of the time until the first paint
    program = f"import sketchpad.ui.app.app, sys; print(*{unneeded} & set(sys.modules))"
    assert run("-c", program) == "\n"


@pytest.mark.slow
def test_the_core_works_where_qt_is_not_installed() -> None:
    """Every module but the window's is imported; then a drawing, a request and a picture."""
    tests = (
        "tests/document/test_model.py",
        "tests/generation/preflight/test_check.py",
        "tests/generation/run/test_generate.py::test_a_picture_after_every_step_and_one_at_the_end",
    )
    assert "passed" in run("-c", WITHOUT_QT, *tests).splitlines()[-1]


def test_package_inits_are_empty_so_that_importing_a_part_loads_only_that_part() -> None:
    for init in PACKAGE.rglob("__init__.py"):
        if init.parent == PACKAGE:
            continue
        code = [line for line in init.read_text(encoding="utf-8").splitlines() if "import" in line]
        assert not code, f"{init} imports something"
