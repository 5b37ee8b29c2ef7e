"""Plans computed by the workers of a Ray cluster, with the progress, cancelling and errors of a run on this machine."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sketchpad.cluster.commands import LOOPBACK, STAYS_HERE, use_token
from sketchpad.cluster.parcels import Parcel, parcel_of, pieces
from sketchpad.cluster.schedule import Schedule
from sketchpad.cluster.wire import pack_plan, references, unpack_progress, with_references
from sketchpad.cluster.worker import Worker, versions
from sketchpad.errors import ClusterFailed, Problem, SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress, Request

_log = logging.getLogger(__name__)
NAMESPACE = "sketchpad"
MOST_CORES = 4
"""Cores of a worker without a GPU; more hardly make one picture faster."""
WAIT = 1.0  # seconds; how long a worker waits for news before it answers that there are none
CONNECT = 60.0  # seconds until a worker must have answered for the first time
_LOOK = 0.02  # seconds between two looks at whether the run is still wanted
Cancelled = Callable[[], bool]
Wanted = Callable[[int], bool]


class Cluster:
    """A connection to a Ray cluster and the workers on it, which stay until it is closed.

    Args:
        address: of a cluster ("ray://host:10001", "host:6379"), or "local": one that is started in this machine for
            as long as the connection lasts.
        cores: of each worker on machines without a GPU; 0: as many as are there, at most MOST_CORES.

    Raises ClusterFailed: Ray is not installed, nobody answers, or the versions of both sides differ.
    """

    def __init__(self, address: str, cores: int = 0) -> None:
        # Before Ray is imported, which reads it then.
        stays_here = address == "local" or LOOPBACK in address
        os.environ.update(use_token({}) | (STAYS_HERE if stays_here else {}))
        self._ray = _import_ray()
        self.address = address
        self._connect(address)
        try:
            self._options = self._shares(cores)
            self.workers = [_Slot(self, options) for options in self._options]
            if not self.workers:
                raise ClusterFailed("no_workers", address=address)
            self._check_versions()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the workers go and leave the cluster."""
        for slot in getattr(self, "workers", ()):
            slot.end()
        with contextlib.suppress(Exception):
            self._ray.shutdown()

    def run_plans(
        self,
        plans: Sequence[Plan],
        cancelled: Cancelled = lambda: False,
        steps: StepStore | None = None,
        wanted: Wanted = lambda _cell: True,
    ) -> Iterator[tuple[int, Progress]]:
        """As `generation.comparison.run_plans`, on the cluster; previews come as small pictures.

        Cells go where their model is already. A cell whose worker dies is computed again by another one, and ends
        with a blocking note after the third time; so do those that are left when the cluster goes away.
        """
        yield from _PlansRun(self, plans, cancelled, steps, wanted).run()

    def _connect(self, address: str) -> None:
        local = {"include_dashboard": False} if address == "local" else {}
        try:
            self._ray.init(
                address=address,
                namespace=NAMESPACE,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=False,
                **local,
            )
        except Exception as error:
            _log.info("No connection to %s", address, exc_info=True)
            reason = "versions" if "ersion mismatch" in str(error) else "unreachable"
            raise ClusterFailed(reason, address=address, theirs="?", ours="?") from error

    def _shares(self, cores: int) -> list[dict[str, float]]:
        """What Ray is asked for each worker: a GPU, or some cores of a machine."""
        shares: list[dict[str, float]] = []
        for node in self._ray.nodes():
            has = node["Resources"] if node["Alive"] else {}
            if gpus := int(has.get("GPU", 0)):
                shares += [{"num_gpus": 1, "num_cpus": 1}] * gpus
            elif there := int(has.get("CPU", 0)):
                each = cores or min(there, MOST_CORES)
                shares += [{"num_cpus": each}] * (there // each)
        return shares

    def _check_versions(self) -> None:
        asked = [slot.actor.versions.remote() for slot in self.workers]
        try:
            answers = self._ray.get(asked, timeout=CONNECT)
        except Exception as error:
            raise ClusterFailed("unreachable", address=self.address) from error
        ours = versions()
        for theirs in answers:
            if theirs != ours:
                raise ClusterFailed("versions", address=self.address, **_differing(theirs, ours))

    def make(self, options: dict[str, float]) -> Any:
        """A new worker."""
        kind = self._ray.remote(Worker)
        return kind.options(max_concurrency=8, max_restarts=0, **options).remote()

    def ask(self, answer: Any) -> Any:
        """Wait for the answer of a worker. Raises _Gone where the worker does not live any more."""
        try:
            return self._ray.get(answer)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, SketchpadError):
                raise error.cause from error
            raise
        except (self._ray.exceptions.RayError, ConnectionError) as error:
            raise _Gone from error

    def kill(self, actor: Any) -> None:
        with contextlib.suppress(Exception):
            self._ray.kill(actor)

    @property
    def is_there(self) -> bool:
        """Whether the cluster still answers."""
        try:
            return bool(self._ray.is_initialized() and self._ray.nodes())
        except Exception:  # noqa: BLE001 - Ray raises many kinds for a cluster that has gone
            return False


