"""The reference picture: placed by menu, drop and paste; moved, scaled, made into control images and strokes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.io import project_file
from sketchpad.document.model import Document, Reference, Stroke
from sketchpad.document.reference import LARGEST, LONGEST, is_picture
from sketchpad.generation.preflight.model_inputs import model_inputs
from sketchpad.guidance.lines import line_hint
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.canvas import reference_commands
from sketchpad.ui.layers.live_hint import image_of
from sketchpad.ui.style.qimage import to_array
from tests.ui.mouse import drag

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dark square on a light ground, twice as wide as high."""
    picture = Image.new("RGB", (400, 200), (220, 210, 200))
    ImageDraw.Draw(picture).rectangle((150, 50, 250, 150), fill=(40, 60, 120))
    picture.save(tmp_path / "square.png")
    return tmp_path / "square.png"


@pytest.fixture
def placed(window: MainWindow, file: Path, qtbot: QtBot) -> MainWindow:
    """The window with that picture as reference; it lies across the middle half of the page."""
    window.state.open(Document(256, 256, prompt="a square"))
    window.layout_.show_page("layers")
    window.questions.path = file  # type: ignore[attr-defined]
    window.layers.actions["reference_place"].trigger()
    qtbot.waitUntil(lambda: window.state.document.reference is not None)
    return window


def reference(window: MainWindow) -> Reference:
    found = window.state.document.reference
    assert found is not None
    return found


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.layers.live.busy and not window.project.reading.busy)
    QApplication.processEvents()


def at(window: MainWindow, x: float, y: float) -> QPoint:
    page = window.state.document
    return window.canvas.viewport.view.to_widget(QPointF(x * page.width, y * page.height)).toPoint()


def pull(
    window: MainWindow, start: tuple[float, float], end: tuple[float, float], **keys: Any
) -> None:
    """In shares of the page."""
    page = window.state.document
    drag(window, *((x * page.width, y * page.height) for x, y in (start, end)), **keys)


def colour_at(window: MainWindow, x: float, y: float) -> QColor:
    picture = to_array(window.canvas.grab().toImage())
    ratio = window.canvas.devicePixelRatioF()
    place = at(window, x, y)
    return QColor(*picture[int(place.y() * ratio), int(place.x() * ratio)].tolist())


# how it comes


def test_a_file_is_placed_as_large_as_it_fits_and_can_be_undone(placed: MainWindow) -> None:
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))
    assert placed.state.tool == "reference"
    placed.state.set_tool("pen")
    assert colour_at(placed, 0.5, 0.5).blue() > colour_at(placed, 0.5, 0.5).red() + 20
    assert colour_at(placed, 0.5, 0.1) == QColor("white")
    placed.canvas.action("undo").trigger()
    assert placed.state.document.reference is None
    assert colour_at(placed, 0.5, 0.5) == QColor("white")


def drop(window: MainWindow, data: QMimeData) -> None:
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, data, LEFT, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), copy, data, LEFT, none))


def offered(window: MainWindow) -> list[QAction]:
    menu = window.drop_offer.menu
    assert menu is not None
    assert menu.isVisible()
    return menu.actions()


