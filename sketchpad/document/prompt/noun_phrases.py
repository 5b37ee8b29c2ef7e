"""Words of the prompt and phrases of boxes: which belong together, and what of a prompt could be put in a box.

No grammar is known here: a prompt is cut where small words and commas stand, and what only says how the picture is made
is left out. English and Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sketchpad.document.box import Box

_CUTS = (
    "in front of|next to|on top of|and|with|without|in|on|at|by|near|under|over|behind|beside|between|before|above|"
    "below|inside|through|along|around|across|against|from|into|onto|to|for|while|wearing|holding|riding|sitting|"
    "standing|lying|running|walking|flying|playing|eating|looking|is|are|has|have|that|which"
)
_WHERE = (  # "to the left of", "in the middle"
    r"(?:(?:on|in|at|to)\s+)?the\s+(?:far\s+)?(?:left|right|top|bottom|middle|centre|center|foreground)"
    r"(?:\s+(?:side|half|corner))?(?:\s+of)?|(?:left|right)\s+of"
)
_BEGINS = r"(?:an?|the|some|two|three|four|five|six|many|several|his|her|its|their|my)"
_NEXT = (  # "a dog chasing a cat": where an article stands, another thing begins
    rf"\b\w{{2,}}ing\s+(?={_BEGINS}\s)|(?<=\w)(?<!\bof)\s+(?={_BEGINS}\s)"
)
_CUT = re.compile(
    rf"[,;:.!?()\[\]\n|]+|\b(?:{_WHERE}|{_CUTS})\b|{_NEXT}|[，。；：、！？（）]+|[和与在有跟及]",
    re.IGNORECASE,
)
_COLOUR = r"(?:black|white|red|green|blue|yellow|orange|brown|gr[ea]y|pink|purple|golden|silver)"
_COLOURS = re.compile(rf"\b{_COLOUR}\s+and\s+(?={_COLOUR}\b)", re.IGNORECASE)  # of one thing
_ARTICLE = re.compile(
    r"^(?:an?|the|some|one|two|three|four|five|six|many|several|his|her|its|their|my)\s+|"
    r"^[一两几]?[个只座棵条张把辆艘朵位名]",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:illustration|photo(?:graph)?|picture|painting|drawing|sketch|render(?:ing)?|style|art|artwork|detailed|"
    r"quality|resolution|masterpiece|lighting|light|background|colou?rs?|watercolou?r|oil|digital|flat|realistic|"
    r"photorealistic|cinematic|4k|8k|hd|bokeh|close[- ]up|portrait|view|scene|minimalist|cartoon|anime)\b|"
    r"插画|照片|图片|画风|风格|高清|写实|水彩|油画|背景|光线|细节|卡通",
    re.IGNORECASE,
)
_HEAD = re.compile(r"(?:(?:street|traffic|candle)\s+)?[^\s]+$", re.IGNORECASE)
_PRAISE = re.compile(r"(?:highly|very|extremely|ultra)\b", re.IGNORECASE)
_PLACE_IN = re.compile(r"(?<=[\u3400-\u9fff])(?:[上下里]面|旁边|[上下里中])$")
_DESCRIBES = re.compile(r"\bof\b|的", re.IGNORECASE)
MOST_WORDS = 5
_SURROUNDINGS = re.compile(
    r"(on|in|at|under|over|by|near|before|behind|with|against)\b", re.IGNORECASE
)
_COUNTED = re.compile(r"(a|an|the|one|two|three|four|some|many)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Noun:
    """A part of a prompt: `prompt[start:end]`, without its article."""

    phrase: str
    start: int
    end: int


def nouns(prompt: str) -> tuple[Noun, ...]:
    """The things a prompt speaks of, in their order, each once."""
    nouns_by_key: dict[str, Noun] = {}
    start = 0
    whole = _COLOURS.sub(lambda match: match.group().replace(" ", "_"), prompt)
    for cut in [*_CUT.finditer(whole), None]:
        end = len(prompt) if cut is None else cut.start()
        noun = _noun(prompt, start, end)
        if noun is not None:
            nouns_by_key.setdefault(noun.phrase.casefold(), noun)
        start = end if cut is None else cut.end()
    return tuple(nouns_by_key.values())


def _noun(prompt: str, start: int, end: int) -> Noun | None:
    part = prompt[start:end]
    start += len(part) - len(part.lstrip())
    part = part.strip()
    while article := _ARTICLE.match(part):
        start += article.end()
        part = part[article.end() :]
    of = _DESCRIBES.search(part)
    if (
        of is not None and of.group() == "of"
    ):  # "a photo of a dog": the dog; "a field of wheat": all of it
        before = part[: of.start()].rstrip()
        if before.casefold().endswith(("style", "manner")):
            return None
        if _MANNER.search(before):
            return _noun(prompt, start + of.end(), start + len(part))
    elif _is_manner(part):
        return None
    if start > 0 and prompt[:start].endswith("在"):
        part = _PLACE_IN.sub("", part)
    if not part or len(part.split()) > MOST_WORDS or not re.search(r"[^\W\d_]", part):
        return None
    return Noun(part, start, start + len(part))


def _is_manner(part: str) -> bool:
    """Does its last word say how the picture is made? An oil lamp is a thing, an oil painting is none."""
    if not part.isascii():
        return bool(_MANNER.search(part))
    head = _HEAD.search(part)
    return bool(_PRAISE.match(part) or (head and _MANNER.fullmatch(head.group())))


def places(prompt: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Where `phrase` stands in `prompt`: (start, end) of each place. Articles and a plural s do not matter."""
    bare = _bare(phrase)
    if not bare:
        return ()
    words = r"\s+".join(re.escape(word) for word in bare.split())
    if words.isascii():
        words = rf"(?<![^\W_]){words}(?:s|es)?(?![^\W_])"
    return tuple(match.span() for match in re.finditer(words, prompt, re.IGNORECASE))


