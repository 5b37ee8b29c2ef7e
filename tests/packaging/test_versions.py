"""The versions we ask for, and the one that must never come back."""

from __future__ import annotations

import gc
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from PySide6.QtGui import QColor, QImage, QPainter

TOP = Path(__file__).resolve().parent.parent.parent


def project() -> dict[str, list[str]]:
    with (TOP / "pyproject.toml").open("rb") as file:
        table = tomllib.load(file)["project"]
    return {"": table["dependencies"], **table["optional-dependencies"]}


def pins() -> dict[str, str]:
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {name.strip().lower().replace("_", "-"): pin.strip() for name, pin in pairs}


def test_a_painters_calls_lose_no_reference_to_none() -> None:
    """PySide6 6.12.0 loses one at each call that returns nothing; on Python 3.11 the process dies of it."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    gc.collect()  # or what others have left goes meanwhile, with its references
    gc.disable()
    before = sys.getrefcount(None)
    for _ in range(1000):
        painter.fillRect(0, 0, 4, 4, QColor(1, 2, 3))
    after = sys.getrefcount(None)
    gc.enable()
    painter.end()
    assert after > before - 500


def test_every_dependency_is_pinned_to_a_version_that_pyproject_allows() -> None:
    pinned = pins()
    for wanted in (Requirement(text) for texts in project().values() for text in texts):
        if wanted.name == "sketchpad":
            continue
        pin = pinned[wanted.name.lower().replace("_", "-")]
        assert wanted.specifier.contains(pin), f"{wanted} does not allow {pin}"


def test_no_index_is_named() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run"):
        text = (TOP / name).read_text(encoding="utf-8")
        assert not re.search(r"--(extra-)?index-url|--find-links|https?://", text), name


def test_main_py_asks_for_everything_that_is_needed() -> None:
    """It looks for modules before anything is imported, so that what is missing is said in a sentence."""
    text = (TOP / "main.py").read_text(encoding="utf-8")
    needed = re.search(r"NEEDED = \((.*?)\)", text, re.DOTALL)
    assert needed is not None
    modules = {
        "opencv-python-headless": "cv2", "pillow": "PIL", "PySide6-Essentials": "PySide6", "psd-tools": "psd_tools",
    }  # fmt: skip
    names = {Requirement(text).name for text in project()[""]} - {"huggingface-hub"}
    assert set(re.findall(r'"(\w+)"', needed[1])) == {modules.get(name, name) for name in names}


def test_the_version_is_said_once() -> None:
    from sketchpad import __version__

    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert f"{__version__}" in (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
    assert version("PySide6-Essentials") != "6.12.0"
