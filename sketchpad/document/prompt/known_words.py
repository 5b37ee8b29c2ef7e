"""The words of a model with a small vocabulary: which of a prompt it knows, the nearest others, Chinese names.

resources/known-words.tsv has, for each word, its Chinese names, its group, and words that the model does not know but
that come near; resources/training/synonyms.tsv other words for the same thing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from sketchpad import paths
from sketchpad.document.prompt.emphasis import without_marks

FILLERS = (
    "a an the on in at of and with under over background gradient illustration drawing picture icon "
    "sticker grass blue sky snow sandy beach sea wooden table road night page empty cute small big little "
    "happy two three four left right above below next to style simple colorful"
)
"""Words of captions besides things, styles and colours."""
_SMALL = (
    "is are was some any his her its their my your our that this these there it he she they very from by for as near "
    "behind beside between inside into front out up down one many no not"
)
"""Small words that no model of this size reads, and that nobody needs to hear of."""
COLOURS, STYLES, OTHER = "colours", "styles", "other"
MOST_NEAREST = 3
MOST_OFFERED = 8
LEAST_FOR_MEANING = 3
"""Letters after which words that mean nearly the same are offered."""
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHINESE_FILLERS = (
    "一只一个一棵一辆一条一把一座一艘一本一朵两只两个的和与在上里下有个着了是幅画图片，。、；"
)


@dataclass(frozen=True)
class KnownWord:
    """A word with its Chinese names, its group, words near it that are not known, and synonyms, which are."""

    word: str
    chinese: tuple[str, ...]
    group: str
    near: tuple[str, ...]
    synonyms: tuple[str, ...]


@cache
def known_words() -> tuple[KnownWord, ...]:
    """The table, in its order: by group, then by letters."""
    with (paths.resources() / "training" / "synonyms.tsv").open(encoding="utf-8") as lines:
        same = {r["concept"]: _split(r["synonyms"]) for r in csv.DictReader(lines, delimiter="\t")}
    with (paths.resources() / "known-words.tsv").open(encoding="utf-8") as lines:
        return tuple(
            KnownWord(
                row["word"],
                _split(row["chinese"]),
                row["group"],
                _split(row["near"]),
                same.get(row["word"], ()),
            )
            for row in csv.DictReader(lines, delimiter="\t")
        )


def known_to(words: Collection[str]) -> dict[str, tuple[KnownWord, ...]]:
    """By group, what a model trained on `words` knows: those, colours and styles."""
    table = [w for w in known_words() if w.word in words or w.group in (COLOURS, STYLES)]
    rest = sorted({*words} - {word.word for word in table})
    table += [KnownWord(word, (), OTHER, (), ()) for word in rest]
    return {group: tuple(w for w in table if w.group == group) for group in _groups(table)}


def _groups(table: Iterable[KnownWord]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.group for word in table))


def offers(before: str, words: Collection[str]) -> tuple[str, tuple[KnownWord, ...]]:
    """What is being typed at the end of `before`, and the known words it may become.

    First those whose name begins so, in English or Chinese, then those that mean nearly that.
    """
    known = [word for group in known_to(words).values() for word in group]
    for typed in _typed(before):
        begun = [w for w in known if any(n.startswith(typed) for n in (w.word, *w.chinese))]
        meant = [w for w in known if any(n.startswith(typed) for n in (*w.synonyms, *w.near))]
        meant = meant if len(typed) >= LEAST_FOR_MEANING or not typed.isascii() else []
        exact = any(typed in (w.word, *w.chinese) for w in begun)
        both = dict.fromkeys([*begun, *([] if exact else meant)])
        left = tuple(w for w in both if typed not in (w.word, *w.chinese))
        if left:
            return typed, left[:MOST_OFFERED]
    return "", ()


def _typed(before: str) -> Iterable[str]:
    """The last two words, the last one, or what the last Chinese characters may be, the longest first."""
    lower = before.lower()
    chinese = re.search(r"[\u3400-\u9fff]+$", lower)
    if chinese is not None:
        yield from (chinese[0][n:] for n in range(max(0, len(chinese[0]) - 4), len(chinese[0])))
        return
    two, one = re.search(r"[a-z3]+ [a-z]+$", lower), re.search(r"[a-z3][a-z]+$", lower)
    if two is not None:
        yield two[0]
    if one is not None and one[0] not in {*FILLERS.split(), *_SMALL.split()}:
        yield one[0]


def joined(before: str, word: KnownWord, chinese: bool) -> str:
    """What to put after `before` so that `word` stands there as a further thing, or with its colour."""
    end = before.rstrip()
    if chinese and word.chinese:
        apart = end and not end.endswith((*"，、。的和与", *_names(COLOURS)))
        return ("、" if apart else "") + word.chinese[0]
    last = end.lower().rpartition(" ")[2]
    described = last in {*_names(COLOURS), *FILLERS.split(), "and"} - {"background", "illustration"}
    thing = word.group not in (COLOURS, STYLES)
    noun = _with_article(word.word) if thing and (last == "and" or not described) else word.word
    space = "" if not end or before[-1].isspace() else " "
    apart = end and not described and not end.endswith((",", "，"))
    return f", {noun}" if apart and space else f"{space}{noun}"


def replaced(prompt: str, word: str, by: str) -> str:
    """`prompt` with the known word `by` where the unknown `word` stands, with the article that fits."""

    def put(match: re.Match[str]) -> str:
        return _with_article(by) if match[1] else by

    return re.sub(rf"\b(an? )?{re.escape(word)}\b", put, prompt, flags=re.IGNORECASE)


@cache
def _names(group: str) -> tuple[str, ...]:
    named = [word for word in known_words() if word.group == group]
    return tuple(name for word in named for name in (word.word, *word.chinese))


def unknown(prompt: str, words: Collection[str]) -> tuple[str, ...]:
    """The words of `prompt`, in its order, that a model trained on `words` does not know."""
    if not prompt.strip():
        return ()
    known = sorted(_known(words), key=len, reverse=True)
    pattern = rf"\b(?:{'|'.join(map(re.escape, known))})(?:s|es)?\b"
    plain = without_marks(in_english(prompt)).lower()
    rest = re.findall(r"[^\W\d_]+", re.sub(pattern, " ", plain))
    fine = {*FILLERS.split(), *(part for word in known for part in word.split() if " " not in word)}
    fine |= {*_SMALL.split()}
    odd = [word for word in rest if not _singulars(word) & fine and len(word) > 1]
    return tuple(dict.fromkeys([*odd, *_foreign(prompt)]))


def nearest(word: str, words: Collection[str]) -> tuple[str, ...]:
    """Up to three of `words` that come nearest to a word that is not among them: by meaning, then by spelling."""
    import difflib  # not before the first paint

    forms = _singulars(word.lower())
    by_meaning = [one.word for one in known_words() if one.word in words and forms & {*one.near}]
    spelled = {name: one.word for one in known_words() for name in (one.word, *one.synonyms)}
    spelled |= {name: name for name in words}
    close = difflib.get_close_matches(word.lower(), spelled, MOST_NEAREST, 0.75)
    by_spelling = [spelled[name] for name in close if spelled[name] in words]
    return tuple(dict.fromkeys([*by_meaning, *by_spelling]))[:MOST_NEAREST]


def in_english(prompt: str) -> str:
    """A Chinese prompt of known words as an English one, in the way of the model's captions; others as they are."""
    if not _CJK.search(prompt):
        return prompt
    colours: list[str] = []
    things: list[str] = []
    ends: list[str] = []
    for word in _segmented(prompt):
        if word.group == COLOURS:
            colours.append(word.word)
        elif word.word == "background":
            ends.append(_with_article(" ".join([*colours, "background"]), "on "))
            colours = []
        elif word.group == STYLES:
            ends += [] if word.word == "style" else [f"{word.word} illustration"]
        else:
            things.append(_with_article(" ".join([*colours, word.word])))
            colours = []
    english = re.findall(r"[A-Za-z][A-Za-z ,.'-]*", prompt)
    joined = (
        " and ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)
    )
    return ", ".join(part.strip(" ,") for part in [joined, *ends, *english] if part.strip(" ,"))


