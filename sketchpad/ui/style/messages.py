"""Sentences and names that come from outside of the window, in the user's language.

The English texts live where they belong (error_messages.py, settings.py, generation/methods);
resources/translations/update.py collects them for the translators under the contexts used here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from sketchpad import error_messages, settings
from sketchpad.document.palette import own_palettes
from sketchpad.document.pose import JOINTS
from sketchpad.document.prompt import known_words, styles
from sketchpad.error_messages import MESSAGES
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.methods.method import TAIL
from sketchpad.generation.methods.registry import METHODS, all_options
from sketchpad.generation.request.presets import SHIPPED
from sketchpad.generation.request.request import Request
from sketchpad.hints.reference import OPTIONS, Option
from sketchpad.hints.registry import HINTS
from sketchpad.hints.segmentation import palette
from sketchpad.models.catalogue.catalogue import (
    CONTROLNET,
    FOLLOWS,
    FOLLOWS_KNOWN,
    GLIGEN,
    KINDS,
    T2I_ADAPTER,
    VAE,
    shipped,
)

DETAILS = (  # what errors say in their fields
    "Install Sketchpad again or choose another model.",
    "Download it first.",
    "Add it from the hub to the list of models, or choose another model.",
    "Choose another network.",
    "Choose another folder.",
    "Choose another VAE.",
    "gated attention",
    "gated attention, which exists for Stable Diffusion 1.x only",
    "edge predictor",
)
DRAWN_LINES = "Drawn lines"
MODES = {"none": "No guidance"}
SUMMARIES = {
    "base": "Makes the pictures.",
    CONTROLNET: "Builds pictures on lines, depth, poses and more.",
    T2I_ADAPTER: "Like ControlNet, smaller and looser.",
    GLIGEN: "Puts what boxes say where they are.",
    VAE: "Turns latents into pictures, in place of the one that a model brings.",
    "lora": "Changes the style or the speed of a model.",
}
"""What models of a kind are for."""


def texts() -> Iterator[tuple[str, str]]:
    """Context and English text of everything translated here that no `tr` in a source file shows."""
    for sentence in MESSAGES.values():
        yield "Message", sentence
    for one in settings.SETTINGS:
        for text in (one.label, one.note):
            if text:
                yield "Setting", text
    for method in METHODS.values():
        for text in method.texts():
            yield "Method", text
        for part in (*method.settings, *method.options):
            yield from (("Setting", text) for text in (part.label, part.note) if text)
    for own in all_options().values():
        yield from (("Setting", text) for text in (own.short, *own.labels.values()) if text)
        yield from (("CompareWords", text) for text in own.summary.values() if text != TAIL)
    options = (option.label for options in OPTIONS.values() for option in options)
    groups = dict.fromkeys(word.group for word in known_words.known_words())
    for context, words in (
        ("WordGroup", (*groups, known_words.OTHER)),
        ("Method", MODES.values()),
        ("Hint", (*(hint.label for hint in HINTS.values()), *options, DRAWN_LINES)),
        ("Joint", JOINTS),
        ("Class", palette()),
        ("Palette", dict.fromkeys(_palette_names())),
        ("Style", (style.name for style in styles.shipped())),
        ("Preset", (preset.name for preset in SHIPPED)),
        ("Message", DETAILS),
        ("Damage", damage_texts()),
    ):
        yield from ((context, text) for text in words)
    notes = (entry.note for entry in shipped().values() if entry.note)
    models = (*KINDS.values(), *SUMMARIES.values(), *notes, FOLLOWS, FOLLOWS_KNOWN)
    yield from (("Catalogue", text) for text in models)


def _palette_names() -> Iterator[str]:
    for one in own_palettes().values():
        yield one.name
        yield from (name for _, name in one.colours)


def damage_texts() -> Iterator[str]:
    """Why weights cannot be used, wherever the source says it. Reads the source, so for translators only."""
    for path in sorted(Path(error_messages.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "WeightsDamaged":
                why = call.args[1]
                if not isinstance(why, ast.Constant):
                    raise TypeError(f"{path}:{call.lineno}: the reason is not written out")
                yield str(why.value)


def sentence(news: Problem | SketchpadError) -> str:
    """The problem or error as one plain sentence in the user's language."""
    template = QCoreApplication.translate("Message", news.template)
    fields = {key: _translated(key, value) for key, value in news.fields.items()}
    if "why" in news.fields:
        why = QCoreApplication.translate("Damage", str(news.fields["why"]))
        fields["reason"] = why.format_map(fields)
    try:
        return template.format_map(fields)
    except (KeyError, IndexError, ValueError):
        return news.sentence if isinstance(news, Problem) else str(news)


def _translated(key: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if key == "method":
        return method_name(value)
    if key == "label":
        return QCoreApplication.translate("Setting", value)
    if key in ("how", "missing", "reason"):
        return QCoreApplication.translate("Message", value)
    return value


def method_name(name: str) -> str:
    """What a method is called; also of a mode of the comparison ("none")."""
    text = METHODS[name].label if name in METHODS else MODES.get(name, name)
    return QCoreApplication.translate("Method", text)


def method_note(name: str) -> str:
    """One line on what the method does."""
    return QCoreApplication.translate("Method", METHODS[name].note)


def methods_of(request: Request) -> str:
    """The methods of a request in words: ``ControlNet 1.00 + GLIGEN 1.00``."""
    if not request.methods:
        return method_name("none")
    return " + ".join(f"{method_name(m.name)} {m.strength:.2f}" for m in request.methods)


def hint_label(kind: str) -> str:
    """What a kind of control image is called; "" is the drawn lines."""
    return QCoreApplication.translate("Hint", HINTS[kind].label if kind in HINTS else DRAWN_LINES)


def option_label(option: Option) -> str:
    return QCoreApplication.translate("Hint", option.label)


def method_menu(name: str) -> str:
    """Its name with the letter that chooses it in a menu."""
    return QCoreApplication.translate("Method", METHODS[name].menu)


def setting_text(text: str) -> str:
    """The label or note of a setting, or of an option of a method."""
    return QCoreApplication.translate("Setting", text) if text else ""


def setting_label(name: str) -> str:
    return QCoreApplication.translate("Setting", settings.setting(name).label)


def setting_note(name: str) -> str:
    return QCoreApplication.translate("Setting", settings.setting(name).note)
