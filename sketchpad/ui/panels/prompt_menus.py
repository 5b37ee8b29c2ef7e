"""Beside the prompt: styles, negative presets, recent prompts, and how many tokens the prompt has."""

from __future__ import annotations

import html
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QToolButton

from sketchpad.document.prompt.history import PromptHistory
from sketchpad.document.prompt.styles import LONGEST_NAME, OwnStyles, Style, read_styles, shipped
from sketchpad.errors import SketchpadError
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import describe, named
from sketchpad.ui.widgets.named_menu import NamedMenu

LONGEST_LINE = 60  # characters of a recent prompt in the menu


class StyleMenu(NamedMenu):
    """The styles, each with a mark where its words are in the prompts; pressed again it takes them out.

    Args:
        negative: those with a negative prompt alone.
        folder: where a file to import is looked for.
    """

    def __init__(
        self,
        state: DocumentState,
        questions: FileDialogs,
        actions: list[QAction],
        *,
        negative: bool,
    ) -> None:
        self._state, self.questions, self._negative = state, questions, negative
        super().__init__(OwnStyles(), list(filter(self.has, shipped())), actions)

    def retranslate(self) -> None:
        super().retranslate()
        self.remove_menu.setTitle(self.tr("Delete style"))
        name = self.tr("Negative presets") if self._negative else self.tr("Styles")
        text = self.tr("Presets") if self._negative else name
        describe(self, name, text=text)

    def name_of(self, style: Style) -> str:
        return style_name(style)

    def has(self, style: Style) -> bool:
        return style.negative_only == self._negative

    def is_on(self, style: Style) -> bool:
        return style.is_in(self._state.document)

    def use(self, style: Style) -> None:
        """Put the words of `style` into the prompts, or take them out."""
        document = self._state.document
        self._state.seal()
        if style.is_in(document):
            self._state.apply(style.removed(document), self.tr("Remove a style"))
        else:
            self._state.apply(style.added(document), self.tr("Add a style"))

    def save(self) -> None:
        """Keep the present words under a name that is asked for."""
        document = self._state.document
        name = (self.questions.style_name() or "").strip()[:LONGEST_NAME]
        prompt = "" if self._negative else document.prompt.strip()
        style = Style(name, prompt, document.negative_prompt.strip())
        if name and (style.prompt or style.negative):
            self.keep(style)

    def import_file(self) -> None:
        """Take over the styles of AUTOMATIC1111's web UI."""
        path = self.questions.styles_path(Path.home())
        if path is not None:
            with errors_to(self.failed.emit):
                self.keep(*read_styles(path))


class HistoryMenu(QToolButton):
    """The prompts that pictures were made of, the newest first."""

    def __init__(self, state: DocumentState, action: QAction) -> None:
        super().__init__()
        self._state = state
        self.history = PromptHistory()
        self.setDefaultAction(action)
        self.things = QMenu(self)
        self.things.setToolTipsVisible(True)

    def fill(self) -> None:
        self.things.clear()
        for prompt, negative in self.history.present():
            line = " ".join(prompt.split())
            shown = line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
            action = self.things.addAction(shown.replace("&", "&&"))
            action.setToolTip(html.escape(prompt))
            action.triggered.connect(lambda _=False, one=(prompt, negative): self.use(*one))
        if self.things.isEmpty():
            self.things.addAction(self.tr("No picture was made yet")).setEnabled(False)

    def use(self, prompt: str, negative: str) -> None:
        document = self._state.document.with_prompt(prompt).with_negative_prompt(negative)
        self._state.seal()
        self._state.apply(document, self.tr("Take a recent prompt"))

    def open(self) -> None:
        self.fill()
        self.things.popup(self.mapToGlobal(self.rect().bottomLeft()))


class TokenCount(QLabel):
    """How many tokens the prompt has, of those that its chunks hold; counted on another thread."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "note")
        self._task = LatestTask(self)
        self._folder: Path | None = None
        self._prompt = ""
        self.hide()
        follow_language(self, self.retranslate)

    def retranslate(self) -> None:
        tip = self.tr("Tokens of the prompt, and how many there is room for in its chunks")
        describe(self, tip if not self.text() else f"{tip}: {self.text()}", tip)

    def set_model(self, folder: Path | None) -> None:
        """Count as the model in this folder does."""
        self._folder = folder
        self.count(self._prompt)

    def count(self, prompt: str) -> None:
        self._prompt, folder = prompt, self._folder
        if folder is None or not prompt.strip():
            self._task.cancel()
            self._show(None)
        else:
            self._task.follow(lambda _watch: _counted(folder, prompt), self._show, self._fail)

    def _show(self, counted: object) -> None:
        self.setText("{} / {}".format(*counted) if isinstance(counted, tuple) else "")
        self.setVisible(bool(self.text()))
        self.retranslate()

    def _fail(self, _error: SketchpadError) -> None:
        self._show(None)  # preflight says what is wrong with the model


def _counted(folder: Path, prompt: str) -> tuple[int, int]:
    from sketchpad.models.checkpoints.prompt_length import count_tokens

    return count_tokens(folder, prompt)


def style_name(style: Style) -> str:
    """The name of a shipped style in the user's language."""
    return QCoreApplication.translate("Style", style.name)
