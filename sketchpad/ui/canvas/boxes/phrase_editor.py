"""The line in which a box's phrase is typed, in its place on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.painter import BoxStyles
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.state.document_state import DocumentState

OTHER_WINDOWS = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class PhraseEditor(QLineEdit):
    """Hidden until `begin`. Every letter is reported at once, so that the drawing always has the whole phrase.

    Args:
        seen: what a rectangle of the straight page covers on the screen.

    Attributes:
        box_id: of the box whose phrase is being typed.

    Signals:
        edited: id of the box, its phrase as far as it has been typed.
        ended: the line is closed.
    """

    edited = Signal(str, str)
    ended = Signal()

    def __init__(
        self,
        canvas: QWidget,
        state: DocumentState,
        looks: BoxStyles,
        seen: Callable[[QRectF], QRectF],
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._state, self._looks, self._seen = canvas, state, looks, seen
        self.box_id: str | None = None
        self._before = ""
        self.setMaxLength(200)
        self.hide()
        self.textEdited.connect(self._report)
        self.returnPressed.connect(self.close_editor)

    def begin(self, id: str) -> None:
        """Type the phrase of the box `id`."""
        look = self._looks.of(id)
        if self.box_id != id:
            self.close_editor()
        self.box_id, self._before = id, look.phrase
        self.setAccessibleName(self.tr("Phrase of the box"))
        self.setPlaceholderText(self.tr("What goes here?"))
        colour = look.colour.name()
        self.setStyleSheet(
            f"QLineEdit {{ background: white; color: black; border: 2px solid {colour}; border-radius: 4px;"
            f" padding: 2px 5px; selection-background-color: {colour};"
            f" selection-color: {palette.text_on(look.colour).name()}; placeholder-text-color: #8a8a8a; }}"
        )
        self.setText(look.phrase)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.place()

    def follow(self, document: Document) -> None:
        """The drawing has been changed, perhaps from elsewhere."""
        if self.box_id is None:
            return
        phrase = next((box.phrase for box in document.boxes if box.id == self.box_id), None)
        if phrase is None:
            self.close_editor()
            return
        if phrase != self.text().strip():
            self.setText(phrase)
        self.place()

    def follow_selection(self) -> None:
        if self.box_id not in self._state.selection:
            self.close_editor()

    def place(self) -> None:
        """Lie at the top of the box, inside the canvas."""
        if self.box_id is None:
            return
        box, within = self._seen(self._looks.of(self.box_id).rect), self._canvas.rect()
        height = self.sizeHint().height()
        width = round(min(max(box.width(), 170.0), 320.0))
        x, y = round(box.x()), round(box.y()) - height - 3
        if y < within.top() + 2:
            y = round(box.y()) + 4
        x = min(max(x, within.left() + 2), max(within.right() - width - 1, within.left() + 2))
        y = min(max(y, within.top() + 2), max(within.bottom() - height - 1, within.top() + 2))
        self.setGeometry(x, y, width, height)

    def suggest(self, words: Iterable[str]) -> None:
        suggest(self, words, self._report)

    def close_editor(self) -> None:
        if self.box_id is None:
            return
        self.box_id = None
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._state.seal()
        self.ended.emit()

    def _report(self, text: str) -> None:
        if self.box_id is not None:
            self.edited.emit(self.box_id, text.strip())

    def event(self, event: QEvent) -> bool:
        # Escape would otherwise stop the run.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._report(self._before)
            self.close_editor()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in OTHER_WINDOWS:
            self.close_editor()


def suggest(line: QLineEdit, words: Iterable[str], chosen: Callable[[str], object]) -> None:
    """Offer words while something is typed into `line`, and call `chosen` with one that is taken."""
    completer = QCompleter(list(dict.fromkeys(words)), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.activated.connect(chosen)
    line.setCompleter(completer)
