from __future__ import annotations

import os
import stat
import sys
from importlib.util import find_spec

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
    said = commands.environment()
    assert said["RAY_AUTH_MODE"] == "token"
    assert said["RAY_AUTH_TOKEN"] == commands.token()
    assert said["RAY_USAGE_STATS_ENABLED"] == "0"


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("ray://10.0.0.5:10001", "ray://10.0.0.5:10001"),
        ("10.0.0.5:6379", "ray://10.0.0.5:10001"),
        ("10.0.0.5", "ray://10.0.0.5:10001"),
        ("10.0.0.5:10002", "ray://10.0.0.5:10002"),
        ("ray://[fd00::5]:6379", "ray://[fd00::5]:10001"),
    ],
)
def test_all_forms_of_an_address_lead_to_the_server_for_clients(address, reached) -> None:
    assert commands.client_address(address) == reached


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


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="sketchpad[cluster] is not installed")
def test_what_ray_cannot_do_is_one_sentence() -> None:
    with pytest.raises(ClusterFailed, match="could not join"):
        commands.run_ray(["start", "--nonsense"])
