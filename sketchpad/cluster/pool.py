"""Plans computed by the workers of a Ray cluster, with the progress, cancelling and errors of a run on this machine."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from typing import Any

from sketchpad.cluster.commands import client_address, environment
from sketchpad.cluster.local import LocalCluster
from sketchpad.cluster.plans_run import LOOK, Cancelled, PlansRun, Wanted
from sketchpad.cluster.slots import Gone, Slot
from sketchpad.cluster.worker import Worker, versions
from sketchpad.errors import ClusterFailed, SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress, Request

_log = logging.getLogger(__name__)
NAMESPACE = "sketchpad"
LOCAL = "local"
MOST_CORES = 4
"""Cores of a worker without a GPU; more hardly make one picture faster."""
ANSWER = 10.0  # seconds until the machine of a cluster must have answered
CONNECT = 60.0  # seconds until a worker must have answered for the first time
_VERSIONS = re.compile(r"Ray: (\S+)\s+Python: (\d+\.\d+)")


def _never() -> bool:
    return False


def _always(_cell: int) -> bool:
    return True


class Cluster:
    """A connection to a Ray cluster and the workers on it, which stay until it is closed.

    Args:
        address: of a cluster (see `client_address`), or "local": one that is started in this machine for as long as
            the connection lasts.
        cores: of each worker on machines without a GPU; 0: as many as are there, at most MOST_CORES.
        most: workers at most; 0: as many as there is room for.

    Raises ClusterFailed: Ray is not installed, nobody answers, all workers are in use, or the versions of both sides
    differ.
    """

    def __init__(self, address: str, cores: int = 0, most: int = 0) -> None:
        os.environ.update(environment())  # before Ray is imported, which reads it then
        self._ray = _import_ray()
        self.address = address
        self.sending = threading.Lock()  # a model or file, to a worker
        self.slots: list[Slot] = []
        self._local = LocalCluster(cores * most) if address == LOCAL else None
        try:
            self._connect(self._local.address if self._local else client_address(address))
            shares = self._shares(cores)[: most or None]
            if not shares:
                raise ClusterFailed("no_workers", address=address)
            self.slots = self._answering([Slot(self, share) for share in shares])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the workers go and leave the cluster."""
        slots, self.slots = self.slots, []
        for slot in slots:
            slot.end()
        with contextlib.suppress(Exception):
            self._ray.shutdown()
        local, self._local = self._local, None
        if local is not None:
            local.close()

    def run_plans(
        self,
        plans: Sequence[Plan],
        cancelled: Cancelled = _never,
        steps: StepStore | None = None,
        wanted: Wanted = _always,
    ) -> Iterator[tuple[int, Progress]]:
        """As `generation.comparison.run_plans`, on the cluster; previews come as small pictures.

        Cells go where their model is already. A cell whose worker dies is computed again by another one, and ends
        with a blocking note after the fifth time; so do those that are left when the cluster goes away.
        """
        return PlansRun(self, plans, cancelled, steps, wanted).run()

    def _connect(self, address: str) -> None:
        if not _answers(address):
            raise ClusterFailed("unreachable", address=self.address)
        for is_last in (False, True):
            try:
                self._ray.init(
                    address=address,
                    namespace=NAMESPACE,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    configure_logging=False,
                )
                return
            except Exception as error:
                _log.info("No connection to %s", address, exc_info=True)
                with contextlib.suppress(Exception):
                    self._ray.shutdown()
                if both := _VERSIONS.findall(str(error)):
                    theirs, ours = (f"Ray {ray}, Python {python}" for ray, python in both[:2])
                    raise ClusterFailed("versions", theirs=theirs, ours=ours) from error
                # The server of a cluster for clients sometimes fails to start the part that is for this one.
                if is_last or "client server failed" not in str(error):
                    raise ClusterFailed("unreachable", address=self.address) from error

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

    def _answering(self, slots: Sequence[Slot]) -> list[Slot]:
        """The slots whose workers are there and of these versions; others may belong to another program meanwhile."""
        asked = {slot.actor.versions.remote(): slot for slot in slots}
        answered, _ = self._ray.wait(list(asked), num_returns=len(asked), timeout=CONNECT)
        ours = versions()
        for answer in answered:
            try:
                theirs = self.ask(answer)
            except Exception as error:  # Sketchpad is not there, or one without this class
                raise ClusterFailed("other_program", address=self.address) from error
            if theirs != ours:
                raise ClusterFailed("versions", **_differing(theirs, ours))
        ready = [slot for answer, slot in asked.items() if answer in answered]
        for slot in slots:
            if slot not in ready:
                slot.end()
        if not ready:
            raise ClusterFailed("busy", address=self.address)
        return ready

    def replaced(self, slot: Slot) -> bool:
        """A new worker for a slot; False where there is no place for one any more: its machine may be lost."""
        slot.renew()
        try:
            self._answering([slot])
        except ClusterFailed:
            self.slots = [other for other in self.slots if other is not slot]
            return False
        return True

    def make(self, options: dict[str, float]) -> Any:
        """A new worker."""
        kind = self._ray.remote(Worker)
        return kind.options(max_concurrency=8, max_restarts=0, **options).remote()

    def ask(self, answer: Any) -> Any:
        """Wait for the answer of a worker. Raises Gone where the worker does not live any more."""
        try:
            return self._ray.get(answer)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, SketchpadError):
                raise error.cause from error
            raise
        except (self._ray.exceptions.RayError, ConnectionError) as error:
            raise Gone from error

    def put(self, data: bytes) -> Any:
        """`data` in the object store of the cluster, as an argument for a worker."""
        return self._ray.put(data)

    def kill(self, actor: Any) -> None:
        with contextlib.suppress(Exception):
            self._ray.kill(actor)

    @property
    def is_there(self) -> bool:
        """Whether the cluster still answers; it may take Ray a minute or two to see that it does not."""
        try:
            return bool(self.slots and self._ray.is_initialized() and self._ray.nodes())
        except Exception:  # noqa: BLE001 - Ray raises many kinds for a cluster that has gone
            return False