def _segmented(prompt: str) -> Iterable[KnownWord]:
    """The known words of a Chinese prompt, the longest match first."""
    names = _chinese()
    for match in re.finditer(
        "|".join(sorted(map(re.escape, names), key=len, reverse=True)), prompt
    ):
        yield names[match[0]]


def _foreign(prompt: str) -> list[str]:
    """Runs of Chinese that hold no known word."""
    if not _CJK.search(prompt):
        return []
    names = sorted(map(re.escape, _chinese()), key=len, reverse=True)
    rest = re.sub("|".join(names), " ", prompt)
    return re.findall(r"[\u3400-\u9fff]+", re.sub(f"[{_CHINESE_FILLERS}]", " ", rest))


@cache
def _chinese() -> dict[str, KnownWord]:
    return {name: word for word in known_words() for name in word.chinese}


def _known(words: Collection[str]) -> set[str]:
    named = {w for w in known_words() if w.word in words or w.group in (COLOURS, STYLES)}
    return {*(w.lower() for w in words), *(n.lower() for w in named for n in (w.word, *w.synonyms))}


def _singulars(word: str) -> set[str]:
    ends = (("ies", "y"), ("es", ""), ("s", ""))
    return {word, *(word.removesuffix(end) + new for end, new in ends if word.endswith(end))}


def _with_article(noun: str, before: str = "") -> str:
    plural = noun.endswith(("eyeglasses", "headphones", "scissors"))
    article = "" if plural else "an " if noun[0] in "aeiou" else "a "
    return before + article + noun


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
