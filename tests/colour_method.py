"""A method as somebody would add it: this descriptor, a guidance file (tests/colour_guidance.py), and a row."""

from __future__ import annotations

from sketchpad.generation.methods.method import OTHERS, Method, Option


def _part(name: str, default: float) -> Option:
    return Option(
        name,
        default,
        0.0,
        1.0,
        f"Share of {name}",
        "Of the colour in the middle of the picture.",
        0.05,
        summary={OTHERS: f"{name} {{share}} %"},
        parameters={OTHERS: f"{name} {{value}}"},
        flag=f"how {name} the middle is, 0 to 1",
        short=name.capitalize(),
    )


SOFT = Option(
    "soft",
    False,
    label="Softly",
    note="Lets the rim of the middle be.",
    summary={True: "softly"},
    parameters={True: "softly"},
    flag="let the rim of the middle be",
    in_sight=True,
)
COLOUR = Method(
    "colour",
    "Colour",
    "Pulls the middle of the picture to a colour.",
    "tests.colour_guidance.ColourGuidance",
    menu="Colo&ur",
    key="Ctrl+F7",
    icon="bucket",
    most=4.0,
    options=(_part("red", 0.5), _part("green", 0.5), _part("blue", 0.5), SOFT),
)
