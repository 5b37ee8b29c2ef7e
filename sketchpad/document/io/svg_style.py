"""The little of SVG's style sheets that decides what is a line: rules for classes. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

USED = frozenset({"stroke", "stroke-width", "fill", "display", "visibility"})
MOST_CLASSES = 32  # of one element
MOST_RULES = 20_000  # of one sheet
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CLASS = re.compile(r"\.([\w-]+)\Z")

Declarations = dict[str, str]


def declarations(text: str) -> Declarations:
    """The properties of ``stroke: red; fill: none``; the last of the same name counts."""
    found: Declarations = {}
    for declaration in text.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip().lower()] = value.replace("!important", "").strip()
    return found


def class_rules(sheets: Iterable[str]) -> dict[str, Declarations]:
    """For each class the properties in `USED` that the sheets give it; other selectors are passed over."""
    rules: dict[str, Declarations] = {}
    for sheet in sheets:
        for rule in _COMMENT.sub("", sheet).split("}", MOST_RULES)[:MOST_RULES]:
            head, _, body = rule.rpartition("{")
            selectors = re.split(r"[{;]", head)[-1]  # after an @import, or inside of an @media
            wanted = {k: v for k, v in declarations(body).items() if k in USED}
            for selector in selectors.split(","):
                name = _CLASS.match(selector.strip())
                if wanted and name:
                    rules.setdefault(name[1], {}).update(wanted)
    return rules


def of_classes(rules: Mapping[str, Declarations], classes: str) -> Declarations:
    """What the rules say of an element with these classes."""
    found: Declarations = {}
    for name in classes.split()[:MOST_CLASSES]:
        found.update(rules.get(name, {}))
    return found
