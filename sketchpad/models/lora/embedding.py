"""Textual inversions: learnt vectors that stand for a word of the prompt (no torch here).

Gal et al., "An Image is Worth One Word", ICLR 2023. They come as files of their own, named after their word, or beside
a LoRA (OneTrainer's bundles).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL

MOST_VECTORS = 75
_BUNDLED = re.compile(r"bundle_emb\.([^.]+)\.(?:string_to_param\.)?(clip_l|clip_g|\*|emb_params)")
_WIDTHS = {768: SD1, 1024: SD2}
_Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class Embedding:
    """A word and the tensors that stand for it.

    Args:
        word: as it is written in a prompt, in lower case.
        tensors: their names in the file, one for each text encoder; each (vectors, width).
        family: of the models it was made for; "" where that cannot be seen.
    """

    word: str
    tensors: tuple[str, ...]
    family: str


def is_bundled(name: str) -> bool:
    """Whether a tensor of a LoRA file belongs to a textual inversion beside it."""
    return name.startswith("bundle_emb.")


def embeddings_of(path: Path, shapes: _Shapes) -> tuple[Embedding, ...]:
    """The textual inversions in a file with tensors of these shapes; none in files of another kind."""
    if any(map(is_bundled, shapes)):
        words: dict[str, dict[str, str]] = {}
        for name in shapes:
            if match := _BUNDLED.fullmatch(name):
                words.setdefault(match[1], {})[match[2]] = name
    elif shapes.keys() <= {"clip_l", "clip_g"} or shapes.keys() == {"emb_params"}:
        words = {path.stem: {name: name for name in shapes}}
    elif len(shapes) == 1:  # diffusers writes the word as the tensor's name
        words = {name: {"*": name} for name in shapes if "." not in name}
    else:
        return ()
    made = (_embedding(word, names, shapes) for word, names in words.items())
    return tuple(one for one in made if one is not None)


def _embedding(word: str, names: dict[str, str], shapes: _Shapes) -> Embedding | None:
    tensors = tuple(name for _, name in sorted(names.items(), key=lambda item: item[0] == "clip_g"))
    sizes = [shapes[name] for name in tensors]
    flat = [(1, *size) if len(size) == 1 else size for size in sizes]
    if not flat or any(len(size) != 2 or not 0 < size[0] <= MOST_VECTORS for size in flat):
        return None
    if len({size[0] for size in flat}) > 1 or not word.strip():
        return None
    family = SDXL if len(tensors) == 2 else _WIDTHS.get(flat[0][1], "")
    return Embedding(word.strip().lower(), tensors, family)
