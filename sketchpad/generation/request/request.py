"""What is to be generated: a drawing plus settings, as one immutable value (no torch here)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

import numpy as np

from sketchpad.document.box import Box
from sketchpad.document.io.drawing_json import box_to_json
from sketchpad.document.model import Document
from sketchpad.document.prompt.alternatives import resolved
from sketchpad.errors import BadDocument, BadPrompt, BadSetting, Problem
from sketchpad.generation.request.method_settings import MethodSettings, number
from sketchpad.outside import ODD, typed

T = TypeVar("T")
SEEDS = 2**64
SCHEDULER_NAMES = ("ddim", "euler", "euler_a", "dpm++", "dpm++_karras", "unipc", "lcm")


@dataclass(frozen=True)
class Sampling:
    """How the noise becomes a picture. The same seed and size give the same noise.

    `two_pass`: large pictures are composed at the model's own size, then finished (see `passes`).
    `variation_strength`: how far the noise is turned towards that of `variation_seed`; 0 leaves it, 1 replaces it.
    """

    seed: int
    steps: int
    guidance_scale: float
    scheduler: str = "ddim"
    guidance_rescale: float = 0.0
    two_pass: bool = False
    variation_seed: int = 0
    variation_strength: float = 0.0

    def further(self, count: int) -> Sampling:
        """That of the picture `count` after this one: the next variations where there is one, else the next seeds."""
        name = "variation_seed" if self.variation_strength else "seed"
        return replace(self, **{name: (getattr(self, name) + count) % SEEDS})

    @property
    def seed_text(self) -> str:
        """The seed, and where there is a variation, how far it goes to which other one."""
        more = f" → {self.variation_seed} × {self.variation_strength:g}"
        return f"{self.seed}{more if self.variation_strength else ''}"

    @property
    def guidance_text(self) -> str:
        """The guidance scale and, after a φ as other programs write it, how far it is rescaled."""
        more = f" (φ {self.guidance_rescale:g})" if self.guidance_rescale else ""
        return f"{self.guidance_scale:g}{more}"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


SAMPLING_NAMES = tuple(part.name for part in fields(Sampling))


@dataclass(frozen=True)
class InitImage:
    """A picture to begin from instead of pure noise (image to image).

    `picture` is the path of a picture file, which is cut to the drawing's proportions. With a `strength` of 1 nothing
    of it is left, with 0.5 half of the steps are taken.
    """

    picture: str
    strength: float = 0.75


@dataclass(frozen=True)
class Lora:
    """A small file of changes to the model's weights, and how strongly they count (may be negative)."""

    path: str
    strength: float = 1.0


