"""Signals of what outlives its listeners: they are connected to methods, or as long as the listener is alive."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QToolButton, QWidget

from sketchpad.ui.actions.action_text import name_after
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.connections import discard, while_alive

UI = Path(__file__).resolve().parents[2] / "sketchpad" / "ui"
LASTING = {
    "CanvasWidget", "CompareRun", "DocumentState", "Engine", "Exporter", "Gallery", "Language", "Live", "MainWindow",
    "ModelManager", "PreferenceStore", "Project", "QAction", "RegionBrush", "RunSettings", "Runner", "Session",
    "ShortcutStore", "Theme",
}  # fmt: skip
"""Classes of which one object lives as long as the window, or longer than some who listen to it."""
STARTS = ("app.py", "probe.py", "ink_probe.py", "paint_probe.py")  # where nothing is ever removed


class Sender(QObject):
    said = Signal(int, str)


def delete(one: QObject) -> None:
    one.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_is_called_until_its_owner_is_deleted(qapp: QApplication) -> None:
    sender, owner, heard = Sender(), QObject(), []
    while_alive(owner, sender.said, lambda number, text: heard.append((number, text)))
    sender.said.emit(1, "a")
    delete(owner)
    sender.said.emit(2, "b")
    assert heard == [(1, "a")]


def test_a_button_is_named_after_its_action_as_long_as_it_lives(qapp: QApplication) -> None:
    action, button, other = QAction("&Open…"), QToolButton(), QToolButton()
    for one in (button, other):
        name_after(one, action)
    assert button.accessibleName() == "Open"
    delete(other)
    action.setText("&Close")
    assert button.accessibleName() == "Close"
    delete(button)


def test_what_is_discarded_reports_nothing(window: MainWindow) -> None:
    row, heard = QWidget(window), []
    spin = QSpinBox(row, keyboardTracking=False)
    spin.valueChanged.connect(heard.append)
    row.show()
    spin.setFocus()
    QTest.keyClicks(spin, "7")
    discard(row)
    assert heard == []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(spin)


def root_of(expression: ast.expr) -> tuple[str, str]:
    """Name on the left of all dots, and the attribute that follows it."""
    attribute = ""
    while not isinstance(expression, ast.Name):
        if isinstance(expression, ast.Attribute):
            attribute, expression = expression.attr, expression.value
        elif isinstance(expression, ast.Call | ast.Subscript):
            expression = expression.func if isinstance(expression, ast.Call) else expression.value
        else:
            return "", ""
    return expression.id, attribute


def lasting_parameters(function: ast.FunctionDef) -> set[str]:
    arguments = function.args
    return {
        one.arg
        for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        if one.annotation is not None and ast.unparse(one.annotation).strip('"') in LASTING
    }


def lasting_attributes(functions: list[ast.FunctionDef]) -> set[str]:
    """Those of `self` that hold a parameter of a lasting class."""
    kept = set()
    for function in functions:
        lasting = lasting_parameters(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    pairs = [(target, node.value)]
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        pairs = list(zip(target.elts, node.value.elts, strict=False))
                    kept |= {
                        one.attr
                        for one, value in pairs
                        if isinstance(one, ast.Attribute)
                        and isinstance(value, ast.Name)
                        and value.id in lasting
                    }
    return kept


def loose(source: str) -> Iterator[str]:
    """Connections of a lasting signal to something that Qt does not disconnect."""
    tree = ast.parse(source)
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.ClassDef | ast.Module):
            continue
        functions = [node for node in scope.body if isinstance(node, ast.FunctionDef)]
        attributes = lasting_attributes(functions)
        for function in functions:
            lasting = lasting_parameters(function)
            for node in ast.walk(function):
                if not (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "connect"
                ):
                    continue
                name, attribute = root_of(node.func.value)
                if (
                    name in lasting
                    or name == "theme"
                    or (name == "self" and attribute in attributes)
                ) and not isinstance(node.args[0], ast.Attribute):
                    yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(UI.rglob("*.py")) if file.name not in STARTS],
    ids=lambda file: str(file.relative_to(UI)),
)
def test_no_lasting_signal_holds_on_to_what_may_go(file: Path) -> None:
    assert list(loose(file.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "state.document_changed.connect(lambda _: self.refresh())",
        "theme().changed.connect(partial(self.refresh, 1))",
        "self._settings.changed.connect(refresh)",
    ],
)
def test_the_law_is_not_blind(line: str) -> None:
    source = (
        "class Row:\n def __init__(self, state: DocumentState, settings: RunSettings) -> None:\n"
        f"  self._state, self._settings = state, settings\n  {line}\n"
    )
    assert len(list(loose(source))) == 1
