"""The part of SVG's style sheets that decides what is a line: rules by element, id, class, and what they stand in.

Source: Selectors Level 3: type, universal, class and id selectors, descendant and child combinators. Rules with
anything else in their selector are passed over. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sketchpad.outside import LONGEST_NUMBER

USED = frozenset(
    {
        "stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity", "fill-rule", "opacity", "display",
        "visibility", "transform",
    }
)  # fmt: skip
MOST_CLASSES = 32  # of one element
MOST_RULES = 20_000  # of one sheet
MOST_PARTS = 8  # of one selector
_LONGEST = 500  # characters of a selector
FAINTEST = 0.02  # opacity of what is seen at all
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PART = re.compile(r"(\*|[\w-]*)((?:[.#][\w-]+)*)")
_NAMES = re.compile(r"([.#])([\w-]+)")

Declarations = dict[str, str]


def declarations(text: str) -> Declarations:
    """The properties of ``stroke: red; fill: none``; the last of the same name counts."""
    return {name: value for name, (value, _) in _declared(text).items()}


def _declared(text: str) -> dict[str, tuple[str, bool]]:
    said: dict[str, tuple[str, bool]] = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            value, mark, _ = value.partition("!")
            said[name.strip().lower()] = value.strip(), bool(mark)
    return said


@dataclass(frozen=True)
class _Compound:
    """What one element has to be."""

    name: str
    id: str
    classes: frozenset[str]
    direct: bool  # a child of what comes before, not any descendant

    def fits(self, element: Described) -> bool:
        return (
            (not self.name or self.name == element.name)
            and (not self.id or self.id == element.id)
            and self.classes <= element.classes
        )


@dataclass(frozen=True)
class Described:
    """What selectors ask of an element."""

    name: str
    id: str
    classes: frozenset[str]

    @staticmethod
    def of(name: str, attributes: Mapping[str, str]) -> Described:
        classes = attributes.get("class", "").split()[:MOST_CLASSES]
        return Described(name, attributes.get("id", ""), frozenset(classes))


@dataclass(frozen=True)
class _Rule:
    parts: tuple[_Compound, ...]
    rank: tuple[int, int, int, int]  # ids, classes, elements, place in the sheet
    usual: Declarations
    important: Declarations


class Sheet:
    """The rules of a file's style sheets.

    Args:
        spend: is called with 1 for every rule that is tried on an element; what it raises ends the work.
    """

    def __init__(self, texts: Iterable[str], spend: Callable[[int], object] = int) -> None:
        self._spend = spend
        self._rules: dict[str, list[_Rule]] = {}  # by what the last part asks for most exactly
        count = 0
        for text in texts:
            for rule in _COMMENT.sub("", text).split("}", MOST_RULES)[:MOST_RULES]:
                head, _, body = rule.rpartition("{")
                selectors = re.split(r"[{;]", head)[-1]  # after an @import, or inside of an @media
                said = {k: v for k, v in _declared(body).items() if k in USED}
                if not said:
                    continue
                usual = {name: value for name, (value, important) in said.items() if not important}
                important = {name: value for name, (value, mark) in said.items() if mark}
                for selector in selectors.split(","):
                    count += 1
                    parts = _parts(selector.strip())
                    if parts and count <= MOST_RULES:
                        rule_ = _Rule(parts, (*_weight(parts), count), usual, important)
                        self._rules.setdefault(_key(parts[-1]), []).append(rule_)

    def of(
        self, element: Described, above: Sequence[Described]
    ) -> tuple[Declarations, Declarations]:
        """What the rules say of an element: usual and important properties. `above`: what it stands in, root first."""
        keys = ("*", element.name, "#" + element.id, *("." + name for name in element.classes))
        fitting = []
        for rule in chain.from_iterable(self._rules.get(key, ()) for key in keys):
            self._spend(1)
            if rule.parts[-1].fits(element) and self._stands_in(rule.parts, above):
                fitting.append(rule)
        fitting.sort(key=lambda rule: rule.rank)
        usual: Declarations = {}
        important: Declarations = {}
        for rule in fitting:
            usual |= rule.usual
            important |= rule.important
        return usual, important

    def _stands_in(self, parts: tuple[_Compound, ...], above: Sequence[Described]) -> bool:
        """Whether the parts before the last one fit elements further up. The way there may have to be tried twice."""
        tries = [(len(parts) - 2, len(above) - 1)]
        while tries:
            part, at = tries.pop()
            if part < 0:
                return True
            if at < 0:
                continue
            self._spend(1)
            if not parts[part + 1].direct:
                tries.append((part, at - 1))
            if parts[part].fits(above[at]):
                tries.append((part - 1, at - 1))
        return False


def _parts(selector: str) -> tuple[_Compound, ...]:
    """Nothing where it asks for something that is not known here."""
    words = selector[:_LONGEST].replace(">", " > ").split()
    parts: list[_Compound] = []
    direct = False
    for word in words:
        if word == ">":
            direct = True
            continue
        match = _PART.fullmatch(word)
        if match is None or len(parts) >= MOST_PARTS:
            return ()
        names = _NAMES.findall(match[2])
        ids = [name for sign, name in names if sign == "#"]
        if len(ids) > 1:
            return ()
        classes = frozenset(name for sign, name in names if sign == ".")
        parts.append(_Compound(match[1].replace("*", ""), "".join(ids), classes, direct))
        direct = False
    return tuple(parts)


def _weight(parts: tuple[_Compound, ...]) -> tuple[int, int, int]:
    return (
        sum(bool(part.id) for part in parts),
        sum(len(part.classes) for part in parts),
        sum(bool(part.name) for part in parts),
    )


def _key(part: _Compound) -> str:
    if part.id:
        return "#" + part.id
    return "." + min(part.classes) if part.classes else part.name or "*"


def is_colour(text: str, inherited: bool) -> bool:
    """Whether a ``stroke`` or ``fill`` can be seen."""
    if text == "inherit":
        return inherited
    if text.startswith(("rgba(", "hsla(")):
        return opacity_of(text.rstrip(") ").rpartition(",")[2]) >= FAINTEST
    if text.startswith("#") and len(text) in (5, 9):  # with opacity
        return text[-(len(text) // 4) :].strip("0") != ""
    return text not in ("none", "transparent")


def opacity_of(text: str | None) -> float:
    """An opacity, 0 to 1; 1 where it is none."""
    word = (text or "").strip()[:LONGEST_NUMBER]
    try:
        share = float(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, share))
