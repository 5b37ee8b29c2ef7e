"""Imports and reads large libraries in a thread without stopping the others.

Two things hold the interpreter's lock for a quarter of a second each while torch, diffusers and transformers come in:

- loading the shared library behind torch (400 MB): the import calls `dlopen` with the lock held. Called through ctypes,
  which lets go of the lock, the same library is there already when the import asks for it;
- the garbage collector: hundreds of thousands of new objects set off full collections, each of which looks at all of
  them. Nothing of an imported library is garbage, so it waits, and what has come in is not looked at again.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_log = logging.getLogger(__name__)
GLOBAL, LARGE = "libtorch_global_deps.so", "libtorch_cpu.so"


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Inside of it, the garbage collector waits; afterwards it leaves alone what was there already.

    That holds until the next time: then a model may have been given up, and nothing of it must stay for ever.
    """
    was_on = gc.isenabled()
    keeps = gc.get_freeze_count() == 0
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        if keeps:
            gc.freeze()
        if was_on:
            gc.enable()


def preload_torch() -> bool:
    """Load torch's large library without holding the interpreter's lock, where that can be done; torch follows faster.

    False where there is nothing to be done: not Linux, torch is there, or it is built in another way.
    """
    if not sys.platform.startswith("linux") or "torch" in sys.modules:
        return False
    try:
        spec = importlib.util.find_spec("torch")
        if spec is None or not spec.origin:
            return False
        folder = Path(spec.origin).parent / "lib"
        if not (folder / LARGE).is_file():
            return False
        load = ctypes.CDLL(None).dlopen
        load.restype, load.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_int]
        # In torch's own order and with its own flags (torch/__init__.py, _load_global_deps).
        for name, scope in ((GLOBAL, os.RTLD_GLOBAL), (LARGE, os.RTLD_LOCAL)):
            if not load(os.fsencode(folder / name), os.RTLD_LAZY | scope):
                return False
    except (OSError, AttributeError, ValueError, ImportError):
        _log.info("torch's library could not be loaded in advance", exc_info=True)
        return False
    return True
