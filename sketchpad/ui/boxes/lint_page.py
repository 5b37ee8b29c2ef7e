"""Second page of the layout panel: what the model could misunderstand, with buttons that mend it."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from sketchpad.document.prompt.lint import Facts, Finding, can_mend, lint, mend
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.preflight.drawing import read_kinds
from sketchpad.generation.preflight.model_inputs import Colour, ModelInput, model_inputs
from sketchpad.generation.request.defaults import box_method, model_info
from sketchpad.generation.request.request import Request
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.connections import discard
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, vbox

MOST = 40  # remarks shown at once
WHOLE = 2000  # characters of what the user wrote, in a tool tip
LOOK_AFTER = 200  # milliseconds without an edit


class LintPage(Panel):
    """The page of the left panel with the remarks of the lint, each with its fixes.

    Args:
        use_method: turns the method of that name on.
    """

    def __init__(
        self, state: DocumentState, canvas: CanvasWidget, use_method: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._state, self._canvas, self._use_method = state, canvas, use_method
        self._facts = Facts()
        self.findings: tuple[Finding, ...] = ()
        self.cards: list[LintCard] = []
        self.all_good = label("note", wrap=True)
        self._cards = vbox(spacing=8)
        vbox(self.all_good, self._cards, STRETCH, on=self, margins=12)
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
        document = self._state.document
        there = {box.id for box in document.boxes}
        if finding not in self.findings or not there.issuperset(finding.ids):
            return  # the drawing has changed since; a new look is under way
        if can_mend(how):
            mended = mend(document, finding, how, self._facts)
            self._state.apply(mended, mend_name(how))
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
        press: Callable[[Finding, str], object],
        light: Callable[..., object],
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.finding, self._light = finding, light
        sign = QLabel()
        icons.set_pixmap(sign, "info", "warning", 16)
        self.words = label(text=sentence(finding), wrap=True, plain=True)
        whole = sentence(finding, WHOLE)
        if whole != self.words.text():
            self.words.setToolTip(html.escape(whole))
        self.buttons: dict[str, QPushButton] = {}
        for how in finding.mends:
            button = QPushButton(mend_name(how))
            button.setAccessibleDescription(self.words.text())
            button.clicked.connect(lambda _=False, how=how: press(finding, how))
            self.buttons[how] = button
        row = hbox(*self.buttons.values(), STRETCH, spacing=6)
        head = hbox((sign, 0, Qt.AlignmentFlag.AlignTop), (self.words, 1), spacing=8)
        vbox(head, row, on=self, margins=(12, 10), spacing=8)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._light(self.finding.ids)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._light()
        super().leaveEvent(event)


def sentence(finding: Finding, longest: int = 60) -> str:
    """One plain sentence about `finding`; of what the user wrote, no more than `longest` characters each."""
    fields = {name: _short(value, longest) for name, value in finding.fields.items()}
    return _sentences()[finding.code].format(**fields)


def _short(value: object, longest: int) -> object:
    """Ends in an ellipsis, between two words where there are some."""
    if not isinstance(value, str) or len(value) <= longest:
        return value
    cut = value[:longest]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;，、") + "…"


def mend_name(how: str) -> str:
    """What the button for the mend `how` says."""
    return _mends()[how]


def _sentences() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "prompt_cut": translate(
            "Check", "The prompt is too long: “{lost}” is not read by the model."
        ),
        "unknown_word": translate(
            "Check", "This model does not know “{word}”; “{near}” comes nearest."
        ),
        "unknown_word_alone": translate(
            "Check", "This model does not know “{word}”, nor anything near it."
        ),
        "phrase_not_in_prompt": translate(
            "Check", "“{phrase}” has a box, but the prompt does not speak of it."
        ),
        "boxes_unused": translate("Check", "Boxes: {count}, but no method that reads boxes is on."),
        "too_many_boxes": translate(
            "Check", "There are {count} boxes; the model reads {limit} at most."
        ),
        "no_phrase": translate("Check", "This box does not say what belongs there."),
        "same_boxes": translate("Check", "Two boxes for “{phrase}” lie on the same place."),
        "tiny_box": translate(
            "Check", "The box “{phrase}” is smaller than {pixels} pixels: the model cannot see it."
        ),
        "covered_box": translate(
            "Check", "“{phrase}” is hidden by “{other}”, which lies above it."
        ),
        "regions_unused": translate(
            "Check", "Regions are painted, but no control that reads them is on."
        ),
        "poses_unused": translate("Check", "People placed: {count}; Pose is off."),
        "lines_unused": translate(
            "Check", "There are lines, but no method that reads lines is on."
        ),
        "all_ignored": translate(
            "Check", "All lines are set to be ignored: the model sees white on white."
        ),
        "nothing_to_see": translate(
            "Check", "All lines are erased or beside the page: the model sees white on white."
        ),
        "thin_lines": translate(
            "Check", "Lines thinner than {pixels} pixels: {count}. The model hardly sees them."
        ),
        "odd_size": translate(
            "Check", "{width} × {height} is no multiple of {step}, which the model needs."
        ),
    }


def _mends() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "cut_prompt": translate("Check", "Shorten the prompt"),
        "use_nearest": translate("Check", "Replace the word"),
        "add_to_prompt": translate("Check", "Add to the prompt"),
        "use:gligen": translate("Check", "Turn GLIGEN on"),
        "use:regional": translate("Check", "Turn regional prompts on"),
        "use:segmentation": translate("Check", "Read them as segmentation"),
        "use:openpose": translate("Check", "Read them as poses"),
        "use:controlnet": translate("Check", "Turn ControlNet on"),
        "keep_largest": translate("Check", "Keep the largest"),
        "edit_phrase": translate("Check", "Type it"),
        "delete_box": translate("Check", "Delete the box"),
        "delete_second": translate("Check", "Delete one"),
        "enlarge": translate("Check", "Make it larger"),
        "raise": translate("Check", "Bring it above"),
        "follow_all": translate("Check", "Follow them all"),
        "delete_lines": translate("Check", "Remove them"),
        "thicken": translate("Check", "Make them thicker"),
        "fit_size": translate("Check", "Nearest size"),
    }


@dataclass(frozen=True, eq=False)
class LintResult:
    """The remarks on `request`. `maps` is None where they were not asked for."""

    request: Request
    facts: Facts
    findings: tuple[Finding, ...]
    maps: tuple[ModelInput, ...] | None


def lint_drawing(request: Request, colours: dict[str, Colour], wants_maps: bool) -> LintResult:
    """Everything there is to find out; may take a while with many lines."""
    pixels = Facts().pixels_per_latent
    folder: Path | None = None
    on = [method for method in request.methods if method.strength != 0]
    facts = Facts(
        reads=frozenset(reads_of(method.name) for method in on), kinds=frozenset(read_kinds(on))
    )
    try:
        info = model_info(request.model)
    except SketchpadError:  # preflight reports it where it can be mended
        pass
    else:
        pixels, folder = info.pixels_per_latent, info.folder
        read = _read(folder, request)
        facts = replace(facts, pixels_per_latent=pixels, size_step=info.size_step, read=read)
        facts = replace(facts, words=info.words, boxes_by=box_method(info))
    maps = model_inputs(request, pixels, colours) if wants_maps else None
    drawing = request.document
    current = drawing.strokes if drawing.layer("sketch").visible else ()
    return LintResult(request, facts, lint(request.visible.document, facts, current), maps)


def _read(folder: Path, request: Request) -> int | None:
    from sketchpad.models.checkpoints.prompt_length import read_length

    try:
        return read_length(folder, request.document.prompt)
    except SketchpadError:
        return None


class LintWorker(QObject):
    """Checks the drawing while it is `watching`, a moment after each edit.

    Signals:
        looked: the newest LintResult.
    """

    looked = Signal(object)

    def __init__(
        self,
        request: Callable[[], Request],
        colours: Callable[[], dict[str, Colour]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request, self._colours = request, colours
        self._task = LatestTask(self)
        self.watching = self.wants_maps = False
        self._timer = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._timer.timeout.connect(self._look)

    def watch(self, watching: bool, wants_maps: bool) -> None:
        self.watching, self.wants_maps = watching, wants_maps
        if watching:
            self._look()
        else:
            self._timer.stop()
            self._task.cancel()

    def edited(self) -> None:
        if self.watching:
            self._timer.start()

    def close(self) -> None:
        """Wait for what is under way; its result is not reported."""
        self.watching = False
        self._timer.stop()
        self._task.close()

    def _look(self) -> None:
        request, colours, wants_maps = self._request(), self._colours(), self.wants_maps
        self._task.follow(
            lambda _watch: lint_drawing(request, colours, wants_maps),
            self.looked.emit,
            lambda _error: None,
        )
