"""The time of a run whose network calls are computed elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sketchpad.sampling.network_calls import NetworkCall


class RunTimer:
    """The start of a run and of its present step (`mark`), not counting the time in which other runs worked."""

    def __init__(self) -> None:
        self.begun = self.mark = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def aside(self, call: NetworkCall) -> Iterator[NetworkCall]:
        """Yield `call`, and count `call.seconds` instead of the time until it was done."""
        yielded = time.perf_counter()
        yield call
        waited = time.perf_counter() - yielded - call.seconds
        self.begun += waited
        self.mark += waited