def test_a_dropped_file_may_become_three_things(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop(window, data)
    actions = offered(window)
    assert [a.text().replace("&", "") for a in actions] == [
        "Use as reference picture",
        "Import its lines",
        "Begin from this picture",
    ]
    assert window.state.document.is_empty, "nothing happens before the choice"
    QTest.keyClick(window.drop_offer.menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.state.document.reference is not None)
    drop(window, data)
    offered(window)[1].trigger()
    qtbot.waitUntil(lambda: bool(window.state.document.strokes))
    drop(window, data)
    offered(window)[2].trigger()
    assert window.settings.values.base is not None
    assert window.settings.values.base.picture == str(file)
    drop(window, data)
    before = window.state.document
    QTest.keyClick(window.drop_offer.menu, Qt.Key.Key_Escape)
    assert window.state.document == before


def test_a_dropped_picture_without_a_file(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setImageData(QImage(str(file)))
    drop(window, data)
    offered(window)[0].trigger()
    qtbot.waitUntil(lambda: window.state.document.reference is not None)
    assert reference(window).size == (400, 200)
    drop(window, data)
    offered(window)[2].trigger()
    assert window.settings.values.base is not None
    assert Path(window.settings.values.base.picture).is_file()


def test_a_copied_picture_is_pasted_by_keys(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(file)))
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_V, CTRL | SHIFT)
    qtbot.waitUntil(lambda: window.state.document.reference is not None)
    QGuiApplication.clipboard().setText("only words")
    QTest.keyClick(window.canvas, Qt.Key.Key_V, CTRL | SHIFT)
    assert window.notice.property("level") == "error"
    assert reference(window).size == (400, 200)


@pytest.mark.parametrize("name", ["text.png", "bomb.png", "gone.png"])
def test_a_wrong_file_is_a_sentence_and_nothing_is_lost(
    placed: MainWindow, tmp_path: Path, qtbot: QtBot, name: str
) -> None:
    path = tmp_path / name
    if name == "text.png":
        path.write_text("no picture")
    if name == "bomb.png":
        huge = Image.new("1", (20_000, 20_000))
        huge.save(path)
    before = placed.state.document
    placed.layers.take(path)
    settle(placed, qtbot)
    assert name in placed.notice.text
    assert placed.notice.property("level") == "error"
    assert placed.state.document == before


def test_large_and_noisy_pictures_are_made_small(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (700, 3000, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    data = reference_commands.read(tmp_path / "noise.png", "")
    assert is_picture(data)
    assert Reference(data).size[0] == LONGEST
    big = reference_commands.encoded(
        np.random.default_rng(2).integers(0, 255, (2048, 2048, 3), np.uint8)
    )
    assert len(big) <= LARGEST


# the pointer and keys


def test_it_is_dragged_and_kept_in_sight(placed: MainWindow) -> None:
    pull(placed, (0.5, 0.5), (0.6, 0.4))
    assert reference(placed).rect == pytest.approx((0.1, 0.15, 1.1, 0.65), abs=0.01)
    pull(placed, (0.6, 0.4), (0.9, 0.45), keys=SHIFT)
    assert reference(placed).rect[1] == pytest.approx(0.15, abs=0.01), "straight across"
    placed.state.undo()
    placed.state.undo()
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))


def test_handles_keep_its_shape_and_shift_frees_it(placed: MainWindow) -> None:
    pull(placed, (1.0, 0.75), (0.5, 0.5))
    x0, y0, x1, y1 = reference(placed).rect
    assert (x0, y0) == pytest.approx((0.0, 0.25))
    assert (x1 - x0) / (y1 - y0) == pytest.approx(2.0)
    assert x1 == pytest.approx(0.5, abs=0.01)
    pull(placed, (x1, y1), (0.9, 0.9), keys=SHIFT)
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 0.9, 0.9), abs=0.01)
    placed.layers.actions["reference_fit"].trigger()
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))
    pull(placed, (1.0, 0.5), (0.9, 0.5), keys=ALT)
    assert reference(placed).rect == pytest.approx((0.1, 0.3, 0.9, 0.7), abs=0.01)


def test_the_offer_of_samples_goes_when_a_reference_is_placed(placed: MainWindow) -> None:
    assert placed.canvas_pane.sample.isHidden()
    placed.layers.actions["reference_remove"].trigger()
    assert not placed.canvas_pane.sample.isHidden()


def test_escape_gives_a_drag_up(placed: MainWindow) -> None:
    QTest.mousePress(placed.canvas, LEFT, pos=at(placed, 0.5, 0.5))
    QTest.mouseMove(placed.canvas, at(placed, 0.8, 0.8))
    placed.canvas.setFocus()
    QTest.keyClick(placed.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(placed.canvas, LEFT, pos=at(placed, 0.8, 0.8))
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))


