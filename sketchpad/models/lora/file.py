"""LoRA files: what they change, checked before anything is changed (no torch here).

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022: a matrix W becomes W + s (alpha / r) B A.
LoHa, LoKr and DoRA files count as such, too (formats.py), and textual inversions. Two ways of naming are in use, that
of diffusers and peft ("unet.mid_block...lora_A.weight") and that of kohya's scripts
("lora_unet_mid_block_...lora_down.weight", or with the names of the original code).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sketchpad.errors import BadLora, WeightsDamaged, WeightsMissing
from sketchpad.models.checkpoints.model_info import (
    FAMILY_LABELS,
    SD1,
    SDXL,
    ModelInfo,
    family_of_width,
)
from sketchpad.models.checkpoints.safetensors_io import check_header

DOWN, UP, MID, ALPHA = "down", "up", "mid", "alpha"
LENGTHS, OUT_LENGTHS = "lengths", "out_lengths"
"""DoRA's: along the axis that their shape tells (as kohya's and LyCORIS' files), or of each output (as peft's)."""
HADAMARD = ("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b")
FULL = "full"
"""A whole difference, as LyCORIS writes it for layers that are trained in full, and for norms."""
BIAS, UP_BIAS, NEW_BIAS = "bias_difference", "up_bias", "new_bias"
"""Of biases: a difference; one that counts times alpha / rank (peft's `lora_bias`); a whole new one (peft's `bias`)"""
KRONECKER = (("lokr_w1", "lokr_w1_a", "lokr_w1_b"), ("lokr_w2", "lokr_w2_a", "lokr_w2_b"))
_SAME = (*HADAMARD, "hada_t1", "hada_t2", *KRONECKER[0], *KRONECKER[1], "lokr_t2")
ROLES = {
    "lora_down.weight": DOWN, "lora_up.weight": UP, "lora_mid.weight": MID, "lora_A.weight": DOWN, "lora_B.weight": UP,
    "lora_A": DOWN, "lora_B": UP, "lora_B.bias": UP_BIAS, "base_layer.bias": NEW_BIAS, "diff": FULL, "diff_b": BIAS,
    "w_norm": FULL, "b_norm": BIAS, "lora.down.weight": DOWN, "lora.up.weight": UP,
    "lora_linear_layer.down.weight": DOWN, "lora_linear_layer.up.weight": UP, "alpha": ALPHA, "dora_scale": LENGTHS,
    "lora_magnitude_vector": OUT_LENGTHS, "lora_magnitude_vector.weight": OUT_LENGTHS,
    **{name: name for name in _SAME},
}  # fmt: skip
"""How the tensors of one change are called in files, and which part of it they are."""
UNET, FIRST, SECOND = "unet", "text_encoder", "text_encoder_2"
_FLAT = {"lora_unet_": UNET, "lora_te1_": FIRST, "lora_te2_": SECOND, "lora_te_": FIRST}
_DOTTED = {
    "unet.": UNET,
    "diffusion_model.": UNET,
    "text_encoder_2.": SECOND,
    "text_encoder.": FIRST,
}
_OLD = re.compile(r"(.*)\.processor\.(to_q|to_k|to_v|to_out)_lora\.(down|up)\.weight")
_OLD_TEXT = re.compile(r"(.*\.self_attn)\.to_(q|k|v|out)_lora\.(down|up)\.weight")
_OTHER_KINDS = re.compile(
    r"oft_|glora|\.on_input|ia3_|lokr_t1|\.[ab][12]\.weight$|lllite_|hypernet"
)
"""OFT and BOFT, GLoRA, IA3 and ControlLLLite are no sums of a weight and a product."""
_ARCHITECTURES = (
    ("FLUX", re.compile(r"single_transformer_blocks|double_blocks|single_blocks")),
    ("Stable Diffusion 3", re.compile(r"joint_blocks|transformer_blocks\.\d+\.attn\.add_[kqv]_proj")),
    ("Stable Cascade", re.compile(r"^lora_prior_|^prior\.")),
    ("Wan, Qwen Image or the like",
     re.compile(r"^(lora_)?transformer[._]|^(diffusion_model\.|lora_unet_)(layers|blocks|transformer_blocks)[._]")),
)  # fmt: skip
"""Of others' LoRA files, by the names of their layers; the first that fits."""
_ADAPTER = re.compile(
    r"\.(lora_A|lora_B|lora_magnitude_vector)\.(?!weight$|bias$)[^.]+(?=\.weight$|\.bias$|$)"
)
"""peft can write the adapter's name in between."""
_WIDTH = re.compile(r"attn2.*to_[kv]")
MOST_VECTORS = 75
_BUNDLED = re.compile(r"bundle_emb\.([^.]+)\.(?:string_to_param\.)?(clip_l|clip_g|\*|emb_params)")
_Shapes = Mapping[str, tuple[int, ...]]


