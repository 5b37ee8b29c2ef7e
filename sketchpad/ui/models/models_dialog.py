"""All models: those on this computer, and those that can be downloaded, with size and licence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QWidget

from sketchpad.errors import SketchpadError
from sketchpad.models.catalogue.catalogue import KINDS, Entry, catalogue, size_text
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.models.hub.cache import cache_folder
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.actions.tables import dialogs as table
from sketchpad.ui.connections import discard
from sketchpad.ui.models.manager import ModelList, ModelManager
from sketchpad.ui.models.model_row import LocalRow, ModelRow, family_text, kind_text, translated
from sketchpad.ui.style.messages import SUMMARIES, sentence
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import (
    STRETCH,
    button_box,
    describe,
    hbox,
    label,
    named,
    resize_on_screen,
    scrolled,
    vbox,
)
from sketchpad.ui.widgets.field import Choice

HERE = "here"


class ModelsDialog(ModelList):
    """Shows what `manager` knows and does."""

    def __init__(self, manager: ModelManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._manager = manager
        self.rows: dict[str, ModelRow] = {}
        self.locals: dict[str, LocalRow] = {}
        self.pages = named(QListWidget(), "page_list")
        self.pages.setFixedWidth(176)
        for page in (HERE, *KINDS):
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, page)
            self.pages.addItem(item)
        self.search, self.family = QLineEdit(), Choice()
        self.search.setClearButtonEnabled(True)
        self._summary, self._nothing = label("note", wrap=True), label("note", wrap=True)
        self._list, self._room = vbox(spacing=8), label("note")
        self.failure = label("problem_text", wrap=True, plain=True)
        self.failure.setProperty("level", "warning")
        self.failure.hide()
        handlers: dict[str, Callable[[], object]] = {
            "add_folder": manager.add_folder,
            "add_file": manager.add_file,
            "add_hub": manager.add_from_hub,
            **{name: partial(self._press, name) for name in ("main", "stop", "remove")},
        }
        actions = ActionSet(self, table.MODELS, handlers)
        self.add_folder, self.add_file, self.add_hub = actions.group("add")
        self.row_actions = actions.groups()["row"]
        self._buttons = {action: button_of(action) for action in actions.group("add")}
        inner = named(QWidget(), "layout_page")
        vbox(self._list, STRETCH, on=inner, margins=(2, 2, 8, 2))
        self.area = scrolled(inner)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        filters = hbox((self.search, 1), self.family, spacing=8)
        right = vbox(filters, self._summary, (self.area, 1), self.failure, spacing=10)
        middle = hbox(self.pages, (right, 1), spacing=14)
        buttons = self._buttons.values()
        foot = hbox(*buttons, 6, (self._room, 1), button_box(self), spacing=8)
        vbox((middle, 1), foot, on=self, margins=(20, 18, 20, 16), spacing=14)
        resize_on_screen(self, QSize(940, 680))
        self._fill()
        self.pages.setCurrentRow(0)
        self._connect()
        follow_language(self, self.retranslate)

    def _connect(self) -> None:
        self.pages.currentRowChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.family.currentIndexChanged.connect(self._filter)
        self._manager.downloads.changed.connect(self._show_state)
        self._manager.models_changed.connect(self._fill)
        self._manager.failed.connect(self._show_failure)
        self._manager.used.connect(self._show_all)

    def _show_failure(self, error: SketchpadError) -> None:
        """Also here, as this dialog lies over the window's own notice."""
        self.failure.setText(sentence(error))
        self.failure.show()

    def _fill(self) -> None:
        """All rows anew: the list of models is another one."""
        self.failure.hide()
        while self._list.count():
            item = self._list.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None and old is not self._nothing:
                discard(old)
        self.locals = {}
        for reference, model, listed in self._manager.own_models():
            row = self.locals[reference] = LocalRow(reference, model, listed)
            row.used.connect(self._manager.use)
            row.taken_out.connect(self._manager.take_out)
            self._list.addWidget(row)
        self.rows = {}
        for entry in catalogue().values():
            offer = self.rows[entry.id] = ModelRow(entry)
            offer.wished.connect(self._manager.wish)
            self._list.addWidget(offer)
        self._list.addWidget(self._nothing)
        self._show_all()

    def _show_all(self) -> None:
        for reference, row in self.locals.items():
            row.show_in_use(reference == self._manager.present)
        for name in self.rows:
            self._show_row(name)
        self._filter()
        self._show_room()

    def _show_state(self, id: str) -> None:
        if id in self.rows:
            before = self.rows[id].main_wish
            self._show_row(id)
            if self.rows[id].main_wish != before:
                self._filter()
                self._show_room()

    def _show_row(self, id: str) -> None:
        state = self._manager.downloads.state(id)
        self.rows[id].show_state(state, in_use=id == self._manager.present)

    def _filter(self) -> None:
        item = self.pages.currentItem()
        page = item.data(Qt.ItemDataRole.UserRole) if item else HERE
        family, words = self.family.currentData() or "", self.search.text().casefold().split()
        shown: dict[QWidget, bool] = {}
        for row in self.locals.values():
            text = f"{row.model.name} {row.model.path}".casefold()
            fits = family in ("", row.model.family) and all(word in text for word in words)
            shown[row] = page in (HERE, "base") and fits
        for offer in self.rows.values():
            shown[offer] = self._fits(offer.entry, page, family, words)
        for widget, visible in shown.items():
            widget.setVisible(visible)
        self._nothing.setVisible(not any(shown.values()))
        self._summary.setText(translated(SUMMARIES.get(page, "")))
        self._summary.setVisible(page in SUMMARIES)

    def _fits(self, entry: Entry, page: str, family: str, words: list[str]) -> bool:
        state = self._manager.downloads.state(entry.id)
        on_page = state.phase != "absent" if page == HERE else entry.kind == page
        text = f"{entry.name} {entry.id} {entry.repo} {' '.join(entry.hints)}".casefold()
        return on_page and family in ("", entry.family) and all(word in text for word in words)

    def _show_room(self) -> None:
        place = cache_folder()
        there = next((path for path in (place, *place.parents) if path.is_dir()), Path.home())
        try:
            free = size_text(shutil.disk_usage(there).free)
        except OSError:
            free = "?"
        self._room.setText(self.tr("{free} free").format(free=free))
        self._room.setToolTip(self.tr("Downloads go to {folder}").format(folder=place))

    def reveal(self, id: str) -> None:
        """Show the model `id` and give it the focus."""
        row = self.rows.get(id)
        if row is None:
            return
        self.search.clear()
        self.family.setCurrentIndex(0)
        self.pages.setCurrentRow([HERE, *KINDS].index(row.entry.kind))
        QApplication.processEvents()
        self.area.ensureWidgetVisible(row)
        row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press(self, name: str) -> None:
        """Press that button of the row that has the focus."""
        widget: QWidget | None = self.focusWidget()
        while widget is not None and not isinstance(widget, ModelRow | LocalRow):
            widget = widget.parentWidget()
        button = getattr(widget, name, None)
        if button is not None and not button.isHidden() and button.isEnabled():
            button.click()

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Models"))
        for number, page in enumerate((HERE, *KINDS)):
            item = self.pages.item(number)
            text = self.tr("On this computer") if page == HERE else kind_text(page)
            item.setText(self.tr("Models") if page == "base" else text)
        self.pages.setAccessibleName(self.tr("Kinds of models"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        describe(self.family, self.tr("Family"), tip="")
        self.area.setAccessibleName(self.tr("Models"))
        families = ((family_text(family), family) for family in FAMILY_LABELS)
        self.family.fill([(self.tr("All families"), ""), *families])
        self._nothing.setText(self.tr("No model fits. Look under another kind or family."))
        for action, button in self._buttons.items():
            name_button(button, action)
        self._filter()
        self._show_room()
