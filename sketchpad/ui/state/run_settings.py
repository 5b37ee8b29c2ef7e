"""How the next picture is to be made: seed, steps, guidance scale, scheduler and methods, observable."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from sketchpad import settings
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import METHODS, NET, method_names, reading
from sketchpad.generation.preflight.drawing import read_kinds
from sketchpad.generation.request.defaults import all_method_defaults, model_info, sampling_defaults
from sketchpad.generation.request.method_settings import is_folder, wrong
from sketchpad.generation.request.request import (
    SAMPLING_NAMES,
    InitImage,
    Lora,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.hub.locate import portable
from sketchpad.settings import Setting

MOST_LORA = 2.0  # its strength
FURTHER_KINDS = ("canny", "softedge", "scribble")
MOST_NETS = 6
"""ControlNets and adapters that the window offers at once."""
Known = Callable[[str], bool]
"""Did the user choose this file or folder on this machine? What a stranger's file names is not opened."""


@dataclass(frozen=True)
class RunValues:
    """The settings as one value.

    Args:
        methods: each of the methods with a card; `chosen` names those that take part.
        more: further ControlNets and adapters; they take part when ControlNet does.
        base: the picture to begin from.
        loras: changes to the model's weights.
        vae: taken instead of the model's own; "" is its own.
        count: pictures at a press of Generate.
    """

    sampling: Sampling
    methods: tuple[MethodSettings, ...]
    chosen: frozenset[str] = frozenset()
    seed_locked: bool = False
    model: str = ""
    more: tuple[MethodSettings, ...] = ()
    base: InitImage | None = None
    loras: tuple[Lora, ...] = ()
    vae: str = ""
    count: int = 1

    @property
    def nets(self) -> tuple[MethodSettings, ...]:
        """All ControlNets and adapters, the one that is always there first."""
        return (self.method(NET), *self.more)

    def method(self, name: str) -> MethodSettings:
        return next(m for m in self.methods if m.name == name)

    def with_method(self, name: str, **changes: Any) -> RunValues:
        methods = tuple(replace(m, **changes) if m.name == name else m for m in self.methods)
        return replace(self, methods=methods)

    def with_net(self, index: int, **changes: Any) -> RunValues:
        """With another `nets[index]`."""
        if index == 0:
            return self.with_method(NET, **changes)
        more = list(self.more)
        more[index - 1] = replace(more[index - 1], **changes)
        return replace(self, more=tuple(more))

    def with_one_more_net(self) -> RunValues:
        """With a further ControlNet, of the next kind that is not there yet; as it is where there are `MOST_NETS`."""
        if len(self.nets) >= MOST_NETS:
            return self
        first = self.method(NET)
        taken = {net.kind or "scribble" for net in self.nets}
        kind = next((one for one in FURTHER_KINDS if one not in taken), FURTHER_KINDS[0])
        added = MethodSettings(NET, first.strength, first.start, first.end, kind=kind)
        return replace(self, more=(*self.more, added))

    def without_net(self, index: int) -> RunValues:
        """Without `nets[index]`; the first gives its place to the next ControlNet."""
        if index > 0:
            return replace(self, more=self.more[: index - 1] + self.more[index:])
        heir = next((n for n, net in enumerate(self.more) if net.name == NET), None)
        if heir is None:
            return self
        methods = tuple(self.more[heir] if m.name == NET else m for m in self.methods)
        return replace(self, methods=methods, more=self.more[:heir] + self.more[heir + 1 :])

    def without_kind(self, kind: str) -> RunValues:
        """Without the controls that read this kind of control image; where no other is left, without ControlNet."""
        values = self
        for index in range(len(self.nets) - 1, -1, -1):
            if kind in read_kinds([self.nets[index]]):
                less = values.without_net(index)
                values = less if less is not values else values.with_chosen(NET, False)
        return values

    def with_chosen(self, name: str, chosen: bool) -> RunValues:
        return replace(self, chosen=self.chosen | {name} if chosen else self.chosen - {name})

    def request(self, document: Document) -> Request:
        """What to ask of the engine for `document`."""
        methods: list[MethodSettings] = []
        for method in self.methods:
            if method.name in self.chosen:
                methods.append(method)
                methods += self.more if method.name == NET else ()
        chosen = self.model, self.base, self.loras, self.vae
        return Request(document, self.sampling, tuple(methods), *chosen)

    def like(self, request: Request) -> RunValues:
        """These values with everything that made `request`."""
        firsts: dict[str, MethodSettings] = {}
        more = []
        for method in request.methods:
            if method.name in method_names() and method.name not in firsts:
                firsts[method.name] = method
            elif method.name in reading("control_image"):
                more.append(method)
        if more and NET not in firsts:  # adapters alone
            firsts[NET] = replace(self.method(NET), strength=0.0)
        methods = tuple(firsts.get(m.name, m) for m in self.methods)
        return replace(
            self,
            sampling=request.sampling,
            methods=methods,
            chosen=frozenset(firsts),
            model=request.model,
            more=tuple(more),
            base=request.base,
            loras=request.loras,
            vae=request.vae,
        )