@dataclass
class LoraLayer:
    """One change of a weight: the names of its tensors in the file, by role."""

    target: str
    module: str
    tensors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoraInfo:
    """A LoRA file before it is loaded. `context_width`: of the prompts' tokens it was made for, 0 when unknown."""

    path: Path
    changes: tuple[LoraLayer, ...]
    context_width: int
    stamp: tuple[int, int]
    architecture: str = ""
    """What it was made for where that is none of our families, in words."""
    embeddings: tuple[Embedding, ...] = ()
    """Textual inversions in the file; each counts where a prompt names its word."""

    @property
    def family(self) -> str:
        """The label of the family that it seems to be of; empty when unknown."""
        family = family_of_width(self.context_width)
        if not self.changes and self.embeddings:
            family = self.embeddings[0].family
        return self.architecture or FAMILY_LABELS.get(family, "")

    def check_fits(self, info: ModelInfo) -> None:
        """BadLora where the file was made for another family than a model's."""
        two = any(change.target == SECOND for change in self.changes)
        widths = (self.context_width, info.context_width)
        other = all(widths) and widths[0] != widths[1]
        if self.architecture or other or (two and info.family != SDXL):
            family = self.family or FAMILY_LABELS[SDXL if two else SD1]
            raise BadLora(self.path, "family", family=family, model=info.name)


