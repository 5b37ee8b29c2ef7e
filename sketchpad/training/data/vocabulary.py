"""Words the embedded model is taught: concepts, their synonyms, styles, backgrounds."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from sketchpad import paths
from sketchpad.document.prompt.known_words import FILLERS
from sketchpad.training.data.pictures import STYLES
from sketchpad.training.data.scenes import BACKGROUNDS, HUES


def synonyms(path: Path | None = None) -> dict[str, list[str]]:
    """Map each concept to words that mean it, for captions; a word that many concepts claim means none of them.

    Those of the core words were chosen by hand; the lists that came with the pictures hold much that only has to do
    with a thing ("gang" for a bicycle).
    """
    chosen = chosen_synonyms()
    path = path or paths.resources() / "training" / "concepts.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    concepts = {row["concept"] for row in rows} | {w for found in chosen.values() for w in found}
    owner: dict[str, tuple[int, int, str]] = {}
    claims: Counter[str] = Counter()
    for row in rows:
        keywords = list(dict.fromkeys(k.strip().lower() for k in row["keywords"].split(",")))
        claims.update(keywords)
        for rank, word in enumerate(keywords):
            if re.fullmatch(r"[a-z][a-z -]{2,18}", word) and word not in concepts:
                claim = (int(row["n_styles"]), -rank, row["concept"])
                owner[word] = max(owner.get(word, claim), claim)
    result = {concept: list(found) for concept, found in chosen.items()}
    for word, (_, rank, concept) in owner.items():
        if concept not in chosen and claims[word] <= 4 and rank > -9:
            result.setdefault(concept, []).append(word)
    return result


def chosen_synonyms(path: Path | None = None) -> dict[str, list[str]]:
    """Core word -> words of everyday English for the same thing; an empty list where there is none."""
    path = path or paths.resources() / "training" / "synonyms.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["concept"]: [w.strip() for w in row["synonyms"].split(",") if w.strip()]
            for row in csv.DictReader(lines, delimiter="\t")
        }


def concept_rows(path: Path | None = None) -> list[tuple[str, list[str]]]:
    path = path or paths.resources() / "training" / "concepts.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            (row["concept"], [k.strip().lower() for k in row["keywords"].split(",")])
            for row in csv.DictReader(lines, delimiter="\t")
        ]


def core_words(path: Path | None = None) -> tuple[str, ...]:
    path = path or paths.resources() / "training" / "core-concepts.txt"
    return tuple(line for line in path.read_text(encoding="utf-8").split("\n") if line)


def vocabulary() -> dict[str, int]:
    """Map words to weights, for the tokenizer: what captions use most becomes one token first."""
    weights: Counter[str] = Counter()
    for concept, keywords in concept_rows():
        for word in re.findall(r"[a-z0-9']+", concept.lower()):
            weights[word] += 30
        for keyword in keywords:
            for word in re.findall(r"[a-z0-9']+", keyword):
                weights[word] += 2
    for text, weight in (
        (FILLERS, 400),
        (" ".join(BACKGROUNDS), 400),
        (" ".join(HUES), 400),
        (" ".join(STYLES.values()).lower(), 400),
        (" ".join(core_words()), 400),
        (" ".join(word for found in chosen_synonyms().values() for word in found), 100),
    ):
        for word in re.findall(r"[a-z0-9']+", text):
            weights[word] += weight
    return dict(weights)


def well_drawn_words(styles: int = 3) -> tuple[str, ...]:
    """Concrete words that the list shows in several independent styles: what a larger budget is for."""
    from sketchpad.training.data.pictures import read_list

    found = {p.base for p in read_list() if p.concrete and p.styles >= styles}
    return tuple(sorted(found | set(core_words())))