@dataclass(frozen=True)
class Request:
    """One picture to make. `model` is a folder; the empty string is the embedded model.

    `vae`: a file, a folder or the id of a model whose VAE is taken instead of the model's own; "" is its own.
    """

    document: Document
    sampling: Sampling
    methods: tuple[MethodSettings, ...] = ()
    model: str = ""
    base: InitImage | None = None
    loras: tuple[Lora, ...] = ()
    vae: str = ""

    @property
    def visible(self) -> Request:
        """The request as a model sees it: without hidden layers, with the choices of its prompts made.

        Choices that cannot be made stay as they are; `preflight` says why.
        """
        seen = self.document.seen()
        with suppress(BadPrompt):
            prompt = resolved(seen.prompt, self.sampling.seed)
            negative = resolved(seen.negative_prompt, self.sampling.seed)
            if (prompt, negative) != (seen.prompt, seen.negative_prompt):
                seen = replace(seen, prompt=prompt, negative_prompt=negative)
        return self if seen is self.document else replace(self, document=seen)

    def method(self, name: str) -> MethodSettings | None:
        """The (first) settings of a method, or None when it does not take part."""
        return next((m for m in self.methods if m.name == name), None)

    def all_of(self, name: str) -> tuple[MethodSettings, ...]:
        """All settings of a method: several ControlNets may take part, each with its own kind."""
        return tuple(m for m in self.methods if m.name == name)

    @property
    def is_painted(self) -> bool:
        """Whether the picture begins from the drawing's colour layer."""
        return self.base is None and self.document.seen().is_painted

    @property
    def things_first(self) -> tuple[Box, ...]:
        """The boxes whose things are made by themselves first; none without that setting, or with a base."""
        if self.base or not any(m.things_first and m.strength for m in self.methods):
            return ()
        return tuple(b for b in self.document.boxes if b.strength > 0 and b.phrase.strip())

    @property
    def steps_taken(self) -> int:
        """Steps that are really made: fewer than asked for where the picture begins from another one."""
        share = self.base.strength if self.base else 1.0
        return min(max(int(self.sampling.steps * share), 1), self.sampling.steps)

    def with_methods(self, *methods: MethodSettings) -> Request:
        return replace(self, methods=tuple(methods))

    def with_seed(self, seed: int) -> Request:
        return replace(self, sampling=replace(self.sampling, seed=seed))

    def batch(self, count: int) -> tuple[Request, ...]:
        """This request and those of the `count` - 1 pictures that follow (`Sampling.further`)."""
        return tuple(replace(self, sampling=self.sampling.further(n)) for n in range(count))

    def to_json(self, *, drawing: bool = True, pictures: bool = True) -> dict[str, Any]:
        """Everything but the strokes, as plain JSON values.

        Args:
            drawing: False leaves out all that the document says, for files that hold the document itself.
            pictures: False leaves out the boxes' pictures.
        """
        document = self.document
        described = {
            "prompt": document.prompt,
            "negative_prompt": document.negative_prompt,
            "width": document.width,
            "height": document.height,
            "boxes": [box_to_json(b, id=False, picture=pictures) for b in document.boxes],
        }
        return {
            **(described if drawing else {}),
            "sampling": self.sampling.to_json(),
            "methods": [m.to_json() for m in self.methods],
            "model": self.model,
            "base": asdict(self.base) if self.base else None,
            "loras": [asdict(lora) for lora in self.loras],
            **({"vae": self.vae} if self.vae else {}),
        }

    @staticmethod
    def from_json(data: Mapping[str, Any], document: Document | None = None) -> Request:
        """Rebuild a request; with `document` given, that drawing is used as it is.

        Raises BadDocument where a value has the wrong type, is not finite, or no picture can have it.
        """
        try:
            if document is None:
                document = Document(
                    width=_value(data["width"], "int"),
                    height=_value(data["height"], "int"),
                    boxes=tuple(typed(Box, b) for b in data.get("boxes", ())),
                    prompt=_value(data["prompt"], "str"),
                    negative_prompt=_value(data.get("negative_prompt", ""), "str"),
                )
            base = data.get("base")
            return Request(
                document=document,
                sampling=_read(Sampling, data["sampling"]),
                methods=tuple(MethodSettings.from_json(m) for m in data.get("methods", ())),
                model=_value(data.get("model", ""), "str"),
                base=None if base is None else _read(InitImage, base),
                loras=tuple(_read(Lora, lora) for lora in data.get("loras", ())),
                vae=_value(data.get("vae", ""), "str"),
            )
        except (*ODD, BadSetting) as reason:
            raise BadDocument("settings") from reason


@dataclass(frozen=True)
class Memory:
    """The most `bytes` in use while a picture was made, of two kinds.

    "accelerator": all that torch held on the graphics card, the model included (cells made in one batch share its
    highest point). "process": by how much the whole program was larger than with the model just read, on processors;
    what else it did meanwhile is in it.
    """

    bytes: int
    kind: Literal["accelerator", "process"]

    @staticmethod
    def most(*memories: Memory | None) -> Memory | None:
        """The largest of those that are there."""
        return max(
            (one for one in memories if one is not None), key=lambda m: m.bytes, default=None
        )


@dataclass(frozen=True)
class Progress:
    """What a run shows after a step, and once more, `final`, when the picture is ready.

    Before the first step, of index 0, it shows things that are made first.

    `picture` is uint8 RGB of shape (height, width, 3), read-only; `seconds` since the start, of a cell made together
    with others its share of their time; `memory` of a cell of a comparison, None where it cannot be measured.
    """

    index: int
    total: int
    picture: np.ndarray = field(repr=False, compare=False)
    seconds: float
    final: bool
    notes: tuple[Problem, ...] = ()
    memory: Memory | None = None


def _read(kind: type[T], data: Mapping[str, Any]) -> T:
    """A dataclass of plain values from its JSON. Raises KeyError for a missing field, TypeError as `_value`."""
    given = {
        part.name: _value(data[part.name], str(part.type))
        for part in fields(kind)  # type: ignore[arg-type]
        if part.name in data or part.default is MISSING
    }
    return kind(**given)


def _value(value: Any, kind: str) -> Any:
    """`value` where it is of the type called `kind`: True is no whole number. Raises TypeError."""
    if kind == "float":
        return number(value)
    if type(value).__name__ != kind:
        raise TypeError(f"{value!r} is no {kind}")
    return value
