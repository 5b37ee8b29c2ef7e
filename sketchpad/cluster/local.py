"""A cluster on this machine for one program, which ends with it: `python -m sketchpad.cluster.local PORT CORES`.

It is a program of its own, because Ray ends the program that has started it where a part of it is lost.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys

from sketchpad.cluster.commands import LOOPBACK, STORE, environment
from sketchpad.errors import ClusterFailed

_READY = "ready"
_END = 10.0  # seconds that it may take to end


class LocalCluster:
    """One that has begun, with `cores` (0: as many as are there); `address` is for clients.

    Raises ClusterFailed where it could not begin.
    """

    def __init__(self, cores: int = 0) -> None:
        with socket.create_server((LOOPBACK, 0)) as free:
            port = free.getsockname()[1]
        self.address = f"ray://{LOOPBACK}:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(port), str(cores)],
            env={**os.environ, **environment(stays_here=True)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl+C is for who asked for it
        )
        assert self._process.stdout is not None
        if not any(line.strip() == _READY for line in self._process.stdout):
            self.close()
            raise ClusterFailed("unreachable", address="local")

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=_END)
        self._process.kill()
        self._process.wait()


def main(port: int, cores: int) -> None:
    """Begin it and wait for the end of standard input."""
    import ray
    from ray.util.client.server.server import init_and_serve

    server, _ = init_and_serve(
        LOOPBACK,
        port,
        "local",
        include_dashboard=False,
        object_store_memory=STORE,
        **({"num_cpus": cores} if cores else {}),
    )
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop(0)
    ray.shutdown()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
