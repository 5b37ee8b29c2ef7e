"""The door for everything that comes from outside: files, JSON, numbers. Every reader of such things goes through it.

Nothing here blocks, nothing takes more than linear time, and nothing raises anything else than OSError or ValueError.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

T = TypeVar("T")
LONGEST_NUMBER = 64  # characters
WIDEST_GAP = 1000
LARGEST_WHOLE = 1 << 64
_SPACES = str.maketrans(",\t\r\n\f\v", "      ")
_WORDS = re.compile(r"[^0-9+\-.eE,\s]")  # also those that Python takes for numbers: nan, inf, 1_000
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)

ODD = (
    OSError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError,
    AssertionError, RuntimeError, EOFError, SyntaxError, struct.error, zlib.error,
)  # fmt: skip
"""What reading damaged contents raises, one way or another, here and in the libraries that read for us."""
_PNG = b"\x89PNG\r\n\x1a\n"


class NotAFile(OSError):
    """A pipe, a socket or a device under the name of a file."""


def reason_of(error: OSError) -> str:
    """Why a file could not be opened, as the errors of all readers name it."""
    if isinstance(error, FileNotFoundError):
        return "missing"
    return "not_a_file" if isinstance(error, NotAFile) else "unreadable"


def open_file(path: str | Path) -> BinaryIO:
    """The regular file at `path`, open for reading. Anything else is refused at once.

    Raises NotAFile for a pipe, a socket or a device, OSError for a folder, and for what is missing or not readable.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        # Asked before, because opening a device can have effects, and after, because the name may change hands.
        _check_kind(Path(path).stat().st_mode)
        handle = os.open(path, flags)
    except ValueError as error:  # a zero byte in the name, for example
        raise FileNotFoundError(str(error)) from error
    try:
        _check_kind(os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def _check_kind(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    if not stat.S_ISREG(mode):
        raise NotAFile


def read_file(path: str | Path, most: int) -> bytes:
    """The whole file at `path`. Raises ValueError where it has more than `most` bytes, and OSError as `open_file`."""
    with open_file(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"more than {most} bytes")
    return data


def is_file(path: str | Path) -> bool:
    """Whether a regular file is there; False for whatever else, and for what can be no name."""
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def parse_json(data: bytes | str, *, lenient: bool = False) -> Any:
    """The JSON value in `data`, in UTF-8, all of its numbers finite and of a size that fits 64 bits.

    `lenient`: other numbers are None instead of an error; some programs write NaN.

    Raises ValueError: anything else, and what is nested too deeply.
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        kinds = (_no_number, _whole, _finite)
        constant, whole, real = (_or_none(kind) if lenient else kind for kind in kinds)
        return json.loads(text, parse_constant=constant, parse_int=whole, parse_float=real)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def typed(kind: type[T], value: object) -> T:
    """A parsed JSON value as `kind`: a plain type, a dataclass or a `msgspec.Struct`, with its constraints.

    No value changes its type, but for whole numbers where fractions are expected, and base 64 where bytes are.

    Raises ValueError: it is something else.
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of the PNG file `data`, by its beginning alone; 0, 0 for anything else."""
    if len(data) < 33 or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        return 0, 0
    width, height = struct.unpack(">2L", data[16:24])
    return width, height


def is_small_png(data: bytes, longest: int) -> bool:
    """Whether `data` begins as a PNG of at most `longest` pixels a side. Its pixels are not decoded."""
    return all(0 < side <= longest for side in png_size(data))


def _or_none(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def lenient(text: str) -> Any:
        try:
            return read(text)
        except ValueError:
            return None

    return lenient


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _whole(text: str) -> int:
    value = int(text) if len(text) <= LONGEST_NUMBER else LARGEST_WHOLE
    if abs(value) >= LARGEST_WHOLE:
        raise ValueError("a number of more than 64 bits")
    return value


def _finite(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise ValueError("a number that is not finite")
    return value


def numbers(text: str, most: int) -> Iterator[float]:
    """At most `most` numbers in `text`, whatever stands between, in linear time; absurdly long ones are left out.

    Raises ValueError: more than `WIDEST_GAP` characters between two numbers.
    """
    plain = _separated(text, most)
    if plain is not None:
        yield from plain
        return
    count = before = 0
    for match in _NUMBER.finditer(text):
        if match.start() - before > WIDEST_GAP:
            raise ValueError("hardly anything but separators")
        before = match.end()
        if match.end() - match.start() > LONGEST_NUMBER:
            continue
        if count == most:
            return
        count += 1
        yield float(match[0])
    if len(text) - before > WIDEST_GAP:
        raise ValueError("hardly anything but separators")


def _separated(text: str, most: int) -> list[float] | None:
    """The same, much quicker, where there is nothing but plain numbers with separators; None where there is more."""
    if not text.isascii() or _WORDS.search(text):
        return None
    spaced = text.translate(_SPACES)
    if " " * (WIDEST_GAP + 1) in spaced:
        return None
    parts = spaced.split(None, most)[:most]
    if any(len(one) > LONGEST_NUMBER for one in parts):
        return None
    try:
        return [float(one) for one in parts]
    except ValueError:
        return None


@contextmanager
def refused_as(
    make: Callable[[], Exception], known: type[Exception] | tuple[type[Exception], ...]
) -> Iterator[None]:
    """Whatever odd contents raise inside becomes ``make()``; errors of the classes `known` pass as they are."""
    try:
        yield
    except known:
        raise
    except ODD as error:
        raise make() from error
