"""Starts, joins and stops a cluster with Ray's own commands and a token; on the loopback address by default."""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.errors import ClusterFailed

LOOPBACK = "127.0.0.1"
PORT, CLIENT_PORT = 6379, 10001
STAYS_HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Elsewhere Ray replaces the loopback address by one that others can reach, and then listens to everybody."""
VARIABLE = "SKETCHPAD_CLUSTER_TOKEN"


def token_file() -> Path:
    """Where this user's token lies, readable by nobody else."""
    return paths.user_config() / "cluster-token"


def token() -> str:
    """The token of the environment or of the file; a new one, kept there, the first time."""
    if given := os.environ.get(VARIABLE):
        return given
    if not token_file().is_file():
        keep_token(secrets.token_hex(32))
    return token_file().read_text(encoding="ascii").strip()


def keep_token(token: str) -> None:
    """Take `token` from now on."""
    path = token_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, token.strip().encode())
    path.chmod(0o600)


def use_token(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which Ray asks for the token, gives it, and reports nothing to anybody."""
    return {
        **(os.environ if environment is None else environment),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": token(),
        "RAY_USAGE_STATS_ENABLED": "0",
    }


def start_arguments(host: str = LOOPBACK, cores: int | None = None) -> list[str]:
    """Ray's arguments for the first machine of a cluster, which others reach at `host`."""
    return [
        "start",
        "--head",
        f"--node-ip-address={host}",
        f"--port={PORT}",
        f"--ray-client-server-port={CLIENT_PORT}",
        "--include-dashboard=false",
        "--disable-usage-stats",
        *([f"--num-cpus={cores}"] if cores else []),
    ]


def join_arguments(address: str, cores: int | None = None) -> list[str]:
    """Ray's arguments for a further machine."""
    return [
        "start",
        f"--address={address}",
        "--disable-usage-stats",
        *([f"--num-cpus={cores}"] if cores else []),
    ]


def run_ray(arguments: Sequence[str], *, quiet: bool = False) -> int:
    """Run one of Ray's commands; its exit status. Raises ClusterFailed where Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        raise ClusterFailed("not_installed")
    environment = use_token() | (STAYS_HERE if f"--node-ip-address={LOOPBACK}" in arguments else {})
    command = [sys.executable, "-m", "ray.scripts.scripts", *arguments]
    return subprocess.run(command, env=environment, check=False, capture_output=quiet).returncode
