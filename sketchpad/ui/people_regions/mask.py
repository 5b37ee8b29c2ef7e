"""Brings the mask and the page's edges into the window: actions, menu, the bars above the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad import settings
from sketchpad.document.edit import mask_patches, region_fill
from sketchpad.document.mask import MASKED
from sketchpad.document.model import Region
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import mask as mask_table
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.people_regions.people_regions import ToolBar
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.drawing_settings import Mode
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import describe, vbox
from sketchpad.ui.widgets.popup_card import PopupCard
from sketchpad.ui.widgets.value_slider import ValueSlider

STEP = 4  # page pixels by which keys grow the mask and soften its edge
MODES: tuple[Mode, ...] = ("brush", "fill", "rectangle")
LENGTHS = {"grow": 64, "feather": 64, "padding": 256}  # how far their sliders reach
LABEL_WIDTH = 96
ROOM = 0.6  # share of the canvas that the page takes at most while its edges are pulled
MOST_STEPS = 20


class MaskController(QObject):
    def __init__(self, window: QWidget, state: DocumentState, canvas: CanvasWidget) -> None:
        super().__init__(window)
        self._state, self._canvas, self.page = state, canvas, canvas.bench.page_tool
        self.actions = ActionSet(window, mask_table.ACTIONS, self._handlers())
        self.bar = MaskBar(state, self.actions, self.set_length)
        self.page_bar = PageBar(canvas, self.actions)
        self.bars = (self.bar, self.page_bar)
        self.menu = QMenu(window)
        for number, group in enumerate(("mask", "edit_mask", "page")):
            if number:
                self.menu.addSeparator()
            self.menu.addActions(self.actions.group(group))
        canvas.menu.mask = [
            self.actions[name] for name in ("mask_invert", "mask_only", "mask_grow", "mask_softer", "clear_mask")
        ]  # fmt: skip
        for signal in (
            state.document_changed,
            state.tool_changed,
            state.selection_changed,
            state.stroke_selection.changed,
            state.mask_brush.changed,
            self.page.framed,
        ):
            signal.connect(self._enable)
        state.tool_changed.connect(self._make_room)
        self._enable()
        follow_language(window, lambda: self.menu.setTitle(self.tr("Mas&k and page")))

    def _handlers(self) -> dict[str, Callable[..., object]]:
        modes: dict[str, Callable[..., object]] = {
            f"mask_{mode}": lambda mode=mode: self._take_tool(mode) for mode in MODES
        }
        return modes | {
            "mask_erase": self._erase,
            "mask_boxes": self._mask_boxes,
            "mask_region": self._mask_region,
            "mask_lines": self._mask_lines,
            "mask_invert": self._invert,
            "mask_only": self._paint_alone,
            "mask_grow": lambda: self._step("grow", STEP),
            "mask_shrink": lambda: self._step("grow", -STEP),
            "mask_softer": lambda: self._step("feather", STEP),
            "mask_harder": lambda: self._step("feather", -STEP),
            "clear_mask": lambda: self._set((), self.tr("Clear the mask"), inverted=False),
            "apply_page": self.page.wanted.emit,
            "reset_page": self.page.reset,
        }

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Mask and page"), self.actions.all()

    def _make_room(self, tool: str) -> None:
        """Show the page small enough that its edges can be pulled outwards."""
        seen, view = self._canvas.size(), self._canvas.viewport
        for _ in range(MOST_STEPS if tool == "crop" else 0):
            page = view.page_rect()
            if max(page.width() / seen.width(), page.height() / seen.height()) <= ROOM:
                break
            view.zoom_step(-1)

    def _take_tool(self, mode: Mode) -> None:
        self._state.set_tool("mask")
        self._state.mask_brush.set_mode(mode)
        self._enable()

    def _erase(self, on: bool) -> None:
        if on != self._state.mask_brush.erasing:
            self._state.set_tool("mask")
            self._state.mask_brush.set_erasing(on)

    # what is masked

    def _set(self, patches: Iterable[Region], label: str, **options: bool | int) -> None:
        if not self._state.refuses("mask"):
            self._state.apply(self._state.document.with_mask(patches, **options), label)

    def _add(self, patches: Iterable[Region], label: str) -> None:
        self._set((*self._state.document.mask, *patches), label)

    def _mask_boxes(self) -> None:
        document = self._state.document
        boxes = self._state.selected_boxes or document.boxes
        self._add(
            (region_fill.of_box(document, box, MASKED) for box in boxes), self.tr("Mask boxes")
        )

    def _mask_region(self) -> None:
        patches = mask_patches.of_region(self._state.document, self._state.region_brush.name)
        if patches:
            self._add(patches, self.tr("Mask region"))
        else:
            self._canvas.bench.announced.emit(self.tr("Nothing is painted of this class"))

    def _mask_lines(self) -> None:
        lines = self._state.stroke_selection.strokes
        self._add(mask_patches.of_lines(lines), self.tr("Mask the selected lines"))

    # how

    def _invert(self, on: bool) -> None:
        self._change("inverted", on, self.tr("Invert the mask"))

    def _paint_alone(self, on: bool) -> None:
        self._change("only_masked", on, self.tr("Paint the masked part alone"))

    def _change(self, name: str, value: bool | int, label: str, merge_key: object = None) -> None:
        document = self._state.document
        if value != getattr(document.mask_options, name) and not self._state.refuses("mask"):
            self._state.apply(document.with_mask(document.mask, **{name: value}), label, merge_key)
        self._enable()

    def set_length(self, name: str, length: float) -> None:
        """Set a length of the mask's options; the moves of a slider are undone at once."""
        self._change(name, round(length), setting_label(f"mask.{name}"), ("mask", name))

    def _step(self, name: str, by: int) -> None:
        known = settings.setting(f"mask.{name}")
        length = getattr(self._state.document.mask_options, name) + by
        self.set_length(name, min(max(length, known.low or 0), known.high or length))

    def _enable(self) -> None:
        state, document, enable = self._state, self._state.document, self.actions.enable
        options = document.mask_options
        self.bar.setVisible(state.tool == "mask")
        self.page_bar.setVisible(state.tool == "crop")
        enable(("mask_boxes",), bool(document.boxes))
        enable(("mask_region",), bool(document.regions))
        enable(("mask_lines",), bool(state.stroke_selection))
        enable(("mask_invert", "clear_mask"), bool(document.mask))
        enable(("apply_page", "reset_page"), self.page.is_changed)
        self.actions[f"mask_{state.mask_brush.mode}"].setChecked(True)
        for name, on in (
            ("mask_erase", state.mask_brush.erasing),
            ("mask_invert", options.inverted),
            ("mask_only", options.only_masked),
        ):
            self.actions[name].setChecked(on)


