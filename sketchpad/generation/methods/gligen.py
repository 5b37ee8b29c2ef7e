"""GLIGEN, as the registry knows it."""

from __future__ import annotations

from sketchpad.generation.methods.controlnet import NET
from sketchpad.generation.methods.method import OTHERS, Method, Option

THINGS_FIRST = Option(
    "things_first",
    False,
    label="Objects first",
    note="Makes what each box says by itself, cuts it out and puts it into its box; the rest is painted around it. "
    "Takes a small picture a box longer.",
    word="things",
    summary={True: "objects first", False: "all at once"},
    parameters={True: "each thing first"},
    flag="make what each box says by itself first, and put it into its box",
    in_sight=True,
)
DECAY = Option(
    "decay",
    0.0,
    0.0,
    1.0,
    "GLIGEN fades",
    "Share of its steps, at the end, in which the boxes let go.",
    0.05,
    summary={OTHERS: "fades over {share} %"},
    parameters={OTHERS: "fades over {value}"},
    flag="the last share of its steps in which the gates close, 0 to 1",
    short="Fades",
)
GLIGEN = Method(
    "gligen",
    "GLIGEN",
    "Puts what a box says where the box is.",
    "sketchpad.guidance.gligen.GligenGuidance",
    menu="G&LIGEN",
    key="F8",
    most=1.0,
    reads="boxes",
    requires="grounding",
    catalogue="gligen",
    options=(THINGS_FIRST, DECAY, NET),
    by_default=True,
    batched_apart=True,
)
