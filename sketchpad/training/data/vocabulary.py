"""Words the embedded model is taught: concepts, their synonyms, styles, backgrounds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

from sketchpad import paths
from sketchpad.document.prompt.known_words import FILLERS
from sketchpad.training.data.backgrounds import BACKGROUNDS
from sketchpad.training.data.pictures import STYLES, read_list
from sketchpad.training.data.scenes import HUES


@cache
def synonyms() -> dict[str, list[str]]:
    """Map each concept to words that mean it, for captions; a word that many concepts claim means none of them.

    Those of the core words were chosen by hand; the lists that came with the pictures hold much that only has to do
    with a thing ("gang" for a bicycle). The table is shared: it must not be changed.
    """
    chosen = chosen_synonyms()
    rows = _rows("concepts.tsv")
    concepts = {row["concept"] for row in rows} | {w for words in chosen.values() for w in words}
    owner: dict[str, tuple[int, int, str]] = {}
    claims: Counter[str] = Counter()
    for row in rows:
        keywords = list(dict.fromkeys(_listed(row["keywords"].lower())))
        claims.update(keywords)
        for rank, word in enumerate(keywords):
            if re.fullmatch(r"[a-z][a-z -]{2,18}", word) and word not in concepts:
                claim = (int(row["n_styles"]), -rank, row["concept"])
                owner[word] = max(owner.get(word, claim), claim)
    result = {concept: list(words) for concept, words in chosen.items()}
    for word, (_, rank, concept) in owner.items():
        if concept not in chosen and claims[word] <= 4 and rank > -9:
            result.setdefault(concept, []).append(word)
    return result


def chosen_synonyms() -> dict[str, list[str]]:
    """Core word -> words of everyday English for the same thing; an empty list where there is none."""
    return {row["concept"]: _listed(row["synonyms"]) for row in _rows("synonyms.tsv")}


def concept_rows() -> list[tuple[str, list[str]]]:
    return [(row["concept"], _listed(row["keywords"].lower())) for row in _rows("concepts.tsv")]


@cache
def _rows(name: str) -> list[dict[str, str]]:
    path = paths.resources() / "training" / name
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _listed(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]


def core_words() -> tuple[str, ...]:
    path = paths.resources() / "training" / "core-concepts.txt"
    return tuple(path.read_text(encoding="utf-8").splitlines())


def vocabulary() -> dict[str, int]:
    """Map words to weights, for the tokenizer: what captions use most becomes one token first."""
    weights: Counter[str] = Counter()
    concepts = concept_rows()
    for text, weight in (
        (" ".join(concept.lower() for concept, _ in concepts), 30),
        (" ".join(keyword for _, keywords in concepts for keyword in keywords), 2),
        (FILLERS, 400),
        (" ".join(BACKGROUNDS), 400),
        (" ".join(HUES), 400),
        (" ".join(STYLES.values()).lower(), 400),
        (" ".join(core_words()), 400),
        (" ".join(word for words in chosen_synonyms().values() for word in words), 100),
    ):
        for word in re.findall(r"[a-z0-9']+", text):
            weights[word] += weight
    return dict(weights)


def well_drawn_words(styles: int = 3) -> tuple[str, ...]:
    """Concrete words that the list shows in several independent styles: what a larger budget is for."""
    drawn = {p.base for p in read_list() if p.concrete and p.styles >= styles}
    return tuple(sorted(drawn | set(core_words())))
