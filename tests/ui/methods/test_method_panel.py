"""The method panel: every option there and back, several nets, the curve by mouse and keys, what the model sees."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.request import MethodSettings
from sketchpad.hints.registry import HINTS
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.methods.method_card import MethodCard
from sketchpad.ui.methods.method_controls import CLOSENESS
from sketchpad.ui.methods.net_options import hint_picture
from sketchpad.ui.widgets.curve_editor import HIGHEST, SHAPES, CurveEditor
from sketchpad.ui.widgets.field import Choice
from tests.ui.fake_engine import FakeEngine


def card(window: MainWindow, name: str) -> MethodCard:
    window.settings.choose(name, True)
    return window.side.methods.cards[name]


def pick(choice: Choice, value: object) -> None:
    """As the mouse does."""
    assert choice.choose(value)
    choice.activated.emit(choice.currentIndex())


def control(window: MainWindow, index: int = 0) -> MethodSettings:
    return window.settings.values.nets[index]


def test_every_option_of_a_net_lands_in_the_request(window: MainWindow, drawing: Document) -> None:
    window.state.open(drawing)
    controls = card(window, "controlnet").controls
    assert controls.kind is not None
    assert controls.options is not None
    pick(controls.kind.choice, "canny")
    pick(controls.options.emphasis, "control")
    pick(controls.options.region, "a house")
    controls.options.guess.setChecked(True)
    pick(controls.shape, "fade_out")
    controls.strength.spin.setValue(0.65)
    method = window.runner.request.method("controlnet")
    assert method == MethodSettings(
        "controlnet", 0.65, kind="canny", emphasis="control", guess=True,
        curve=SHAPES["fade_out"], region="a house",
    )  # fmt: skip
    said = controls.more.summary.text()
    for word in ("The lines", "a house", "guess", "Fades out"):
        assert word in said


def test_what_is_set_comes_back_from_project_and_picture(
    window: MainWindow, engine: FakeEngine, drawing: Document, tmp_path: Path
) -> None:
    window.state.open(drawing)
    settings = window.settings
    settings.set_method(
        "controlnet", kind="softedge", emphasis="prompt", curve=((0.2, 1.0), (0.9, 0.1))
    )
    settings.add_net()
    settings.set_net(1, kind="canny", region="strokes", strength=0.35, end=0.5)
    settings.choose("gligen", True)
    settings.set_method("gligen", decay=0.3, things_first=True)
    settings.choose("edge_predictor", True)
    settings.set_method("edge_predictor", text_pull=2.0)
    made = replace(settings.values, sampling=settings.values.sampling)
    window.questions.path = tmp_path / "a.sketchpad"  # type: ignore[attr-defined]
    window.project.save()
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = tmp_path / "a.png"  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    for name in ("a.sketchpad", "a.png"):
        window.settings.set(replace(made, methods=default_methods(window), more=()))
        assert window.project.open_now(tmp_path / name)
        shown = window.settings.values
        assert (shown.methods, shown.more, shown.chosen) == (made.methods, made.more, made.chosen)
    assert len(card(window, "controlnet").further) == 1


def default_methods(window: MainWindow) -> tuple[MethodSettings, ...]:
    return tuple(MethodSettings(m.name, m.strength) for m in window.settings.values.methods)


def test_nets_are_added_and_removed(window: MainWindow, qtbot: QtBot) -> None:
    controlnet = card(window, "controlnet")
    assert not controlnet.remove_first.isVisibleTo(controlnet)
    qtbot.mouseClick(controlnet.add, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(controlnet.add, Qt.MouseButton.LeftButton)
    assert len(controlnet.further) == 2
    first = controlnet.further[0]
    assert first.controls.options is not None
    pick(first.controls.options.sort, "t2i_adapter")
    assert [net.name for net in window.settings.values.nets] == [
        "controlnet", "t2i_adapter", "controlnet",
    ]  # fmt: skip
    last = controlnet.further[1]
    last.controls.strength.spin.setValue(0.4)
    assert control(window, 2).strength == 0.4
    qtbot.mouseClick(controlnet.further[0].remove, Qt.MouseButton.LeftButton)
    assert [net.name for net in window.settings.values.nets] == ["controlnet", "controlnet"]
    assert control(window, 1).strength == 0.4
    qtbot.mouseClick(controlnet.remove_first, Qt.MouseButton.LeftButton)
    assert [net.strength for net in window.settings.values.nets] == [0.4]
    assert controlnet.further == []
    assert not controlnet.remove_first.isVisibleTo(controlnet)


def test_closeness_goes_out_from_what_suits_the_model(window: MainWindow, qtbot: QtBot) -> None:
    controls = card(window, "edge_predictor").controls
    assert controls.closeness is not None
    usual = method_defaults("edge_predictor", window.settings.values.model)
    found = []
    for n in range(len(CLOSENESS)):
        qtbot.mouseClick(controls.closeness.group.button(n), Qt.MouseButton.LeftButton)
        method = window.settings.values.method("edge_predictor")
        found.append((method.strength, method.end))
        assert controls.closeness.group.checkedId() == n
    loose, middle, close = found
    assert middle == (usual.strength, usual.end)
    assert loose[0] < middle[0] < close[0]
    assert loose[1] < middle[1] <= close[1] <= 1
    controls.strength.spin.setValue(1.15)
    assert controls.closeness.group.checkedId() == -1


def test_words_and_fading(window: MainWindow) -> None:
    for name, part, value in (("edge_predictor", "text_pull", 3.0), ("gligen", "decay", 0.4)):
        controls = card(window, name).controls
        slider = controls.fields[part].slider
        assert slider is not None
        slider.spin.setValue(value)
        assert getattr(window.settings.values.method(name), part) == value
        assert controls.more.summary.text()


def test_the_usual_is_closed_and_says_nothing(window: MainWindow) -> None:
    for name in ("edge_predictor", "controlnet", "gligen"):
        more = card(window, name).controls.more
        assert not more.button.isChecked()
        assert more.summary.text() == ""
        assert not card(window, name).controls.curve.isVisibleTo(window)
        more.button.setChecked(True)
        assert card(window, name).controls.curve.isVisibleTo(window)


def test_a_curve_of_ones_own_survives_another_language(window: MainWindow) -> None:
    controls = card(window, "gligen").controls
    window.settings.set_method("gligen", curve=((0.1, 0.3), (0.8, 1.0)))
    assert controls.shape.currentText() == "Your own"
    window.language.choose("zh_CN")
    assert controls.shape.currentData() == "custom"
    pick(controls.shape, "constant")
    assert window.settings.values.method("gligen").curve == ()
    assert controls.shape.findData("custom") == -1


def test_a_folder_can_be_chosen_for_the_network(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    options = card(window, "controlnet").controls.options
    assert options is not None
    answers = ["", str(tmp_path / "my-net")]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answers.pop(0))
    pick(options.net, ":choose")
    assert control(window).net == ""
    assert options.net.currentData() == ""
    pick(options.net, ":choose")
    assert control(window).net == str(tmp_path / "my-net")
    assert options.net.currentText() == "my-net"


def test_what_the_model_sees_follows_the_drawing(
    window: MainWindow, drawing: Document, qtbot: QtBot
) -> None:
    window.state.open(drawing)
    kind = card(window, "controlnet").controls.kind
    assert kind is not None
    assert not kind.preview.isVisible()
    kind.eye.click()
    assert kind.preview.isVisible()
    qtbot.waitUntil(lambda: not kind.preview.image.isNull())
    first = kind.preview.image.copy()
    window.state.apply(drawing.with_strokes(drawing.strokes[:0]), "Clear")
    qtbot.waitUntil(lambda: kind.preview.image != first)
    pick(kind.choice, "softedge")
    assert "Soft edge" in kind.preview.accessibleName()


def test_every_kind_can_be_looked_at(drawing: Document) -> None:
    for kind in HINTS:
        picture = hint_picture(kind, drawing, 96)
        assert picture.shape == (96, 96, 3)
        assert picture.max() > 0 or HINTS[kind].needs != "lines", kind


# the curve


@pytest.fixture
def curve(qtbot: QtBot) -> CurveEditor:
    made = CurveEditor()
    qtbot.addWidget(made)
    made.resize(300, 84)
    made.show()
    return made


def at(curve: CurveEditor, share: float, factor: float) -> QPoint:
    return curve.place_of(share, factor).toPoint()


def test_points_are_set_moved_and_removed_by_mouse(curve: CurveEditor, qtbot: QtBot) -> None:
    heard: list[tuple] = []
    curve.curve_changed.connect(heard.append)
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(curve, left, pos=at(curve, 0.5, 0.5))
    assert len(curve.curve) == 3
    share, factor = curve.curve[1]
    assert abs(share - 0.5) < 0.02
    assert abs(factor - 0.5) < 0.06
    qtbot.mousePress(curve, left, pos=at(curve, share, factor))
    qtbot.mouseMove(curve, at(curve, 0.7, 1.6))
    qtbot.mouseRelease(curve, left, pos=at(curve, 0.7, 1.6))
    assert abs(curve.curve[1][0] - 0.7) < 0.02
    assert abs(curve.curve[1][1] - 1.6) < 0.06
    qtbot.mouseDClick(curve, left, pos=at(curve, *curve.curve[1]))
    assert curve.curve == ()
    assert heard[-1] == ()


def test_points_are_set_moved_and_removed_by_keys(curve: CurveEditor, qtbot: QtBot) -> None:
    curve.setFocus()
    qtbot.keyClick(curve, Qt.Key.Key_Insert)
    assert curve.present == (0.5, 1.0)
    for _ in range(4):
        qtbot.keyClick(curve, Qt.Key.Key_Down)
    qtbot.keyClick(curve, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert curve.present == (0.55, 0.8)
    assert "Point 2 of 3" in curve.accessibleDescription()
    assert "55" in curve.accessibleDescription()
    qtbot.keyClick(curve, Qt.Key.Key_Right)
    assert curve.present == (1.0, 1.0)
    qtbot.keyClick(curve, Qt.Key.Key_Insert)  # no room behind the last: before it
    assert 0.55 < curve.present[0] < 1.0
    qtbot.keyClick(curve, Qt.Key.Key_Home)
    assert curve.present[0] == 0.0
    for _ in range(9):
        qtbot.keyClick(curve, Qt.Key.Key_Delete)
    assert len(curve._points) == 1


def test_points_stay_in_order_and_in_bounds(curve: CurveEditor) -> None:
    curve.set_curve(((0.0, 1.0), (0.5, 0.5), (1.0, 0.0)))
    curve._choose(1)
    curve.move_present(5.0, 99.0)
    assert curve.present[0] < 1.0
    assert curve.present[1] == HIGHEST
    curve.move_present(-5.0, -99.0)
    assert 0.0 < curve.present[0] < 0.02
    assert curve.present[1] == 0.0
    count = len(curve.curve)
    curve.add(0.0, 0.4)  # there is one already
    assert len(curve.curve) == count


def test_a_shown_curve_is_told_to_nobody(curve: CurveEditor) -> None:
    heard: list[tuple] = []
    curve.curve_changed.connect(heard.append)
    for shape in SHAPES.values():
        curve.set_curve(shape)
        assert curve.curve == shape
    assert heard == []


def test_each_thing_first_is_a_tick_of_gligen(window: MainWindow, drawing: Document) -> None:
    window.state.open(drawing)
    assert "things_first" not in card(window, "controlnet").controls.fields
    things = card(window, "gligen").controls.fields["things_first"].check
    assert things is not None
    before = things.isChecked()
    things.click()
    method = window.runner.request.method("gligen")
    assert method is not None
    assert method.things_first is not before
    window.settings.set_method("gligen", things_first=before)
    assert things.isChecked() is before
    assert things.toolTip() == things.accessibleDescription()


def test_the_tab_key_goes_from_top_to_bottom_whatever_was_opened_when(window: MainWindow) -> None:
    for name in ("gligen", "edge_predictor", "controlnet"):
        window.settings.choose(name, True)
    window.settings.add_net()
    window.resize(1280, 2000)
    QApplication.processEvents()
    first = window.side.methods.cards["edge_predictor"].check
    seen, widget = [], first
    while not seen or widget is not first:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            seen.append(widget)
        widget = widget.nextInFocusChain()
    panel = window.side.methods
    of_cards = [one for one in seen if any(card.isAncestorOf(one) for card in panel.cards.values())]
    tops = [one.mapTo(panel, one.rect().center()).y() for one in of_cards]
    assert len(panel.cards["controlnet"].further) == 1
    assert len(tops) > 25
    assert all(below > above - 12 for above, below in itertools.pairwise(tops))
