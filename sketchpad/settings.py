"""Every setting but those of methods: name, default, bounds, label. And the preferences, overrides in a JSON file."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad.errors import BadSetting
from sketchpad.own_files import OwnFile

Value = int | float | bool | str


@dataclass(frozen=True)
class Setting:
    """One setting.

    Args:
        default: its type is the type of the setting.
        low, high: inclusive bounds of a number; None for switches, choices and text.
        label, note: English, translated by the window.
        step: a number is a multiple of it (whole numbers), or moves by it in a spin box (fractions).
        choices: the allowed words, for a setting that is a choice.
    """

    name: str
    default: Value
    low: float | None = None
    high: float | None = None
    label: str = ""
    note: str = ""
    step: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: Any) -> Value:
        """`value` in the type of this setting, or BadSetting."""
        label = self.label or self.name
        if self.choices:
            if value not in self.choices:
                raise BadSetting(
                    self.name, value, reason="choice", label=label, choices=", ".join(self.choices)
                )
            return str(value)
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise BadSetting(self.name, value, False, True, label=label)
            return value
        if isinstance(self.default, str):
            if not isinstance(value, str):
                raise BadSetting(self.name, value, label=label)
            return value
        return self._number(value, label)

    def _number(self, value: Any, label: str) -> int | float:
        bad = BadSetting(self.name, value, self.low, self.high, label=label)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise bad
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            raise bad
        if isinstance(self.default, float):
            return float(value)
        if value != int(value):
            raise bad
        if self.step and int(value) % int(self.step):
            raise BadSetting(
                self.name,
                value,
                self.low,
                self.high,
                reason="multiple",
                label=label,
                step=self.step,
            )
        return int(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond any fraction
        return False


# Defaults of steps and guidance hold for models that bring none of their own (sketchpad.json).
SETTINGS: tuple[Setting, ...] = (
    Setting("width", 256, 128, 2048, "Width", "Of the picture, in pixels.", 64),
    Setting("height", 256, 128, 2048, "Height", "Of the picture, in pixels.", 64),
    Setting(
        "seed", 0, 0, 2**64 - 1, "Seed", "The same seed gives the same noise, with every method.", 1
    ),
    Setting("seed.locked", False, label="Lock seed", note="Keep the seed for the next picture."),
    Setting("steps", 20, 1, 150, "Steps", "More steps take longer and give finer pictures.", 1),
    Setting(
        "guidance_scale",
        5.0,
        1.0,
        30.0,
        "Guidance scale",
        "How strongly the prompt is obeyed.",
        0.5,
    ),
    Setting(
        "guidance_rescale",
        0.0,
        0.0,
        1.0,
        "Guidance rescale",
        "Takes back the harsh light of a high guidance scale, in models that begin from pure noise. "
        "0 switches it off; 0.7 is usual.",
        0.05,
    ),
    Setting(
        "two_pass",
        True,
        label="Two passes",
        note="Large pictures are composed at the size that the model was trained for, then finished at full size. "
        "Without it, models repeat things or lose their shape.",
    ),
    Setting(
        "scheduler",
        "ddim",
        label="Scheduler",
        note="How noise is taken away, step by step.",
        choices=("ddim", "euler", "euler_a", "dpm++", "dpm++_karras", "unipc", "lcm"),
    ),
    Setting("lora.strength", 1.0, -2.0, 2.0, "LoRA strength", "0 switches it off.", 0.05),
    Setting(
        "base.strength",
        0.75,
        0.05,
        1.0,
        "Denoising strength",
        "1 leaves nothing of the picture that it begins from.",
        0.05,
    ),
    Setting(
        "hint",
        "scribble",
        label="Lines from",
        note="How the drawing is turned into a control image.",
        choices=("scribble", "canny", "softedge"),
    ),
    Setting(
        "brush.width", 4.0, 0.5, 128.0, "Pen width", "At full pressure, in picture pixels.", 0.5
    ),
    Setting(
        "eraser.width",
        16.0,
        0.5,
        256.0,
        "Eraser width",
        "At full pressure, in picture pixels.",
        0.5,
    ),
    Setting(
        "region.width",
        32.0,
        1.0,
        512.0,
        "Region brush width",
        "Whatever the pressure, in picture pixels.",
        1.0,
    ),
    Setting("region.class", "sky", label="Class", note="What the regions to come show."),
    Setting(
        "region.mode",
        "brush",
        label="Regions",
        note="Painted with a brush, or filled by a click.",
        choices=("brush", "fill"),
    ),
    Setting(
        "region.favourites",
        "sky\ntree\ngrass\nwater\nperson\nbuilding\nroad\nmountain\nanimal",
        label="Classes at hand",
        note="On the keys 1 to 9, one a line.",
    ),
    Setting(
        "brush.pressure",
        True,
        label="Pen pressure",
        note="A pen's pressure changes the width of the line.",
    ),
    Setting(
        "brush.smooth",
        True,
        label="Smooth lines",
        note="Takes the hand's jitter out of lines.",
    ),
    Setting(
        "brush.steadiness",
        0.0,
        0.0,
        1.0,
        "Steadiness",
        "How far the line follows behind the pointer; 0: not at all.",
        0.05,
    ),
    Setting(
        "canvas.snap",
        True,
        label="Snap",
        note="What is dragged snaps to edges and middles that are near.",
    ),
    Setting("canvas.rulers", False, label="Rulers", note="At the edges of the canvas."),
    Setting(
        "result.opacity", 0.5, 0.0, 1.0, "Result opacity", "Of the picture on the canvas.", 0.05
    ),
    Setting(
        "result.mode",
        "under",
        label="Result on canvas",
        note="Where the picture is shown on the canvas.",
        choices=("under", "over", "hidden"),
    ),
    Setting(
        "autosave.seconds",
        30,
        5,
        600,
        "Autosave every",
        "Seconds between autosaves while you draw.",
        1,
    ),
    Setting("autosave.keep", 10, 1, 100, "Recoveries kept", "Older ones are deleted.", 1),
    Setting("export.quality", 95, 1, 100, "Quality", "Of JPEG and WebP files.", 1),
    Setting(
        "export.format",
        "png",
        label="Format",
        note="Of exported pictures.",
        choices=("png", "jpeg", "webp"),
    ),
    Setting("language", "", label="Language", note="Follows your system."),
    Setting(
        "theme",
        "system",
        label="Theme",
        note="Colours of the window.",
        choices=("system", "light", "dark"),
    ),
    Setting(
        "model",
        "",
        label="Model",
        note="Folder of a model; empty: the one that comes with Sketchpad.",
    ),
    Setting(
        "model.folders",
        "",
        label="Model folders",
        note="Folders and files with models of your own, one a line.",
    ),
    Setting(
        "offline",
        False,
        label="Offline mode",
        note="Nothing is asked of the network; what is on this computer can be used.",
    ),
    Setting(
        "device",
        "auto",
        label="Device",
        note="Where pictures are computed. Automatic: the fastest there is.",
        choices=("auto", "cuda", "mps", "cpu"),
    ),
    Setting(
        "precision",
        "auto",
        label="Precision",
        note="Half precision is faster and needs less memory; full precision is the safest.",
        choices=("auto", "float16", "bfloat16", "float32"),
    ),
    Setting(
        "offload",
        "auto",
        label="Save memory",
        note="Keeps idle model parts off the graphics card; a little slower. "
        "Layer by layer: for the smallest cards, much slower.",
        choices=("auto", "always", "layers", "never"),
    ),
    Setting(
        "runtime",
        "auto",
        label="Runtime",
        note="On processors OpenVINO is used where it is installed and faster. PyTorch: never.",
        choices=("auto", "torch"),
    ),
)

BY_NAME: Mapping[str, Setting] = MappingProxyType({setting.name: setting for setting in SETTINGS})


def setting(name: str) -> Setting:
    """The setting called `name`; KeyError if there is none."""
    return BY_NAME[name]


def check(name: str, value: Any) -> Value:
    """`value` if the setting `name` can have it, else BadSetting; KeyError for an unknown name."""
    return BY_NAME[name].check(value)


def default(name: str) -> Value:
    return BY_NAME[name].default


@dataclass(frozen=True)
class Preferences:
    """What the user chose, as far as it differs from the defaults. A value; `with_value` makes another one.

    What a newer version of the program wrote (unknown names) is kept and written again.
    """

    overrides: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def __getitem__(self, name: str) -> Value:
        known = BY_NAME[name]
        if name in self.overrides:
            try:
                return known.check(self.overrides[name])
            except BadSetting:
                pass
        return known.default

    def __iter__(self) -> Iterator[str]:
        return iter(BY_NAME)

    def with_value(self, name: str, value: Any) -> Preferences:
        """These preferences with one changed. Raises BadSetting, or KeyError for an unknown name."""
        checked = check(name, value)
        changed = {key: kept for key, kept in self.overrides.items() if key != name}
        if checked != BY_NAME[name].default:
            changed[name] = checked
        return Preferences(changed)

    def without(self, name: str) -> Preferences:
        """These preferences with `name` back at its default."""
        return Preferences({key: kept for key, kept in self.overrides.items() if key != name})

    def save(self, path: str | Path, names: Collection[str] | None = None) -> None:
        """Write them as JSON, atomically. Raises DiskFull or CannotWrite.

        Args:
            names: only these; the others stay as they are in the file, where another program may have changed them.
        """

        def changed(present: dict[str, Any]) -> dict[str, Any]:
            if names is None:
                return dict(self.overrides)
            kept = {name: value for name, value in present.items() if name not in names}
            return kept | {n: value for n, value in self.overrides.items() if n in names}

        _file(path).change(changed)

    @classmethod
    def load(cls, path: str | Path) -> Preferences:
        """The preferences in `path`; the defaults if there is no file, or one that was put aside: never an error."""
        return cls(_file(path).read())


def _file(path: str | Path) -> OwnFile[dict[str, Any]]:
    return OwnFile(Path(path), dict)