def test_keys_nudge_scale_and_remove_it(placed: MainWindow) -> None:
    canvas = placed.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    x0, y0, *_ = reference(placed).rect
    assert (x0 * 256, y0 * 256) == pytest.approx((1, 74))
    QTest.keyClick(canvas, Qt.Key.Key_Left, CTRL | SHIFT)
    assert (reference(placed).rect[2] - x0) * 256 == pytest.approx(246)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert placed.state.document.reference is None
    assert not canvas.action("nudge_left").isEnabled()
    for _ in range(3):
        placed.state.undo()
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))


def test_a_locked_one_is_not_moved(placed: MainWindow) -> None:
    placed.layers.commands.set_locked("reference", True)
    pull(placed, (0.5, 0.5), (0.6, 0.4))
    placed.canvas.setFocus()
    QTest.keyClick(placed.canvas, Qt.Key.Key_Right)
    assert reference(placed).rect == pytest.approx((0.0, 0.25, 1.0, 0.75))


# what it is made into


def choose_kind(window: MainWindow, kind: str) -> None:
    combo = window.layers.page.reference.kind
    combo.setFocus()
    combo.setCurrentIndex(combo.findData(kind))
    combo.activated.emit(combo.currentIndex())


def test_lines_appear_live_and_follow_the_sliders(placed: MainWindow, qtbot: QtBot) -> None:
    choose_kind(placed, "canny")
    settle(placed, qtbot)
    shown = placed.layers.live.image
    assert shown is not None
    expected = image_of(placed.state.document)
    assert expected is not None
    assert shown == expected
    placed.state.set_tool("pen")
    near = [colour_at(placed, 150 / 400 + d / 512, 0.5) for d in range(-4, 5)]
    assert max(colour.green() - colour.red() for colour in near) > 40, "a line in its own ink"
    for name in ("high", "blur"):
        slider = placed.layers.page.reference.sliders[name].slider
        slider.setFocus()
        QTest.keyClick(slider, Qt.Key.Key_End)
    settle(placed, qtbot)
    assert dict(reference(placed).options) == {"high": 500.0, "blur": 6.0}
    assert placed.layers.live.image != shown
    placed.state.undo()
    placed.state.undo()
    settle(placed, qtbot)
    assert reference(placed).options == ()
    assert placed.layers.live.image == shown


def test_sliders_stay_in_sight_in_another_language(placed: MainWindow, qtbot: QtBot) -> None:
    choose_kind(placed, "canny")
    QApplication.processEvents()
    placed.language.choose("zh_CN")
    QApplication.processEvents()
    sliders = placed.layers.page.reference.sliders
    assert list(sliders) == ["low", "high", "blur"]
    for slider in sliders.values():
        assert slider.isVisible()
        assert slider.width() > 100
        assert slider.label.text() not in ("Weak edges", "Strong edges", "Smoothing")
    tops = [slider.y() for slider in sliders.values()]
    assert tops == sorted(set(tops)), "one below the other"


def test_it_is_what_the_control_net_of_that_kind_sees(placed: MainWindow, qtbot: QtBot) -> None:
    choose_kind(placed, "softedge")
    settle(placed, qtbot)
    placed.layers.actions["reference_pixels"].trigger()
    request = placed.runner.request
    net = next(m for m in request.methods if m.name == "controlnet")
    assert net.kind == "softedge"
    (map_,) = [one for one in model_inputs(request, 8, {}) if one.what == "control_image"]
    expected = np.rint(line_hint(request.document, "softedge") * 255).astype(np.uint8)
    np.testing.assert_array_equal(map_.picture, expected)
    assert map_.picture.any()
    before = placed.state.document
    placed.state.apply(before.with_stroke(Stroke([(0, 128), (256, 128)], 40, eraser=True)), "Erase")
    less = [
        one for one in model_inputs(placed.runner.request, 8, {}) if one.what == "control_image"
    ]
    assert less[0].picture.sum() < map_.picture.sum()
    placed.layers.commands.set_visible("reference", False)
    assert not [
        one for one in model_inputs(placed.runner.request, 8, {}) if one.what == "control_image"
    ]


