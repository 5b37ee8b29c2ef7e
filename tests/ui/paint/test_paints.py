"""The colour layer in the whole window: bar, card, palettes, actions, the picture that is painted on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog

from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.state.drawing_settings import MOST_RECENT, PaintBrush
from sketchpad.ui.state.preferences import PreferenceStore, save_paint_brush
from sketchpad.ui.state.session import Result

PAINT = Paint(Stroke([(0, 64), (256, 64)], 60), "#c02020")


def act(window: MainWindow, name: str) -> None:
    action = window.paints.actions[name]
    assert action.isEnabled(), name
    action.trigger()


def test_the_tool_brings_its_bar_and_the_card(window: MainWindow) -> None:
    bar, brush = window.paints.bar, window.state.paint_brush
    assert not bar.isVisible()
    act(window, "choose_colour")
    assert window.state.tool == "paint"
    assert bar.isVisible()
    card = bar.card
    assert card.isVisible()
    item = card.swatches.item(9)
    QTest.mouseClick(
        card.swatches.viewport(),
        Qt.MouseButton.LeftButton,
        pos=card.swatches.visualItemRect(item).center(),
    )
    assert brush.colour == item.data(Qt.ItemDataRole.UserRole) == "#c8402f"
    card.code.setText("3a7")
    QTest.keyClick(card.code, Qt.Key.Key_Return)
    assert brush.colour == "#33aa77"
    card.code.setText("nothing")
    QTest.keyClick(card.code, Qt.Key.Key_Return)
    assert brush.colour == card.code.text() == "#33aa77"
    card.opacity.spin.setValue(0.4)
    assert brush.opacity == 0.4
    card.mixing.setCurrentIndex(1)
    card.mixing.activated.emit(1)
    card.pressure.setCurrentIndex(3)
    card.pressure.activated.emit(3)
    assert (brush.blend, brush.pressure) == ("multiply", None)
    card.close()
    for name, mode in (("paint_fill", "fill"), ("paint_brush", "brush")):
        act(window, name)
        assert brush.mode == mode
    act(window, "paint_multiply")
    assert brush.blend == "normal"
    act(window, "paint_erase")
    assert brush.erasing


def test_a_palette_of_the_user(window: MainWindow, tmp_path: Path) -> None:
    card, errors = window.paints.bar.card, []
    window.paints.failed.connect(errors.append)
    mine, broken = tmp_path / "mine.gpl", tmp_path / "broken.gpl"
    mine.write_text("GIMP Palette\nName: Mine\n#\n  1   2   3\tink\n300 0 0 no\n255 255 255\n")
    broken.write_text("no palette")
    for path in (broken, mine):
        window.questions.path = path  # type: ignore[attr-defined]
        act(window, "open_palette")
    assert [str(error) for error in errors] == [
        "“broken.gpl” is not a palette of GIMP, or has no colours. Choose another .gpl file."
    ]
    assert card.choice.currentText() == "Mine"
    colours = [card.swatches.item(n).data(Qt.ItemDataRole.UserRole) for n in range(2)]
    assert colours == ["#010203", "#ffffff"]
    assert window.preferences["paint.palette"] == str(mine)


def test_the_picture_goes_onto_the_page(window: MainWindow) -> None:
    assert not window.paints.actions["picture_to_page"].isEnabled()
    window.state.apply(window.state.document.with_paints([PAINT]), "Paint")
    picture = np.full((256, 256, 3), (10, 120, 60), np.uint8)
    request = Request(Document(), Sampling(1, 2, 3.0))
    window.session.add(Result(request, picture, 1.0))
    act(window, "picture_to_page")
    document = window.state.document
    assert document.ground is not None
    assert document.ground.rect == (0, 0, 1, 1)
    assert document.paints == ()
    assert window.state.tool == "paint"
    act(window, "clear_paint")
    assert not window.state.document.is_painted
    window.state.undo()
    window.state.undo()
    assert window.state.document.paints == (PAINT,)


def test_denoising_is_set_at_the_layer_and_undone_at_once(window: MainWindow) -> None:
    page = window.layers.page
    window.layers.commands.choose("sketch")
    assert page.denoising.isHidden()
    window.state.set_tool("paint")  # its layer is at hand
    assert not page.denoising.isHidden()
    for value in (0.7, 0.75, 0.8):
        page.denoising.spin.setValue(value)
    assert window.state.document.denoising == 0.8
    assert window.paints.bar.card.denoising.value == 0.8
    window.state.undo()
    assert window.state.document.denoising == page.denoising.value == 0.6


def test_another_colour_is_mixed_in_the_systems_dialog(window: MainWindow) -> None:
    act(window, "more_colours")
    dialog = window.findChild(QColorDialog)
    assert dialog is not None
    dialog.setCurrentColor("#123456")
    dialog.accept()
    assert window.state.paint_brush.colour == "#123456"


def test_how_is_painted_outlives_the_window(qapp, tmp_path: Path) -> None:
    preferences, brush = PreferenceStore(), PaintBrush()
    save_paint_brush(brush, preferences)
    brush.choose("#abcdef")
    brush.set_opacity(0.3)
    brush.set_blend("multiply")
    brush.set_pressure(None)
    brush.set_mode("fill")
    for number in range(20):
        brush.remember(f"#0000{number:02x}")
    brush.remember("#000010")
    assert brush.recent[:3] == ("#000010", "#000013", "#000012")
    assert len(brush.recent) == MOST_RECENT
    preferences.flush()
    later = PaintBrush()
    save_paint_brush(later, PreferenceStore())
    for name in ("colour", "opacity", "blend", "pressure", "mode", "recent"):
        assert getattr(later, name) == getattr(brush, name)
    preferences.set("paint.colour", "no colour")
    preferences.flush()
    assert brush.colour == "#abcdef"
    with pytest.raises(ValueError, match="#rrggbb"):
        brush.choose("red")
