"""Prompts that say one of several things: {a|b|c}, {2::a|b}, and __name__ for a line of a wildcard file.

As in the extension "Dynamic Prompts" of AUTOMATIC1111's web UI. Wildcard files are text, a choice a line, with
remarks after #, in the folder wildcards of the user's data. The seed alone decides, so a picture can be made again.
"""

from __future__ import annotations

import random
import re

from sketchpad import paths
from sketchpad.errors import BadPrompt
from sketchpad.outside import read_file

LARGEST_FILE = 1 << 20  # bytes
LONGEST = 20_000  # letters of a prompt
DEEPEST = 20
MOST_CHOICES = 1000  # made for one prompt
_WILDCARD = re.compile(r"__([\w./-]{1,100}?)__")
_INNERMOST = re.compile(r"(?<!\\)\{([^{}]*)\}")
_WEIGHT = re.compile(r"\s*(\d{1,4}(?:\.\d{1,4})?)::")


def resolved(prompt: str, seed: int) -> str:
    """The prompt with a choice made wherever it leaves one; as it is where it leaves none.

    Raises BadPrompt where a wildcard file is missing or cannot be read, names itself, or leads to a prompt without end.
    """
    if "{" not in prompt and "__" not in prompt:
        return prompt
    chance = random.Random(f"{seed} {prompt}")
    made = 0
    for _ in range(DEEPEST):
        prompt, count = _INNERMOST.subn(lambda match: _choice(match[1].split("|"), chance), prompt)
        prompt, more = _WILDCARD.subn(lambda match: _choice(_lines(match[1]), chance), prompt)
        made += count + more
        if not count + more:
            return prompt.replace("\\{", "{").replace("\\}", "}")
        if len(prompt) > LONGEST or made > MOST_CHOICES:
            raise BadPrompt("too_long")
    raise BadPrompt("loop")


def is_open(prompt: str) -> bool:
    """Whether a prompt leaves a choice."""
    return bool(_INNERMOST.search(prompt) or _WILDCARD.search(prompt))


def _choice(parts: list[str], chance: random.Random) -> str:
    weights, texts = [], []
    for part in parts:
        weight = _WEIGHT.match(part)
        weights.append(float(weight[1]) if weight else 1.0)
        texts.append(part[weight.end() :] if weight else part)
    if not any(weights):
        weights = [1.0] * len(texts)
    return chance.choices(texts, weights)[0].strip()


def _lines(name: str) -> list[str]:
    if ".." in name or name.startswith("/"):
        raise BadPrompt("missing", name=name)
    path = paths.user_data() / "wildcards" / f"{name}.txt"
    try:
        text = read_file(path, LARGEST_FILE).decode("utf-8-sig")
    except (OSError, ValueError):
        raise BadPrompt("missing", name=name) from None
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    choices = [line for line in lines if line]
    if not choices:
        raise BadPrompt("missing", name=name)
    return choices
