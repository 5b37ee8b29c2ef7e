"""People and regions in the whole window: bars, actions, chooser, list of joints."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad import settings
from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.hints.openpose import standing
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.people_regions.class_chooser import NAME, matches
from sketchpad.ui.state.drawing_settings import FAVOURITES, RegionBrush
from sketchpad.ui.state.preferences import PreferenceStore, save_region_brush
from sketchpad.ui.style.language import Language

PERSON = Box("an old man", (0.1, 0.1, 0.4, 0.9))
GRASS = Region("grass", Stroke([(0, 200), (256, 200)], 60))


def act(window: MainWindow, name: str) -> None:
    action = window.figures.actions[name]
    assert action.isEnabled(), name
    action.trigger()


def test_each_tool_brings_its_bar(window: MainWindow) -> None:
    bars = window.figures.region_bar, window.figures.people_bar
    seen = {}
    for tool in ("pen", "region", "pose", "box"):
        window.canvas.action(tool).trigger()
        seen[tool] = tuple(bar.isVisible() for bar in bars)
    assert seen == {
        "pen": (False, False),
        "region": (True, False),
        "pose": (False, True),
        "box": (False, False),
    }
    window.state.set_tool("pose")
    assert not window.canvas_pane.brush.isEnabled()
    window.state.set_tool("region")
    assert window.canvas_pane.brush.isEnabled()


def test_no_shortcut_is_given_twice_in_the_window(window: MainWindow) -> None:
    keys = Counter(
        key.toString()
        for actions in window.menus.shortcut_groups().values()
        for action in set(actions)
        for key in action.shortcuts()
    )
    assert [key for key, count in keys.items() if count > 1] == []
    for action in window.figures.actions.all():
        assert action.statusTip()
        assert not action.shortcut().isEmpty()


def test_the_chooser_finds_classes_by_a_few_letters(window: MainWindow, qtbot) -> None:
    act(window, "choose_class")
    chooser = window.figures.region_bar.chooser
    assert chooser.isVisible()
    assert window.state.tool == "region"
    assert chooser.names()[:3] == ["sky", "tree", "grass"]
    assert len(chooser.names()) == 150 + 9
    QTest.keyClicks(chooser.search, "moun")
    assert chooser.names() == ["mountain"]
    QTest.keyClick(chooser.search, Qt.Key.Key_Return)
    assert window.state.region_brush.name == "mountain"
    assert not chooser.isVisible()
    assert window.figures.region_bar.button.accessibleName() == "Class: mountain"


def test_the_chooser_by_keys_and_mouse(window: MainWindow) -> None:
    window.state.open(Document(regions=(GRASS,)))
    act(window, "choose_class")
    chooser = window.figures.region_bar.chooser
    assert chooser.names()[0] == "grass"  # in this drawing
    QTest.keyClicks(chooser.search, "wat")
    QTest.keyClick(chooser.search, Qt.Key.Key_Down)
    QTest.keyClick(chooser.search, Qt.Key.Key_Return)
    assert window.state.region_brush.name == chooser_names("wat")[1]
    act(window, "choose_class")
    item = next(
        chooser.list.item(row)
        for row in range(chooser.list.count())
        if chooser.list.item(row).text() == "water  4"
    )
    chooser.list.scrollToItem(item)
    at = chooser.list.visualItemRect(item).center()
    QTest.mouseClick(chooser.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    assert window.state.region_brush.name == "water"
    QTest.keyClicks(chooser.search, "")
    act(window, "choose_class")
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    assert window.state.region_brush.name == "water"
    assert not chooser.isVisible()


def chooser_names(wanted: str) -> list[str]:
    return matches(wanted)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("sky", "sky"), ("puppy dogs", "animal"), ("tv", "television receiver"), ("qqq", None)],
)
def test_what_is_found(qapp, wanted: str, first: str | None) -> None:
    names = matches(wanted)
    assert (names[0] if names else None) == first


def test_the_class_of_the_selected_box_is_offered_and_taken(window: MainWindow) -> None:
    window.state.open(Document(boxes=(PERSON,)))
    assert not window.figures.actions["class_of_box"].isEnabled()
    window.state.select(["b1"])
    act(window, "choose_class")
    assert window.figures.region_bar.chooser.names()[0] == "person"
    window.figures.region_bar.chooser.close()
    act(window, "class_of_box")
    assert (window.state.region_brush.name, window.state.tool) == ("person", "region")


def test_a_box_becomes_a_region_and_a_region_a_box(window: MainWindow) -> None:
    window.state.open(Document(boxes=(PERSON,)))
    window.state.select(["b1"])
    act(window, "region_of_box")
    [region] = window.state.document.regions
    assert region.name == "person"
    assert len(window.state.document.boxes) == 1
    window.state.region_brush.choose("person")
    act(window, "box_of_region")
    box = window.state.document.boxes[1]
    assert box.phrase == "person"
    assert box.rect == pytest.approx(PERSON.rect, abs=0.01)
    assert window.state.selection == (box.id,)
    window.state.undo()
    window.state.undo()
    assert window.state.document.regions == ()


def test_the_rest_is_filled_and_all_is_removed(window: MainWindow) -> None:
    window.state.open(Document(regions=(GRASS,)))
    window.state.region_brush.choose("sky")
    act(window, "fill_rest")
    assert (render_regions(window.state.document, 64, 64).labels > 0).all()
    act(window, "clear_regions")
    assert window.state.document.regions == ()
    assert not window.figures.actions["clear_regions"].isEnabled()
    window.state.undo()
    assert {region.name for region in window.state.document.regions} == {"grass", "sky"}


def test_ways_of_painting_show_in_the_bar(window: MainWindow) -> None:
    actions, brush = window.figures.actions, window.state.region_brush
    act(window, "region_fill")
    assert (brush.mode, window.state.tool) == ("fill", "region")
    assert actions["region_fill"].isChecked()
    assert not actions["region_brush"].isChecked()
    act(window, "region_erase")
    assert brush.erasing
    assert actions["region_erase"].isChecked()
    brush.choose("sea")
    assert not actions["region_erase"].isChecked()


def test_people_are_made_of_boxes_and_stand_beside_each_other(window: MainWindow) -> None:
    assert not window.figures.actions["people_of_boxes"].isEnabled()
    window.state.open(Document(boxes=(PERSON, Box("a dog", (0.6, 0.6, 0.9, 0.9)))))
    act(window, "people_of_boxes")
    act(window, "add_person")
    first, second = window.state.document.poses
    assert first.bounds[2] < second.bounds[0]
    assert window.state.tool == "pose"
    before = second.bounds
    act(window, "turn_people_right")
    act(window, "mirror_people")
    assert window.state.document.poses[1].bounds != before
    window.state.pose_selection.select([second.id], 7)
    act(window, "toggle_joint")
    assert window.state.document.poses[1].joints[7] is None


def test_the_list_of_people_selects_hides_and_shows(window: MainWindow) -> None:
    poses = standing((0.1, 0.2, 0.4, 0.8)), standing((0.5, 0.2, 0.8, 0.8))
    window.state.open(Document(poses=poses))
    window.state.set_tool("pose")
    bar = window.figures.people_bar
    QTest.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    people = bar.people
    assert people.isVisible()
    assert people.ids() == ["p1", "p2"]
    second = people.tree.topLevelItem(1)
    people.tree.setCurrentItem(second.child(7))
    assert (window.state.pose_selection.ids, window.state.pose_selection.joint) == (("p2",), 7)
    assert bar.button.accessibleName() == "left wrist"
    QTest.keyClick(people.tree, Qt.Key.Key_Space)
    assert window.state.document.pose("p2").joints[7] is None
    assert second.text(0) == "Person 2 · 17 of 18 joints"
    second.child(7).setCheckState(0, Qt.CheckState.Checked)
    assert window.state.document.pose("p2").joints[7] is not None
    window.state.undo()
    assert second.child(7).checkState(0) == Qt.CheckState.Unchecked
    people.close()


def test_words_follow_the_language(window: MainWindow) -> None:
    window.language.choose("zh_CN")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    window.state.set_tool("region")
    button = window.figures.region_bar.button
    assert button.text().startswith("天空")
    assert matches("天空") == ["sky"]
    assert matches("sky")[0] == "sky"
    window.state.set_tool("pose")
    assert window.figures.people_bar.button.accessibleName() == "人物：0"
    assert isinstance(window.language, Language)


def test_what_a_network_needs_takes_the_tool_that_mends_it(window: MainWindow) -> None:
    window.state.apply(Document(prompt="a beach"), "Prompt")
    for kind, tool in (("segmentation", "region"), ("openpose", "pose")):
        values = window.settings.values.with_net(0, kind=kind).with_chosen("controlnet", True)
        window.settings.set(values.with_chosen("edge_predictor", False))
        window.runner.check_now()
        [problem] = [p for p in window.runner.problems if p.where == "canvas"]
        window.problems.explain(problem)
        assert window.state.tool == tool


def test_a_click_with_the_right_button_offers_what_can_be_done(window: MainWindow) -> None:
    window.state.open(Document(regions=(GRASS,)))
    window.state.set_tool("region")
    at = window.canvas.viewport.view.to_widget(QPoint(128, 200)).toPoint()
    tool = window.canvas.bench.tool
    tool.hover(window.canvas.bench.router.pointer_at(at.toPointF()))
    act(window, "box_of_region")
    assert window.state.document.boxes[0].rect[1] == pytest.approx(170 / 256, abs=0.02)


def test_painting_what_nothing_reads_is_said_and_mended(window: MainWindow, qtbot) -> None:
    window.settings.choose_none()
    window.state.open(Document(prompt="a beach", regions=(GRASS,)))
    window.layout_.show_page("checks")
    checks = window.layout_.checks
    qtbot.waitUntil(lambda: [f.code for f in checks.findings] == ["regions_unused"])
    checks.cards[0].buttons["use:segmentation"].click()
    assert [net.kind for net in window.settings.values.nets] == ["segmentation"]
    qtbot.waitUntil(lambda: not checks.findings)
    window.figures.people.add()
    qtbot.waitUntil(lambda: [f.code for f in checks.findings] == ["poses_unused"])
    checks.cards[0].buttons["use:openpose"].click()
    assert [net.kind for net in window.settings.values.nets] == ["segmentation", "openpose"]
    assert [m.kind for m in window.runner.request.methods] == ["segmentation", "openpose"]


def label_of(window: MainWindow, name: str) -> str:
    rows = window.figures.region_bar.chooser.list
    return next(
        rows.item(row).text() for row in range(rows.count()) if rows.item(row).data(NAME) == name
    )


def test_a_class_is_put_on_a_key_in_the_chooser(window: MainWindow) -> None:
    act(window, "choose_class")
    chooser, brush = window.figures.region_bar.chooser, window.state.region_brush
    zoom, ctrl = window.canvas.viewport.zoom, Qt.KeyboardModifier.ControlModifier
    QTest.keyClicks(chooser.search, "moun")
    QTest.keyClick(chooser.search, Qt.Key.Key_1, ctrl)
    assert (brush.favourites[0], brush.favourites[7]) == ("mountain", "sky")  # changed places
    assert window.canvas.viewport.zoom == zoom, "Ctrl+1 is another key on the canvas"
    assert label_of(window, "mountain") == "mountain  1"
    assert chooser.search.text() == "moun"
    chooser.search.setText("boat")
    QTest.keyClick(chooser.list, Qt.Key.Key_1, ctrl)
    assert brush.favourites[0] == "boat"
    assert "mountain" not in brush.favourites
    chooser.close()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    assert brush.name == "boat"


def test_a_class_is_put_on_a_key_by_the_mouse(window: MainWindow) -> None:
    act(window, "choose_class")
    chooser, brush = window.figures.region_bar.chooser, window.state.region_brush
    chooser.search.setText("boat")
    at = chooser.list.visualItemRect(chooser.list.item(0)).center()
    chooser.list.customContextMenuRequested.emit(at)
    assert chooser.menu is not None
    assert [action.text()[:8] for action in chooser.menu.actions()] == [
        f"On key &{n}"[:8] for n in range(1, 10)
    ]
    chooser.menu.actions()[8].trigger()
    chooser.menu.close()
    assert brush.favourites[8] == "boat"
    assert label_of(window, "boat") == "boat  9"
    chooser.search.setText("no such class")
    chooser.list.customContextMenuRequested.emit(at)  # a heading has no menu
    assert brush.favourites[8] == "boat"


def test_class_and_keys_are_remembered(window: MainWindow, qapp: QApplication) -> None:
    brush = window.state.region_brush
    brush.choose("boat")
    brush.set_mode("fill")
    brush.put_on_key("boat", 1)
    window.preferences.flush()
    later, store = RegionBrush(), PreferenceStore(qapp)
    save_region_brush(later, store)
    assert (later.name, later.mode, later.favourites[0]) == ("boat", "fill", "boat")
    assert later.favourites[1:] == brush.favourites[1:]
    store.deleteLater()


@pytest.mark.parametrize(
    "names", ["", "sky", "sky\n" * 9, "\n".join(["sky", "tree", "grass", "boat", *"abcde"])]
)
def test_classes_of_a_file_that_somebody_wrote_are_passed_over(
    qapp: QApplication, names: str
) -> None:
    store = PreferenceStore(qapp)
    store.set("region.favourites", names)
    store.set("region.class", "no class at all")
    brush = RegionBrush()
    save_region_brush(brush, store)
    assert (brush.name, brush.favourites) == ("sky", FAVOURITES)
    store.set("region.favourites", settings.default("region.favourites"))
    store.set("region.class", "sky")
    store.deleteLater()
