"""The words that a model of a small vocabulary knows, at the prompt: offered while one types, and as a list by group.

What it does not know is named there, with the nearest known words to put in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from sketchpad.document.prompt import known_words
from sketchpad.document.prompt.known_words import KnownWord
from sketchpad.ui.connections import discard
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, named, vbox
from sketchpad.ui.widgets.popup_card import PopupCard

if TYPE_CHECKING:
    from sketchpad.ui.panels.prompt_panel import PromptEdit

WORD = Qt.ItemDataRole.UserRole
LOOK_AFTER = 600  # milliseconds without a letter, after which unknown words are named
MOST_NAMED = 3  # unknown words with a row of their own
LONGEST = 24  # characters of one in its row
WIDTH, HEIGHT = 380, 300
GROUPS_WIDTH = 96


def group_name(group: str) -> str:
    """What a group of words is called in the user's language."""
    return QCoreApplication.translate("WordGroup", group)


def writes_chinese(prompt: str) -> bool:
    """Is the next word put in in Chinese: beside Chinese words, or first in a Chinese window?"""
    if prompt.strip():
        return any("\u3400" <= letter <= "\u9fff" for letter in prompt)
    return QLocale().language() == QLocale.Language.Chinese


class WordOffers(QObject):
    """The list that opens below the cursor while a word is typed."""

    def __init__(self, edit: PromptEdit, words: Callable[[], Sequence[str]]) -> None:
        super().__init__(edit)
        self._edit, self._words = edit, words
        self._typed = ""
        self._model = QStandardItemModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setWidget(edit)
        self.completer.setMaxVisibleItems(known_words.MOST_OFFERED)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.list = named(QListView(), "words")
        self.completer.setPopup(self.list)
        edit.offered = self.list
        edit.typed.connect(self._offer)

    def _offer(self) -> None:
        words = self._words()
        before = self._edit.before_cursor()
        self._typed, offered = known_words.offers(before, words) if words else ("", ())
        if not offered or not self._edit.hasFocus():
            self.list.hide()
            return
        self._model.clear()
        for word in offered:
            names = [word.word, *word.chinese[:1]]
            if writes_chinese(before):
                names.reverse()
            item = QStandardItem(f"{'  '.join(names)}  ·  {group_name(word.group)}")
            item.setData(word, WORD)
            self._model.appendRow(item)
        place = self._edit.cursorRect()
        bar = self.list.verticalScrollBar().sizeHint().width()
        place.setWidth(self.list.sizeHintForColumn(0) + bar + 24)
        self.completer.complete(place)
        self.list.setCurrentIndex(QModelIndex())

    def _take(self, index: QModelIndex) -> None:
        word, cursor = index.data(WORD), self._edit.textCursor()
        for _ in self._typed:
            cursor.deletePreviousChar()
        chinese = writes_chinese(self._edit.toPlainText() or self._typed)
        cursor.insertText(word.chinese[0] if chinese and word.chinese else word.word)


