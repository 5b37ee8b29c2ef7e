"""Numbers as people type or paste them: `0,8`, `１２`, `1e3`, `seed: 42`, `1 000`, `80 %`."""

from __future__ import annotations

import math
import re
import unicodedata

MOST_LETTERS = 100
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*(?:e[-+]?\d{1,3}(?![\w.]))?%?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")


def number_from(text: str, whole: bool = False) -> int | float:
    """The one number in `text`.

    Full-width digits and signs count as plain ones, words around the number are ignored, a comma is a decimal mark
    or separates thousands. Whole numbers are exact whatever their length.

    Args:
        whole: the number counts something, so that `1,000` means a thousand and `0,8` is refused.

    Raises ValueError where there is no number, where there are several, or where it can be read in two ways.
    """
    if len(text) > MOST_LETTERS:
        raise ValueError(text)
    plain = unicodedata.normalize("NFKC", text).lower().replace("\N{MINUS SIGN}", "-")
    plain = re.sub(r"(?<=\d)[ '_\u2019](?=\d{3}(?!\d))", "", plain).replace(" %", "%")
    matches = _NUMBER.findall(plain)
    if len(matches) != 1:
        raise ValueError(text)
    value = _value(matches[0].rstrip("%").rstrip(".,"), whole)
    if matches[0].endswith("%"):
        value /= 100
    if not math.isfinite(value):
        raise ValueError(text)
    if not whole:
        return value
    if value != int(value):
        raise ValueError(text)
    return int(value)


def _value(number: str, whole: bool) -> int | float:
    mantissa, mark, exponent = number.partition("e")
    if "," in mantissa and "." in mantissa:
        decimal = max(",.", key=mantissa.rfind)
        thousands = "." if decimal == "," else ","
        if not _GROUPED.fullmatch(mantissa.partition(decimal)[0]) or mantissa.count(decimal) > 1:
            raise ValueError(number)
        mantissa = mantissa.replace(thousands, "").replace(decimal, ".")
    elif (grouped := _GROUPED.fullmatch(mantissa)) and not re.match(r"[-+]?0", mantissa):
        if (whole and grouped[1] == ",") or mantissa.count(grouped[1]) > 1:
            mantissa = mantissa.replace(grouped[1], "")
        elif whole or grouped[1] == ",":
            raise ValueError(number)
    mantissa = mantissa.replace(",", ".")
    return float(f"{mantissa}{mark}{exponent}") if mark or "." in mantissa else int(mantissa)
