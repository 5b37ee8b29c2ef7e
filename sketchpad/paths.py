"""Where things lie: what the program ships, and the places a platform gives to a user's own files.

Knows nothing about what is in the files. Folders for the user may not exist yet: writers create them.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "sketchpad"
_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Icons, translations, sample drawings and the other files that ship with the program."""
    return _shipped("resources")


def weights() -> Path:
    """The embedded model's folder; `SKETCHPAD_WEIGHTS` names another one."""
    elsewhere = os.environ.get("SKETCHPAD_WEIGHTS")
    return Path(elsewhere).expanduser().absolute() if elsewhere else _shipped("weights")


def user_data() -> Path:
    """Recovered drawings and whatever else the user would not want to lose."""
    return _home("data") or platformdirs.user_data_path(_APP, appauthor=False, roaming=False)


def user_config() -> Path:
    """Preferences."""
    return _home("config") or platformdirs.user_config_path(_APP, appauthor=False)


def user_state() -> Path:
    """Window geometry, recent files: what is pleasant to keep and harmless to lose."""
    return _home("state") or platformdirs.user_state_path(_APP, appauthor=False)


def user_cache() -> Path:
    """Files that can be made again at any time."""
    return _home("cache") or platformdirs.user_cache_path(_APP, appauthor=False)


def user_logs() -> Path:
    """The log and the crash reports."""
    return _home("log") or platformdirs.user_log_path(_APP, appauthor=False)


def _shipped(name: str) -> Path:
    """Inside the package when installed from a wheel, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _home(part: str) -> Path | None:
    """With `SKETCHPAD_HOME` set, everything of the user's lies under that one folder."""
    home = os.environ.get("SKETCHPAD_HOME")
    return Path(home).expanduser().absolute() / part if home else None