class MaskBar(ToolBar):
    """How the mask is painted, and what its edge is like."""

    def __init__(
        self, state: DocumentState, actions: ActionSet, change: Callable[[str, float], None]
    ) -> None:
        modes = tuple(f"mask_{mode}" for mode in MODES)
        super().__init__(actions, (*modes, "mask_erase", "mask_invert", "mask_only", "clear_mask"))
        icons.set_icon(self.button, "sliders")
        self._state, self._change = state, change
        self.button.clicked.connect(lambda _=False: self.card.open_below(self.button))
        self.retranslate()

    @cached_property
    def card(self) -> EdgeCard:
        """The lengths, made when they are first wanted."""
        return EdgeCard(self._state, self._change, self)

    def retranslate(self) -> None:
        text = self.tr("Edge")
        describe(self.button, text, self.tr("Grow, feather and padding of the mask"), f"{text}  ▾")


class EdgeCard(PopupCard):
    """The lengths of the mask's options."""

    def __init__(
        self, state: DocumentState, change: Callable[[str, float], None], parent: QWidget
    ) -> None:
        super().__init__(340, 132, parent)
        self._state = state
        self.sliders: dict[str, ValueSlider] = {}
        for name, most in LENGTHS.items():
            known = settings.setting(f"mask.{name}")
            slider = ValueSlider(replace(known, low=max(known.low or 0, -most)), most)
            slider.value_changed.connect(lambda value, name=name: change(name, value))
            slider.slider.sliderReleased.connect(state.seal)
            self.sliders[name] = slider
        vbox(*self.sliders.values(), on=self, margins=(14, 10), spacing=6)
        state.document_changed.connect(self._show)
        self._show()
        self.retranslate()

    def open_below(self, button: QWidget) -> None:
        self.show_below(button, self.sliders["feather"].spin)

    def _show(self) -> None:
        for name, slider in self.sliders.items():
            slider.set_value(getattr(self._state.document.mask_options, name))

    def retranslate(self) -> None:
        for name, slider in self.sliders.items():
            label, note = setting_label(f"mask.{name}"), setting_note(f"mask.{name}")
            slider.set_words(label, label, note, LABEL_WIDTH)


class PageBar(ToolBar):
    """The size of the page to be."""

    def __init__(self, canvas: CanvasWidget, actions: ActionSet) -> None:
        super().__init__(actions, ("apply_page", "reset_page"))
        self._page = canvas.bench.page_tool
        self.button.clicked.connect(lambda _=False: self._page.wanted.emit())
        self._page.framed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        x0, y0, x1, y1 = self._page.frame
        text = f"{x1 - x0:.0f} × {y1 - y0:.0f}"
        describe(self.button, text, self.tr("Use a page of this size"), text)
