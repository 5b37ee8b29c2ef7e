"""Ways of steering under a name: a few that come with the program, and the user's own in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.generation.methods.registry import CONTROLNET, EDGE_PREDICTOR, GLIGEN, METHODS
from sketchpad.generation.request.method_settings import MOST_METHODS, MethodSettings, wrong
from sketchpad.own_files import NamedFile

MOST = 100
LONGEST_NAME = 60


@dataclass(frozen=True)
class Preset:
    """`methods` are those that take part, as in a request."""

    name: str
    methods: tuple[MethodSettings, ...]


SHIPPED = (
    Preset("Close to the lines", (MethodSettings(CONTROLNET.name, 1.0, emphasis="control"),)),
    Preset("A loose sketch", (MethodSettings(CONTROLNET.name, 0.6, 0.0, 0.6, emphasis="prompt"),)),
    Preset(
        "Lines first, then free",
        (MethodSettings(CONTROLNET.name, 1.0, curve=((0.0, 1.0), (0.4, 1.0), (0.7, 0.0))),),
    ),
    Preset("Boxes only", (MethodSettings(GLIGEN.name, 1.0, decay=0.3, things_first=True),)),
    Preset(
        "Lines and boxes",
        (MethodSettings(CONTROLNET.name, 0.8), MethodSettings(GLIGEN.name, 1.0, things_first=True)),
    ),
    Preset("A hint of the lines", (MethodSettings(EDGE_PREDICTOR.name, 0.8, 0.0, 0.3),)),
)
"""Their names are English; the window translates them."""


class Presets(NamedFile[Preset]):
    """The user's own, in `path`."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__(
            path or paths.user_data() / "presets.json", "presets", _preset, _to_json, MOST
        )


def _to_json(preset: Preset) -> dict[str, Any]:
    return {"name": preset.name, "methods": [one.to_json() for one in preset.methods]}


def _preset(data: Any) -> Preset | None:
    name, methods = data["name"], data["methods"]
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return None
    read = tuple(MethodSettings.from_json(one) for one in methods[:MOST_METHODS])
    known = all(one.name in METHODS and not any(wrong(one)) for one in read)
    return Preset(name, read) if known else None
