"""What must be quick or must not need a GPU library really is free of them, asked of a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sketchpad"


def imported_by(module: str) -> set[str]:
    """Top-level packages that are loaded after `import module`."""
    program = f"import {module}, sys; print(*(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    [
        "sketchpad.document.model",
        "sketchpad.document.io.project_file",
        "sketchpad.generation.preflight.check",
        "sketchpad.generation.request.request",
        "sketchpad.hints.registry",
        "sketchpad.cli.main",
        "sketchpad.cli.generate",
    ],
)
def test_drawings_and_requests_need_neither_network_library_nor_qt(module: str) -> None:
    assert not imported_by(module) & {"torch", "diffusers", "transformers", "PySide6"}


def test_the_window_paints_before_torch_is_loaded() -> None:
    assert not imported_by("sketchpad.ui.app.app") & {"torch", "diffusers", "transformers"}


def test_package_inits_are_empty_so_that_importing_a_part_loads_only_that_part() -> None:
    for init in PACKAGE.rglob("__init__.py"):
        if init.parent == PACKAGE:
            continue
        code = [line for line in init.read_text(encoding="utf-8").splitlines() if "import" in line]
        assert not code, f"{init} imports something"
