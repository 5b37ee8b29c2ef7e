"""What models are called in the window: kinds, families, states, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sketchpad.models.catalogue.catalogue import KINDS, Entry, size_text
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS
from sketchpad.ui.models.downloads import State

CONTEXT = "Catalogue"


def translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def kind_text(kind: str) -> str:
    return translated(KINDS[kind])


def family_text(family: str) -> str:
    """Families are names of products, the same in every language."""
    return FAMILY_LABELS.get(family, family)


def facts(entry: Entry) -> str:
    """Kind, family, size of the pictures and of the download in one line."""
    parts = [kind_text(entry.kind), family_text(entry.family), size_text(entry.size)]
    if entry.picture:
        pixels = QCoreApplication.translate("ModelRow", "{size} pixels")
        parts.insert(2, pixels.format(size=entry.picture))
    return " · ".join(parts)


def progress_text(state: State) -> str:
    """Progress of a download: ``410 MB of 723 MB · 5.2 MB/s``."""
    translate = QCoreApplication.translate
    done, total = size_text(state.done), size_text(state.total)
    text = translate("ModelRow", "{done} of {total}").format(done=done, total=total)
    if state.phase == "running" and state.speed > 0:
        text += f" · {size_text(round(state.speed))}/s"
    return text
