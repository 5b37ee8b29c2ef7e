"""What can be drawn on beside the sketch, and the pages and bars for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sketchpad.ui.boxes.boxes import BoxesController
from sketchpad.ui.layers.layers import DropOffer, Layers
from sketchpad.ui.paint.paint import Paints
from sketchpad.ui.panels.changes_panel import UndoPanel
from sketchpad.ui.people_regions.mask import MaskController
from sketchpad.ui.people_regions.people_regions import PeopleRegionsController
from sketchpad.ui.state.preferences import bind

if TYPE_CHECKING:
    from sketchpad.ui.app.main_window import MainWindow


class DrawingParts:
    """Makes them for `window`.

    Args:
        words: that the model knows.
        use: turns a method on, or a control that reads images of a kind.
    """

    def __init__(
        self,
        window: MainWindow,
        words: Callable[[], Iterable[str]],
        use: Callable[[str], object],
    ) -> None:
        state, canvas, menus, preferences = (
            window.state, window.canvas, window.menus, window.preferences,
        )  # fmt: skip
        self.layers = Layers(
            window,
            state,
            canvas,
            window.settings,
            window.project.reading,
            lambda folder: window.questions.reference_path(folder),  # noqa: PLW0108 - tests ask otherwise
        )
        take, picture, lines = (
            self.layers.take,
            window.start.use_picture,
            window.incoming.take_lines,
        )
        window.results.reference_wanted.connect(self.layers.take)
        self.drop_offer = DropOffer(window, take, lines, picture, window.project.open)
        self.layout = BoxesController(
            window,
            state,
            canvas,
            window.side.prompt.prompt,
            window.split,
            menus.view,
            words,
            lambda: window.runner.request,
            use,
            self.layers.page,
        )
        self.layers.page_wanted.connect(lambda: self.layout.show_page("layers"))
        self.figures = PeopleRegionsController(window, state, canvas)
        self.paints = Paints(
            window,
            state,
            canvas,
            window.session,
            preferences,
            lambda folder: window.questions.palette_path(folder),  # noqa: PLW0108 - likewise
        )
        self.masking = MaskController(window, state, canvas)
        for bar in (*self.figures.bars, self.paints.bar, *self.masking.bars):
            window.canvas_pane.add_bar(bar)
        for menu in (self.figures.menu, self.paints.menu, self.masking.menu):
            menus.edit.insertMenu(window.actions_["preferences"], menu)
        self.layout.menu.addMenu(self.layers.menu)
        for name, setting in (("snap", "canvas.snap"), ("show_rulers", "canvas.rulers")):
            act = self.layout.actions[name]
            bind(preferences, setting, act.isChecked, act.setChecked, act.toggled, window)
        self.changes = UndoPanel(window, state, window.split, menus.view)
