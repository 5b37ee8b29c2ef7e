"""ControlNet and T2I-Adapter, which the window shows as a sort of ControlNet, as the registry knows them."""

from __future__ import annotations

from sketchpad.generation.methods.method import OTHERS, TAIL, Method, Option

KIND = Option("kind", "", label="Control image", sign=":", parameters={})
EMPHASIS = Option(
    "emphasis",
    "balanced",
    label="Emphasis",
    choices=("balanced", "prompt", "control", "unbalanced"),
    summary={
        "balanced": "prompt and lines alike",
        "prompt": "favours the prompt",
        "control": "favours the lines",
        "unbalanced": "strongly favours the lines",
    },
    parameters={"unbalanced": "unbalanced", OTHERS: "emphasis on {value}"},
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
    several=True,
)
T2I_ADAPTER = Method(
    "t2i_adapter",
    "T2I-Adapter",
    "A light network that reads your lines, once for all steps.",
    "sketchpad.guidance.t2i_adapter.AdapterGuidance",
    reads="control_image",
    requires="adapters",
    catalogue="t2i_adapter",
    options=NET_OPTIONS,
    shown_on=CONTROLNET.name,
)
