"""What the tensors of a LoRA file are called, and which of them make a whole change (no torch here)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

DOWN, UP, MID, ALPHA = "down", "up", "mid", "alpha"
LENGTHS, OUT_LENGTHS = "lengths", "out_lengths"
"""DoRA's: along the axis that their shape tells (as kohya's and LyCORIS' files), or of each output (as peft's)."""
HADAMARD = ("hada_w1_a", "hada_w1_b", "hada_w2_a", "hada_w2_b")
FULL = "full"
"""A whole difference, as LyCORIS writes it for layers that are trained in full, and for norms."""
BIAS, UP_BIAS, NEW_BIAS = "bias_difference", "up_bias", "new_bias"
"""Of biases: a difference; one that counts times alpha / rank (peft's `lora_bias`); a whole new one (peft's `bias`)"""
KRONECKER = (("lokr_w1", "lokr_w1_a", "lokr_w1_b"), ("lokr_w2", "lokr_w2_a", "lokr_w2_b"))
ROLES = {
    "lora_down.weight": DOWN,
    "lora_up.weight": UP,
    "lora_mid.weight": MID,
    "lora_A.weight": DOWN,
    "lora_B.weight": UP,
    "lora_A": DOWN,
    "lora_B": UP,
    "lora_B.bias": UP_BIAS,
    "base_layer.bias": NEW_BIAS,
    "diff": FULL,
    "diff_b": BIAS,
    "w_norm": FULL,
    "b_norm": BIAS,
    "lora.down.weight": DOWN,
    "lora.up.weight": UP,
    "lora_linear_layer.down.weight": DOWN,
    "lora_linear_layer.up.weight": UP,
    "alpha": ALPHA,
    "dora_scale": LENGTHS,
    "lora_magnitude_vector": OUT_LENGTHS,
    "lora_magnitude_vector.weight": OUT_LENGTHS,
    **{
        name: name
        for name in (*HADAMARD, "hada_t1", "hada_t2", *KRONECKER[0], *KRONECKER[1], "lokr_t2")
    },
}
"""How the tensors of one change are called in files, and which part of it they are."""


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
