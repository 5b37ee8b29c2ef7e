"""A model hub on this computer: the few calls of the real one, and every way in which they can go wrong."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def safetensors(values: int, seed: int = 0) -> bytes:
    """The bytes of a real safetensors file with one tensor of so many float32 values."""
    header = {"weight": {"dtype": "F32", "shape": [values], "data_offsets": [0, 4 * values]}}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    data = np.random.default_rng(seed).standard_normal(values).astype("<f4").tobytes()
    return len(text).to_bytes(8, "little") + text + data


@dataclass
class FakeHub:
    """What lies on the hub, how it misbehaves, and what it was asked.

    `drop_after`: the line breaks after so many bytes of each answer, as often as `drops` says.
    `status`: answers with this error instead; `for_files` only for the files, not for the listing.
    """

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    commit: str = COMMIT
    status: int = 0
    error_code: str = ""
    for_files: bool = False
    drop_after: int = 0
    drops: int = 0
    no_ranges: bool = False
    refuse_ranges: int = 0
    damage: str = ""
    listing: bytes | None = None
    redirect: str = ""
    chunk: int = 65536
    gate: threading.Event | None = (
        None  # a file is held back after its first piece until this is set
    )
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""

    def add(self, repo: str, files: dict[str, bytes]) -> None:
        self.repos[repo] = files

    def describe(self, repo: str) -> bytes:
        if self.listing is not None:
            return self.listing
        siblings: list[dict[str, Any]] = []
        for path, data in self.repos[repo].items():
            item: dict[str, Any] = {
                "rfilename": path,
                "size": len(data),
                "blobId": hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest(),
            }
            if path.endswith(".safetensors"):
                sha256 = hashlib.sha256(data).hexdigest()
                item["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 134}
            siblings.append(item)
        return json.dumps({"id": repo, "sha": self.commit, "siblings": siblings}).encode()

    @property
    def ranges(self) -> list[str]:
        return [headers["Range"] for _, headers in self.asked if "Range" in headers]


@contextmanager
def running(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve `hub` on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append((self.path, dict(self.headers.items())))
            path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
            if listed := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
                self._listing(listed[1])
            elif file := re.fullmatch(r"(?:/cdn)?/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
                self._file(file[1], file[3], path.startswith("/cdn"))
            else:
                self._refuse(404)

        def _refuse(self, status: int) -> None:
            self.send_response(status)
            if hub.error_code:
                self.send_header("X-Error-Code", hub.error_code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _listing(self, repo: str) -> None:
            if hub.status and not hub.for_files:
                self._refuse(hub.status)
            elif repo not in hub.repos:
                self._refuse(404)
            else:
                data = hub.describe(repo)
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def _file(self, repo: str, name: str, cdn: bool) -> None:
            data = hub.repos.get(repo, {}).get(name)
            if hub.status:
                self._refuse(hub.status)
            elif data is None:
                self._refuse(404)
            elif hub.redirect and not cdn:
                self.send_response(302)
                self.send_header("Location", hub.redirect + self.path)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._send(name, data)

        def _send(self, name: str, data: bytes) -> None:
            if name == hub.damage:
                data = data[:-1] + bytes([data[-1] ^ 1])
            start = 0
            if "Range" in self.headers and not hub.no_ranges:
                start = int(self.headers["Range"][6:].rstrip("-"))
                if start >= len(data) or hub.refuse_ranges:
                    hub.refuse_ranges = max(0, hub.refuse_ranges - 1)
                    self._refuse(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            else:
                self.send_response(200)
            rest = data[start:]
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            if hub.drops and hub.drop_after < len(rest):
                hub.drops -= 1
                rest = rest[: hub.drop_after]
                self.close_connection = True
            for first in range(0, len(rest), hub.chunk):
                self.wfile.write(rest[first : first + hub.chunk])
                self.wfile.flush()
                if hub.gate is not None:
                    hub.gate.wait(30)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that hangs up is no news
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hub
    finally:
        if hub.gate is not None:
            hub.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
