"""`sketchpad metrics`: is a thing in a picture, or in a box of it? The embedded judge says what it sees."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sketchpad import paths
from sketchpad.cli.shared import arguments
from sketchpad.terminal import Misuse

if TYPE_CHECKING:
    from sketchpad.document.box import Box, Rect
    from sketchpad.metrics.boxes import Picture
    from sketchpad.metrics.judge import Judge

LARGEST_SIDE = 4096
SEEN = 5  # words that are named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Ask the judge, a small network that knows some words and never saw a generated picture in training, whether "
        "a thing is in pictures or in boxes of them. Without a word it tells what it sees. The exit status is 0 where "
        "everything asked for is there, else 1. A word may come with others: “a red car”."
    )
    arguments.declare(
        parser,
        """
        pictures PICTURE...   picture files
        --word WORD...        is it in the pictures? may be repeated
        --box X0,Y0,X1,Y1:WORD...  is it in this part of them? in shares of the picture from its top left; may be
                              repeated
        --judge FOLDER        another judge
        --json                tell it as JSON
        """,
        box=arguments.box,
    )


@dataclass(frozen=True)
class Answer:
    """What the judge says about one picture or box.

    Args:
        phrase, asked: what was asked for, and the judge's word for it.
        there: whether it is to be seen; ``presence`` is the probability of that.
        top1, top5, probability: how the word ranks among all that the judge knows.
        seen: its first choices with their probabilities.
    """

    picture: str
    seen: tuple[tuple[str, float], ...]
    phrase: str = ""
    asked: str = ""
    box: Rect | None = None
    there: bool | None = None
    presence: float | None = None
    top1: bool | None = None
    top5: bool | None = None
    probability: float | None = None

    def sentence(self) -> str:
        where = self.picture
        if self.box is not None:
            where += f", box {', '.join(f'{edge:g}' for edge in self.box)}"
        seen = ", ".join(f"{word} {100 * share:.0f} %" for word, share in self.seen)
        if self.there is None:
            return f"{where}: {seen}"
        asked = self.phrase if self.phrase == self.asked else f"{self.phrase} ({self.asked})"
        said = "yes" if self.there else "no, but among the first five" if self.top5 else "no"
        return f"{where}: {asked}: {said} ({100 * (self.presence or 0):.0f} %); seen: {seen}"


def run(args: argparse.Namespace) -> int:
    from sketchpad.document.io.picture import read_picture
    from sketchpad.metrics.judge import Judge

    judge = Judge.load(args.judge or paths.weights() / "judge")
    words = [(word, known_word(word, judge)) for word in args.word]
    boxes = [(box, known_word(box.phrase, judge)) for box in args.box]
    answers: list[Answer] = []
    for path in args.pictures:
        answers += about(str(path), read_picture(path, LARGEST_SIDE), words, boxes, judge)
    if args.json:
        print(json.dumps([asdict(answer) for answer in answers], indent=1, ensure_ascii=False))
    else:
        print("\n".join(answer.sentence() for answer in answers))
    return 0 if all(answer.there in (True, None) for answer in answers) else 1


def known_word(phrase: str, judge: Judge) -> str:
    """The judge's word that a phrase speaks of. Raises Misuse where it knows none."""
    if (word := judge.word_for(phrase)) is None:
        known = ", ".join(sorted(judge.words))
        raise Misuse(f"the judge knows no word of “{phrase}”; it knows: {known}")
    return word


def about(
    name: str,
    picture: Picture,
    words: Sequence[tuple[str, str]],
    boxes: Sequence[tuple[Box, str]],
    judge: Judge,
) -> list[Answer]:
    """Answers about phrases in the whole of a picture (uint8 RGB) and those in its boxes, each with the judge's word.

    Where nothing is asked, what the picture shows.
    """
    from sketchpad.metrics.boxes import crop_box

    whole = crop_box(picture, (0.0, 0.0, 1.0, 1.0))
    asked: list[tuple[str, str, Any, Picture]] = [(p, word, None, whole) for p, word in words]
    asked += [(box.phrase, word, box.rect, crop_box(picture, box.rect)) for box, word in boxes]
    if not asked:
        return [Answer(name, first_choices(whole, judge))]
    return [_answer(name, phrase, word, rect, part, judge) for phrase, word, rect, part in asked]


def first_choices(part: Picture, judge: Judge) -> tuple[tuple[str, float], ...]:
    """The words that the judge would name first for a crop, with their probabilities."""
    scores = judge.scores(part[None])[0]
    order = scores.argsort()[::-1][:SEEN]
    return tuple((judge.words[i], round(float(scores[i]), 4)) for i in order)


def _answer(
    name: str,
    phrase: str,
    word: str,
    rect: Rect | None,
    part: Picture,
    judge: Judge,
) -> Answer:
    from sketchpad.metrics.boxes import judge_pictures

    verdict = judge_pictures([part], [word], judge)[0]
    shown, whole = part[None], rect is None
    return Answer(
        name,
        first_choices(part, judge),
        phrase,
        word,
        rect,
        there=bool(judge.there(shown, [phrase], whole)[0, 0]),
        presence=round(float(judge.presence(shown, [phrase], whole)[0, 0]), 4),
        top1=verdict.top1,
        top5=verdict.top5,
        probability=round(verdict.probability, 4),
    )
