"""The checks and the maps follow the drawing, off the window's thread; a button mends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.prompt.lint import Finding
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.boxes import lint_page

DRAWING = Document(
    prompt="a dog",
    strokes=(Stroke([[20, 20, 1], [200, 200, 1]], 4),),
    boxes=(Box("cat", (0.1, 0.1, 0.5, 0.5)),),
)


@pytest.fixture
def page(window: MainWindow, qtbot) -> MainWindow:
    window.settings.choose("gligen", True)
    window.state.open(DRAWING)
    window.layout_.actions["show_checks"].trigger()
    qtbot.waitUntil(lambda: window.layout_.checks.findings != ())
    return window


def codes(page: MainWindow) -> list[str]:
    return [finding.code for finding in page.layout_.checks.findings]


def test_a_remark_is_shown_counted_and_mended_by_a_click(page: MainWindow, qtbot) -> None:
    assert codes(page) == ["phrase_not_in_prompt"]
    tabs = page.layout_.side.tabs
    assert any(tabs.tabText(number).endswith("1") for number in range(tabs.count()))
    (card,) = page.layout_.checks.cards
    assert "cat" in card.words.text()
    QTest.mouseClick(card.buttons["add_to_prompt"], Qt.MouseButton.LeftButton)
    assert page.state.document.prompt == "a dog, cat"
    qtbot.waitUntil(lambda: codes(page) == [])
    assert not page.layout_.checks.all_good.isHidden()
    page.state.undo()
    assert page.state.document == DRAWING


def test_every_edit_is_looked_at(page: MainWindow, qtbot) -> None:
    page.state.apply(page.state.document.with_prompt("a cat"), "x")
    qtbot.waitUntil(lambda: codes(page) == [])
    page.settings.choose("gligen", False)
    qtbot.waitUntil(lambda: codes(page) == ["boxes_unused"])
    page.layout_.checks.cards[0].buttons["use:gligen"].click()
    assert "gligen" in page.settings.values.chosen


def test_typing_the_missing_phrase(page: MainWindow, qtbot) -> None:
    box = page.state.document.boxes[0]
    page.state.apply(page.state.document.replace_box(box.id, box.with_phrase("")), "x")
    qtbot.waitUntil(lambda: codes(page) == ["no_phrase"])
    page.layout_.checks.cards[0].buttons["edit_phrase"].click()
    QTest.keyClicks(QApplication.focusWidget(), "dog")
    assert page.state.document.boxes[0].phrase == "dog"


def test_a_very_long_prompt_does_not_fill_the_panel(page: MainWindow, qtbot) -> None:
    long = "a cat, " + ", ".join(f"detail number {n}" for n in range(300))
    page.state.apply(page.state.document.with_prompt(long), "x")
    qtbot.waitUntil(
        lambda: codes(page) == ["prompt_cut", "unknown_word_alone", "unknown_word_alone"]
    )
    card = page.layout_.checks.cards[0]
    assert len(card.words.text()) < 140
    assert "…" in card.words.text()
    assert "detail number 60" in card.words.toolTip()
    card.buttons["cut_prompt"].click()
    qtbot.waitUntil(lambda: "prompt_cut" not in codes(page))


def test_an_unknown_word_is_remarked_upon_and_replaced(page: MainWindow, qtbot) -> None:
    page.state.apply(page.state.document.with_prompt("a zebra and a cat"), "x")
    qtbot.waitUntil(lambda: codes(page) == ["unknown_word"])
    (card,) = page.layout_.checks.cards
    QTest.mouseClick(card.buttons["use_nearest"], Qt.MouseButton.LeftButton)
    assert page.state.document.prompt == "a horse and a cat"


def test_a_mend_of_what_is_no_longer_there_does_nothing(page: MainWindow) -> None:
    (finding,) = page.layout_.checks.findings
    page.state.apply(page.state.document.without_box("b1"), "Delete")
    page.layout_.checks.mend(finding, "delete_box")
    assert page.state.document.boxes == ()
    page.layout_.checks.mend(Finding("no_phrase", ("b9",)), "delete_box")


def test_nobody_looks_while_the_panel_is_hidden(page: MainWindow) -> None:
    page.layout_.actions["show_boxes"].setChecked(False)
    assert not page.layout_.lookout.watching
    page.state.apply(page.state.document.with_prompt("x"), "x")
    assert not page.layout_.lookout._timer.isActive()


def test_maps_of_the_chosen_methods(page: MainWindow, qtbot) -> None:
    page.settings.choose_none()
    page.settings.choose("controlnet", True)
    page.layout_.actions["show_sees"].trigger()
    sees = page.layout_.sees
    qtbot.waitUntil(lambda: len(sees.views) == 1)
    (view,) = sees.views
    assert "256 × 256" in view.accessibleName()
    before = view.image.copy()
    moved = DRAWING.strokes[0].moved(20, 0)
    page.state.apply(page.state.document.cleared().with_stroke(moved), "x")
    qtbot.waitUntil(lambda: view.image != before)
    assert sees.views == [view]  # the same widget, no flicker


def test_maps_fit_at_any_height_of_the_window(page: MainWindow, qtbot) -> None:
    """A scroll bar that makes maps smaller, so that no scroll bar is needed, must not go on for ever."""
    for name in ("controlnet", "edge_predictor"):
        page.settings.choose(name, True)
    page.layout_.actions["show_sees"].trigger()
    sees = page.layout_.sees
    qtbot.waitUntil(lambda: len(sees.views) == 3)
    page.resize(1280, 560)
    QApplication.processEvents()
    needed = sees.minimumSizeHint().height()
    rest = page.height() - page.layout_.side.stack.height()
    for height in range(rest + needed - 60, rest + needed + 60, 4):
        page.resize(1280, height)
        QApplication.processEvents()
    for view in sees.views:
        assert view.height() == view.heightForWidth(view.width())


def test_every_remark_and_mend_has_words(page: MainWindow) -> None:
    for language in ("en", "zh_CN"):
        page.language.choose(language)
        fields = dict.fromkeys(
            (
                "lost",
                "phrase",
                "other",
                "count",
                "limit",
                "pixels",
                "width",
                "height",
                "step",
                "word",
                "near",
            ),
            "7",
        )
        for code in lint_page._sentences():
            assert "{" not in lint_page.sentence(Finding(code, fields=fields))
        for how in lint_page._mends():
            assert lint_page.mend_name(how)
    assert all(button.text() for button in page.layout_.checks.findChildren(QPushButton))
