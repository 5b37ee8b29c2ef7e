"""T2I-Adapter, as the registry knows it: in the window a sort of ControlNet."""

from __future__ import annotations

from sketchpad.generation.methods.controlnet import CONTROLNET, NET_OPTIONS
from sketchpad.generation.methods.method import Method

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
