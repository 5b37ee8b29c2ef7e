from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The package that `pip install` takes, built without a network from the tree as it is."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "wheel", "--no-deps",
         "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(TOP)],
        check=True,
    )  # fmt: skip
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def shipped(folder: str) -> set[str]:
    """What git keeps under a top-level folder; every file, where there is no git (a bare archive of the sources)."""
    if shutil.which("git") and (TOP / ".git").exists():
        command = ["git", "ls-files", "-z", folder]
        listed = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
        names = set(listed.stdout.split("\0")) - {""}
    else:
        names = {path.relative_to(TOP).as_posix() for path in (TOP / folder).rglob("*")}
    return {name for name in names if (TOP / name).is_file() and "__pycache__" not in name}


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["resources", "weights"])
def test_it_carries_what_ships(wheel: zipfile.ZipFile, folder: str) -> None:
    expected = {f"sketchpad/{name}" for name in shipped(folder)}
    assert expected <= set(wheel.namelist())


@pytest.mark.slow
def test_it_carries_every_module_and_nothing_from_elsewhere(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    modules = {path.relative_to(TOP).as_posix() for path in (TOP / "sketchpad").rglob("*.py")}
    assert modules <= names
    assert "sketchpad/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"sketchpad"}
    assert not [name for name in names if name.endswith((".pyc", ".ckpt", ".pt", ".bin"))]


@pytest.mark.slow
def test_it_gives_the_command(wheel: zipfile.ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "sketchpad = sketchpad.__main__:main" in wheel.read(entry_points).decode()


@pytest.mark.slow
def test_unpacked_anywhere_it_finds_its_own_resources(
    wheel: zipfile.ZipFile, tmp_path: Path
) -> None:
    wheel.extractall(tmp_path / "site")
    program = "from sketchpad import paths; print(paths.resources()); print(paths.weights())"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path / "site",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    site = (tmp_path / "site" / "sketchpad").resolve()
    assert [Path(line) for line in printed] == [site / "resources", site / "weights"]
