"""What belongs to one ControlNet or adapter alone: what it reads, which network, what gives way, where it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QSizePolicy

from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.controlnet import CONTROLNET, EMPHASIS, GUESS, NET
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request.defaults import method_defaults
from sketchpad.generation.request.method_settings import MethodSettings, is_folder
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.models.catalogue.catalogue import catalogue, suggestions
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.models.hub.cache import cache_folder, installed
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import known_model
from sketchpad.ui.style.messages import hint_label, method_name
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import describe, named, tool_button, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.field import Choice, Field

LONGEST = 512  # pixels of the longer side that are computed
TALLEST = 220
PAUSE = 200  # milliseconds without an edit


def hint_picture(kind: str, document: Document, longest: int = LONGEST) -> np.ndarray:
    """uint8 (h, w, 3): the control image of `document`, no side longer than `longest`."""
    scale = min(1.0, longest / max(document.width, document.height))
    width, height = (max(8, round(side * scale)) for side in (document.width, document.height))
    hint = make_hint(kind, document, width, height)
    return np.rint(np.clip(hint, 0, 1) * 255).astype(np.uint8)


class ControlImagePreview(Panel):
    """Follows the drawing while it is in sight."""

    def __init__(self, state: DocumentState) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._state, self._kind = state, usual_hint("")
        self.image = QImage()
        self._shown: tuple[str, Document] | None = None  # or being made
        self._task = LatestTask(self)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.make)
        state.document_changed.connect(self._on_document)
        self.hide()
        self.retranslate()

    def _on_document(self) -> None:
        if self.isVisible():
            self._timer.start()

    def show_kind(self, kind: str, net: str = "") -> None:
        """Show this kind of control image from now on; without one, what the network `net` reads."""
        kind = kind or usual_hint(net)
        if kind != self._kind:
            self._kind = kind
            self.retranslate()
            if self.isVisible():
                self.make()

    def retranslate(self) -> None:
        name = self.tr("What the model sees: {kind}").format(kind=hint_label(self._kind))
        describe(self, name)

    def make(self) -> None:
        """Make the picture of the present drawing, in the background."""
        kind, document = wanted = self._kind, self._state.document
        if self._shown == wanted:
            return
        self._shown = wanted
        self._task.follow(
            lambda _watch: hint_picture(kind, document.seen()),
            lambda picture: self._show(to_image(cast(np.ndarray, picture))),
            lambda _error: self._show(QImage()),
        )

    def _show(self, image: QImage) -> None:
        self.image = image
        self.updateGeometry()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.make()

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        page = self._state.document
        return min(TALLEST, round(width * page.height / page.width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = theme().tokens, QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        page = self._state.document
        frame, keep = self.rect(), Qt.AspectRatioMode.KeepAspectRatio
        frame.setSize(QSize(page.width, page.height).scaled(self.size(), keep))
        frame.moveCenter(self.rect().center())
        outline = QPainterPath()
        outline.addRoundedRect(frame.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(frame, Qt.GlobalColor.black)
        if not self.image.isNull():
            painter.drawImage(frame, self.image)
        painter.restore()
        painter.setPen(QPen(tokens.colour("border"), 1))
        painter.drawPath(outline)
        painter.end()


Change = Callable[..., Any]
FOLDER = ":choose"  # the entry that asks for a folder


class KindRow(Panel):
    """Which control image is made of the drawing, and a look at it."""

    def __init__(self, state: DocumentState, change: Change, label_width: int) -> None:
        super().__init__()
        self.choice = Choice()
        self.eye = tool_button("eye", 18, checkable=True)
        self._field = Field(self.choice, label_width, self.eye)
        self.preview = ControlImagePreview(state)
        vbox(self._field, self.preview, on=self, spacing=4)
        self.choice.activated.connect(lambda _: change(kind=self.choice.currentData()))
        self.eye.toggled.connect(self.preview.setVisible)
        self.retranslate()

    def retranslate(self) -> None:
        self.choice.fill([(hint_label(kind), kind) for kind in ("", *HINTS)])
        note = self.tr("What is made of the drawing for the network to read")
        self._field.set_words(self.tr("Reads"), self.tr("Control image"), note)
        describe(self.eye, self.tr("What the model sees"))

    def show_method(self, method: MethodSettings) -> None:
        if not self.choice.choose(method.kind):
            self.choice.addItem(method.kind, method.kind)
            self.choice.choose(method.kind)
        self.preview.show_kind(method.kind, method.net)


class NetOptions(Panel):
    """The rarer ones, for a disclosure."""

    def __init__(
        self, state: DocumentState, change: Change, label_width: int, may_be_adapter: bool
    ) -> None:
        super().__init__()
        self._state, self._change = state, change
        self._method = MethodSettings(CONTROLNET.name, 1.0)
        self._model, self._nets_for = "", ("", "", "", "")
        choices = self.sort, self.net, self.emphasis, self.region = [Choice() for _ in range(4)]
        self._fields = [Field(choice, label_width) for choice in choices]
        self.guess = named(QCheckBox(), "plain")
        vbox(*self._fields, self.guess, on=self, spacing=6)
        self._fields[0].setVisible(may_be_adapter)
        self.sort.activated.connect(lambda _: self._on_sort(self.sort.currentData()))
        self.net.activated.connect(lambda _: self._on_net(self.net.currentData()))
        self.emphasis.activated.connect(lambda _: change(emphasis=self.emphasis.currentData()))
        self.region.activated.connect(lambda _: change(region=self.region.currentData()))
        self.guess.toggled.connect(lambda on: change(guess=on))
        state.document_changed.connect(self._fill_regions)
        self.retranslate()

    def retranslate(self) -> None:
        self.sort.fill([(method_name(name), name) for name in sorted(reading("control_image"))])
        words = {
            "balanced": self.tr("Prompt and lines alike"),
            "prompt": self.tr("The prompt"),
            "control": self.tr("The lines"),
            "unbalanced": self.tr("The lines, strongly"),
        }
        self.emphasis.fill([(words[name], name) for name in EMPHASIS.choices])
        self._fill_regions()
        self._fill_nets()
        sort, net, emphasis, region = self._fields
        sort.set_words(self.tr("Type"), self.tr("Type of network"))
        note = self.tr("Automatic: the model's own, else the usual one for what is read")
        net.set_words(self.tr("Network"), self.tr("Network"), note)
        note = self.tr("What wins where prompt and lines disagree")
        emphasis.set_words(self.tr("Favours"), self.tr("Emphasis"), note)
        note = self.tr("The part of the picture in which the lines count")
        region.set_words(self.tr("Where"), self.tr("Region"), note)
        self.guess.setText(self.tr("Guess what the lines show"))
        note = self.tr("The lines speak louder than the prompt, which may even be short or vague")
        self.guess.setToolTip(note)

    def show_method(self, method: MethodSettings, model: str) -> None:
        """Show the settings of the net as they are with `model`."""
        self._method, self._model = method, model
        nets_for = method.kind, method.name, method.net, model
        if nets_for != self._nets_for:  # which looks for them on the disk
            self._nets_for = nets_for
            self._fill_nets()
        self.sort.choose(method.name)
        self.emphasis.choose(method.emphasis)
        self._fill_regions()
        with QSignalBlocker(self.guess):
            self.guess.setChecked(method.guess)
        self.guess.setVisible(method.name == CONTROLNET.name)
        self._fields[2].setVisible(method.name == CONTROLNET.name)

    def summary(self) -> list[str]:
        """In words, what is not the usual."""
        method, favours, where = self._method, self.emphasis, self.region
        usual = method_defaults(method.name, self._model)
        texts = (
            net_name(method.net) if method.net else "",
            favours.currentText() if method.emphasis != usual.emphasis else "",
            where.currentText() if method.region else "",
            self.tr("guess") if method.guess else "",
        )
        return [text for text in texts if text]

    def _fill_regions(self) -> None:
        items: list[tuple[str, object]] = [
            (self.tr("Everywhere"), ""),
            (self.tr("Inside the boxes"), "boxes"),
            (self.tr("Near the lines"), "strokes"),
        ]
        phrases = dict.fromkeys(b.phrase.strip() for b in self._state.document.boxes)
        phrases.pop("", None)
        wanted = self._method.region
        if wanted and wanted not in ("boxes", "strokes"):
            phrases.setdefault(wanted)
        items += [(self.tr("In “{phrase}”").format(phrase=phrase), phrase) for phrase in phrases]
        self.region.fill(items)
        self.region.choose(wanted)

    def _fill_nets(self) -> None:
        wanted = self._method.net
        items: list[tuple[str, object]] = [(self.tr("Automatic"), "")]
        info = known_model(self._model)
        if info is not None:
            fitting = suggestions(info.family, self._method.name, self._method.kind)
            cache = cache_folder()
            items += [(one.name, one.id) for one in fitting if installed(one, cache) is not None]
        if wanted and wanted not in [value for _, value in items]:
            items.append((net_name(wanted), wanted))
        items.append((self.tr("Choose a folder…"), FOLDER))
        self.net.fill(items)
        self.net.choose(wanted)

    def _on_sort(self, name: str) -> None:
        self._change(**_as_sort(self._method, name))

    def _on_net(self, value: object) -> None:
        if value != FOLDER:
            self._change(net=value)
            return
        self.net.choose(self._method.net)
        title = self.tr("Choose the folder of a ControlNet or adapter")
        folder = QFileDialog.getExistingDirectory(self, title)
        if folder:
            self._change(net=folder)


def _as_sort(method: MethodSettings, name: str) -> dict[str, Any]:
    """What changes when a net becomes one of the other sort; the old network does not fit any more."""
    if name == method.name:
        return {}
    return {"name": name} | {one.name: one.default for one in (NET, GUESS, EMPHASIS)}


def net_name(net: str) -> str:
    """What a net is called: its name in the catalogue, or its folder's."""
    if is_folder(net):
        return Path(net).name
    try:
        entry = catalogue().get(net)
    except (SketchpadError, ValueError, OSError):
        entry = None
    return entry.name if entry is not None else net