def none_chosen(_path: str) -> bool:
    return False


def usable(values: RunValues, present: RunValues, known: Known = none_chosen) -> RunValues:
    """`values` from a stranger's file: what is out of bounds is taken from `present`.

    Of models, those of the catalogue and the one that comes with Sketchpad mean the same on every computer.
    Files and folders of this machine stay only where they are `known`.
    """
    sampling = {
        n: _checked(settings.setting(n), getattr(values.sampling, n), getattr(present.sampling, n))
        for n in SAMPLING_NAMES
    }
    methods = [_usable_method(m, present.method(m.name), known) for m in values.methods]
    more = [_known_net(m, known) for m in values.more if not any(wrong(m)) and m.start < m.end]
    base = values.base
    if base is not None:
        strength = _checked(settings.setting("base.strength"), base.strength, None)
        base = base if strength is not None and known(base.picture) else None
    return replace(
        values,
        sampling=Sampling(**sampling),
        methods=tuple(methods),
        chosen=values.chosen & {method.name for method in present.methods},
        model=_usable_model(values.model, present.model, known),
        more=tuple(more[: MOST_NETS - 1]),
        base=base,
        loras=tuple(
            lora for lora in values.loras if known(lora.path) and abs(lora.strength) <= MOST_LORA
        ),
        vae=values.vae if known(values.vae) else portable(values.vae),
    )


def _usable_model(model: str, present: str, known: Known) -> str:
    return model if not model or portable(model) or known(model) else present


def _usable_method(method: MethodSettings, before: MethodSettings, known: Known) -> MethodSettings:
    parts = {
        part: _checked(
            METHODS[method.name].setting(part), getattr(method, part), getattr(before, part)
        )
        for part in ("strength", "start", "end")
    }
    if parts["start"] >= parts["end"]:
        return before
    mended = _known_net(replace(method, **parts), known)
    return replace(before, **parts) if any(wrong(mended)) else mended


def _known_net(method: MethodSettings, known: Known) -> MethodSettings:
    return method.replaced(net="") if is_folder(method.net) and not known(method.net) else method


def _checked(setting: Setting, value: Any, otherwise: Any) -> Any:
    try:
        return setting.check(value)
    except SketchpadError:
        return otherwise


def default_values(model: str = "") -> RunValues:
    """The values a new window starts with: what suits the model, else the table in settings.py."""
    try:
        sampling = sampling_defaults(model, random_seed())
    except SketchpadError:  # told by preflight, at the place where it can be mended
        names = ("steps", "guidance_scale", "scheduler", "two_pass")
        usual = {name: settings.default(name) for name in names}
        sampling = Sampling(random_seed(), **usual)  # type: ignore[arg-type]
    return RunValues(sampling, all_method_defaults(model), frozenset({NET}), model=model)


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
        self.values = values or default_values()

    def set(self, values: RunValues) -> None:
        if values != self.values:
            self.values = values
            self.changed.emit(values)

    def set_sampling(self, **changes: Any) -> None:
        self.set(replace(self.values, sampling=replace(self.values.sampling, **changes)))

    def set_method(self, name: str, **changes: Any) -> None:
        self.set(self.values.with_method(name, **changes))

    def set_net(self, index: int, **changes: Any) -> None:
        self.set(self.values.with_net(index, **changes))

    def add_net(self) -> None:
        self.set(self.values.with_one_more_net())

    def remove_net(self, index: int) -> None:
        self.set(self.values.without_net(index))

    def set_base(self, base: InitImage | None) -> None:
        self.set(replace(self.values, base=base))

    def set_loras(self, loras: tuple[Lora, ...]) -> None:
        self.set(replace(self.values, loras=loras))

    def set_vae(self, vae: str) -> None:
        self.set(replace(self.values, vae=vae))

    def choose(self, name: str, chosen: bool) -> None:
        self.set(self.values.with_chosen(name, chosen))

    def read_as(self, kind: str) -> None:
        """Have a ControlNet read a control image of this kind: one more, besides one that is on already."""
        values = self.values
        read = [net.kind or "scribble" for net in values.nets]
        if NET not in values.chosen:
            values = values.with_net(0, kind=kind)
        elif kind not in read:
            values = values.with_one_more_net()
            values = values.with_net(len(values.nets) - 1, kind=kind)
        self.set(values.with_chosen(NET, True))

    def choose_none(self) -> None:
        self.set(replace(self.values, chosen=frozenset()))

    def lock_seed(self, locked: bool) -> None:
        self.set(replace(self.values, seed_locked=locked))

    def set_count(self, count: int) -> None:
        self.set(replace(self.values, count=count))

    def new_noise(self) -> None:
        """Another variation where there is one, else another seed."""
        if self.values.sampling.variation_strength:
            self.set_sampling(variation_seed=random_seed())
        else:
            self.new_seed()

    def new_seed(self) -> None:
        while (seed := random_seed()) == self.values.sampling.seed:
            pass
        self.set_sampling(seed=seed)
