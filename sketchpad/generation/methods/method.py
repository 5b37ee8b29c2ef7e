"""A method of guidance without running it: its description, and its options in every form in which they are written.

No torch here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from typing import Any, Literal

from sketchpad.settings import Setting, Value

_SPECIAL = re.compile(r'[,;+"|]|^\s|\s$')
TAIL = "{tail}"
"""A text that says the end of a path alone, the same in all languages."""
_LARGEST = 1e300
OTHERS = None
"""Stands for all values that are not listed, in `Option.summary` and `Option.parameters`."""
Reads = Literal["", "lines", "control_image", "boxes"]


@dataclass(frozen=True)
class Option(Setting):
    """A setting that only some methods have. Its name is its key in JSON files.

    Args:
        limit: the largest number that a file may hold; None: `high`.
        longest: characters of a text.
        word: how it is typed behind a semicolon; empty: its name.
        sign: stands before its value in place of ``;word=``.
        typed: what is typed for some of its values.
        summary: what a heading says of it, by value. Fields: {value}, {share} in per cent, {tail} of a path.
        parameters: the same in the line of text that other programs read.
        flag: help text of its own option on the command line; empty: it has none.
        short: its name in a narrow column of the window.
        labels: what its choices are called in the window, by value.
        in_sight: shown on the card of the method, not behind "More".
        requires: what a model must provide for some of its values.
        guidance: class of guidance that takes part, besides the method's own, where the value is not the default.
    """

    limit: float | None = None
    longest: int = 64
    word: str = ""
    sign: str = ""
    typed: Mapping[Value, str] = field(default_factory=dict, hash=False)
    summary: Mapping[Value | None, str] = field(default_factory=dict, hash=False)
    parameters: Mapping[Value | None, str] = field(default_factory=dict, hash=False)
    flag: str = ""
    short: str = ""
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    in_sight: bool = False
    requires: Mapping[Value, str] = field(default_factory=dict, hash=False)
    guidance: str = ""

    @property
    def key(self) -> str:
        """The word that stands for it where settings are typed."""
        return self.word or self.name

    @property
    def is_switch(self) -> bool:
        return isinstance(self.default, bool)

    @property
    def is_number(self) -> bool:
        return isinstance(self.default, float)

    def check(self, value: Any) -> Value:
        """`value` in the type of this option, or BadSetting; its default is allowed even where it is no choice."""
        return self.default if value == self.default else super().check(value)

    def check_stored(self, value: Any) -> Value:
        """As `check`, with the wider bounds that hold for files."""
        return (
            self.check(value) if self.limit is None else replace(self, high=self.limit).check(value)
        )

    def from_json(self, value: Any) -> Value:
        """A value as JSON holds it. Raises TypeError where it is of another type or a very long text."""
        if self.is_switch:
            fits = isinstance(value, bool)
        elif self.is_number:
            number = isinstance(value, int | float) and not isinstance(value, bool)
            fits = number and abs(value) <= _LARGEST  # a whole number may be beyond any fraction
            value = float(value) if fits else value
        else:
            fits = isinstance(value, str) and len(value) <= self.longest
        if not fits:
            raise TypeError(f"{self.name}: {value!r}")
        checked: Value = value
        return checked

    def from_text(self, text: str) -> Value:
        """A value as people type it; nothing switches a switch on. Raises ValueError where it is not understood."""
        known = {typed: value for value, typed in self.typed.items()}
        if text.lower() in known:
            return known[text.lower()]
        if self.is_switch:
            return {"": True, "on": True, "off": False}[_one_of(text.lower(), ("", "on", "off"))]
        if self.is_number:
            return float(text)
        return _one_of(text.lower(), self.choices) if self.choices else _unquoted(text)

    def to_text(self, value: Value) -> str:
        """The opposite: ``;word=value``, or the value behind its sign."""
        if self.is_switch:
            return f";{self.key}" if value else f";{self.key}=off"
        said = self.typed.get(value) or (
            f"{value:g}" if self.is_number else self._quoted(str(value))
        )
        return f"{self.sign}{said}" if self.sign else f";{self.key}={said}"

    def _quoted(self, text: str) -> str:
        if text.lower() in self.typed.values() or _SPECIAL.search(text):
            return '"' + text.replace('"', '""') + '"'
        return text


def filled(
    texts: Mapping[Value | None, str], value: Value, words: Mapping[str, str] | None = None
) -> str:
    """What `texts` say of `value`, empty where nothing; `words`: translations."""
    text = texts.get(value, texts.get(OTHERS, ""))
    fields = {"value": value if isinstance(value, str) else f"{value:g}"}
    if isinstance(value, str):
        fields["tail"] = re.split(r"[/\\]", value.rstrip("/\\"))[-1]
    else:
        fields["share"] = f"{100 * value:g}"
    return (words or {}).get(text, text).format(**fields)


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    if not text or '"' in text:
        raise ValueError(text)
    return text


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
        stands_in: the method whose place it takes with models that cannot do that one.
        by_default: used where nothing else is asked for and the drawing has something for it.
        batched_apart: the network is asked in another way than without it, so its calls make batches of their own.
        closeness: its card offers how closely the lines are followed.
        in_text: its name in a sentence or table; empty: its label.
        several: more than one of it can act at once, each with a control image of its own.
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
    stands_in: str = ""
    by_default: bool = False
    batched_apart: bool = False
    closeness: bool = False
    in_text: str = ""
    several: bool = False

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
