"""What comes behind a method as people type it: `;in=boxes;emphasis=prompt;guess;net=sd15-canny`, `;things`.

The words are those of the command line. What holds a separator, like a phrase with a comma, stands in double quotes;
a double quote inside of them is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from sketchpad.errors import BadMatrix
from sketchpad.generation.request.method_settings import EMPHASES, LOOKS, MethodSettings

_SPECIAL = re.compile(r'[,;+"|]|^\s|\s$')
_WORDS = {"": "everywhere", "boxes": "boxes", "strokes": "strokes"}
OWN = "own"
_SWITCHES = {"guess": "guess", "things": "things_first"}
"""What may stand without a value, and the settings it means."""
_NETS, _GLIGEN = ("controlnet", "t2i_adapter"), ("gligen",)
_FOR = {
    "in": _NETS,
    "emphasis": _NETS,
    "guess": _NETS,
    "net": (*_NETS, *_GLIGEN),
    "decay": _GLIGEN,
    "things": _GLIGEN,
    "look": ("edge_predictor",),
}


def split(text: str, separator: str) -> list[str]:
    """`text` cut at `separator`, one letter, wherever it is not in double quotes."""
    parts, quoted = [""], False
    for letter in text:
        quoted ^= letter == '"'
        if letter == separator and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def changes(method: str, options: list[str]) -> dict[str, Any]:
    """What `options` change in the settings of `method`. Raises BadMatrix where one is not understood."""
    found: dict[str, Any] = {}
    for text in options:
        key, sign, value = (part.strip() for part in text.partition("="))
        key = key.lower()
        if method not in _FOR.get(key, ()) or (not sign and key not in _SWITCHES):
            raise BadMatrix("text", text=text)
        try:
            found |= _READERS[key](value)
        except ValueError:
            raise BadMatrix("text", text=text) from None
    return found


def written(method: MethodSettings, things_first: bool = False) -> str:
    """The opposite of `changes`, with what is not as usual; whether things come first usually, the model says."""
    return "".join(f";{option}" for option in _written(method, things_first))


def _written(method: MethodSettings, things_first: bool) -> Iterator[str]:
    if method.region:
        phrase = _WORDS.get(method.region) or _quoted(method.region)
        yield f"in={phrase}"
    if method.emphasis != "balanced":
        yield f"emphasis={method.emphasis}"
    if method.guess:
        yield "guess"
    if method.things_first != things_first:
        yield "things" if method.things_first else "things=off"
    if method.decay:
        yield f"decay={method.decay:g}"
    if method.look:
        yield f"look={method.look}"
    if method.net:
        yield f"net={_quoted(method.net)}"


def _quoted(text: str) -> str:
    reserved = text.lower() in ("everywhere", OWN)
    return '"' + text.replace('"', '""') + '"' if reserved or _SPECIAL.search(text) else text


def _plain(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    if not text or '"' in text:
        raise ValueError(text)
    return text


def _region(text: str) -> dict[str, Any]:
    named = next((region for region, word in _WORDS.items() if word == text.lower()), None)
    return {"region": _plain(text) if named is None else named}


def _emphasis(text: str) -> dict[str, Any]:
    if text.lower() not in EMPHASES:
        raise ValueError(text)
    return {"emphasis": text.lower()}


def _switch(key: str, text: str) -> dict[str, Any]:
    if text.lower() not in ("", "on", "off"):
        raise ValueError(text)
    return {_SWITCHES[key]: text.lower() != "off"}


def _look(text: str) -> dict[str, Any]:
    if text.lower() not in LOOKS:
        raise ValueError(text)
    return {"look": text.lower()}


def _net(text: str) -> dict[str, Any]:
    return {"net": "" if text.lower() == OWN else _plain(text)}


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "in": _region,
    "emphasis": _emphasis,
    "guess": lambda text: _switch("guess", text),
    "things": lambda text: _switch("things", text),
    "decay": lambda text: {"decay": float(text)},
    "net": _net,
    "look": _look,
}
