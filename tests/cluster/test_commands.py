from __future__ import annotations

import os
import stat
import sys

import pytest

from sketchpad.cluster import commands
from sketchpad.cluster.pool import Cluster
from sketchpad.errors import ClusterFailed


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SKETCHPAD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(commands.VARIABLE, raising=False)
    monkeypatch.setattr(os, "environ", os.environ.copy())


def test_a_token_is_made_once_and_nobody_else_reads_it() -> None:
    token = commands.token()
    assert len(token) == 64
    assert commands.token() == token
    assert stat.S_IMODE(commands.token_file().stat().st_mode) == 0o600
    commands.keep_token(" other\n")
    assert commands.token() == "other"


def test_the_environment_outranks_the_file(monkeypatch) -> None:
    monkeypatch.setitem(os.environ, commands.VARIABLE, "mine")
    assert commands.token() == "mine"
    assert not commands.token_file().exists()


def test_ray_asks_for_the_token_and_reports_to_nobody() -> None:
    environment = commands.use_token({})
    assert environment == {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": commands.token(),
        "RAY_USAGE_STATS_ENABLED": "0",
    }


def test_a_cluster_begins_on_the_loopback_address() -> None:
    assert "--node-ip-address=127.0.0.1" in commands.start_arguments()
    assert "--node-ip-address=10.0.0.5" in commands.start_arguments("10.0.0.5")
    assert "--disable-usage-stats" in commands.join_arguments("10.0.0.5:6379", 4)


def test_without_ray_one_sentence_says_what_to_do(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterFailed, match=r"pip install sketchpad\[cluster\]"):
        Cluster("ray://127.0.0.1:10001")
    monkeypatch.setattr(commands.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ClusterFailed, match=r"pip install sketchpad\[cluster\]"):
        commands.run_ray(["status"])
