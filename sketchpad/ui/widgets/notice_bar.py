"""News above the drawing that do not interrupt: something was exported, could not be opened, can be recovered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from sketchpad.errors import SketchpadError
from sketchpad.ui.connections import discard
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, hbox, named, restyle, set_progress, tool_button

Level = Literal["info", "error"]
INFO_SECONDS = 8


@dataclass(frozen=True)
class Choice:
    """A button of a notice."""

    text: str
    chosen: Callable[[], object]


class NoticeBar(Panel):
    """One notice at a time, the newest. Good news leave by themselves, bad ones wait to be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "notice", styled=True)
        self._icon, self._text = QLabel(), QLabel(wordWrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedSize(160, 4)
        self.progress.hide()
        self._buttons = hbox(spacing=6)
        self.close_button = tool_button("close", role="muted")
        self.close_button.clicked.connect(self.dismiss)
        parts = self._icon, (self._text, 1), self.progress, self._buttons, self.close_button
        hbox(*parts, on=self, margins=(26, 7, 19, 19), spacing=10)  # the style has a margin
        self._waiting: list[tuple[str, Level]] = []
        self._unread: tuple[str, Level] | None = None  # what is in sight, if it waited
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        return self._text.text()

    def retranslate(self) -> None:
        describe(self.close_button, self.tr("Close"))
        self.progress.setAccessibleName(self.tr("Progress"))

    def tell(self, text: str, level: Level = "info", *choices: Choice, stay: bool = False) -> None:
        """Show `text`, which is already translated. `stay`: until it is closed."""
        if self._unread is not None:
            self._waiting.insert(0, self._unread)
        self._unread = None
        self.progress.hide()
        self._text.setText(text)
        self._text.setAccessibleName(text)
        if restyle(self, level=level):
            restyle(self._text, level=level)
        sign = ("warning", "danger") if level == "error" else ("info", "accent_text")
        icons.set_pixmap(self._icon, *sign, 18)
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                discard(old)
        for choice in choices:
            button = QPushButton(choice.text)
            button.setAccessibleName(choice.text)
            button.clicked.connect(lambda _=False, chosen=choice.chosen: self._choose(chosen))
            self._buttons.addWidget(button)
        self.show()
        if level == "error" or stay:
            self._timer.stop()
        else:
            self._timer.start(INFO_SECONDS * 1000)
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))

    def tell_error(self, error: SketchpadError) -> None:
        """Say what went wrong, until it is closed."""
        self.tell(sentence(error), "error")

    def tell_later(self, text: str, level: Level = "info") -> None:
        """Show `text` as soon as there is no other notice, and again if another one came before it was closed."""
        self._waiting.append((text, level))
        self._tell_next()

    def _tell_next(self) -> None:
        if self.isHidden() and self._waiting:
            text, level = self._waiting.pop(0)
            self.tell(text, level, stay=True)
            self._unread = text, level

    def show_progress(self, share: float) -> None:
        """How far what the present notice tells of is, 0..1."""
        set_progress(self.progress, round(100 * share))
        self.progress.show()

    def move_progress(self, share: float) -> None:
        """Show how far it is now, unless another notice has come since."""
        if not self.progress.isHidden():
            set_progress(self.progress, round(100 * share))

    def end_progress(self) -> None:
        """The notice with progress has nothing more to tell; another one in its place stays."""
        if not self.progress.isHidden():
            self.progress.hide()
            self.dismiss()

    def forget_error(self) -> None:
        """Something was opened or saved well: what went wrong before it is no news any more."""
        if self.property("level") == "error" and self._unread is None:
            self.dismiss()

    def dismiss(self) -> None:
        self._leave()
        self._tell_next()

    def _choose(self, chosen: Callable[[], object]) -> None:
        self._leave()
        chosen()
        self._tell_next()

    def _leave(self) -> None:
        self._timer.stop()
        self._unread = None
        self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        """A notice that is being read stays."""
        self._timer.stop()
        super().enterEvent(event)
