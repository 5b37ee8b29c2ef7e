"""Networks as compiled graphs, where OpenVINO is installed and faster on this processor; see decision 31.

A graph is for inputs of certain shapes. What has no graph yet is computed by torch, while a program in the background
compiles it; it is kept in the user's cache, by a checksum of the weights, and there at once from then on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from sketchpad import paths
from sketchpad.models.runtime import openvino
from sketchpad.models.runtime.switch import is_on

_log = logging.getLogger(__name__)
PIXELS = 8 * 16 * 16
"""Of latents in one call of a graph; larger batches are split. More rows at a time are hardly faster."""
WANTED = 3
"""Calls with inputs of some shapes before a graph is compiled for them: not for what is needed once."""
RESIDENT = 12
"""Graphs of a network in memory, at most, and at least `FEWEST`; a comparison of four methods uses seven."""
FEWEST = 2
RESIDENT_SHARE = 0.1
"""Of main memory, what the graphs of a network may take; each about twice its file."""
LATELY = 64
"""Calls after which a graph that was not used makes room: reading one takes as long as ten calls."""
LARGEST = 4 << 30
"""Bytes of graphs in the cache; those that were not used for longest are deleted."""
MEMORY_SHARE = 0.5
"""Of main memory, what compiling may take."""
COPIES = {"unet_vjp": 6}
"""How many times compiling has the weights in memory, in full precision; else `USUAL_COPIES`."""
USUAL_COPIES = 3


def folder() -> Path:
    """Where compiled graphs are kept."""
    return paths.user_cache() / "graphs"


def settled(run: Callable[[], object]) -> None:
    """Call `run` until every graph that it wants has been compiled. For measurements."""
    for _ in range(WANTED if is_on() else 1):
        run()
    while Graphs._compiler is not None and Graphs._compiler.poll() is None:
        Graphs._compiler.wait()
        run()


class Graphs:
    """The graphs of a network.

    Args:
        kind: its name in `FORWARDS` (networks/forwards.py).
        parts: the names of its parts whose weights matter begin so; all by default.
        half: compute in bfloat16; by default where the weights are in it.
        beside: other graphs of the same weights, which need not be read again for a checksum.
    """

    _compiler: subprocess.Popen[bytes] | None = None
    """One at a time, whatever it compiles."""

    def __init__(
        self,
        kind: str,
        network: Any,
        parts: tuple[str, ...] = ("",),
        *,
        half: bool | None = None,
        beside: Graphs | None = None,
    ) -> None:
        self._beside, self._wanted_half = beside, half
        self._kind, self._network, self._parts = kind, network, parts
        self._ready: OrderedDict[str, openvino.Graph | None] = OrderedDict()
        self._asked: Counter[str] = Counter()
        self._clock, self._used_at = 0, dict[str, int]()
        self._weights = ""
        self._half = half

    def forget(self) -> None:
        """The network's weights have changed."""
        self._ready.clear()
        self._weights, self._half = "", self._wanted_half

    def run(self, given: Mapping[str, Tensor]) -> tuple[Tensor, ...] | None:
        """The outputs of the network's forward pass, in float32; None: torch has to compute them.

        Never where a gradient is wanted or where the network is on another device.
        """
        calls = self._calls_for(given)
        if calls is None:
            return None
        results = [graph(values) for graph, values in calls]
        return tuple(torch.cat(outputs) for outputs in zip(*results, strict=True))

    def has(self, given: Mapping[str, Tensor]) -> bool:
        """Whether `run` would compute these; asking counts as a call."""
        return self._calls_for(given) is not None

    def _calls_for(
        self, given: Mapping[str, Tensor]
    ) -> list[tuple[openvino.Graph, list[Tensor]]] | None:
        first = next(iter(given.values()))
        if torch.is_grad_enabled() or first.device.type != "cpu" or not is_on():
            return None
        rows = _rows_at_once(given)
        calls = []
        for begin, end in _split(len(first), rows):
            part = {name: value[begin:end] for name, value in given.items()}
            graph = self._graph(part)
            if graph is None:
                return None
            calls.append((graph, list(part.values())))
        return calls

    def load_latest(self) -> None:
        """Read the graph that was used last, so that it is there when it is wanted."""
        if not is_on():
            return
        graphs = sorted(folder().glob(f"{self._checksum}-*"), key=_used)
        for path in graphs[-1:]:
            self._load(path.name.partition("-")[2], path)

    def _graph(self, given: Mapping[str, Tensor]) -> openvino.Graph | None:
        about = {
            "kind": self._kind,
            "shapes": {name: list(value.shape) for name, value in given.items()},
            "half": self._is_half,
            "threads": torch.get_num_threads(),
        }
        key = hashlib.sha256(f"{json.dumps(about)} {openvino.machine()}".encode()).hexdigest()[:24]
        self._clock += 1
        if key in self._ready:
            self._ready.move_to_end(key)
            self._used_at[key] = self._clock
            return self._ready[key]
        path = folder() / f"{self._checksum}-{key}"
        if path.is_file():
            return self._load(key, path) if self._has_room(path.stat().st_size) else None
        self._asked[key] += 1
        if self._asked[key] == WANTED and not self._begin(about, path):
            self._asked[key] -= 1
        return None

    def _has_room(self, size: int) -> bool:
        """Whether another graph, `size` bytes in its file, may be in memory: in place of one that is used no longer."""
        fitting = int(RESIDENT_SHARE * _memory() // (2 * max(size, 1)))
        if len(self._ready) < min(RESIDENT, max(FEWEST, fitting)):
            return True
        oldest = next(iter(self._ready))
        if self._clock - self._used_at[oldest] < LATELY:
            return False
        del self._ready[oldest]
        return True

    def _load(self, key: str, path: Path) -> openvino.Graph | None:
        """The graph in a file; None where it is empty or unusable."""
        graph = None
        try:
            data = path.read_bytes()
            os.utime(path)
            threads = torch.get_num_threads()
            if data:
                graph = openvino.Graph.load(data, half=self._is_half, threads=threads)
        except (OSError, RuntimeError) as error:
            _log.warning("A compiled graph cannot be used: %s", error)
            path.unlink(missing_ok=True)
        self._ready[key], self._used_at[key] = graph, self._clock
        return graph

    @property
    def _is_half(self) -> bool:
        if self._half is None:
            self._half = next(iter(self._tensors().values())).dtype == torch.bfloat16
        return self._half

    def _tensors(self) -> dict[str, Tensor]:
        tensors = self._network.state_dict()
        return {name: tensors[name] for name in tensors if name.startswith(self._parts)}

    @property
    def _checksum(self) -> str:
        if self._beside is not None:
            both = f"{self._beside._checksum} {self._kind}"
            return hashlib.sha256(both.encode()).hexdigest()[:24]
        if not self._weights:
            sha = hashlib.sha256(self._kind.encode())
            for name, tensor in self._tensors().items():
                sha.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
                sha.update(tensor.contiguous().view(-1).view(torch.uint8).numpy().tobytes())
            self._weights = sha.hexdigest()[:24]
        return self._weights

    def _begin(self, about: dict[str, Any], path: Path) -> bool:
        """Start the compiler; False where it is still at work on another graph."""
        from safetensors.torch import save_file

        if Graphs._compiler is not None and Graphs._compiler.poll() is None:
            return False
        tensors = {name: tensor.contiguous() for name, tensor in self._tensors().items()}
        size = COPIES.get(self._kind, USUAL_COPIES) * sum(
            4 * tensor.numel() for tensor in tensors.values()
        )
        if size > MEMORY_SHARE * _memory():
            return True
        job = path.with_name(f"job-{os.getpid()}-{path.name}")
        config = json.loads(json.dumps(dict(self._network.config), default=str))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_room(path.parent)
            paths.user_logs().mkdir(parents=True, exist_ok=True)
            save_file(tensors, job, {"job": json.dumps({**about, "config": config})})
            with (paths.user_logs() / "graphs.log").open("wb") as log:
                Graphs._compiler = subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "sketchpad.models.networks.graph_compiler",
                        str(job),
                        str(path),
                    ],
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            _log.warning("No graph is compiled: %s", error)
        return True


def _rows_at_once(given: Mapping[str, Tensor]) -> int:
    latents = given["x"] if "x" in given else given["z"]
    return max(1, PIXELS // int(latents.shape[-2:].numel()))


def _split(rows: int, most: int) -> list[tuple[int, int]]:
    """Ranges whose lengths are powers of two up to `most`, so that there are few kinds of graphs."""
    ranges, begin = [], 0
    while begin < rows:
        length = 1 << (min(rows - begin, most).bit_length() - 1)
        ranges.append((begin, begin + length))
        begin += length
    return ranges


def _used(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _make_room(where: Path) -> None:
    """Delete the graphs that were not used for longest, down to `LARGEST` bytes."""
    left = LARGEST
    for path in sorted(where.iterdir(), key=_used, reverse=True):
        with contextlib.suppress(OSError):
            left -= path.stat().st_size
            if left < 0:
                path.unlink()


def _memory() -> int:
    """Bytes of main memory; where nobody says, as much as a small computer has."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 8 << 30
