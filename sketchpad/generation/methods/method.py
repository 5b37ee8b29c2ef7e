"""All that the program knows of a method of guidance without running it (no torch here)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, Literal

from sketchpad.generation.methods.option import Option
from sketchpad.settings import Setting

Reads = Literal["", "lines", "control_image", "boxes"]


@dataclass(frozen=True)
class Method:
    """A method of guidance, as the registry holds it.

    Args:
        name: in files and on the command line.
        label, note: English, translated by the window: its name, and one line on what it does.
        guidance: dotted path of its class, which is imported when a picture is made.
        menu: its label with the letter that chooses it in a menu.
        key: its shortcut in the window.
        icon: its file in resources/icons, without ".svg"; empty: called like the method.
        strength, most: the usual strength, and the largest.
        end: share of the steps after which it usually lets go.
        reads: what of the drawing it needs, and so what of it the model gets.
        requires: what a model must provide; empty: every model can do it.
        catalogue: the kind of models in the catalogue that provide it to other models.
        options: its settings beside strength and steps, in the order of their texts.
        shown_on: the method on whose card it is chosen; empty: it has its own.
        by_default: used where nothing else is asked for and the drawing has something for it.
        batched_apart: the network is asked in another way than without it, so its calls make batches of their own.
        closeness: its card offers how closely the lines are followed.
        in_text: its name in a sentence or table; empty: its label.
    """

    name: str
    label: str
    note: str
    guidance: str
    menu: str = ""
    key: str = ""
    icon: str = ""
    strength: float = 1.0
    most: float = 2.0
    end: float = 1.0
    reads: Reads = ""
    requires: str = ""
    catalogue: str = ""
    options: tuple[Option, ...] = ()
    shown_on: str = ""
    by_default: bool = False
    batched_apart: bool = False
    closeness: bool = False
    in_text: str = ""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Strength, start and end, with their bounds."""
        parts = (
            ("strength", self.strength, self.most, "0 switches the method off."),
            ("start", 0.0, 1.0, "Share of the steps after which it begins."),
            ("end", self.end, 1.0, "Share of the steps after which it lets go."),
        )
        return tuple(
            Setting(f"{self.name}.{part}", usual, 0.0, most, f"{self.label} {part}", note, 0.05)
            for part, usual, most, note in parts
        )

    def setting(self, part: str) -> Setting:
        """That of "strength", "start" or "end"."""
        return dict(zip(("strength", "start", "end"), self.settings, strict=True))[part]

    def option(self, name: str) -> Option | None:
        """The option called `name`, None where the method has none."""
        return next((option for option in self.options if option.name == name), None)

    def load(self) -> Any:
        """The class of its guidance."""
        return resolve_name(self.guidance)

    @property
    def icon_name(self) -> str:
        return self.icon or self.name

    @property
    def term(self) -> str:
        """Its name inside of a sentence."""
        return self.in_text or self.label

    def texts(self) -> Iterator[str]:
        """Its English texts that the window translates."""
        yield from filter(None, (self.label, self.note, self.menu))
