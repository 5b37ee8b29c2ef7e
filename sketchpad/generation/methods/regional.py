"""Regional prompts, as the registry knows them."""

from __future__ import annotations

from sketchpad.generation.methods.gligen import GLIGEN, THINGS_FIRST
from sketchpad.generation.methods.method import Method

REGIONAL = Method(
    "regional",
    "Regional prompts",
    "Reads what a box says inside of the box only. Every model can do it.",
    "sketchpad.guidance.regional.RegionalGuidance",
    menu="Reg&ional prompts",
    key="Shift+F8",
    most=1.0,
    reads="boxes",
    requires="attention",
    options=(THINGS_FIRST,),
    stands_in=GLIGEN.name,
    by_default=True,
    batched_apart=True,
)
