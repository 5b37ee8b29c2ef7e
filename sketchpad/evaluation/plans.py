"""What an evaluation makes: every drawing in every mode with every seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sketchpad.evaluation.cases import Case
from sketchpad.generation.request.request import MethodSettings, Request, Sampling


@dataclass(frozen=True)
class Plan:
    """All that is to be made."""

    cases: tuple[Case, ...]
    modes: dict[str, tuple[MethodSettings, ...]]
    sampling: Sampling
    seeds: int
    model: str

    def requests(self) -> Iterator[tuple[Case, str, Request]]:
        """Seed by seed, so that what was measured when somebody interrupts is as broad as can be."""
        for seed in range(self.seeds):
            for case in self.cases:
                for mode in case.modes:
                    if mode in self.modes:
                        sampling = replace(self.sampling, seed=seed)
                        methods = self.modes[mode]
                        yield case, mode, Request(case.document, sampling, methods, self.model)


@dataclass(frozen=True)
class MethodsPlan:
    """All that is to be made: each case in each mode."""

    cases: tuple[Case, ...]
    modes: Mapping[str, tuple[MethodSettings, ...]]
    sampling: Sampling
    seeds: int
    model: str
    made: frozenset[tuple[str, str, int]] = field(default=frozenset(), repr=False)
    """Names of cases, modes and seeds that need not be made again."""

    def requests(self) -> Iterator[tuple[Case, str, Request]]:
        for case, mode, request in self.all():
            if (case.name, mode, request.sampling.seed) not in self.made:
                yield case, mode, request

    def all(self) -> Iterator[tuple[Case, str, Request]]:
        """Those that are made already, too."""
        for seed in range(self.seeds):
            sampling = replace(self.sampling, seed=seed)
            for case in self.cases:
                for mode, methods in self.modes.items():
                    yield case, mode, Request(case.document, sampling, methods, self.model)
