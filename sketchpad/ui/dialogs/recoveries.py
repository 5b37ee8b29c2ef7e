"""What was kept of drawings that no file holds: to look at, to open, to throw away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import shorten

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QWidget

from sketchpad.document.io.offers import Offer, offers
from sketchpad.ui.dialogs.samples import card
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.style.shorthand import button_box, label, named, vbox

SIDE = 112
LONGEST = 48  # letters of a prompt
OFFER = Qt.ItemDataRole.UserRole


class RecoveriesDialog(QDialog):
    """The recoveries in `folder`.

    Args:
        may_throw_away: asks whether the drawing with this name is wanted no more.

    Signals:
        picked: the Recovery to be opened.
    """

    picked = Signal(object)

    def __init__(
        self, folder: Path, may_throw_away: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._may_throw_away = may_throw_away
        self.setWindowTitle(self.tr("Recovered drawings"))
        self.list = named(QListWidget(), "gallery")
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setSpacing(4)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Recovered drawings"))
        self.note = label("note", self.tr("Looking…"), wrap=True)
        standard = QDialogButtonBox.StandardButton
        buttons = button_box(self, standard.Open | standard.Close, self._accept)
        self._open = named(buttons.button(standard.Open), "primary")
        self._throw_away = buttons.addButton(
            self.tr("Throw away…"), QDialogButtonBox.ButtonRole.DestructiveRole
        )
        self._throw_away.clicked.connect(self.throw_away)
        vbox(self.note, (self.list, 1), buttons, on=self, margins=(20, 18, 20, 16), spacing=12)
        self.resize(660, 560)
        self.list.itemActivated.connect(self._accept)
        self._fill([])
        self._reading = LatestTask(self)
        self.finished.connect(self._reading.close)
        self._reading.start("", lambda watch: offers(folder, watch), self._show, lambda _: None)

    def _show(self, offered: object) -> None:
        assert isinstance(offered, list)
        self._fill(offered)
        self.note.setText(
            self.tr(
                "Sketchpad kept these when it did not end as it should have. Each stays here until it is saved."
            )
            if offered
            else self.tr("There is nothing to recover.")
        )

    def _fill(self, offered: list[Offer]) -> None:
        for offer in offered:
            picture = card(offer.document, SIDE)
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # not tinted
            item = QListWidgetItem(icon, f"{title(offer)}\n{difference(offer)}")
            item.setData(OFFER, offer)
            item.setToolTip(offer.document.prompt)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._update()
        self.list.setFocus()

    def _update(self) -> None:
        for button in (self._open, self._throw_away):
            button.setEnabled(self.list.count() > 0)

    def throw_away(self) -> None:
        """Ask, and delete the chosen one."""
        item = self.list.currentItem()
        offer = item.data(OFFER)
        if self._may_throw_away(title(offer)):
            offer.recovery.discard()
            self.list.takeItem(self.list.row(item))
            self._update()

    def _accept(self) -> None:
        item = self.list.currentItem()
        if item is not None and self.result() != QDialog.DialogCode.Accepted:
            self.accept()
            self.picked.emit(item.data(OFFER).recovery)


def title(offer: Offer) -> str:
    """Name and time of a recovery."""
    written = QDateTime.fromSecsSinceEpoch(round(offer.recovery.written.timestamp()))
    when = QLocale().toString(written, QLocale.FormatType.ShortFormat)
    name = offer.origin.stem if offer.origin else QCoreApplication.translate("Project", "Untitled")
    return f"{name} · {when}"


def difference(offer: Offer) -> str:
    """What is in a recovery that is not in its file, or all of it where there is no file."""
    translate = QCoreApplication.translate
    one = {
        "strokes": translate("Recovery", "1 stroke"),
        "boxes": translate("Recovery", "1 box"),
        "poses": translate("Recovery", "1 person"),
        "regions": translate("Recovery", "1 region"),
        "paints": translate("Recovery", "1 patch of paint"),
    }
    many = {
        "strokes": translate("Recovery", "{count} strokes"),
        "boxes": translate("Recovery", "{count} boxes"),
        "poses": translate("Recovery", "{count} people"),
        "regions": translate("Recovery", "{count} regions"),
        "paints": translate("Recovery", "{count} patches of paint"),
    }
    other = {
        "strokes": translate("Recovery", "changed strokes"),
        "boxes": translate("Recovery", "changed boxes"),
        "poses": translate("Recovery", "changed people"),
        "regions": translate("Recovery", "changed regions"),
        "paints": translate("Recovery", "changed paint"),
        "ground": translate("Recovery", "another picture to paint on"),
        "reference": translate("Recovery", "another reference picture"),
        "mask": translate("Recovery", "another mask"),
        "layers": translate("Recovery", "changed layers"),
        "prompt": translate("Recovery", "another prompt"),
        "negative_prompt": translate("Recovery", "another negative prompt"),
        "width": translate("Recovery", "another page size"),
    }
    more: list[str] = []
    fewer: list[str] = []
    for name, count in offer.more.items():
        text = one[name] if abs(count) == 1 else many[name].format(count=abs(count))
        (more if count > 0 else fewer).append(text)
    if offer.saved is None or offer.origin is None:
        if offer.document.prompt:
            more.append(f"“{shorten(offer.document.prompt, LONGEST, placeholder='…')}”")
        return translate("Recovery", "In no file: {things}").format(things=", ".join(more))
    parts = [translate("Recovery", "{things} more").format(things=", ".join(more))] if more else []
    if fewer:
        parts.append(translate("Recovery", "{things} fewer").format(things=", ".join(fewer)))
    parts += [other[name] for name in offer.changed if name in other]
    text = translate("Recovery", "Compared with “{name}”: {parts}")
    parts = parts or [translate("Recovery", "other settings")]
    return text.format(name=offer.origin.name, parts="; ".join(parts))