def inspect_lora(path: str | Path) -> LoraInfo:
    """What a LoRA file changes. Reads its table of contents only, and that once; BadLora where it is none."""
    path = Path(path).expanduser()
    try:
        if not path.is_file():
            raise BadLora(path, "missing")
        status = path.stat()
    except OSError:
        raise BadLora(path, "unreadable") from None
    if path.suffix.lower() != ".safetensors":
        raise BadLora(path, "pickle")
    return _inspect(path, (status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=32)
def _inspect(path: Path, stamp: tuple[int, int]) -> LoraInfo:
    try:
        shapes = check_header(path)
    except WeightsMissing:
        raise BadLora(path, "missing") from None
    except WeightsDamaged as reason:
        raise BadLora(path, "damaged", detail=reason.reason) from reason
    if any("lora" in name.lower() for name in shapes):
        for architecture, layers in _ARCHITECTURES:
            if any(layers.search(name) for name in shapes):
                return LoraInfo(path, (), 0, stamp, architecture)
    embeddings = embeddings_of(path, shapes)
    changes: dict[tuple[str, str], LoraLayer] = {}
    for name in shapes:
        if is_bundled(name) or any(name in embedding.tensors for embedding in embeddings):
            continue
        if _OTHER_KINDS.search(name):
            raise BadLora(path, "kind", detail=name)
        parsed = parse(name)
        if parsed is None:
            raise BadLora(path, "not_a_lora", detail=name)
        target, module, role = parsed
        changes.setdefault((target, module), LoraLayer(target, module)).tensors[role] = name
    whole = [c for c in changes.values() if is_whole(c.tensors)]
    bare = all(c.tensors.keys() <= {NEW_BIAS} for c in whole) and not embeddings
    if len(whole) < len(changes) or bare:
        raise BadLora(path, "not_a_lora", detail=path.name)
    width = _context_width(whole, shapes)
    return LoraInfo(path, tuple(whole), width, stamp, embeddings=embeddings)


def _context_width(changes: list[LoraLayer], shapes: Mapping[str, tuple[int, ...]]) -> int:
    widths = {
        inputs_of({role: shapes[name] for role, name in change.tensors.items()})
        for change in changes
        if change.target == UNET and _WIDTH.search(change.module)
    }
    return widths.pop() if len(widths) == 1 else 0


def parse(name: str) -> tuple[str, str, str] | None:
    """(target, module, role) of a tensor in a LoRA file; None where it is not one of a LoRA.

    `module` is dotted as in diffusers, or flat with underscores as in kohya's files.
    """
    for start, target in _FLAT.items():
        if name.startswith(start):
            module, _, role = name.removeprefix(start).partition(".")
            return (target, module, ROLES[role]) if role in ROLES else None
    target, rest = UNET, name.removeprefix("base_model.model.")
    for start, kind in _DOTTED.items():
        if rest.startswith(start):
            target, rest = kind, rest.removeprefix(start).removeprefix("base_model.model.")
            break
    rest = _ADAPTER.sub(r".\1", rest)
    if match := _OLD_TEXT.fullmatch(rest):
        return target, f"{match[1]}.{match[2]}_proj", match[3]
    if match := _OLD.fullmatch(rest):
        module, part, role = match.groups()
        return target, f"{module}.{part}" + (".0" if part == "to_out" else ""), role
    for end, role in ROLES.items():
        if rest.endswith("." + end):
            return target, rest.removesuffix("." + end), role
    return None


def is_whole(roles: Collection[str]) -> bool:
    """Whether these parts make a change."""
    known = set(roles)
    if {DOWN, UP} <= known or set(HADAMARD) <= known or FULL in known or known <= {BIAS, NEW_BIAS}:
        return True
    return all(
        whole in roles or (first in roles and second in roles) for whole, first, second in KRONECKER
    )


def inputs_of(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """How many values a changed matrix takes, from the shapes of the change's parts by role; 0 when unknown."""
    try:
        if DOWN in shapes or FULL in shapes:
            return shapes[DOWN if DOWN in shapes else FULL][1]
        if HADAMARD[1] in shapes:
            return shapes[HADAMARD[1]][1]
        factors = (
            shapes[whole] if whole in shapes else shapes[second] for whole, _, second in KRONECKER
        )
        first, second = (shape[1] for shape in factors)
    except (IndexError, KeyError):
        return 0
    return first * second


@dataclass(frozen=True)
class Embedding:
    """A textual inversion: a word and the tensors that stand for it.

    Gal et al., "An Image is Worth One Word", ICLR 2023. They come as files of their own, named after their word, or
    beside a LoRA (OneTrainer's bundles).

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
    embeddings = (_embedding(word, names, shapes) for word, names in words.items())
    return tuple(embedding for embedding in embeddings if embedding is not None)


def _embedding(word: str, names: dict[str, str], shapes: _Shapes) -> Embedding | None:
    tensors = tuple(name for _, name in sorted(names.items(), key=lambda item: item[0] == "clip_g"))
    sizes = [shapes[name] for name in tensors]
    flat = [(1, *size) if len(size) == 1 else size for size in sizes]
    if not flat or any(len(size) != 2 or not 0 < size[0] <= MOST_VECTORS for size in flat):
        return None
    if len({size[0] for size in flat}) > 1 or not word.strip():
        return None
    family = SDXL if len(tensors) == 2 else family_of_width(flat[0][1])
    return Embedding(word.strip().lower(), tensors, family)
