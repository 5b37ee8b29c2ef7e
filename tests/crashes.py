"""What programs leave behind that did not end in order."""

from __future__ import annotations

from pathlib import Path

from sketchpad import paths
from sketchpad.document.io import journal
from sketchpad.document.io.autosave import Autosave, Recovery, recoveries
from sketchpad.document.model import Document


def crash(
    document: Document, folder: Path | None = None, origin: Path | str | None = None
) -> Recovery:
    """What is left of `document`, by default where the window looks for it."""
    folder = folder or paths.user_data() / "recoveries"
    saver = Autosave(folder)
    saver.write(document, origin, {"seed": 3}).result()
    path = saver.path
    assert path is not None
    saver.close()
    path.with_name(path.name + ".lock").touch()
    return next(one for one in recoveries(folder) if one.path == path)


def kept() -> Document:
    """The drawing in the only journal."""
    (path,) = (paths.user_data() / "recoveries").glob("*.journal")
    return journal.read(path).document
