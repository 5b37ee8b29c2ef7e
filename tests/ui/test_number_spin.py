"""Numbers typed on other keyboards, pasted with text around them, or out of range."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from sketchpad.ui.widgets.number_spin import BigSpin, FractionSpin, WholeSpin


@pytest.fixture
def fraction(qtbot) -> FractionSpin:
    spin = FractionSpin()
    spin.setRange(0.0, 2.0)
    spin.setValue(1.0)
    spin.setKeyboardTracking(False)
    qtbot.addWidget(spin)
    return spin


@pytest.fixture
def whole(qtbot) -> WholeSpin:
    spin = WholeSpin()
    spin.setRange(1, 1500)
    spin.setValue(20)
    spin.setKeyboardTracking(False)
    qtbot.addWidget(spin)
    return spin


@pytest.fixture
def seed(qtbot) -> BigSpin:
    spin = BigSpin(2**64 - 1)
    qtbot.addWidget(spin)
    return spin


def put(spin, text: str) -> str:
    """Paste `text` into the empty field, finish, and return the tip that is shown then."""
    QToolTip.hideText()
    spin.show()
    edit = spin.lineEdit()
    edit.selectAll()
    QApplication.clipboard().setText(text)
    edit.paste()
    QTest.keyClick(spin, "\r")
    return QToolTip.text()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,8", 0.8),
        ("０．８", 0.8),
        ("0.8", 0.8),
        ("80%", 0.8),
        ("strength 0.8!", 0.8),
        ("2e-1", 0.2),
    ],
)
def test_a_fraction_as_people_type_it(fraction, text, value) -> None:
    assert put(fraction, text) == ""
    assert fraction.value() == value


@pytest.mark.parametrize("text", ["8", "-1", "a cat", "1 2", "1,000", ""])
def test_what_is_no_fraction_in_range_is_refused_aloud(fraction, text) -> None:
    assert f"“{text}” is not a number from 0.00 to 2.00." in put(fraction, text)
    assert fraction.value() == 1.0
    assert fraction.text() == "1.00"


@pytest.mark.parametrize(
    ("text", "value"), [("1,000", 1000), ("1e3", 1000), ("１２", 12), ("Steps: 25,", 25)]
)
def test_a_whole_number_as_people_type_it(whole, text, value) -> None:
    assert put(whole, text) == ""
    assert whole.value() == value


@pytest.mark.parametrize("text", ["9999", "0,8", "1.000"])
def test_what_is_no_whole_number_in_range_is_refused_aloud(whole, text) -> None:
    assert f"“{text}” is not a number from 1 to 1500." in put(whole, text)
    assert whole.value() == 20


def test_typed_keys_arrive_whole(whole) -> None:
    whole.show()
    whole.lineEdit().selectAll()
    QTest.keyClicks(whole, "1501")
    assert whole.lineEdit().text() == "1501"
    QTest.keyClick(whole, "\r")
    assert whole.value() == 20


@pytest.mark.parametrize("value", [0, 112358132141, 2**53 + 1, 2**64 - 1])
def test_a_seed_keeps_every_digit(seed, qtbot, value) -> None:
    chosen = []
    seed.value_changed.connect(chosen.append)
    seed.set_value(7)
    assert put(seed, f"Seed: {value}, ") == ""
    assert (seed.value(), chosen, seed.text()) == (value, [value], str(value))


@pytest.mark.parametrize("text", [str(2**64), "-1", "1.5", "seed"])
def test_what_is_no_seed_is_refused_aloud(seed, text) -> None:
    seed.set_value(7)
    assert f"“{text}” is not a number from 0 to {2**64 - 1}." in put(seed, text)
    assert seed.value() == 7


def test_a_seed_steps_by_one_within_its_range(seed) -> None:
    seed.set_value(2**64 - 2)
    seed.show()
    for _ in range(3):
        seed.stepUp()
    assert seed.value() == 2**64 - 1
    seed.set_value(1)
    for _ in range(3):
        seed.stepDown()
    assert seed.value() == 0
