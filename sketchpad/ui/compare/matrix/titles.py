"""What rows, columns, cells and their numbers are called, in the user's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from sketchpad.generation.comparison.matrix import Axis, Cell, Change
from sketchpad.generation.comparison.method_summary import MethodSummary, called, details
from sketchpad.generation.methods.registry import METHODS, all_options
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.hints.registry import HINTS
from sketchpad.ui.style.messages import hint_label, method_name

translate = QCoreApplication.translate


def axis_name(axis: Axis | str) -> str:
    """What rows or columns can be."""
    return {
        "methods": translate("CompareWords", "Methods"),
        "seed": translate("CompareWords", "Seeds"),
        "prompt": translate("CompareWords", "Prompts"),
        "strength": translate("CompareWords", "Strengths"),
        "steps": translate("CompareWords", "Numbers of steps"),
        "model": translate("CompareWords", "Models"),
    }.get(axis, translate("CompareWords", "Nothing"))


def axis_example(axis: Axis | str) -> str:
    """What can be typed for it."""
    return {
        "methods": translate("CompareWords", "none, controlnet=0.8, controlnet+gligen"),
        "seed": translate("CompareWords", "1, 2, 5-8"),
        "prompt": translate("CompareWords", "a red house | a blue house"),
        "strength": translate("CompareWords", "0.5, 1, 1.5 (times each method's own)"),
        "steps": translate("CompareWords", "10, 20, 30"),
        "model": translate("CompareWords", "embedded | folder of another model"),
    }.get(axis, "")


def change_title(change: Change, model: str = "") -> str:
    """A heading; `model` is that of the request it changes."""
    value = change.value
    match change.axis:
        case "methods":
            names = [method_title(m, model) for m in value if m.strength]
            return " + ".join(names) or method_name("none")
        case "seed":
            return translate("CompareWords", "Seed {number}").format(number=value)
        case "strength":
            return translate("CompareWords", "Strength × {factor}").format(factor=f"{value:g}")
        case "steps":
            return translate("CompareWords", "{number} steps").format(number=value)
        case "model":
            return Path(value).name if value else translate("CompareWords", "Embedded model")
        case _:
            return str(value)


def method_title(method: MethodSettings, model: str = "") -> str:
    """Its name, and what is not as usual with `model`: what it reads, strength, share of the steps, and the rest."""
    usual, words = method_defaults(method.name, model), method_words()
    said = [called(method, words)]
    if method.strength != usual.strength:
        said.append(f"{method.strength:g}")
    if (method.start, method.end) != (usual.start, usual.end):
        said.append(f"{100 * method.start:.0f}–{100 * method.end:.0f} %")
    return " ".join([*said, *details(method, words, usual)])


def method_words() -> MethodSummary:
    """What tells methods of the same name apart."""
    said = {text for option in all_options().values() for text in option.summary.values()}
    return MethodSummary(
        texts={text: translate("CompareWords", text) for text in said}
        | {method.label: method_name(name) for name, method in METHODS.items()},
        kinds={kind: hint_label(kind) for kind in HINTS},
    )


def methods_title(methods: Sequence[MethodSettings]) -> str:
    """All that there is to some methods: also strengths and shares of the steps that are as usual."""
    words = method_words()
    said = []
    for method in methods:
        if method.strength:
            share = f"{100 * method.start:.0f}–{100 * method.end:.0f} %"
            parts = [called(method, words), f"{method.strength:g}"]
            parts += [] if (method.start, method.end) == (0.0, 1.0) else [share]
            said.append(" ".join([*parts, *details(method, words)]))
    return " + ".join(said) or method_name("none")


def change_detail(change: Change) -> str:
    """What a heading leaves out."""
    return methods_title(change.value) if change.axis == "methods" else ""


def cell_title(cell: Cell, *, short: bool = False) -> str:
    """What a cell is called: its column, then its row; a branch says where it leaves. `short` without the row."""
    request = cell.plan.request
    changes = [cell.spot.column, None if short and cell.spot.column else cell.spot.row]
    title = " · ".join(change_title(c, request.model) for c in changes if c is not None)
    if not title:
        title = change_title(Change("methods", request.methods), request.model)
    if cell.branch:
        branch = translate("CompareWords", "Branch {number} from step {step}")
        return f"{branch.format(number=cell.branch, step=cell.plan.step)} · {title}"
    return title