class WordList(PopupCard):
    """All known words by group; each that is pressed goes into the prompt.

    Signals:
        chosen: a KnownWord.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(WIDTH, HEIGHT, parent)
        self.groups = named(QListWidget(), "page_list")
        self.groups.setFixedWidth(GROUPS_WIDTH)
        self.words = named(QListWidget(), "chips")
        self.words.setFlow(QListView.Flow.LeftToRight)
        self.words.setWrapping(True)
        self.words.setResizeMode(QListView.ResizeMode.Adjust)
        self.words.setSpacing(3)
        for shown in (self.groups, self.words):
            shown.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._note = label("note", wrap=True)
        lists = hbox(self.groups, (self.words, 1), spacing=8)
        vbox((lists, 1), self._note, on=self, margins=10, spacing=8)
        self.groups.currentItemChanged.connect(self._show_group)
        self.words.itemClicked.connect(self._take)
        self.words.itemActivated.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Known words"))
        self.groups.setAccessibleName(self.tr("Groups"))
        self.words.setAccessibleName(self.tr("Known words"))
        self._note.setText(self.tr("Press a word to put it into the prompt."))

    def fill(self, words: Sequence[str]) -> None:
        """Show the groups of `words`, the first one open."""
        self.groups.clear()
        for group, known in known_words.known_to(words).items():
            item = QListWidgetItem(group_name(group), self.groups)
            item.setData(WORD, known)
        self.groups.setCurrentRow(0)

    def _show_group(self, item: QListWidgetItem | None) -> None:
        self.words.clear()
        in_chinese = QLocale().language() == QLocale.Language.Chinese
        for word in item.data(WORD) if item is not None else ():
            names = [word.word, *word.chinese[:1]]
            if in_chinese:
                names.reverse()
            chip = QListWidgetItem(names[0], self.words)
            chip.setToolTip(names[-1])
            chip.setData(WORD, word)

    def _take(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(WORD))


class WordHelp(Panel):
    """What of the prompt the model does not know, with the nearest words; hidden while there is nothing to say.

    Signals:
        mended: the prompt with a known word in the place of one that is not.
    """

    mended = Signal(str)

    def __init__(self, edit: PromptEdit, show_list: QAction) -> None:
        super().__init__()
        named(self, "problem", styled=True)
        self.setProperty("level", "remark")
        self._edit, self._action = edit, show_list
        self._words: tuple[str, ...] = ()
        self.unknown: tuple[str, ...] = ()
        self.offers = WordOffers(edit, lambda: self._words)
        self.text = named(label(wrap=True, plain=True), "problem_text")
        self.show_all = named(QPushButton(), "segment")
        self.show_all.clicked.connect(show_list.trigger)
        self._rows = vbox(spacing=4)
        self.rows: list[QWidget] = []
        self.replacements: list[QPushButton] = []
        below = hbox(self.show_all, STRETCH)
        vbox(self.text, self._rows, below, on=self, margins=(8, 6), spacing=6)
        self._pause = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._pause.timeout.connect(self._on_pause)
        self.hide()
        self.retranslate()

    @cached_property
    def list(self) -> WordList:
        """All words, made when they are first wanted."""
        made = WordList(self)
        made.chosen.connect(self._put)
        return made

    def retranslate(self) -> None:
        describe(self.show_all, self.tr("Known words"), text=self.tr("Show list"))
        self._build()

    def set_words(self, words: Sequence[str]) -> None:
        """What the model knows; nothing is offered and nothing named where that is not known."""
        self._words = tuple(words)
        self._action.setEnabled(bool(words))
        self.look()

    def edited(self) -> None:
        """The prompt has changed: look at it when no letter follows."""
        if self._words:
            self._pause.start()

    def _on_pause(self) -> None:
        if self.offers.list.isVisible():  # the word is not whole yet
            self._pause.start()
        else:
            self.look()

    def open_list(self, below: QWidget) -> None:
        self.list.fill(self._words)
        self.list.show_below(below, self.list.words)

    def look(self) -> None:
        """Name the words of the prompt that the model does not know."""
        self._pause.stop()
        prompt = self._edit.text()
        unknown = known_words.unknown(prompt, self._words) if self._words else ()
        if unknown != self.unknown:
            self.unknown = unknown
            self._build()

    def _build(self) -> None:
        for row in self.rows:
            self._rows.removeWidget(row)
            discard(row)
        self.rows, self.replacements = [], []
        text = self.tr("This model knows {count} things; not {words}.")
        names = ", ".join(f"“{_short(word)}”" for word in self.unknown[: 2 * MOST_NAMED])
        self.text.setText(text.format(count=len(self._words), words=names))
        for word in self.unknown[:MOST_NAMED]:
            self._add_row(word)
        self.setVisible(bool(self.unknown))
        self.setAccessibleName(self.text.text())

    def _add_row(self, word: str) -> None:
        near = known_words.nearest(word, self._words)
        buttons = []
        for known in near:
            button = named(QPushButton(known), "segment")
            text = self.tr("Put “{known}” in the place of “{word}”")
            describe(button, text.format(known=known, word=word))
            button.clicked.connect(
                lambda _=False, word=word, by=known: self.mended.emit(
                    known_words.replaced(self._edit.text(), word, by)
                )
            )
            buttons.append(button)
        if buttons:
            row = QWidget()
            hbox(QLabel(f"{_short(word)} →"), *buttons, STRETCH, on=row, spacing=4)
            self._rows.addWidget(row)
            self.rows.append(row)
            self.replacements += buttons

    def _put(self, word: KnownWord) -> None:
        before = self._edit.before_cursor()
        chinese = writes_chinese(self._edit.text())
        self._edit.insertPlainText(known_words.joined(before, word, chinese))


def _short(word: str) -> str:
    return word if len(word) <= LONGEST else word[: LONGEST - 1] + "…"
