"""Prompt and negative prompt."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from sketchpad.document.model import Document
from sketchpad.errors import Problem, SketchpadError
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.panels.prompt_menus import HistoryMenu, StyleMenu, TokenCount
from sketchpad.ui.panels.word_help import WordHelp
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.session import Result
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, named, tool_button, vbox
from sketchpad.ui.widgets.problem_label import ProblemLabel

_log = logging.getLogger(__name__)
MOST_CHARACTERS = 4000
TO_LIST = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab)
PAUSE = 1200  # milliseconds without a key, after which undo takes back what follows separately


class PromptEdit(QPlainTextEdit):
    """A few lines of text: Tab leaves it, Ctrl+Enter asks for a picture.

    Signals:
        submitted: Ctrl+Enter.
        left: the focus went elsewhere.
        escaped: Escape; the words are typed.
        typed: a letter came or went by the keyboard or an input method.

    Attributes:
        offered: the list of words that lies over it, which gets Enter, Tab and Escape while it is open.
    """

    submitted = Signal()
    left = Signal()
    escaped = Signal()
    typed = Signal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)  # the drawing's history has the words, too
        self.viewport().setAcceptDrops(False)  # files dropped here are meant for the window
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._lines = lines
        self.offered: QWidget | None = None
        self._set_height()

    def _set_height(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 20)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_height()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif self.offered is not None and self.offered.isVisible() and event.key() in TO_LIST:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            before = self.toPlainText()
            super().keyPressEvent(event)
            if before != self.toPlainText():
                self.typed.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self.typed.emit()

    def before_cursor(self) -> str:
        return self.toPlainText()[: self.textCursor().position()]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def text(self) -> str:
        return self.toPlainText()[:MOST_CHARACTERS]

    def show_text(self, text: str) -> None:
        """Show `text` without telling anybody; what the user is typing stays untouched."""
        if text != self.toPlainText():
            with QSignalBlocker(self):
                self.setPlainText(text)


class PromptPanel(Panel):
    """What the picture shows, in words; part of the drawing.

    Signals:
        submitted: the user asks for a picture.
        escaped: the words are typed; back to the drawing.
    """

    submitted = Signal()
    escaped = Signal()

    def __init__(self, state: DocumentState, actions: ActionSet, questions: FileDialogs) -> None:
        super().__init__()
        self._state = state
        show_words = actions["known_words"]
        self.prompt, self.negative = PromptEdit(3), PromptEdit(2)
        self._prompt_label, self._negative_label = label("section_title"), label("field_label")
        self.words = WordHelp(self.prompt, show_words)
        self.words.mended.connect(self._mend)
        self.show_words = named(tool_button(), "disclosure")
        self.show_words.setDefaultAction(show_words)
        self._prompt_label.setBuddy(self.prompt)
        self._negative_label.setBuddy(self.negative)
        self.problem, self.styles_problem = ProblemLabel("prompt"), ProblemLabel("styles")
        own = [actions[name] for name in ("save_style", "import_styles")]
        self.styles = StyleMenu(state, questions, own, negative=False)
        self.presets = StyleMenu(state, questions, [actions["save_negative"]], negative=True)
        self.history = HistoryMenu(state, actions["prompt_history"])
        self.tokens = TokenCount()
        for name, opens in {
            "styles": self.styles.open,
            "negative_presets": self.presets.open,
            "save_style": self.styles.save,
            "save_negative": self.presets.save,
            "import_styles": self.styles.import_file,
            "prompt_history": self.history.open,
        }.items():
            actions[name].triggered.connect(opens)
        for menu in (self.styles, self.presets):
            menu.failed.connect(self._show_error)
            menu.kept.connect(self._show_error)
            menu.things.aboutToShow.connect(self._show_error)
        tokens = hbox(STRETCH, self.tokens)
        head = hbox((self._prompt_label, 1), self.show_words, self.styles, self.history, spacing=4)
        prompt = (head, self.styles_problem, self.prompt, tokens, self.words, self.problem)
        negative = hbox((self._negative_label, 1), self.presets)
        vbox(*prompt, negative, self.negative, on=self, spacing=6)
        self.prompt.textChanged.connect(self._on_prompt)
        self.negative.textChanged.connect(self._on_negative)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(state.seal)
        for edit in (self.prompt, self.negative):
            edit.submitted.connect(self.submitted)
            edit.escaped.connect(self.escaped)
            edit.left.connect(state.seal)
            edit.textChanged.connect(self._pause.start)
        state.document_changed.connect(self._show)
        self._show(state.document)
        self.retranslate()

    def retranslate(self) -> None:
        self._prompt_label.setText(self.tr("Prompt"))
        self.prompt.setAccessibleName(self.tr("Prompt"))
        example = self.tr("What the picture shows, e.g. “a red house by the sea”")
        self.prompt.setPlaceholderText(example)
        self._negative_label.setText(self.tr("Negative prompt"))
        self.negative.setAccessibleName(self.tr("Negative prompt"))
        self.negative.setPlaceholderText(self.tr("What to keep out of it"))

    def set_words(self, words: Sequence[str], folder: Path | None = None) -> None:
        """What the model in `folder` knows, where it says so."""
        self.words.set_words(words)
        self.show_words.setVisible(bool(words))
        self.tokens.set_model(folder)

    def remember(self, result: Result) -> None:
        """Keep the words that a picture was made of."""
        document = result.wanted.document
        with errors_to(lambda error: _log.warning("The prompt was not remembered: %s", error)):
            self.history.history.add(document.prompt, document.negative_prompt)

    def _show_error(self, error: SketchpadError | None = None) -> None:
        problems = [] if error is None else [Problem.from_error(error, "styles")]
        self.styles_problem.show_problems(problems, urgent=True)

    def open_words(self) -> None:
        self.words.open_list(self.show_words)

    def _mend(self, prompt: str) -> None:
        self._state.seal()
        self._state.apply(self._state.document.with_prompt(prompt), self.tr("Replace a word"))
        self.words.look()

    def _show(self, document: Document) -> None:
        self.prompt.show_text(document.prompt)
        self.tokens.count(document.prompt)
        self.words.edited()
        self.negative.show_text(document.negative_prompt)

    def _on_prompt(self) -> None:
        changed = self._state.document.with_prompt(self.prompt.text())
        self._state.apply(changed, self.tr("Change prompt"), "prompt")

    def _on_negative(self) -> None:
        changed = self._state.document.with_negative_prompt(self.negative.text())
        self._state.apply(changed, self.tr("Change negative prompt"), "negative_prompt")
