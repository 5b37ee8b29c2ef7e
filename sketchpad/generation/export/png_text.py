"""The texts of a PNG wherever they stand, also behind its pixels, which are passed over and not decoded.

Source: Portable Network Graphics (PNG) Specification, third edition, 11.3.3 (textual information).
"""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO

LARGEST_TEXT = 16 << 20  # bytes of all texts together, unpacked
MOST_CHUNKS = 200_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = struct.Struct(">L4s")


def read_texts(file: BinaryIO) -> dict[str, str]:
    """Keyword -> text of the PNG in `file`; of a keyword that comes twice the first.

    What is damaged or beyond `LARGEST_TEXT` is left out.
    """
    found: dict[str, str] = {}
    room = LARGEST_TEXT
    file.seek(0)
    if file.read(8) != _SIGNATURE:
        return found
    for _ in range(MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            break
        length, kind = _HEAD.unpack(head)
        if kind == b"IEND":
            break
        if kind in (b"tEXt", b"zTXt", b"iTXt") and length <= room:
            keyword, text = _text(kind, file.read(length), room)
            room -= length + len(text)
            if keyword and text:
                found.setdefault(keyword, text)
            length = 0
        file.seek(length + 4, 1)
    return found


def _text(kind: bytes, data: bytes, room: int) -> tuple[str, str]:
    keyword, _, rest = data.partition(b"\0")
    packed = False
    if kind == b"zTXt":
        packed, rest = True, rest[1:]
    elif kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, room)
        except zlib.error:
            return "", ""
    try:
        text = rest.decode("utf-8")  # many write it into the two kinds that are Latin-1, too
    except UnicodeDecodeError:
        text = rest.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")
    return keyword.decode("latin-1"), text
