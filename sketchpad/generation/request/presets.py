"""Ways of steering under a name: a few that come with the program, and the user's own in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.errors import CannotWrite
from sketchpad.generation.methods.registry import CONTROLNET, EDGE_PREDICTOR, GLIGEN, METHODS
from sketchpad.generation.request.method_settings import MOST_METHODS, MethodSettings, wrong
from sketchpad.own_files import OwnFile

VERSION = 1
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


class Presets:
    """The user's own, in `path`; the order is that in which they were saved first.

    What makes no sense in the file is left out, and stays in it: a newer version may have written it.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or paths.user_data() / "presets.json"
        self._file: OwnFile[dict[str, Any]] = OwnFile(path, dict, _is_known)

    def present(self) -> tuple[Preset, ...]:
        read = map(_preset, self._file.read().get("presets", []))
        return tuple({one.name: one for one in read if one is not None}.values())[:MOST]

    def save(self, preset: Preset) -> None:
        """Keep `preset`, in place of one of the same name. Raises DiskFull or CannotWrite, also for one too many."""
        listed = {"name": preset.name, "methods": [one.to_json() for one in preset.methods]}

        def changed(presets: list[Any]) -> list[Any]:
            if any(_name(one) == preset.name for one in presets):
                return [listed if _name(one) == preset.name else one for one in presets]
            if len(presets) >= MOST:
                raise CannotWrite(self._file.path, "no_room")
            return [*presets, listed]

        self._change(changed)

    def remove(self, name: str) -> None:
        """Forget one. Raises as `save`."""
        self._change(lambda presets: [one for one in presets if _name(one) != name])

    def _change(self, changed: Callable[[list[Any]], list[Any]]) -> None:
        def rewritten(content: dict[str, Any]) -> dict[str, Any]:
            return {"version": VERSION, "presets": changed(content.get("presets", []))}

        self._file.change(rewritten)


def _is_known(content: dict[str, Any]) -> bool:
    return content["version"] == VERSION and isinstance(content["presets"], list)


def _name(data: object) -> object:
    return data.get("name") if isinstance(data, dict) else None


def _preset(data: object) -> Preset | None:
    try:
        name, methods = data["name"], data["methods"]  # type: ignore[index]
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            return None
        read = tuple(MethodSettings.from_json(one) for one in methods[:MOST_METHODS])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    known = all(one.name in METHODS and not any(wrong(one)) for one in read)
    return Preset(name, read) if known else None
