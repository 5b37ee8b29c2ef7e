"""What rows, columns, cells and their numbers are called, in the user's language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from sketchpad.generation.matrix import Axis, Cell, Change
from sketchpad.ui.messages import method_name

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


def change_title(change: Change) -> str:
    """A heading."""
    value = change.value
    match change.axis:
        case "methods":
            names = [method_name(m.name) for m in value if m.strength]
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


def change_detail(change: Change) -> str:
    """What a heading leaves out: the strengths of the methods."""
    if change.axis != "methods":
        return ""
    return " + ".join(f"{method_name(m.name)} {m.strength:.2f}" for m in change.value)


def cell_title(cell: Cell, *, short: bool = False) -> str:
    """What a cell is called: its column, then its row; a branch says where it leaves. `short` without the row."""
    changes = [cell.spot.column, None if short and cell.spot.column else cell.spot.row]
    title = " · ".join(change_title(change) for change in changes if change is not None)
    title = title or method_name("none" if not cell.plan.request.methods else "")
    if not title:
        title = " + ".join(method_name(m.name) for m in cell.plan.request.methods)
    if cell.branch:
        branch = translate("CompareWords", "Branch {number} from step {step}")
        told = branch.format(number=cell.branch, step=cell.plan.step)
        return f"{told} · {title}"
    return title
