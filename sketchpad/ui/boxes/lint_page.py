"""Second page of the layout panel: what the model could misunderstand, each with buttons that mend it."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sketchpad.document.prompt.lint import Facts, Finding, can_mend, mend
from sketchpad.ui.boxes import lint_text
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import discard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel

MOST = 40  # remarks shown at once
WHOLE = 2000  # characters of what the user wrote, in a tool tip


class LintPage(Panel):
    """The page of the left panel with the remarks of the lint, each with its fixes.

    Args:
        use_method: turns the method of that name on.
    """

    def __init__(
        self,
        state: DocumentState,
        canvas: CanvasWidget,
        use_method: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._canvas, self._use_method = state, canvas, use_method
        self._facts = Facts()
        self.findings: tuple[Finding, ...] = ()
        self.cards: list[LintCard] = []
        self.all_good = QLabel(wordWrap=True)
        self.all_good.setObjectName("note")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.all_good)
        column.addLayout(self._cards)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        self.all_good.setText(
            self.tr(
                "Nothing to mend. Prompt, boxes, lines and size are looked at after every change."
            )
        )
        self._build()

    def show_findings(self, findings: tuple[Finding, ...], facts: Facts) -> None:
        self._facts = facts
        if findings != self.findings:
            self.findings = findings
            self._build()

    def mend(self, finding: Finding, how: str) -> None:
        """Do what a button says."""
        document = self._state.document
        there = {box.id for box in document.boxes}
        if finding not in self.findings or not there.issuperset(finding.ids):
            return  # the drawing has changed since; a new look is under way
        if can_mend(how):
            mended = mend(document, finding, how, self._facts)
            self._state.apply(mended, lint_text.mend_name(how))
        elif how.startswith("use:"):
            self._use_method(how.partition(":")[2])
        elif how == "edit_phrase":
            self._state.set_tool("select")
            self._state.select(finding.ids[:1])
            self._canvas.bench.typing.begin(finding.ids[0])

    def _build(self) -> None:
        for card in self.cards:
            self._cards.removeWidget(card)
            discard(card)
        self.cards = [
            LintCard(finding, self.mend, self._canvas.bench.habits.light)
            for finding in self.findings[:MOST]
        ]
        for card in self.cards:
            self._cards.addWidget(card)
        self.all_good.setVisible(not self.cards)


class LintCard(QFrame):
    """One remark; pointing at it lights the boxes it is about."""

    def __init__(
        self,
        finding: Finding,
        mend_: Callable[[Finding, str], object],
        light: Callable[..., object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.finding, self._light = finding, light
        sign = QLabel()
        icons.set_pixmap(sign, "info", "warning", 16)
        self.words = QLabel(lint_text.sentence(finding), wordWrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        whole = lint_text.sentence(finding, WHOLE)
        if whole != self.words.text():
            self.words.setToolTip(html.escape(whole))
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(6)
        for how in finding.mends:
            button = QPushButton(lint_text.mend_name(how))
            button.setAccessibleDescription(self.words.text())
            button.clicked.connect(partial(self._press, mend_, how))
            self.buttons[how] = button
            row.addWidget(button)
        row.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(row)

    def _press(self, mend_: Callable[[Finding, str], object], how: str, *_: object) -> None:
        mend_(self.finding, how)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._light(self.finding.ids)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._light()
        super().leaveEvent(event)
