"""Loading without holding up the window: the collector waits and comes back, torch is the same torch."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import pytest

from sketchpad.ui.engine.torch_preload import preload_torch, quiet_loading

pytestmark = pytest.mark.slow


def test_the_collector_waits_and_comes_back() -> None:
    assert gc.isenabled()
    gc.unfreeze()
    try:
        with quiet_loading():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        with pytest.raises(KeyError), quiet_loading():
            raise KeyError
        assert gc.isenabled()
    finally:
        gc.unfreeze()


class Ring:
    """Refers to itself: only the collector can take it away."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_given_up_goes_at_the_latest_after_the_next_time() -> None:
    gc.unfreeze()
    try:
        with quiet_loading():
            ring = Ring()
        gone = weakref.ref(ring)
        del ring
        gc.collect()
        assert gone() is not None
        with quiet_loading():
            pass
        gc.collect()
        assert gone() is None
    finally:
        gc.unfreeze()


def test_torch_works_after_its_library_was_there_before() -> None:
    program = (
        "from sketchpad.ui.engine.torch_preload import preload_torch\n"
        "import sys\n"
        "done = preload_torch()\n"
        "assert done or not sys.platform.startswith('linux'), done\n"
        "import torch\n"
        "assert torch.ones(3).sum().item() == 3\n"
        "assert not preload_torch()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nothing_to_do_where_torch_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", sys)
    assert not preload_torch()
