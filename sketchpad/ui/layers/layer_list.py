"""The page with the layers: their list, the topmost first, what is done to them, and the reference picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidgetItem

from sketchpad.document import layer_stack, layers
from sketchpad.document.layers import KINDS, LONGEST_NAME, SEVERAL, Layer, LayerKind
from sketchpad.document.model import CONTENT, Document, is_guarded
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
from sketchpad.ui.widgets.row_list import FLAGS, THING, RowList, paint_mark, paint_text
from sketchpad.ui.widgets.value_slider import ValueSlider

ROW = 34
MOST_SHOWN = len(KINDS)  # rows for which there is room on the lowest window; others are scrolled to
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
FLAGS_EDITABLE = FLAGS | Qt.ItemFlag.ItemIsEditable
OPACITY = Setting("layer.opacity", 100, 0, 100, step=1)
BUTTONS = ("layer_visible", "layer_locked", "layer_raise", "layer_lower")
SEVERAL_BUTTONS = ("layer_add", "layer_duplicate", "layer_merge", "layer_remove")


class LayerList(RowList):
    """Space shows and hides; the arrows choose; a drag reorders; F2 or a double click renames."""

    def __init__(self, state: DocumentState, commands: LayerCommands) -> None:
        super().__init__(ROW, self._paint_layer, "id")
        self._state, self._commands = state, commands
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.currentRowChanged.connect(self._on_row)
        self.itemChanged.connect(self._on_renamed)
        commands.current_changed.connect(self._show_current)
        state.document_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        document = self._state.document
        layers = document.layers[::-1]
        with QSignalBlocker(self):
            for item, layer in zip(self.fill(layers, FLAGS_EDITABLE), layers, strict=True):
                item.setText(layer_text.label_of(layer))
                spoken = layer_text.spoken(layer, _content(document, layer))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                item.setToolTip(self._tip(layer))
        self._show_current()
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.count() * ROW + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.count(), MOST_SHOWN) * ROW + 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        item = self.itemAt(at)
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            layer: Layer = item.data(THING)
            row = self.visualItemRect(item)
            is_eye, is_lock = eye_of(row).contains(at), lock_of(row).contains(at)
            if (is_eye or is_lock) and layer.content is None:
                self._commands.choose(layer.id)
            if is_eye:
                self._commands.set_visible(layer.id, not layer.visible)
                return
            if is_lock:
                self._commands.set_locked(layer.id, not layer.locked)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        item = self.itemAt(at)
        row = self.visualItemRect(item) if item is not None else QRect()
        if item is None or eye_of(row).contains(at) or lock_of(row).contains(at):
            self.mousePressEvent(event)  # two quick clicks on an eye are two clicks
        else:
            self.editItem(item)

    def edit_current(self) -> None:
        """Type another name for the current layer."""
        self._show_current()
        self.setFocus()
        self.editItem(self.currentItem())

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
        return f"{layer_text.label_of(layer)} · {hide if layer.visible else show}"

    def _on_row(self, row: int) -> None:
        if 0 <= row < self.count():
            self._commands.choose(self.item(row).data(THING).id)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        layer: Layer = item.data(THING)
        self._commands.rename(layer.id, item.text())
        item.setText(layer_text.label_of(self._state.document.layer_of(layer.id)))

    def _show_current(self) -> None:
        names = self.keys()
        if self._commands.current in names:
            with QSignalBlocker(self):
                self.setCurrentRow(names.index(self._commands.current))
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
        several = sum(one.kind == layer.kind for one in self._state.document.layers) > 1
        drawn_on = several and layer.content is None
        role = "accent" if drawn_on else "muted" if seen else "faint"
        paint_mark(painter, sign, ICONS[layer.kind], role, SIZE)
        left, right = sign.right() + 5, lock.left() - 4
        muted, metrics = tokens.colour("muted"), painter.fontMetrics()
        if layer.opacity < 1:
            percent = f"{round(100 * layer.opacity)} %"
            wide = metrics.horizontalAdvance(percent)
            place = QRect(right - wide, rect.top(), wide, rect.height())
            paint_text(painter, place, percent, muted)
            right -= wide + 8
        name = layer_text.label_of(layer)
        room = QRect(left, rect.top(), right - left, rect.height())
        paint_text(painter, room, name, tokens.colour("text") if seen else muted)
        room.setLeft(left + metrics.horizontalAdvance(name) + 8)
        content = _content(self._state.document, layer)
        if layer.kind != "reference" and room.width() > 0:
            paint_text(painter, room, content, muted)


def _content(document: Document, layer: Layer) -> str:
    """How much there is on a layer, as a number; empty for nothing."""
    if layer.kind in SEVERAL:
        content = document.content_of(layer.id)
        count = len(content.strokes) + len(content.paints) + int(content.ground is not None)
    elif layer.kind == "reference":
        count = int(document.reference is not None)
    else:
        count = len(getattr(document, CONTENT[layer.kind][0]))
    return str(count or "")


def eye_of(row: QRect) -> QRect:
    """Where in a row the eye is clicked."""
    return QRect(row.left() + MARGIN, row.top(), PLACE, row.height())


def lock_of(row: QRect) -> QRect:
    return QRect(row.right() - MARGIN - PLACE + 1, row.top(), PLACE, row.height())


class LayerCommands(StateCommands):
    """Commands on the current layer: visibility, lock, opacity, order, name; adding, merging, deleting layers.

    Signals:
        current_changed: another layer is the one that commands are for.
    """

    current_changed = Signal(str)

    def __init__(self, state: DocumentState, parent: QObject) -> None:
        super().__init__(state, parent)
        self.current: str = "sketch"
        self._kind: LayerKind = "sketch"
        state.document_changed.connect(self._follow)

    @property
    def layer(self) -> Layer:
        return self._state.document.layer_of(self.current)

    def choose(self, id: str) -> None:
        """Of sketch and colour also the layer that tools work on."""
        document = self._state.document
        before, self.current = self.current, id
        self._kind = self.layer.kind
        if self.layer.content is not None:
            self._state.stroke_selection.select(())
            chosen = layer_stack.with_current(document, id)
            self._state.apply(chosen, self.tr("Choose layer"), "choose layer")
        if id != before:
            self.current_changed.emit(id)

    def choose_kind(self, kind: LayerKind) -> None:
        self.choose(self._state.document.layer(kind).id)

    def set_visible(self, id: str, visible: bool) -> None:
        label = self.tr("Show layer") if visible else self.tr("Hide layer")
        self._change(id, label, visible=visible)

    def set_locked(self, id: str, locked: bool) -> None:
        label = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._change(id, label, locked=locked)

    def set_opacity(self, id: str, opacity: float) -> None:
        """0..1; the moves of a slider are undone at once."""
        self._change(id, self.tr("Layer opacity"), ("layer opacity", id), opacity=opacity)

    def rename(self, id: str, name: str) -> None:
        """An empty name is the usual one."""
        layer = self._state.document.layer_of(id)
        name = name.strip()[:LONGEST_NAME]
        if name != layer_text.label_of(layer):
            self._change(id, self.tr("Rename layer"), name=name)

    def toggle_visible(self) -> None:
        self.set_visible(self.current, not self.layer.visible)

    def toggle_locked(self) -> None:
        self.set_locked(self.current, not self.layer.locked)

    @property
    def can_add(self) -> bool:
        """Whether there can be one more layer like the current one."""
        return layer_stack.can_add(self._state.document, self.current)

    @property
    def can_merge(self) -> bool:
        """Whether a layer lies below that it can be merged with."""
        return (
            self.layer.kind in SEVERAL
            and layer_stack.layer_below(self._state.document, self.current) is not None
        )

    @property
    def can_remove(self) -> bool:
        return sum(one.kind == self.layer.kind for one in self._state.document.layers) > 1

    def add(self) -> None:
        """An empty one above the current one, or above the sketch where that can be there once only."""
        if self.layer.kind not in SEVERAL:
            self.choose_kind("sketch")
        if self.can_add:
            self._put(layer_stack.with_layer_above, self.tr("New layer"))

    def duplicate(self) -> None:
        if self.can_add:
            self._put(
                partial(layer_stack.with_layer_above, duplicate=True), self.tr("Duplicate layer")
            )

    def merge_down(self) -> None:
        if self.can_merge:
            lower = layer_stack.layer_below(self._state.document, self.current)
            assert lower is not None
            for layer in (self.layer, lower):
                if is_guarded(layer):
                    self._state.refused.emit(layer)
                    return
            self._put(layer_stack.merged_down, self.tr("Merge layers"))

    def remove(self) -> None:
        if self.can_remove:
            self._put(layer_stack.without_layer, self.tr("Delete layer"))

    def can_move(self, by: int) -> bool:
        return 0 <= self._place() + by < len(self._state.document.layers)

    def reorder(self, ids: Sequence[str]) -> None:
        """Bring the layers into this order, the topmost last."""
        document = self._state.document
        if sorted(ids) == sorted(layer.id for layer in document.layers):
            ordered = tuple(map(document.layer_of, ids))
            self._state.apply(document.with_layers(ordered), self.tr("Order of layers"))

    def move(self, by: int) -> None:
        """Up (+1) or down (-1)."""
        if self.can_move(by):
            document = self._state.document
            moved = layers.moved(document.layers, self.current, self._place() + by)
            self._state.apply(document.with_layers(moved), self.tr("Order of layers"))

    def _place(self) -> int:
        return [one.id for one in self._state.document.layers].index(self.current)

    def _change(self, id: str, label: str, merge_key: object = None, **changes: object) -> None:
        document = self._state.document
        changed = layers.changed(document.layers, id, **changes)
        self._state.apply(document.with_layers(changed), label, merge_key)

    def _put(self, change: Callable[[Document, str], Document], label: str) -> None:
        self._state.apply(change(self._state.document, self.current), label)

    def _follow(self, document: Document) -> None:
        """The current layer is one that is there, and of sketch and colour the one that tools work on."""
        before, there = self.current, {one.id: one for one in document.layers}
        if before not in there or there[before].content is not None:
            self.current = document.layer(self._kind).id
            self.current_changed.emit(self.current)


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
        looks, several = (
            [action_button(actions[name], 28) for name in names]
            for names in (BUTTONS, SEVERAL_BUTTONS)
        )
        for button in (*looks, *several):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = hbox(*looks, STRETCH, *several, spacing=2)
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
        name = layer_text.label_of(layer)
        self.opacity.set_words(
            self.tr("Opacity"), self.tr("Opacity of “{layer}”").format(layer=name)
        )
        for action, icon in (
            ("layer_visible", "eye" if layer.visible else "eye-off"),
            ("layer_locked", "lock" if layer.locked else "unlock"),
        ):
            if self._actions[action].property("icon_name") != icon:
                icons.set_icon(self._actions[action], icon)
        commands = self._commands
        for action, can in (
            ("layer_raise", commands.can_move(1)),
            ("layer_lower", commands.can_move(-1)),
            ("layer_duplicate", commands.can_add),
            ("layer_merge", commands.can_merge),
            ("layer_remove", commands.can_remove),
        ):
            self._actions[action].setEnabled(can)

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Layers, the topmost first"))
        self.denoising.retranslate()
        self.list.refresh()
        self.refresh()
