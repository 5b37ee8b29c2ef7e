"""How the next picture is to be made: seed, steps, guidance scale, scheduler and methods, observable."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.defaults import all_method_defaults, model_info, sampling_defaults
from sketchpad.generation.request import MethodSettings, Request, Sampling
from sketchpad.models.folder import ModelInfo

MOST_SEED = 2**32 - 1


@dataclass(frozen=True)
class RunValues:
    """The settings as one value. `methods` has all methods; `chosen` names those that take part."""

    sampling: Sampling
    methods: tuple[MethodSettings, ...]
    chosen: frozenset[str] = frozenset()
    seed_locked: bool = False
    model: str = ""

    def method(self, name: str) -> MethodSettings:
        return next(m for m in self.methods if m.name == name)

    def with_sampling(self, **changes: Any) -> RunValues:
        return replace(self, sampling=replace(self.sampling, **changes))

    def with_method(self, name: str, **changes: Any) -> RunValues:
        methods = tuple(replace(m, **changes) if m.name == name else m for m in self.methods)
        return replace(self, methods=methods)

    def with_chosen(self, name: str, chosen: bool) -> RunValues:
        return replace(self, chosen=self.chosen | {name} if chosen else self.chosen - {name})

    def request(self, document: Document) -> Request:
        """What to ask of the engine for `document`."""
        methods = tuple(m for m in self.methods if m.name in self.chosen)
        return Request(document, self.sampling, methods, self.model)

    def like(self, request: Request) -> RunValues:
        """These values with everything that made `request`."""
        made = {m.name: m for m in request.methods}
        methods = tuple(made.get(m.name, m) for m in self.methods)
        return replace(
            self,
            sampling=request.sampling,
            methods=methods,
            chosen=frozenset(made),
            model=request.model,
        )


def usable(values: RunValues, present: RunValues) -> RunValues:
    """`values` from a stranger's file: what is out of bounds is taken from `present`, and so is the model."""
    names = ("seed", "steps", "guidance_scale", "scheduler")
    sampling = {
        n: _checked(n, getattr(values.sampling, n), getattr(present.sampling, n)) for n in names
    }
    methods = []
    for method in values.methods:
        before = present.method(method.name)
        parts = {
            part: _checked(f"{method.name}.{part}", getattr(method, part), getattr(before, part))
            for part in ("strength", "start", "end")
        }
        in_order = parts["start"] < parts["end"]
        methods.append(replace(method, **parts) if in_order else before)
    return replace(
        values,
        sampling=Sampling(**sampling),
        methods=tuple(methods),
        chosen=values.chosen & {method.name for method in present.methods},
        model=present.model,
    )


def _checked(name: str, value: Any, otherwise: Any) -> Any:
    try:
        return settings.check(name, value)
    except SketchpadError:
        return otherwise


def default_values(model: str = "") -> RunValues:
    """The values a new window starts with: what suits the model, else the table in settings.py."""
    try:
        sampling = sampling_defaults(model, random_seed())
    except SketchpadError:  # told by preflight, at the place where it can be mended
        usual = {name: settings.default(name) for name in ("steps", "guidance_scale", "scheduler")}
        sampling = Sampling(random_seed(), **usual)  # type: ignore[arg-type]
    return RunValues(sampling, all_method_defaults(model), frozenset({"controlnet"}), model=model)


def known_model(model: str = "") -> ModelInfo | None:
    """What the model says of itself; None where there is none that can be used."""
    try:
        return model_info(model)
    except SketchpadError:
        return None


def random_seed() -> int:
    """Short enough to be read out, and there are still plenty."""
    return random.randint(0, 999_999)


class RunSettings(QObject):
    """The values, and who wants to know when they change.

    Signals:
        changed: the new `RunValues`.
    """

    changed = Signal(object)

    def __init__(self, values: RunValues | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._values = values or default_values()

    @property
    def values(self) -> RunValues:
        return self._values

    def set(self, values: RunValues) -> None:
        if values != self._values:
            self._values = values
            self.changed.emit(values)

    def set_sampling(self, **changes: Any) -> None:
        self.set(self._values.with_sampling(**changes))

    def set_method(self, name: str, **changes: Any) -> None:
        self.set(self._values.with_method(name, **changes))

    def choose(self, name: str, chosen: bool) -> None:
        self.set(self._values.with_chosen(name, chosen))

    def choose_none(self) -> None:
        self.set(replace(self._values, chosen=frozenset()))

    def lock_seed(self, locked: bool) -> None:
        self.set(replace(self._values, seed_locked=locked))

    def new_seed(self) -> None:
        seed = random_seed()
        while seed == self._values.sampling.seed:
            seed = random_seed()
        self.set_sampling(seed=seed)
