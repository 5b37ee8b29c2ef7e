"""What is offered for recovery: each drawing beside the file that it was opened from."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, fields
from pathlib import Path

from sketchpad.document.io import project_file
from sketchpad.document.io.autosave import Recovery, recoveries
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError

COUNTED = ("strokes", "boxes", "poses", "regions", "paints")


@dataclass(frozen=True)
class Offer:
    """A recovery as it is offered.

    Args:
        document: what it holds.
        origin: the file that the drawing was opened from or saved in last; None for none.
        saved: what `origin` holds now; None also where it cannot be read.
    """

    recovery: Recovery
    document: Document
    origin: Path | None = None
    saved: Document | None = None

    @property
    def more(self) -> dict[str, int]:
        """How many more of each of `COUNTED` there are than in the file: fewer are below 0."""
        saved = self.saved or Document()
        counts = {
            name: len(getattr(self.document, name)) - len(getattr(saved, name)) for name in COUNTED
        }
        return {name: count for name, count in counts.items() if count}

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields of the drawing that differ in another way from those in the file."""
        return tuple(
            field.name
            for field in fields(Document)
            if field.name not in self.more
            and getattr(self.document, field.name) != getattr(self.saved or Document(), field.name)
        )


def offers(folder: Path, watch: Watch = unwatched) -> list[Offer]:
    """The recoveries in `folder` that can be opened, newest first."""
    found = []
    for recovery in recoveries(folder):
        with contextlib.suppress(SketchpadError):
            document, _, origin = recovery.load()
            saved = None
            if origin is not None:
                with contextlib.suppress(SketchpadError):
                    saved = project_file.load(origin, watch=watch)[0]
            found.append(Offer(recovery, document, origin, saved))
    return found