class _Gone(Exception):
    """A worker has died."""


class _Slot:
    """A worker's share of the cluster; a worker that died is replaced."""

    def __init__(self, cluster: Cluster, options: dict[str, float]) -> None:
        self._cluster, self._options = cluster, options
        self.actor = cluster.make(options)
        self.resident: str | None = None
        self._has: set[str] = set()

    def renew(self) -> None:
        self.end()
        self.actor = self._cluster.make(self._options)
        self.resident = None
        self._has = set()

    def end(self) -> None:
        self._cluster.kill(self.actor)

    def bring(self, parcels: Sequence[Parcel]) -> None:
        """Send what this worker lacks."""
        ask, actor = self._cluster.ask, self.actor
        unsure = {parcel.key: parcel for parcel in parcels if parcel.key not in self._has}
        for key in ask(actor.missing.remote(list(unsure))) if unsure else ():
            ask(actor.receive.remote(key))
            for name, path in unsure[key].files().items():
                for piece in pieces(path):
                    ask(actor.add.remote(name, piece))
            ask(actor.finish.remote())
        self._has |= unsure.keys()


class _PlansRun:
    """One run of plans: a thread for each worker, one queue for what they report."""

    def __init__(
        self,
        cluster: Cluster,
        plans: Sequence[Plan],
        cancelled: Cancelled,
        steps: StepStore | None,
        wanted: Wanted,
    ) -> None:
        self._cluster, self._plans = cluster, plans
        self._cancelled, self._steps, self._wanted = cancelled, steps, wanted
        self._parcels = {ref: parcel_of(ref) for plan in plans for ref in references(plan)}
        self._schedule = Schedule([self._parcels[plan.request.model].key for plan in plans])
        self._changed = threading.Condition()
        self._news: queue.Queue[tuple[int, Progress]] = queue.Queue()
        self._active: dict[int, tuple[_Slot, str]] = {}
        self._told: set[int] = set()
        self._stopping = False

    def run(self) -> Iterator[tuple[int, Progress]]:
        threads = [
            threading.Thread(target=self._serve, args=(slot,), daemon=True)
            for slot in self._cluster.workers[: len(self._plans)]
        ]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads) or not self._news.empty():
                self._cancel_unwanted()
                with contextlib.suppress(queue.Empty):
                    yield self._news.get(timeout=_LOOK)
                if self._stopping:
                    return
        finally:
            self._stop()

    def _cancel_unwanted(self) -> None:
        if self._cancelled():
            self._stop()
            return
        with self._changed:
            active = list(self._active.items())
        for cell, (slot, run) in active:
            if cell not in self._told and not self._wanted(cell):
                self._told.add(cell)
                slot.actor.cancel.remote(run)

    def _stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._schedule.clear()
            active = list(self._active.values())
            self._changed.notify_all()
        for slot, run in active:
            with contextlib.suppress(Exception):
                slot.actor.cancel.remote(run)

    def _serve(self, slot: _Slot) -> None:
        """Compute cells on one worker until there are none."""
        while (cell := self._next(slot)) is not None:
            model = self._parcels[self._plans[cell].request.model].key
            slot.resident = model
            try:
                self._compute(slot, cell)
            except _Gone:
                self._lost(slot, cell)
                continue
            except SketchpadError as error:
                self._fail(cell, Problem.from_error(error, "model"))
            except Exception:  # noqa: BLE001 - the other cells go on
                _log.exception("Cell %d failed on a worker", cell)
                self._fail(cell, Problem.of("cell_failed", "model"))
            self._end(cell)

    def _next(self, slot: _Slot) -> int | None:
        with self._changed:
            while not self._schedule.is_over and not self._stopping:
                cell = self._schedule.take(slot.resident)
                while cell is not None and not self._wanted(cell):
                    self._schedule.done(cell)
                    cell = self._schedule.take(slot.resident)
                if cell is not None:
                    return cell
                self._changed.wait(WAIT)  # a cell that runs may come back
            return None

    def _compute(self, slot: _Slot, cell: int) -> None:
        plan = self._plans[cell]
        parcels = {ref: self._parcels[ref] for ref in references(plan)}
        slot.bring(list(parcels.values()))
        packed = pack_plan(with_references(plan, lambda ref: parcels[ref].key))
        run, ask, actor = uuid.uuid4().hex, self._cluster.ask, slot.actor
        ask(actor.start.remote(run, packed, [parcel.key for parcel in parcels.values()]))
        with self._changed:
            self._active[cell] = slot, run
        seen, final, is_over = 0, False, False
        while not is_over:
            events, is_over = ask(actor.poll.remote(run, seen, WAIT))
            for event in events:
                progress = unpack_progress(event)
                if self._steps is not None and progress.index and not progress.final:
                    self._steps.add_picture(plan, progress.index, progress.picture)
                self._news.put((cell, progress))
                final = final or progress.final
            seen += len(events)
            if self._stopping:
                actor.cancel.remote(run)
        if not final and not self._stopping and self._wanted(cell):
            self._fail(cell, Problem.of("cell_failed", "model"))

    def _lost(self, slot: _Slot, cell: int) -> None:
        with self._changed:
            self._active.pop(cell, None)
            again = self._cluster.is_there and not self._stopping
            again = self._schedule.lost(cell) and again
            if not again and not self._cluster.is_there:
                cells = [cell, *iter(lambda: self._schedule.take(None), None)]
            else:
                cells = [] if again else [cell]
            self._changed.notify_all()
        for one in dict.fromkeys(cells):
            self._fail(one, Problem.of("cell_lost", "model"))
            self._end(one)
        if self._cluster.is_there:
            slot.renew()

    def _end(self, cell: int) -> None:
        with self._changed:
            self._active.pop(cell, None)
            self._schedule.done(cell)
            self._changed.notify_all()

    def _fail(self, cell: int, problem: Problem) -> None:
        """A last progress whose note says why there is no picture."""
        request = self._plans[cell].request
        grey = np.full((request.document.height, request.document.width, 3), 128, np.uint8)
        grey.flags.writeable = False
        self._news.put((cell, Progress(0, request.steps_taken, grey, 0.0, True, (problem,))))