def in_prompt(prompt: str, phrase: str) -> bool:
    """Does `prompt` speak of `phrase`, or at least of its last word (of "a small dog": dog)?"""
    if places(prompt, phrase):
        return True
    bare = _bare(phrase)
    words = bare.split()
    if not words:
        return False
    if places(prompt, words[-1]):
        return True
    singulars = (words[-1].lower().removesuffix(end) for end in ("s", "es"))
    return any(len(one) > 2 and places(prompt, one) for one in singulars)


def boxes_at(prompt: str, boxes: Iterable[Box], position: int) -> tuple[str, ...]:
    """Ids of the boxes whose phrase stands at `position` of `prompt`."""
    return tuple(
        box.id
        for box in boxes
        if any(start <= position < end for start, end in places(prompt, box.phrase))
    )


def missing(prompt: str, boxes: Iterable[Box]) -> tuple[str, ...]:
    """Phrases of boxes that the prompt does not speak of, each once."""
    phrases = dict.fromkeys(box.phrase.strip() for box in boxes if box.phrase.strip())
    return tuple(phrase for phrase in phrases if not in_prompt(prompt, phrase))


def with_phrases(prompt: str, phrases: Iterable[str]) -> str:
    """`prompt` with `phrases` at its end; before what says how the picture is made, if it ends so."""
    added = list(phrases)
    if not added:
        return prompt
    chinese = bool(re.search(r"[\u3400-\u9fff]", prompt + added[0]))
    comma = "，" if chinese else ", "
    parts = [part for part in re.split(r"\s*[,，]\s*", prompt.strip()) if part]
    at = len(parts)
    while at > 0 and _MANNER.search(parts[at - 1]):
        at -= 1
    return comma.join([*parts[:at], *added, *parts[at:]])


def alone(phrase: str, prompt: str, boxes: Iterable[Box], ground: str = "") -> str:
    """`phrase` as a prompt of its own, on a `ground`, with the style that ends `prompt` ("..., watercolor").

    What the prompt says of the surroundings, and of the other `boxes`, is left out.
    """
    phrase = phrase.strip()
    if not _COUNTED.match(phrase):
        phrase = f"{'an' if phrase[0].lower() in 'aeiou' else 'a'} {phrase}"
    said = {word for box in boxes for word in re.findall(r"\w+", box.phrase.lower())}
    parts = [part.strip() for part in prompt.split(",")[1:]]
    style = [
        part
        for part in parts
        if part
        and not _SURROUNDINGS.match(part)
        and not said & set(re.findall(r"\w+", part.lower()))
    ]
    return ", ".join([" ".join(filter(None, [phrase, ground])), *style])


def _bare(phrase: str) -> str:
    bare = phrase.strip()
    while article := _ARTICLE.match(bare):
        bare = bare[article.end() :]
    return bare
