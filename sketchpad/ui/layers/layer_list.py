"""The page with the layers: their list, the topmost first, what is done to them, and the reference picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame

from sketchpad.document import layers
from sketchpad.document.layers import KINDS, Layer, LayerKind
from sketchpad.document.model import Document
from sketchpad.settings import Setting
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.layers.reference_panel import ReferencePanel
from sketchpad.ui.state.document_state import DocumentState, StateCommands
from sketchpad.ui.style import icons, layer_text
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, named, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.denoising import Denoising
from sketchpad.ui.widgets.row_list import THING, RowList, paint_mark, paint_text
from sketchpad.ui.widgets.value_slider import ValueSlider

ROW = 34
MARGIN = 6  # at both ends of a row
PLACE = 28  # width of the eye's place at the left, and of the lock's at the right
SIZE = 18  # of an icon
ICONS: Mapping[LayerKind, str] = {
    "reference": "picture",
    "regions": "region",
    "colour": "paint",
    "sketch": "pen",
    "poses": "pose",
    "boxes": "box",
    "mask": "mask",
}
OPACITY = Setting("layer.opacity", 100, 0, 100, step=1)
BUTTONS = ("layer_visible", "layer_locked", "layer_raise", "layer_lower")


class LayerList(RowList):
    """Space shows and hides; the arrows choose; a drag reorders."""

    def __init__(self, state: DocumentState, commands: LayerCommands) -> None:
        super().__init__(ROW, self._paint_layer, "kind")
        self._state, self._commands = state, commands
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentRowChanged.connect(self._on_row)
        commands.current_changed.connect(self._show_current)
        state.document_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        document = self._state.document
        layers = document.layers[::-1]
        with QSignalBlocker(self):
            for item, layer in zip(self.fill(layers), layers, strict=True):
                item.setText(layer_text.name_of(layer.kind))
                spoken = layer_text.spoken(layer, _content(document, layer.kind))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                item.setToolTip(self._tip(layer))
        self._show_current()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.count() * ROW + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.count() * ROW + 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        item = self.itemAt(at)
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            layer: Layer = item.data(THING)
            row = self.visualItemRect(item)
            if eye_of(row).contains(at):
                self._commands.choose(layer.kind)
                self._commands.set_visible(layer.kind, not layer.visible)
                return
            if lock_of(row).contains(at):
                self._commands.choose(layer.kind)
                self._commands.set_locked(layer.kind, not layer.locked)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick clicks on an eye are two clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._commands.toggle_visible()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _tip(self, layer: Layer) -> str:
        hide, show = self.tr("click the eye to hide it"), self.tr("click to show it")
        return f"{layer_text.name_of(layer.kind)} · {hide if layer.visible else show}"

    def _on_row(self, row: int) -> None:
        if 0 <= row < self.count():
            self._commands.choose(self.item(row).data(THING).kind)

    def _show_current(self) -> None:
        kinds = self.keys()
        if self._commands.current in kinds:
            with QSignalBlocker(self):
                self.setCurrentRow(kinds.index(self._commands.current))
            self.viewport().update()

    def _paint_layer(self, painter: QPainter, rect: QRect, layer: Layer, near: bool) -> None:
        """Eye, icon, name and number; at the right how faint it is, and the lock."""
        tokens, seen = theme().tokens, layer.visible
        eye, lock = eye_of(rect), lock_of(rect)
        paint_mark(painter, eye, "eye" if seen else "eye-off", "text" if seen else "faint", SIZE)
        if layer.locked or near:
            mark, role = ("lock", "text") if layer.locked else ("unlock", "faint")
            paint_mark(painter, lock, mark, role, SIZE)
        sign = eye.translated(PLACE, 0)
        paint_mark(painter, sign, ICONS[layer.kind], "muted" if seen else "faint", SIZE)
        left, right = sign.right() + 5, lock.left() - 4
        muted, metrics = tokens.colour("muted"), painter.fontMetrics()
        if layer.opacity < 1:
            percent = f"{round(100 * layer.opacity)} %"
            wide = metrics.horizontalAdvance(percent)
            place = QRect(right - wide, rect.top(), wide, rect.height())
            paint_text(painter, place, percent, muted)
            right -= wide + 8
        name = layer_text.name_of(layer.kind)
        room = QRect(left, rect.top(), right - left, rect.height())
        paint_text(painter, room, name, tokens.colour("text") if seen else muted)
        room.setLeft(left + metrics.horizontalAdvance(name) + 8)
        content = _content(self._state.document, layer.kind)
        if layer.kind != "reference" and room.width() > 0:
            paint_text(painter, room, content, muted)


def _content(document: Document, kind: LayerKind) -> str:
    """How much there is on a layer, as a number; empty for nothing."""
    count = {
        "reference": int(document.reference is not None),
        "regions": len(document.regions),
        "colour": len(document.paints) + int(document.ground is not None),
        "sketch": len(document.strokes),
        "poses": len(document.poses),
        "boxes": len(document.boxes),
        "mask": len(document.mask),
    }[kind]
    return str(count or "")


def eye_of(row: QRect) -> QRect:
    """Where in a row the eye is clicked."""
    return QRect(row.left() + MARGIN, row.top(), PLACE, row.height())


def lock_of(row: QRect) -> QRect:
    return QRect(row.right() - MARGIN - PLACE + 1, row.top(), PLACE, row.height())


class LayerCommands(StateCommands):
    """Commands on the current layer: visibility, lock, opacity, order.

    Signals:
        current_changed: another layer is the one that commands are for.
    """

    current_changed = Signal(str)

    def __init__(self, state: DocumentState, parent: QObject) -> None:
        super().__init__(state, parent)
        self.current: LayerKind = "sketch"

    @property
    def layer(self) -> Layer:
        return self._state.document.layer(self.current)

    def choose(self, kind: LayerKind) -> None:
        if kind != self.current:
            self.current = kind
            self.current_changed.emit(kind)

    def set_visible(self, kind: LayerKind, visible: bool) -> None:
        label = self.tr("Show layer") if visible else self.tr("Hide layer")
        self._state.apply(self._state.document.with_layer(kind, visible=visible), label)

    def set_locked(self, kind: LayerKind, locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._state.apply(self._state.document.with_layer(kind, locked=locked), label)

    def set_opacity(self, kind: LayerKind, opacity: float) -> None:
        """0..1; the moves of a slider are undone at once."""
        changed = self._state.document.with_layer(kind, opacity=opacity)
        self._state.apply(changed, self.tr("Layer opacity"), ("layer opacity", kind))

    def toggle_visible(self) -> None:
        self.set_visible(self.current, not self.layer.visible)

    def toggle_locked(self) -> None:
        self.set_locked(self.current, not self.layer.locked)

    def can_move(self, by: int) -> bool:
        return 0 <= self._place() + by < len(KINDS)

    def reorder(self, kinds: Sequence[LayerKind]) -> None:
        """Bring the layers into this order, the topmost last."""
        document = self._state.document
        if sorted(kinds) == sorted(KINDS):
            ordered = tuple(document.layer(kind) for kind in kinds)
            self._state.apply(document.with_layers(ordered), self.tr("Order of layers"))

    def move(self, by: int) -> None:
        """Up (+1) or down (-1)."""
        if self.can_move(by):
            document = self._state.document
            moved = layers.moved(document.layers, self.current, self._place() + by)
            self._state.apply(document.with_layers(moved), self.tr("Order of layers"))

    def _place(self) -> int:
        return [one.kind for one in self._state.document.layers].index(self.current)


class LayersPage(Panel):
    def __init__(
        self,
        state: DocumentState,
        commands: LayerCommands,
        actions: ActionSet,
        reference: ReferencePanel,
    ) -> None:
        super().__init__()
        self._state, self._commands, self._actions = state, commands, actions
        self.list = LayerList(state, commands)
        self.opacity = ValueSlider(OPACITY)
        self.opacity.spin.setSuffix(" %")
        self.denoising = Denoising(state)
        self.reference = reference
        buttons = [action_button(actions[name], 30) for name in BUTTONS]
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = hbox(*buttons, STRETCH, spacing=2)
        line = named(QFrame(), "line")
        line.setFixedHeight(1)
        parts = self.list, self.opacity, self.denoising, row, line, reference, STRETCH
        vbox(*parts, on=self, margins=(12, 10, 12, 12), spacing=8)
        self.list.reordered.connect(commands.reorder)
        self.opacity.value_changed.connect(
            lambda value: commands.set_opacity(commands.current, value / 100)
        )
        self.opacity.slider.sliderReleased.connect(state.seal)
        state.document_changed.connect(self.refresh)
        commands.current_changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Show the chosen layer as it is now."""
        layer = self._commands.layer
        self.opacity.set_value(round(100 * layer.opacity))
        self.denoising.setVisible(layer.kind == "colour")
        name = layer_text.name_of(layer.kind)
        self.opacity.set_words(
            self.tr("Opacity"), self.tr("Opacity of “{layer}”").format(layer=name)
        )
        for action, icon in (
            ("layer_visible", "eye" if layer.visible else "eye-off"),
            ("layer_locked", "lock" if layer.locked else "unlock"),
        ):
            if self._actions[action].property("icon_name") != icon:
                icons.set_icon(self._actions[action], icon)
        self._actions["layer_raise"].setEnabled(self._commands.can_move(1))
        self._actions["layer_lower"].setEnabled(self._commands.can_move(-1))

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Layers, the topmost first"))
        self.denoising.retranslate()
        self.list.refresh()
        self.refresh()
