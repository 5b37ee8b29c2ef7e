"""Reading SVG's XML without trusting it: no entities, no outside world, nothing unbounded."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from sketchpad.document.io import svg_style
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.errors import BadDocument
from sketchpad.outside import read_file, reason_of

LARGEST_FILE = 32 << 20
MOST_ELEMENTS = 200_000
MOST_ENTITIES = 100
LONGEST_ENTITY = 1000  # characters
LARGEST_EXPANSION = 64 << 20  # characters that a file may grow to by its entities
MOST_TRIES = 1_000_000  # of rules on elements
DEEPEST = 200
_CHUNK = 4 << 20  # bytes at once: what is cut within a tag is read again from its beginning
_HEAD = 256  # bytes in which an encoding is declared
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,40})[\"']"
)
ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "cp936", "gb18030", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("shift-jis", "sjis", "windows-31j", "cp932"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "cp949"), "cp949"),
    **{name: name for name in ("euc-jp", "iso-2022-jp", "koi8-r", "koi8-u")},
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in range(2, 17) if number != 12},
}
"""What Python calls the encodings that the parser does not know, by their names in files."""
KNOWN = (
    "utf-8", "utf8", "utf-16", "utf-16be", "utf-16le", "iso-8859-1", "latin1", "us-ascii", "ascii",
)  # fmt: skip
"""Encodings that the parser knows."""


@dataclass
class Element:
    """One SVG element: its name and attributes without namespaces, and among these what its style says."""

    name: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)


class Refused(Exception):
    """The argument is the reason, as in `BadDocument`."""


def read_tree(path: Path, data: bytes | None = None, watch: Watch = unwatched) -> Element:
    """The root element of the SVG file at `path`; with `data`, of that text, and `path` only names it.

    Raises:
        BadDocument: missing, unreadable, too large, not SVG, or with entities that can blow up a small file to
            gigabytes, or read other files. A plain DOCTYPE is fine; what it points to is never fetched.
    """
    if data is None:
        data = _content(path)
    try:
        data = _unpacked(data)
        root = parse(data, watch)
    except Refused as error:
        raise BadDocument(path, str(error)) from error
    except (expat.ExpatError, zlib.error, ValueError, LookupError) as error:
        raise BadDocument(path, "not_an_svg") from error
    if root is None or root.name != "svg":
        raise BadDocument(path, "not_an_svg")
    return root


def _content(path: Path) -> bytes:
    try:
        return read_file(path, LARGEST_FILE)
    except ValueError as error:
        raise BadDocument(path, "too_large") from error
    except OSError as error:
        raise BadDocument(path, reason_of(error)) from error


def _unpacked(data: bytes) -> bytes:
    """What is packed by gzip (.svgz), unpacked up to `LARGEST_FILE`."""
    if data.startswith(b"\x1f\x8b"):
        data = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data, LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Refused("too_large")
    return data


def _in_utf_8(data: bytes) -> tuple[bytes, str | None]:
    """The same in UTF-8 where its declared encoding is one that the parser does not know; and what to tell it."""
    declared = _DECLARED.match(data[:_HEAD])
    name = declared[1].decode("ascii").lower().replace("_", "-") if declared else ""
    if name not in ENCODINGS:
        if name and name not in KNOWN:  # the parser would ask Python for whatever has this name
            raise LookupError(name)
        return data, None
    return data.decode(ENCODINGS[name], "replace").encode("utf-8"), "utf-8"


def parse(data: bytes, watch: Watch = unwatched) -> Element | None:
    """The root element of an XML text. Raises ExpatError and the private one above."""
    data, encoding = _in_utf_8(data)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    stack: list[Element] = []
    roots: list[Element] = []
    sheets: list[str] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS or len(stack) >= DEEPEST:
            raise Refused("too_large")
        element = Element(_local(name), {_local(key): value for key, value in attributes.items()})
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def text(content: str) -> None:
        if stack and stack[-1].name == "style":
            sheets.append(content)

    entities: set[str] = set()

    def entity(
        name: str, is_parameter: bool, value: str | None, _b: object, system: str | None, *_: object
    ) -> None:
        """Short ones that stand for plain text are fine: nothing grows from them, and nothing is read."""
        if is_parameter or value is None or system is not None:
            refuse()
        entities.add(name)
        if len(entities) > MOST_ENTITIES or len(value) > LONGEST_ENTITY or set(value) & set("&<%"):
            refuse()
        if len(data) * len(value) > LARGEST_EXPANSION * (len(name) + 2):
            refuse()

    def refuse(*_: object) -> NoReturn:
        raise Refused("unsafe")

    tries = 0

    def spend(work: int) -> None:
        nonlocal tries
        tries += work
        if tries > MOST_TRIES:
            raise Refused("too_large")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    for at in range(0, len(data), _CHUNK):
        watch(at / len(data))
        parser.Parse(data[at : at + _CHUNK], False)
    parser.Parse(b"", True)
    if roots:
        _apply_styles(roots[0], svg_style.Sheet(["".join(sheets)], spend))
    return roots[0] if roots else None


def _apply_styles(root: Element, sheet: svg_style.Sheet) -> None:
    """Put what the style sheet and the elements' own styles say among their attributes."""
    waiting: list[tuple[Element, tuple[svg_style.Described, ...]]] = [(root, ())]
    while waiting:
        element, above = waiting.pop()
        own = element.attributes
        described = svg_style.Described.of(element.name, own)
        usual, important = sheet.of(described, above)
        own.update(usual)
        own.update(svg_style.declarations(own.get("style", "")))
        own.update(important)
        if element.children:
            inside = (*above, described)
            waiting += [(child, inside) for child in element.children]


def every(root: Element) -> Iterator[Element]:
    """`root` and all that is in it, in the order of the file."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(element.children)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