def _import_ray() -> Any:
    try:
        import ray
    except ImportError:
        raise ClusterFailed("not_installed") from None
    return ray


def _differing(theirs: dict[str, str], ours: dict[str, str]) -> dict[str, str]:
    names = [name for name in ours if theirs.get(name) != ours[name]]
    return {
        "theirs": ", ".join(f"{name.title()} {theirs.get(name, '?')}" for name in names),
        "ours": ", ".join(f"{name.title()} {ours[name]}" for name in names),
    }


_clusters: dict[str, Cluster] = {}
_lock = threading.Lock()


def connected(address: str, cores: int = 0) -> Cluster:
    """The connection to a cluster, made when it is asked for first and again after the cluster was away."""
    with _lock:
        cluster = _clusters.get(address)
        if cluster is None or not cluster.is_there:
            _clusters[address] = cluster = Cluster(address, cores)
        return cluster


def disconnect() -> None:
    """Leave all clusters."""
    with _lock:
        for cluster in _clusters.values():
            cluster.close()
        _clusters.clear()


def picture_on(
    address: str, request: Request, cancelled: Cancelled = lambda: False
) -> Iterator[Progress]:
    """One picture made on a cluster. Raises ClusterFailed where it cannot be made."""
    for _, progress in connected(address).run_plans([Plan(request)], cancelled):
        for note in progress.notes:
            if note.blocking:
                raise ClusterFailed("picture", detail=note.sentence)
        yield progress
