"""Loading without holding up the window: the collector waits and comes back, torch is the same torch."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from sketchpad.ui.quiet_loading import preload_torch, quiet_loading


def test_the_collector_waits_and_comes_back() -> None:
    assert gc.isenabled()
    before = gc.get_freeze_count()
    try:
        with quiet_loading():
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before
        with pytest.raises(KeyError), quiet_loading():
            raise KeyError
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def test_torch_works_after_its_library_was_there_before() -> None:
    program = (
        "from sketchpad.ui.quiet_loading import preload_torch\n"
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
