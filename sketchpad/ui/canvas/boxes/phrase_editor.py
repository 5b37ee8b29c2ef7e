"""The line in which a box's phrase is typed, in its place on the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from sketchpad.ui.canvas.view import palette


class PhraseEditor(QLineEdit):
    """Hidden until `edit`. Every letter is reported at once, so that whoever asks for the drawing has all of it.

    Signals:
        phrase_edited: id of the box, what stands in the line now.
        closed: id of the box; the typing is over.
    """

    phrase_edited = Signal(str, str)
    closed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.box_id: str | None = None
        self._before = ""
        self.setMaxLength(200)
        self.hide()
        self.textEdited.connect(self._report)
        self.returnPressed.connect(self.close_editor)

    def edit(self, box_id: str, phrase: str, colour: QColor) -> None:
        if self.box_id is not None and self.box_id != box_id:
            self.close_editor()
        self.box_id, self._before = box_id, phrase
        self.setAccessibleName(self.tr("Phrase of the box"))
        self.setPlaceholderText(self.tr("What goes here?"))
        self.setStyleSheet(
            f"QLineEdit {{ background: white; color: black; border: 2px solid {colour.name()}; border-radius: 4px;"
            f" padding: 2px 5px; selection-background-color: {colour.name()};"
            f" selection-color: {palette.text_on(colour).name()}; placeholder-text-color: #8a8a8a; }}"
        )
        self.setText(phrase)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, phrase: str) -> None:
        """The phrase has been changed, perhaps from elsewhere."""
        if phrase != self.text().strip():
            self.setText(phrase)

    def place(self, box: QRectF, within: QRect) -> None:
        """Lie at the top of `box` (widget pixels), inside `within`."""
        height = self.sizeHint().height()
        width = round(min(max(box.width(), 170.0), 320.0))
        x, y = round(box.x()), round(box.y()) - height - 3
        if y < within.top() + 2:
            y = round(box.y()) + 4
        x = min(max(x, within.left() + 2), max(within.right() - width - 1, within.left() + 2))
        y = min(max(y, within.top() + 2), max(within.bottom() - height - 1, within.top() + 2))
        self.setGeometry(x, y, width, height)

    def set_suggestions(self, words: Iterable[str]) -> None:
        completer = QCompleter(list(dict.fromkeys(words)), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        completer.activated.connect(self._report)
        self.setCompleter(completer)

    def close_editor(self) -> None:
        if self.box_id is None:
            return
        closing, self.box_id = self.box_id, None
        had_focus = self.hasFocus()
        self.hide()
        canvas = self.parentWidget()
        if had_focus and canvas is not None:
            canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(closing)

    def restore(self) -> None:
        """Leave the phrase as it was."""
        if self.box_id is not None:
            self.phrase_edited.emit(self.box_id, self._before)
        self.close_editor()

    def _report(self, text: str) -> None:
        if self.box_id is not None:
            self.phrase_edited.emit(self.box_id, text.strip())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:  # else the window would take it for Stop
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.restore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        ):
            self.close_editor()
