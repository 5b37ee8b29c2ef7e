"""Everything the program can do, found by typing a few letters of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from sketchpad.ui.actions.action_text import keys_of, name_of
from sketchpad.ui.style.shorthand import resize_on_screen, vbox

WIDTH, HEIGHT = 560, 420
MOST_RECENT = 5
EXACT = 90.0  # points at least of what contains the letters as they were typed
ACTION = Qt.ItemDataRole.UserRole
_recent: list[str] = []  # names of actions, the last one first; for as long as the program runs


class CommandPalette(QDialog):
    """A line to type in and what fits, the best first. What cannot be done just now is shown in grey.

    Args:
        groups: title -> actions.
    """

    def __init__(self, groups: Mapping[str, Sequence[QAction]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        known: dict[str, tuple[str, QAction]] = {}  # by name; the first title counts
        for title, actions in groups.items():
            for action in actions:
                known.setdefault(action.objectName(), (title, action))
        known.pop("command_palette", None)
        self._entries = [(title, name_of(action), action) for title, action in known.values()]
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("What do you want to do?"))
        self.line.setAccessibleName(self.tr("Command"))
        self.list = QTreeWidget()
        self.list.setColumnCount(3)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(0)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        vbox(self.line, self.list, on=self, margins=10, spacing=8)
        resize_on_screen(self, QSize(WIDTH, HEIGHT))
        self.list.setColumnWidth(0, round(WIDTH * 0.56))
        self.list.setColumnWidth(1, round(WIDTH * 0.17))
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemActivated.connect(self._run)
        self.list.itemClicked.connect(self._run)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of `window`."""
        at = QPoint((window.width() - WIDTH) // 2, max(40, window.height() // 8))
        self.move(window.mapToGlobal(at))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def listed(self) -> list[str]:
        """Names of what is listed."""
        items = [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]
        return [item.data(0, ACTION).objectName() for item in items if item is not None]

    def _filter(self, text: str) -> None:
        self.list.clear()
        ranked = []
        for number, (title, name, action) in enumerate(self._entries):
            points = score(text, f"{name} {title}")
            if points is None:
                continue
            exact = points >= EXACT
            recent = _recent.index(action.objectName()) if action.objectName() in _recent else 99
            rank = (-points, recent) if text.strip() else (recent, 0)
            ranked.append((exact, not action.isEnabled(), rank, number, title, name, action))
        # Where something contains the letters as typed, scattered letters do not count.
        ranked = [one for one in ranked if one[0]] or ranked
        for _, disabled, *_, title, name, action in sorted(ranked, key=lambda one: one[1:4]):
            item = QTreeWidgetItem([name, title, keys_of(action)])
            item.setData(0, ACTION, action)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(0, action.statusTip())
            item.setForeground(1, self.palette().placeholderText())
            item.setText(0, f"✓ {name}" if action.isCheckable() and action.isChecked() else name)
            item.setDisabled(disabled)
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps: dict[int, int] = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 10,
                Qt.Key.Key_PageUp: -10,
            }
            if event.key() in steps:
                self._step(steps[event.key()])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        count, current = self.list.topLevelItemCount(), self.list.currentItem()
        if current is not None:
            row = self.list.indexOfTopLevelItem(current)
            there = self.list.topLevelItem(min(max(row + by, 0), count - 1))
            assert there is not None
            self.list.setCurrentItem(there)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isDisabled():
            return
        action: QAction = item.data(0, ACTION)
        name = action.objectName()
        _recent[:] = [name, *(other for other in _recent if other != name)][:MOST_RECENT]
        self.close()
        action.trigger()


def score(wanted: str, text: str) -> float | None:
    """How well `wanted` fits `text`: its letters in this order, better together and at the starts of words.

    None where they are not there.
    """
    letters, words = wanted.casefold().replace(" ", ""), text.casefold()
    if not letters:
        return 0.0
    if wanted.casefold().strip() in words:
        at = words.index(wanted.casefold().strip())
        starts = at == 0 or not words[at - 1].isalnum()
        return EXACT + 10 + (50 if starts else 0) - at / 100 - len(words) / 1000
    points, at, before = 0.0, 0, -2
    for letter in letters:
        at = words.find(letter, at)
        if at < 0:
            return None
        starts = at == 0 or not words[at - 1].isalnum()
        points += 4 if at == before + 1 else 3 if starts else 0
        before, at = at, at + 1
    return points - (before / 50)
