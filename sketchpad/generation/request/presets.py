"""Ways of steering under a name: a few that come with the program, and the user's own in a file."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sketchpad import atomic, paths
from sketchpad.generation.methods.registry import CONTROLNET, EDGE_PREDICTOR, GLIGEN, METHODS
from sketchpad.generation.request.method_settings import MOST_METHODS, MethodSettings, wrong
from sketchpad.outside import ODD, parse_json, read_file

_log = logging.getLogger(__name__)
VERSION = 1
MOST = 100
LONGEST_NAME = 60
LARGEST_FILE = 1 << 20  # bytes


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
    Preset(
        "A hint of the lines",
        (MethodSettings(EDGE_PREDICTOR.name, 0.8, 0.0, 0.3),),
    ),
)
"""Their names are English; the window translates them."""


class Presets:
    """The user's own, in `path`; the order is that in which they were saved first."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or paths.user_data() / "presets.json"

    def present(self) -> tuple[Preset, ...]:
        """What is in the file; whatever in it makes no sense is left out."""
        try:
            content = parse_json(read_file(self._path, LARGEST_FILE))
            found = content["presets"] if content["version"] == VERSION else []
        except FileNotFoundError:
            return ()
        except ODD:
            _log.warning("%s could not be read", self._path, exc_info=True)
            return ()
        read = (_preset(one) for one in found[:MOST]) if isinstance(found, list) else ()
        return tuple({one.name: one for one in read if one is not None}.values())

    def save(self, preset: Preset) -> None:
        """Keep `preset`, in place of one of the same name. Raises DiskFull or CannotWrite."""
        kept = {one.name: one for one in self.present()}
        kept[preset.name] = preset
        self._write(tuple(kept.values())[-MOST:])

    def remove(self, name: str) -> None:
        """Forget one. Raises as `save`."""
        self._write(tuple(one for one in self.present() if one.name != name))

    def _write(self, presets: Sequence[Preset]) -> None:
        listed = [
            {"name": one.name, "methods": [method.to_json() for method in one.methods]}
            for one in presets
        ]
        text = json.dumps({"version": VERSION, "presets": listed}, ensure_ascii=False, indent=1)
        atomic.write_bytes(self._path, text.encode("utf-8", "surrogatepass"))


def _preset(data: object) -> Preset | None:
    try:
        name, methods = data["name"], data["methods"]  # type: ignore[index]
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            return None
        read = tuple(MethodSettings.from_json(one) for one in methods[:MOST_METHODS])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    known = all(one.name in METHODS and not any(wrong(one)) for one in read)
    return Preset(name, read) if known else None
