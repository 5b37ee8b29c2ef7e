"""Reading SVG's XML without trusting it: no entities, no outside world, nothing unbounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from sketchpad.document.io import svg_style
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.errors import BadDocument
from sketchpad.outside import NotAFile, read_file

LARGEST_FILE = 32 << 20
MOST_ELEMENTS = 200_000
DEEPEST = 200
_CHUNK = 1 << 16


@dataclass
class Element:
    """One SVG element: its name and attributes without namespaces, and among these what its style says."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)


class _Unsafe(Exception):
    pass


class _TooLarge(Exception):
    pass


def read_tree(path: Path, data: bytes | None = None, watch: Watch = unwatched) -> Element:
    """The root element of the SVG file at `path`; with `data`, of that text, and `path` only names it.

    Raises:
        BadDocument: missing, unreadable, too large, not SVG, or with entity definitions (which can blow up a small file
            to gigabytes, or read other files). A plain DOCTYPE is fine; what it points to is never fetched.
    """
    if data is None:
        data = _content(path)
    if len(data) > LARGEST_FILE:
        raise BadDocument(path, "too_large")
    try:
        root = parse(data, watch)
    except _Unsafe as error:
        raise BadDocument(path, "unsafe") from error
    except _TooLarge as error:
        raise BadDocument(path, "too_large") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadDocument(path, "not_an_svg") from error
    if root is None or root.name != "svg":
        raise BadDocument(path, "not_an_svg")
    return root


def _content(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST_FILE)
    except ValueError as error:
        raise BadDocument(path, "too_large") from error
    except NotAFile as error:
        raise BadDocument(path, "not_a_file") from error
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except OSError as error:
        raise BadDocument(path, "unreadable") from error


def parse(data: bytes, watch: Watch = unwatched) -> Element | None:
    """The root element of an XML text. Raises ExpatError and the two private exceptions above."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []
    found: list[Element] = []
    sheets: list[str] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(stack) >= DEEPEST:
            raise _TooLarge
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)
        found.append(element)

    def text(content: str) -> None:
        if stack and stack[-1].name == "style":
            sheets.append(content)

    def refuse(*_: object) -> int:
        raise _Unsafe

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    for at in range(0, len(data), _CHUNK):
        watch(at / len(data))
        parser.Parse(data[at : at + _CHUNK], False)
    parser.Parse(b"", True)
    rules = svg_style.class_rules(["".join(sheets)])
    for element in found:
        own = element.attributes
        own.update(svg_style.of_classes(rules, own.get("class", "")))
        own.update(svg_style.declarations(own.get("style", "")))
    return roots[0] if roots else None


def every(root: Element) -> Iterator[Element]:
    """`root` and all that is in it, in the order of the file."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(element.children)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
