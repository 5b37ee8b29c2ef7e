"""A card below its button: palettes, recent colours, how they are mixed, and how far pictures keep to them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QListWidget, QListWidgetItem, QWidget

from sketchpad import settings
from sketchpad.document.palette import OWN, own_palettes, read_palette
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.painting import clear_image, painting_on
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, named, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.denoising import LABELS, Denoising
from sketchpad.ui.widgets.field import Choice, Field
from sketchpad.ui.widgets.popup_card import PopupCard
from sketchpad.ui.widgets.value_slider import ValueSlider

WIDTH, HEIGHT = 330, 388
SWATCH, CELL = 24, 32
COLOUR = Qt.ItemDataRole.UserRole


class ColourCard(PopupCard):
    """Opened with `open_below`.

    Signals:
        palette_changed: another one is shown: its name or file.
    """

    palette_changed = Signal(str)

    def __init__(self, state: DocumentState, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(WIDTH, HEIGHT, parent)
        self._brush = state.paint_brush
        self._palettes = dict(own_palettes())
        self.code = QLineEdit(maxLength=7)
        self.code.setFixedWidth(80)
        self.choice, self.swatches, self.recent = Choice(), Swatches(3), Swatches(1)
        self._recent = label("note")
        self.opacity = ValueSlider(settings.setting("paint.opacity"))
        self.pressure, self.mixing = Choice(), Choice()
        self.denoising = Denoising(state)
        self._fields = Field(self.mixing, LABELS), Field(self.pressure, LABELS)
        line = named(QFrame(), "line")
        line.setFixedHeight(1)
        more, palette = (
            action_button(actions["more_colours"]),
            action_button(actions["open_palette"]),
        )
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        more.setFixedSize(more.sizeHint())
        for button in (more, palette):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        vbox(
            hbox((self.choice, 1), palette, self.code, more, spacing=6),
            self.swatches,
            self._recent,
            self.recent,
            self.opacity,
            *self._fields,
            line,
            self.denoising,
            STRETCH,
            on=self,
            margins=12,
            spacing=8,
        )
        self.choice.currentIndexChanged.connect(self._on_choice)
        self.code.editingFinished.connect(self._on_code)
        self.opacity.value_changed.connect(self._brush.set_opacity)
        self.mixing.activated.connect(lambda _: self._brush.set_blend(self.mixing.currentData()))
        self.pressure.activated.connect(
            lambda _: self._brush.set_pressure(self.pressure.currentData() or None)
        )
        for swatches in (self.swatches, self.recent):
            swatches.chosen.connect(self._brush.choose)
        self._brush.changed.connect(self.refresh)
        self.retranslate()

    def open_below(self, button: QWidget) -> None:
        self.show_below(button, self.swatches)

    def show_palette(self, name: str) -> None:
        """One of ours by its name, or that in a file. Raises BadDocument."""
        if name and name not in self._palettes:
            self._palettes[name] = read_palette(Path(name))
        self._fill_choice()
        if self.choice.choose(name or OWN[0]):
            self._on_choice()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Colours"))
        describe(self.code, self.tr("Colour"), "#rrggbb")
        describe(self.choice, setting_label("paint.palette"))
        self.swatches.setAccessibleName(setting_label("paint.palette"))
        self.recent.setAccessibleName(setting_label("paint.recent"))
        self._recent.setText(setting_label("paint.recent"))
        name, note = setting_label("paint.opacity"), setting_note("paint.opacity")
        self.opacity.set_words(self.tr("Opacity"), name, note, LABELS)
        for field, name in zip(self._fields, ("paint.blend", "paint.pressure"), strict=True):
            field.set_words(setting_label(name), setting_label(name), setting_note(name))
        self.mixing.fill([(self.tr("Covers"), "normal"), (self.tr("Multiplies"), "multiply")])
        self.pressure.fill(
            [
                (self.tr("Width"), "width"),
                (self.tr("Opacity"), "opacity"),
                (self.tr("Width and opacity"), "both"),
                (self.tr("Nothing"), ""),
            ]
        )
        self.denoising.retranslate()
        self._fill_choice()
        self._on_choice()
        self.refresh()

    def refresh(self) -> None:
        """Show how is painted now."""
        brush = self._brush
        if not self.code.hasFocus():
            self.code.setText(brush.colour)
        self.opacity.set_value(brush.opacity)
        self.mixing.choose(brush.blend)
        self.pressure.choose(brush.pressure or "")
        self.recent.fill([(colour, "") for colour in brush.recent], brush.colour)
        self.swatches.mark(brush.colour)

    def _fill_choice(self) -> None:
        names = [(palette_name(palette.name), key) for key, palette in self._palettes.items()]
        self.choice.fill(names)

    def _on_choice(self) -> None:
        key = self.choice.currentData() or OWN[0]
        self.swatches.fill(self._palettes[key].colours, self._brush.colour)
        self.palette_changed.emit(key)

    def _on_code(self) -> None:
        colour = QColor(f"#{self.code.text().strip().lstrip('#')}")
        if colour.isValid():
            self._brush.choose(colour.name())
        self.code.setText(self._brush.colour)


class Swatches(QListWidget):
    """Patches of colour, to be clicked or chosen by the arrows and Enter.

    Signals:
        chosen: "#rrggbb".
    """

    chosen = Signal(str)

    def __init__(self, rows: int) -> None:
        super().__init__()
        named(self, "swatches")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(SWATCH, SWATCH))
        self.setGridSize(QSize(CELL, CELL))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(rows * CELL + 2)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def fill(self, colours: list[tuple[str, str]] | tuple[tuple[str, str], ...], now: str) -> None:
        """Show colours, each with its name; `now` is the one that is painted with."""
        if [*colours] != [(one.data(COLOUR), one.data(COLOUR + 1)) for one in self._items()]:
            self.clear()
            for colour, name in colours:
                item = QListWidgetItem(_icon(colour), "")
                item.setData(COLOUR, colour)
                item.setData(COLOUR + 1, name)
                words = f"{palette_name(name)} · {colour}" if name else colour
                item.setToolTip(words)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
                self.addItem(item)
        self.mark(now)

    def mark(self, colour: str) -> None:
        """Select this colour, if it is there."""
        here = next((one for one in self._items() if one.data(COLOUR) == colour), None)
        self.setCurrentItem(here)  # type: ignore[arg-type]

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(n) for n in range(self.count())]

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(COLOUR))


def _icon(colour: str) -> QIcon:
    """A patch of `colour`; with a ring around it while it is the one in hand."""
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        image = clear_image(SWATCH, SWATCH, 2.0)
        with painting_on(image) as painter:
            if mode == QIcon.Mode.Selected:
                painter.setBrush(theme().tokens.colour("accent"))
                painter.drawRoundedRect(QRectF(0, 0, SWATCH, SWATCH), 6, 6)
            painter.setPen(
                QPen(
                    theme().tokens.colour("surface" if mode == mode.Selected else "border_strong"),
                    1.5,
                )
            )
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(2.5, 2.5, SWATCH - 5, SWATCH - 5), 4, 4)
        icon.addPixmap(QPixmap.fromImage(image), mode)
    return icon


def palette_name(name: str) -> str:
    """The name of a palette that comes with Sketchpad, or of one of its colours, in the language of the window."""
    return QCoreApplication.translate("Palette", name)
