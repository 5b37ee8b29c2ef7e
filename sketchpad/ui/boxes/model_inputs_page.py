"""Third page of the layout panel: the maps each method gets, pixel for pixel."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.preflight.model_inputs import ModelInput
from sketchpad.hints.registry import HINTS
from sketchpad.ui.connections import discard
from sketchpad.ui.style.messages import method_name
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import STRETCH, describe, label, vbox
from sketchpad.ui.style.theme import theme

TALLEST = 1.6  # times its width


class ModelInputsPage(Panel):
    def __init__(self) -> None:
        super().__init__()
        self._seen: tuple[ModelInput, ...] = ()
        self._prompt, self._read = "", 0
        self.views: list[ModelInputView] = []
        self._labels: list[QLabel] = []
        self.prompt = label("note", wrap=True, plain=True)
        self.empty = label("note", wrap=True)
        self._column = vbox(spacing=6)
        parts = self.prompt, self.empty, self._column, STRETCH
        vbox(*parts, on=self, margins=12, spacing=10)
        self.retranslate()

    def show_maps(self, seen: tuple[ModelInput, ...], prompt: str, read: int | None) -> None:
        """`read`: how many characters of `prompt` are read; None: not known."""
        self._seen, self._prompt = seen, prompt
        self._read = len(prompt) if read is None else read
        if [_key(one) for one in seen] == [view.key for view in self.views]:
            for view, one in zip(self.views, seen, strict=True):
                view.show_map(one)
        else:
            self._build()
        self._write()

    def retranslate(self) -> None:
        self.empty.setText(self.tr("No method is on: the model sees the prompt alone."))
        self._build()
        self._write()

    def _build(self) -> None:
        for old in (*self.views, *self._labels):
            self._column.removeWidget(old)
            discard(old)
        self.views, self._labels = [], []
        for one in self._seen:
            title, view = label("section_title", title_of(one)), ModelInputView(one)
            title.setContentsMargins(0, 8 if self.views else 0, 0, 0)
            note = label("note", note_of(one), wrap=True)
            for widget in (title, note, view):
                self._column.addWidget(widget)
            self._labels += [title, note]
            self.views.append(view)
        self.empty.setVisible(not self._seen)

    def _write(self) -> None:
        if not self._prompt.strip():
            self.prompt.setText(self.tr("The prompt is empty."))
        elif self._read >= len(self._prompt.rstrip()):
            self.prompt.setText(self.tr("The prompt is read to its end."))
        else:
            end = self._prompt[max(0, self._read - 40) : self._read].strip()
            self.prompt.setText(self.tr("The prompt is read as far as: “…{end}”").format(end=end))


def title_of(seen: ModelInput) -> str:
    """Which method gets it, and as what."""
    if seen.method is None:
        return QCoreApplication.translate("Layers", "Colour")
    name = method_name(seen.method.name)
    if seen.kind and reads_of(seen.method.name) == "control_image":
        kind = QCoreApplication.translate("Hint", HINTS[seen.kind].label)
        return f"{name} · {kind}"
    return name


def note_of(seen: ModelInput) -> str:
    height, width = seen.picture.shape[:2]
    translate = QCoreApplication.translate
    words = {
        "control_image": translate("Sees", "Control image"),
        "mask": translate("Sees", "Where it counts: white in full, black not at all"),
        "weights": translate("Sees", "White: followed fully"),
        "paint": translate("Sees", "What the picture begins from; grey is left free"),
        "boxes": translate("Sees", "Boxes in the model's own grid; pale ones are weak"),
    }
    return f"{words[seen.what]} · {width} × {height}"


class ModelInputView(QWidget):
    """One map, as wide as the panel, its pixels unsmoothed."""

    def __init__(self, seen: ModelInput) -> None:
        super().__init__()
        # Not by a fixed height set when resized: with a scroll bar that comes and goes that would never end.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_map(seen)

    def show_map(self, seen: ModelInput) -> None:
        self.key = _key(seen)
        self.image = to_image(seen.picture)
        describe(self, f"{title_of(seen)}: {note_of(seen)}", note_of(seen))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        shape = min(self.image.height() / max(self.image.width(), 1), TALLEST)
        return max(8, round(width * shape))

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fitted = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - fitted.width()) / 2
        place = QRectF(left, 0, fitted.width(), fitted.height())
        smooth = fitted.width() * self.devicePixelRatioF() < self.image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(place, self.image, QRectF(self.image.rect()))
        painter.setPen(theme().tokens.colour("border"))
        painter.drawRect(place.adjusted(0, 0, -1, -1))


def _key(seen: ModelInput) -> tuple[str, str, str, str]:
    method = seen.method
    return seen.what, method.name if method else "", method.net if method else "", seen.kind
