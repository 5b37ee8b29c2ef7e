"""A problem, shown at the control it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from sketchpad.errors import Problem
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.shorthand import hbox, label, named, restyle, vbox


class ProblemLabel(QWidget):
    """Shows the problems of one place, hidden while there are none.

    What blocks is shown as advice until the user has asked for a picture in vain.

    Args:
        places: problems with these places are its own; without any, all that it is given.

    Attributes:
        offered: id of the model that is missing; empty when nothing is.

    Signals:
        offer_taken: id of a model that is missing and that the user wants to download.
        remedy_taken: code of a problem that the user wants to be mended by the button beside it.
    """

    offer_taken = Signal(str)
    remedy_taken = Signal(str)

    def __init__(self, *places: str) -> None:
        super().__init__()
        self.places = places
        named(self, "problem", styled=True)
        self._problems: tuple[Problem, ...] = ()
        self.offered = self._mended = ""
        self._icon = QLabel()
        self._text = label("problem_text", wrap=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.offer = QPushButton(self.tr("Download"))
        self.offer.setAutoDefault(False)
        self.offer.clicked.connect(lambda: self.offer_taken.emit(self.offered))
        self.remedy = QPushButton(self.tr("Mend it"))
        self.remedy.setAutoDefault(False)
        self.remedy.setCursor(Qt.CursorShape.ArrowCursor)
        self.remedy.clicked.connect(lambda: self.remedy_taken.emit(self._mended))
        left = Qt.AlignmentFlag.AlignLeft
        words = vbox(self._text, (self.offer, 0, left), (self.remedy, 0, left), spacing=6)
        sign = (self._icon, 0, Qt.AlignmentFlag.AlignTop)
        hbox(sign, (words, 1), on=self, margins=(8, 6), spacing=7)
        self.offer.hide()
        self.remedy.hide()
        self.hide()

    def sizeHint(self) -> QSize:
        """As wide as its words, so that a floating one breaks its lines only where it must."""
        words = self._text.fontMetrics().size(0, self._text.text()).width()
        return QSize(words + 50, super().sizeHint().height())

    @property
    def text(self) -> str:
        return self._text.text()

    def show_problems(self, problems: Iterable[Problem], urgent: bool) -> None:
        """Say `problems`; `urgent`: the user has asked for a picture and they stand in the way."""
        self._problems = tuple(p for p in problems if not self.places or p.where in self.places)
        self.setVisible(bool(self._problems))
        if not self._problems:
            self._text.clear()
            return
        level = "advice"
        if urgent:
            level = "warning" if any(p.blocking for p in self._problems) else "remark"
        if restyle(self, level=level):
            restyle(self._text, level=level)
        sign = ("warning", "warning") if level == "warning" else ("info", "muted")
        icons.set_pixmap(self._icon, *sign, 16)
        self._write()

    def show_download(self, percent: int | None) -> None:
        """How far the download of what is `offered` is; None when it does not run."""
        self.offer.setEnabled(percent is None)
        if percent is None:
            self._write()
        else:
            self.offer.setText(self.tr("Downloading, {percent} %").format(percent=percent))

    def _write(self) -> None:
        self._text.setText("\n".join(sentence(p) for p in self._problems))
        missing = next((p for p in self._problems if p.fields.get("offer")), None)
        self.offered = str(missing.fields["offer"]) if missing else ""
        if missing is not None:
            size = missing.fields["size"]
            self.offer.setText(self.tr("Download {size}").format(size=size))
            self.offer.setAccessibleName(f"{self.offer.text()}: {missing.fields['name']}")
        self.offer.setVisible(missing is not None)
        mends = remedies()
        self._mended = next((p.code for p in self._problems if p.code in mends), "")
        self.remedy.setText(mends.get(self._mended, self.tr("Mend it")))
        self.remedy.setVisible(bool(self._mended))
        if self.property("floats"):  # what lies below it is reached through it
            through = Qt.WidgetAttribute.WA_TransparentForMouseEvents
            self.setAttribute(through, not self._mended)
        self.setAccessibleName(self._text.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._problems:
            self._write()
        super().changeEvent(event)


def remedies() -> dict[str, str]:
    """What the button for a problem of this code says, where one click mends it."""
    translate = QCoreApplication.translate
    return {
        "all_ignored": translate("ProblemLabel", "Follow them all"),
        "no_poses": translate("ProblemLabel", "Skip Pose"),
        "no_regions": translate("ProblemLabel", "Skip Segmentation"),
        "empty_mask": translate("ProblemLabel", "Clear the mask"),
        "mask_without_picture": translate("ProblemLabel", "Clear the mask"),
    }
