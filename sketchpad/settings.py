"""Every setting but those of methods: name, default, bounds, label. And the preferences, overrides in a JSON file."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
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

    def called(self, label: str, note: str) -> Setting:
        return replace(self, label=label, note=note)

    def check(self, value: Any) -> Value:
        """`value` in the type of this setting, or BadSetting."""
        if self.choices:
            if value not in self.choices:
                raise self._bad(value, "choice", choices=", ".join(self.choices))
            return str(value)
        if isinstance(self.default, bool | str):
            if type(value) is not type(self.default):
                known = "true, false" if isinstance(self.default, bool) else "a text"
                raise self._bad(value, "choice", choices=known)
            checked: Value = value
            return checked
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            raise self._bad(value)
        below = self.low is not None and value < self.low
        above = self.high is not None and value > self.high
        is_whole = isinstance(self.default, int)
        if below or above or (is_whole and value != int(value)):
            raise self._bad(value)
        if is_whole and self.step and int(value) % int(self.step):
            raise self._bad(value, "multiple", step=self.step)
        return int(value) if is_whole else float(value)

    def _bad(self, value: Any, reason: str = "", **fields: Any) -> BadSetting:
        fields = {"low": self.low, "high": self.high, "label": self.label or self.name} | fields
        return BadSetting(self.name, value, reason=reason, **fields)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond any fraction
        return False


def _choice(name: str, *choices: str) -> Setting:
    """A choice whose default is the first one."""
    return Setting(name, choices[0], choices=choices)


# Defaults of steps and guidance hold for models that bring none of their own (sketchpad.json).
SETTINGS: tuple[Setting, ...] = (
    Setting("width", 256, 128, 2048, step=64).called("Width", "Of the picture, in pixels."),
    Setting("height", 256, 128, 2048, step=64).called("Height", "Of the picture, in pixels."),
    Setting("seed", 0, 0, 2**64 - 1, step=1).called(
        "Seed", "The same seed gives the same noise, with every method."
    ),
    Setting("variation_seed", 0, 0, 2**64 - 1, step=1).called(
        "Variation seed", "Of the other noise that is mixed in."
    ),
    Setting("variation_strength", 0.0, 0.0, 1.0, step=0.05).called(
        "Variation",
        "How far the noise is turned towards that of another seed: 0.2 keeps the composition, 1 is another picture.",
    ),
    Setting("count", 1, 1, 16, step=1).called(
        "Pictures", "Made together at a press of Generate, with seeds that follow each other."
    ),
    Setting("seed.locked", False).called("Lock seed", "Keep the seed for the next picture."),
    Setting("steps", 20, 1, 150, step=1).called(
        "Steps", "More steps take longer and give finer pictures."
    ),
    Setting("guidance_scale", 5.0, 1.0, 30.0, step=0.5).called(
        "Guidance scale", "How strongly the prompt is obeyed."
    ),
    Setting("guidance_rescale", 0.0, 0.0, 1.0, step=0.05).called(
        "Guidance rescale",
        "Takes back the harsh light of a high guidance scale, in models that begin from pure noise. 0 "
        "switches it off; 0.7 is usual.",
    ),
    Setting("two_pass", True).called(
        "Two passes",
        "Large pictures are composed at the size that the model was trained for, then finished at full size. "
        "Without it, models repeat things or lose their shape.",
    ),
    _choice(
        "scheduler", "ddim", "euler", "euler_a", "dpm++", "dpm++_karras", "unipc", "lcm"
    ).called("Scheduler", "How noise is taken away, step by step."),
    Setting("lora.strength", 1.0, -2.0, 2.0, step=0.05).called(
        "LoRA strength", "0 switches it off."
    ),
    Setting("base.strength", 0.75, 0.05, 1.0, step=0.05).called(
        "Denoising strength", "1 leaves nothing of the picture that it begins from."
    ),
    Setting("mask.grow", 0, -256, 256, step=1).called(
        "Grow mask", "In picture pixels; below 0 the mask shrinks."
    ),
    Setting("mask.feather", 8, 0, 256, step=1).called(
        "Feather mask", "Picture pixels over which the new picture passes into the old one."
    ),
    Setting("mask.padding", 32, 0, 1024, step=1).called(
        "Padding", "Picture pixels around a part painted alone that the model sees."
    ),
    Setting("denoising", 0.6, 0.05, 1.0, step=0.05).called(
        "Denoising strength", "Of the colour layer: 1 leaves nothing of its colours."
    ),
    _choice("hint", "scribble", "canny", "softedge").called(
        "Lines from", "How the drawing is turned into a control image."
    ),
    Setting("brush.width", 4.0, 0.5, 128.0, step=0.5).called(
        "Pen width", "At full pressure, in picture pixels."
    ),
    Setting("eraser.width", 16.0, 0.5, 256.0, step=0.5).called(
        "Eraser width", "At full pressure, in picture pixels."
    ),
    Setting("region.width", 32.0, 1.0, 512.0, step=1.0).called(
        "Region brush width", "Whatever the pressure, in picture pixels."
    ),
    Setting("mask.width", 32.0, 1.0, 512.0, step=1.0).called(
        "Mask brush width", "Whatever the pressure, in picture pixels."
    ),
    Setting("region.class", "sky").called("Class", "What the regions to come show."),
    _choice("region.mode", "brush", "fill").called(
        "Regions", "Painted with a brush, or filled by a click."
    ),
    Setting(
        "region.favourites", "sky\ntree\ngrass\nwater\nperson\nbuilding\nroad\nmountain\nanimal"
    ).called("Classes at hand", "On the keys 1 to 9, one a line."),
    Setting("paint.width", 24.0, 1.0, 512.0, step=1.0).called(
        "Paint brush width", "At full pressure, in picture pixels."
    ),
    Setting("paint.opacity", 1.0, 0.05, 1.0, step=0.05).called(
        "Opacity of paint", "Of a whole stroke: where it crosses itself it is no darker."
    ),
    Setting("paint.colour", "#d9a441").called("Colour", "In which the paint brush paints."),
    Setting("paint.recent", "").called("Recent colours", "That were painted with, one a line."),
    Setting("paint.palette", "").called(
        "Palette", "The colours at hand: a name of those that come with Sketchpad, or a .gpl file."
    ),
    _choice("paint.blend", "normal", "multiply").called(
        "Mixing", "Whether paint covers what lies below, or darkens it."
    ),
    _choice("paint.pressure", "width", "opacity", "both", "nothing").called(
        "Pressure", "What a pen's pressure changes in paint."
    ),
    _choice("paint.mode", "brush", "fill").called(
        "Paint", "With a brush, or by filling between lines."
    ),
    Setting("brush.pressure", True).called(
        "Pen pressure", "A pen's pressure changes the width of the line."
    ),
    Setting("brush.smooth", True).called("Smooth lines", "Takes the hand's jitter out of lines."),
    Setting("brush.steadiness", 0.0, 0.0, 1.0, step=0.05).called(
        "Steadiness", "How far the line follows behind the pointer; 0: not at all."
    ),
    Setting("canvas.snap", True).called(
        "Snap", "What is dragged snaps to edges and middles that are near."
    ),
    Setting("canvas.rulers", False).called("Rulers", "At the edges of the canvas."),
    Setting("result.opacity", 0.5, 0.0, 1.0, step=0.05).called(
        "Result opacity", "Of the picture on the canvas."
    ),
    _choice("result.mode", "under", "over", "hidden").called(
        "Result on canvas", "Where the picture is shown on the canvas."
    ),
    Setting("autosave.keep", 10, 1, 100, step=1).called(
        "Recoveries kept", "Older ones are deleted."
    ),
    Setting("gallery.keep", True).called(
        "Keep every picture",
        "In the gallery, until you delete it. Otherwise pictures are kept while Sketchpad is open.",
    ),
    Setting("gallery.folder", "").called("Gallery", "The folder in which the pictures lie."),
    Setting("gallery.size", 20, 0, 100_000, step=1).called(
        "At most",
        "Gigabytes of pictures; beyond that the oldest go into the bin, but for those with a star or on a board. "
        "0 is no limit.",
    ),
    Setting("gallery.days", 0, 0, 36_500, step=1).called(
        "Not older than",
        "Days; older pictures go into the bin, but for those with a star or on a board. 0 is no limit.",
    ),
    Setting("export.quality", 95, 1, 100, step=1).called("Quality", "Of JPEG and WebP files."),
    _choice("export.format", "png", "jpeg", "webp").called("Format", "Of exported pictures."),
    Setting("export.name", "{name} {seed}").called(
        "File name",
        "Of exported pictures. {name} of the drawing, {seed}, {prompt}, {date}, {time}, {model}, {method}, {size}.",
    ),
    Setting("export.metadata", True).called(
        "Say in the picture what made it",
        "Prompt, settings and drawing, for Sketchpad and other programs, and that a model made it.",
    ),
    Setting("export.trim", True).called(
        "Trim cut-outs", "To the thing, without the empty page around it."
    ),
    Setting("language", "").called("Language", "Follows your system."),
    _choice("theme", "system", "light", "dark").called("Theme", "Colours of the window."),
    Setting("model", "").called(
        "Model", "Folder of a model; empty: the one that comes with Sketchpad."
    ),
    Setting("model.folders", "").called(
        "Model folders", "Folders and files with models of your own, one a line."
    ),
    Setting("offline", False).called(
        "Offline mode", "Nothing is asked of the network; what is on this computer can be used."
    ),
    _choice("device", "auto", "cuda", "mps", "cpu").called(
        "Device", "Where pictures are computed. Automatic: the fastest there is."
    ),
    _choice("precision", "auto", "float16", "bfloat16", "float32").called(
        "Precision", "Half precision is faster and needs less memory; full precision is the safest."
    ),
    _choice("offload", "auto", "always", "layers", "never").called(
        "Save memory",
        "Keeps idle model parts off the graphics card; a little slower. Layer by layer: for the smallest "
        "cards, much slower.",
    ),
    _choice("runtime", "auto", "torch").called(
        "Runtime",
        "On processors OpenVINO is used where it is installed and faster. PyTorch: never.",
    ),
    Setting("live.refine", True).called(
        "Live: refine", "When the hand rests, the picture is made once more in all its steps."
    ),
    Setting("live.from_last", False).called(
        "Live: begin from the last picture",
        "After a small change half of the steps are taken, from a picture before it: sooner, and less changes.",
    ),
    Setting("live.battery", False).called(
        "Live: save the battery", "Live drawing waits while the computer runs on its battery."
    ),
    Setting("cluster", "").called(
        "Cluster",
        "Address of a Ray cluster where pictures are made, like ray://10.0.0.5:10001; empty: on this computer.",
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
        changed = {name: checked} if checked != default(name) else {}
        return Preferences({**self.without(name).overrides, **changed})

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