def test_its_lines_become_strokes_in_one_step(placed: MainWindow, qtbot: QtBot) -> None:
    choose_kind(placed, "canny")
    settle(placed, qtbot)
    placed.state.pencil.set_role("loose")
    before = placed.state.document
    placed.layers.actions["reference_strokes"].trigger()
    settle(placed, qtbot)
    document = placed.state.document
    assert document.strokes
    assert {stroke.role for stroke in document.strokes} == {"loose"}
    assert reference(placed).kind == "", "else every line would be there twice"
    corners = np.concatenate([stroke.points[:, :2] for stroke in document.strokes])
    low, high = corners.min(axis=0), corners.max(axis=0)
    assert low == pytest.approx((96, 96), abs=3)  # the square, on the page
    assert high == pytest.approx((160, 160), abs=3)
    placed.state.undo()
    assert placed.state.document == before


def test_lines_of_the_picture_itself_become_strokes(placed: MainWindow, qtbot: QtBot) -> None:
    placed.layers.actions["reference_strokes"].trigger()
    settle(placed, qtbot)
    assert placed.state.document.strokes


def test_tracing_can_be_stopped_and_a_picture_without_lines_is_told(
    placed: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = placed.state.document
    placed.layers.actions["reference_strokes"].trigger()
    placed.actions_["stop"].trigger()
    settle(placed, qtbot)
    assert placed.state.document == before
    Image.new("RGB", (64, 64), "white").save(tmp_path / "blank.png")
    placed.layers.take(tmp_path / "blank.png")
    settle(placed, qtbot)
    placed.layers.actions["reference_strokes"].trigger()
    settle(placed, qtbot)
    assert placed.notice.property("level") == "error"
    assert placed.state.document.strokes == ()


def test_what_needs_a_learned_model_is_said_where_it_is_chosen(
    placed: MainWindow, qtbot: QtBot
) -> None:
    choose_kind(placed, "openpose")
    settle(placed, qtbot)
    panel = placed.layers.page.reference
    assert not panel.problem.isHidden()
    assert panel.problem.text
    assert not placed.layers.actions["reference_pixels"].isEnabled()
    assert not placed.layers.actions["reference_strokes"].isEnabled()
    choose_kind(placed, "canny")
    settle(placed, qtbot)
    assert panel.problem.isHidden()
    assert placed.layers.actions["reference_pixels"].isEnabled()


def test_another_picture_takes_its_place_and_keeps_what_it_is_made_into(
    placed: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    choose_kind(placed, "canny")
    Image.new("RGB", (50, 100), "gray").save(tmp_path / "tall.png")
    placed.layers.take(tmp_path / "tall.png")
    settle(placed, qtbot)
    assert reference(placed).size == (50, 100)
    assert reference(placed).kind == "canny"


def test_it_is_in_the_file_and_comes_back(placed: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    choose_kind(placed, "lineart")
    placed.layers.commands.set_opacity("reference", 0.25)
    placed.layers.commands.set_locked("reference", True)
    document = placed.state.document
    project_file.save(document, tmp_path / "a.sketchpad")
    placed.state.mark_saved()
    assert placed.project.open(tmp_path / "a.sketchpad")
    assert placed.state.document == document
    settle(placed, qtbot)
    assert placed.layers.live.image is not None


def test_a_damaged_reference_from_a_file_does_no_harm(placed: MainWindow, qtbot: QtBot) -> None:
    broken = replace(reference(placed), picture=reference(placed).picture[:120], kind="canny")
    placed.state.open(placed.state.document.with_reference(broken))
    settle(placed, qtbot)
    placed.canvas.grab()
    assert line_hint(placed.state.document, "canny").max() == 0