def _answers(address: str) -> bool:
    """Whether anybody listens at "ray://host:port"; Ray itself takes a minute to see that nobody does."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


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


def connected(address: str) -> Cluster:
    """The connection to a cluster, made when it is asked for first and again after the cluster was away.

    A program has one at a time.
    """
    with _lock:
        cluster = _clusters.get(address)
        if cluster is None or not cluster.is_there:
            _leave()
            _clusters[address] = cluster = Cluster(address)
        return cluster


def disconnect() -> None:
    """Leave the cluster, if there is one."""
    with _lock:
        _leave()


def disconnect_later() -> None:
    """The same without waiting for a cluster that may not answer."""
    if _clusters:
        threading.Thread(target=disconnect, daemon=True).start()


def _leave() -> None:
    while _clusters:
        _clusters.popitem()[1].close()


def plans_on(
    address: str,
    plans: Sequence[Plan],
    cancelled: Cancelled = _never,
    steps: StepStore | None = None,
    wanted: Wanted = _always,
) -> Iterator[tuple[int, Progress]]:
    """`Cluster.run_plans` on the cluster at an address; connecting can be cancelled, too."""
    run = _awaited(lambda: PlansRun(connected(address), plans, cancelled, steps, wanted), cancelled)
    if run is not None:
        yield from run.run()


def picture_on(address: str, request: Request, cancelled: Cancelled = _never) -> Iterator[Progress]:
    """One picture made on a cluster. Raises ClusterFailed where it cannot be made."""
    for _, progress in plans_on(address, [Plan(request)], cancelled):
        for note in progress.notes:
            if note.blocking:
                raise ClusterFailed("picture", detail=note.sentence)
        yield progress


def _awaited(make: Callable[[], PlansRun], cancelled: Cancelled) -> PlansRun | None:
    """What `make` returns; None once it is not wanted any more, and it goes on by itself."""
    made: Future[PlansRun] = Future()

    def work() -> None:
        try:
            made.set_result(make())
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            made.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    while not cancelled():
        if wait([made], LOOK).done:
            return made.result()
    return None
