"""Whether networks may run as graphs, asked without importing torch or OpenVINO."""

from __future__ import annotations

import importlib.util
import os
from functools import cache

SWITCH = "SKETCHPAD_RUNTIME"
"""The environment's word: `TORCH` for no graphs."""
TORCH = "torch"


@cache
def is_installed() -> bool:
    """Whether OpenVINO is there."""
    return importlib.util.find_spec("openvino") is not None


def is_on() -> bool:
    """Whether graphs are used in this environment."""
    return os.environ.get(SWITCH, "") != TORCH and is_installed()
