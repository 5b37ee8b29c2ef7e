"""Fixtures for every test: no screen, no network, a home folder of its own, and a tiny model that is real."""

from __future__ import annotations

import os

# Before anything imports Qt, torch or the hub client: they read these once.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["SKETCHPAD_RUNTIME"] = "torch"  # to the bit, and without a program in the background
os.environ.setdefault("OMP_NUM_THREADS", "1")

import gc
import logging
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sketchpad import own_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sketchpad.models.model import Model


SHARED_MEMORY = Path("/dev/shm")
ROOM = 6 * 2**30
"""Bytes that have to be free there; all tests together leave less than two gigabytes."""
OURS = "sketchpad-tests-"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tests write into memory where there is room: a disk takes milliseconds to sync or remove a file."""
    if config.option.basetemp is not None or "PYTEST_XDIST_WORKER" in os.environ:
        return
    try:
        for left in SHARED_MEMORY.glob(f"{OURS}*"):
            if not Path("/proc", left.name.removeprefix(OURS)).exists():  # that run was killed
                shutil.rmtree(left, ignore_errors=True)
        if shutil.disk_usage(SHARED_MEMORY).free > ROOM and os.access(SHARED_MEMORY, os.W_OK):
            config.option.basetemp = str(SHARED_MEMORY / f"{OURS}{os.getpid()}")
    except OSError:
        return


def pytest_unconfigure(config: pytest.Config) -> None:
    if str(config.option.basetemp) == str(SHARED_MEMORY / f"{OURS}{os.getpid()}"):
        shutil.rmtree(config.option.basetemp, ignore_errors=True)


def pytest_collection_finish() -> None:
    """What was imported until here stays: the collector need not look through it again and again.

    It looks more seldom, too, which saves 6 % of the processor's time: tests that want something gone call it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(30_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-pictures",
        action="store_true",
        help="write the golden pictures anew instead of comparing with them",
    )


@pytest.fixture(scope="session")
def update_pictures(request: pytest.FixtureRequest) -> bool:
    """True when golden pictures are to be written anew."""
    return bool(request.config.getoption("--update-pictures"))


@pytest.fixture(scope="session", autouse=True)
def _home_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures that live longer than a test must not touch the user's own files either; workers share tiny models."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKETCHPAD_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("TINY_MODELS", str(shared / "tiny-models"))
        patch.delenv("SKETCHPAD_WEIGHTS", raising=False)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new, empty `SKETCHPAD_HOME` for each test, of which nothing was put aside before."""
    monkeypatch.setattr(own_files, "_waiting", [])
    monkeypatch.setattr(own_files, "_stuck", set())
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SKETCHPAD_HOME", str(folder))
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(autouse=True)
def _environment() -> Iterator[None]:
    """What a window writes into the environment for its engine goes with the test."""
    before = {name: value for name, value in os.environ.items() if name.startswith("SKETCHPAD_")}
    yield
    for name in [name for name in os.environ if name.startswith("SKETCHPAD_")]:
        del os.environ[name]
    os.environ.update(before)


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))


@pytest.fixture(autouse=True)
def _errors(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """No error is logged that a test did not ask for with `logged_errors`."""
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    yield handler.messages
    logging.getLogger().removeHandler(handler)
    if "logged_errors" not in request.fixturenames:
        assert not handler.messages, "\n".join(["An error was logged:", *handler.messages])


@pytest.fixture
def logged_errors(_errors: list[str]) -> list[str]:
    """What was logged as an error so far, with its traceback; for tests that expect one and look at it."""
    return _errors


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    """No thread is left running by a test."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and not isinstance(thread, threading._DummyThread)  # Qt's
        and thread.name != "tqdm_monitor"  # one for the process, started by the first bar
    ]
    for thread in left:
        thread.join(5)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture(scope="session")
def tiny_model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete model folder with random weights: real classes at tiny size, read-only by agreement."""
    from tests.tiny import shared_tiny_model

    return shared_tiny_model()


@pytest.fixture(scope="session")
def tiny_model(tiny_model_dir: Path) -> Model:
    """That model loaded on the CPU in full precision, shared by all tests."""
    from tests.tiny import load_tiny

    return load_tiny(tiny_model_dir)
