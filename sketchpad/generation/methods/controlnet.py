"""ControlNet, as the registry knows it, and the options that it shares with T2I-Adapters."""

from __future__ import annotations

from sketchpad.generation.methods.method import Method
from sketchpad.generation.methods.option import OTHERS, TAIL, Option

KIND = Option("kind", "", label="Control image", sign=":", parameters={})
EMPHASIS = Option(
    "emphasis",
    "balanced",
    label="Emphasis",
    choices=("balanced", "prompt", "control"),
    summary={"prompt": "favours the prompt", "control": "favours the lines"},
    parameters={OTHERS: "emphasis on {value}"},
)
GUESS = Option(
    "guess", False, label="Guess mode", summary={True: "guesses"}, parameters={True: "guess mode"}
)
REGION = Option(
    "region",
    "",
    label="Region",
    longest=1000,
    word="in",
    typed={"": "everywhere", "boxes": "boxes", "strokes": "strokes"},
    summary={"boxes": "in the boxes", "strokes": "near the lines", OTHERS: "in “{value}”"},
    parameters={OTHERS: "in {value}"},
)
NET = Option(
    "net",
    "",
    label="Network",
    longest=4096,
    typed={"": "own"},
    summary={OTHERS: TAIL},
    parameters={OTHERS: TAIL},
)
NET_OPTIONS = (KIND, EMPHASIS, GUESS, REGION, NET)
CONTROLNET = Method(
    "controlnet",
    "ControlNet",
    "Builds the picture closely on your lines.",
    "sketchpad.guidance.controlnet.ControlNetGuidance",
    menu="C&ontrolNet",
    key="F7",
    reads="control_image",
    requires="residuals",
    catalogue="controlnet",
    options=NET_OPTIONS,
    by_default=True,
)
