"""Starts, joins and stops a cluster with Ray's own commands and a token; on the loopback address by default."""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.errors import ClusterFailed

LOOPBACK = "127.0.0.1"
PORT, CLIENT_PORT = 6379, 10001
STORE = 256 << 20
"""Bytes of memory that Ray takes for what travels: a piece of a model at a time, pictures, drawings."""
VARIABLE = "SKETCHPAD_CLUSTER_TOKEN"
_STAYS_HERE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Elsewhere Ray replaces the loopback address by one that others can reach, and then listens to everybody."""


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


def environment(*, stays_here: bool = False) -> dict[str, str]:
    """The variables with which Ray asks for the token and gives it, and reports nothing to anybody.

    Args:
        stays_here: for a cluster on the loopback address.
    """
    return {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": token(),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_DEFAULT_PYTHON_VERSION_MATCH_LEVEL": "minor",
        # Ray's server for clients forks while gRPC is at work; now and then the child died of gRPC's own handlers.
        "GRPC_ENABLE_FORK_SUPPORT": "0",
        **(_STAYS_HERE if stays_here else {}),
    }


def client_address(address: str) -> str:
    """Where the server for clients of a cluster listens: "host", "host:6379" and "ray://host:10001" are the same.

    A program that joins a cluster directly is ended by Ray a minute after the cluster has gone; a client is not.
    """
    bare = address.removeprefix("ray://")
    host, _, port = bare.rpartition(":") if ":" in bare else (bare, "", "")
    return f"ray://{host}:{CLIENT_PORT if port in ('', str(PORT)) else port}"


def start_arguments(host: str = LOOPBACK, cores: int | None = None) -> list[str]:
    """Ray's arguments for the first machine of a cluster, which others reach at `host`."""
    return [
        "start",
        "--head",
        f"--node-ip-address={host}",
        f"--port={PORT}",
        f"--ray-client-server-port={CLIENT_PORT}",
        "--include-dashboard=false",
        *_shared_arguments(cores),
    ]


def join_arguments(address: str, cores: int | None = None) -> list[str]:
    """Ray's arguments for a further machine."""
    return ["start", f"--address={address}", *_shared_arguments(cores)]


def _shared_arguments(cores: int | None) -> list[str]:
    limits = [f"--num-cpus={cores}"] if cores else []
    return ["--disable-usage-stats", f"--object-store-memory={STORE}", *limits]


def run_ray(arguments: Sequence[str]) -> str:
    """Run one of Ray's commands; what it says. Raises ClusterFailed where it fails, or Ray is not installed."""
    if importlib.util.find_spec("ray") is None:
        raise ClusterFailed("not_installed")
    # Else Ray looks for a cluster at another address of this machine than the one that it has noted.
    stays_here = arguments[0] != "start" or f"--node-ip-address={LOOPBACK}" in arguments
    done = subprocess.run(
        [sys.executable, "-m", "ray.scripts.scripts", *arguments],
        env={**os.environ, **environment(stays_here=stays_here)},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        joins = arguments[0] == "start" and "--head" not in arguments
        raise ClusterFailed("join" if joins else arguments[0], detail=said[-1] if said else "")
    return done.stdout
