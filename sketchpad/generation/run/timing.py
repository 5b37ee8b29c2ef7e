"""The time of a run whose questions others answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sketchpad.sampling.network_calls import NetworkCall


class RunTimer:
    """When a run began, and its present step (`mark`), without the time in which others had the floor."""

    def __init__(self) -> None:
        self.begun = self.mark = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def aside(self, question: NetworkCall) -> Iterator[NetworkCall]:
        """Ask, and leave out how long the answer was waited for; what the question itself says of it counts."""
        asked = time.perf_counter()
        yield question
        waited = time.perf_counter() - asked - question.seconds
        self.begun += waited
        self.mark += waited
