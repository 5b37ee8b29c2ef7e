"""All classes of regions with their colours, to be searched and chosen from: a card below its button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from sketchpad.document.raster.region_raster import names_of
from sketchpad.hints.segmentation import class_of, palette
from sketchpad.ui.canvas.regions import layer
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.class_names import class_label
from sketchpad.ui.style.theme import theme

NAME = Qt.ItemDataRole.UserRole
WIDTH, HEIGHT = 264, 420
SWATCH = 16
TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


def swatch(colour: QColor, size: int = SWATCH) -> QIcon:
    """A square in `colour`."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().tokens.colour("border_strong"), 1.0))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 4, 4)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
    return icon


class ClassChooser(QFrame):
    """Opened with `open_below`; closes when something is chosen, or by Escape.

    Signals:
        chosen: name of a class.
    """

    chosen = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._state = state
        self.box_class = ""  # of the selected box, offered first
        self.menu: QMenu | None = None  # of keys, the last one there was
        self.setObjectName("popup")
        self.setFixedSize(WIDTH, HEIGHT)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("class_list")
        self.list.setIconSize(QSize(SWATCH, SWATCH))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(False)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_keys)
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName("note")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        self.search.textChanged.connect(self.fill)
        self.search.returnPressed.connect(self._take_current)
        for widget in (self.search, self.list):
            widget.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Classes"))
        self.search.setPlaceholderText(self.tr("Search 150 classes"))
        self.search.setAccessibleName(self.tr("Search classes"))
        self.list.setAccessibleName(self.tr("Classes"))
        self.note.setText(self.tr("Ctrl+1 to 9: put it on that key"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def open_below(self, button: QWidget) -> None:
        self.search.clear()
        self.fill()
        corner = button.mapToGlobal(button.rect().bottomLeft())
        screen = button.screen().availableGeometry()
        x = min(corner.x(), screen.right() - WIDTH)
        y = min(corner.y() + 4, screen.bottom() - HEIGHT)
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def fill(self) -> None:
        """Show what the search finds, else all: of the box, of the drawing, favourites, the rest."""
        wanted = self.search.text().strip().casefold()
        self.list.clear()
        if wanted:
            for name in found(wanted):
                self._add(name)
            if not self.list.count():
                self._head(self.tr("No class is called that"))
        else:
            used = [n for n in names_of(self._state.document.regions) if n in palette()]
            if self.box_class:
                self._section(self.tr("Of the selected box"), [self.box_class])
            self._section(self.tr("In this drawing"), used)
            favourites = list(self._state.region_brush.favourites)
            self._section(self.tr("Favourites, keys 1 to 9"), favourites)
            self._section(self.tr("All"), sorted(palette(), key=class_label))
        self._show_current(bool(wanted))

    def names(self) -> list[str]:
        """What is offered just now, from the top."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(NAME) for item in items if item.data(NAME)]

    def _show_current(self, first: bool) -> None:
        present = self._state.region_brush.name
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(NAME)]
        same = [row for row in rows if self.list.item(row).data(NAME) == present]
        if rows:
            self.list.setCurrentRow(rows[0] if first or not same else same[0])

    def _section(self, title: str, names: list[str]) -> None:
        if names:
            self._head(title)
        for name in names:
            self._add(name)

    def _head(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        item.setFont(font)
        item.setSizeHint(QSize(0, 26))
        self.list.addItem(item)

    def _add(self, name: str) -> None:
        favourites = self._state.region_brush.favourites
        key = f"  {favourites.index(name) + 1}" if name in favourites else ""
        item = QListWidgetItem(swatch(layer.colour(name)), class_label(name) + key)
        item.setData(NAME, name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, class_label(name))
        item.setSizeHint(QSize(0, 28))
        self.list.addItem(item)

    def _take_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        name = item.data(NAME)
        if name:
            self.close()
            self.chosen.emit(name)

    # the keys 1 to 9

    def _put_current_on(self, key: int) -> None:
        item = self.list.currentItem()
        if item is not None and item.data(NAME):
            self._put_on(item.data(NAME), key)

    def _put_on(self, name: str, key: int, _: bool = False) -> None:
        """The class has that key from now on; the list stays where it is."""
        self._state.region_brush.put_on_key(name, key)
        row, above = self.list.currentRow(), self.list.verticalScrollBar().value()
        self.fill()
        self.list.setCurrentRow(row)
        self.list.verticalScrollBar().setValue(above)

    def _offer_keys(self, at: QPoint) -> None:
        """A menu of the keys for the class at a place of the list."""
        item = self.list.itemAt(at)
        name = item.data(NAME) if item is not None else None
        if not name:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, present in enumerate(self._state.region_brush.favourites, 1):
            text = self.tr("On key {key}, instead of {name}")
            action = menu.addAction(text.format(key=f"&{key}", name=class_label(present)))
            action.setEnabled(present != name)
            action.triggered.connect(partial(self._put_on, name, key))
        self.menu = menu
        menu.popup(self.list.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the line into the list and back without the mouse; and a class put on a key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in TO_LIST:
                self.list.event(event)
                return True
            number = event.key() - Qt.Key.Key_0
            count = len(self._state.region_brush.favourites)
            if event.modifiers() == Qt.KeyboardModifier.ControlModifier and 1 <= number <= count:
                self._put_current_on(number)
                return True
        return super().eventFilter(watched, event)


def found(wanted: str) -> list[str]:
    """Classes that are called so in either language, those that begin so first; and what a phrase like it names."""
    labels = {name: class_label(name).casefold() for name in palette()}
    hits = [name for name, label in labels.items() if wanted in label or wanted in name]
    hits.sort(
        key=lambda name: (
            not (labels[name].startswith(wanted) or name.startswith(wanted)),
            labels[name],
        )
    )
    meant = class_of(wanted)
    if meant and meant not in hits:
        hits.append(meant)
    return hits
