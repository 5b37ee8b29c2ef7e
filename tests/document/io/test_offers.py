"""What is offered for recovery says what it has more of, and what else differs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sketchpad.document.io import project_file
from sketchpad.document.io.autosave import Recovery
from sketchpad.document.io.offers import Offer, offers
from sketchpad.document.model import Document, Stroke
from tests.crashes import crash

LINE = Stroke([[1, 2], [3, 4]])
PAGE = Document(strokes=(LINE,) * 3, prompt="a bear")
RECOVERY = Recovery(Path("recovery-1-1.journal"), datetime(2026, 1, 1, tzinfo=UTC))


def test_what_differs_from_the_file() -> None:
    assert Offer(RECOVERY, PAGE).more == {"strokes": 3}
    assert Offer(RECOVERY, PAGE).changed == ("prompt",)
    same = Offer(RECOVERY, PAGE, Path("a"), PAGE)
    assert (same.more, same.changed) == ({}, ())
    fewer = Offer(RECOVERY, PAGE, Path("a"), PAGE.with_stroke(LINE).with_prompt("a bear"))
    assert (fewer.more, fewer.changed) == ({"strokes": -1}, ())
    moved = Offer(RECOVERY, PAGE, Path("a"), PAGE.with_strokes([LINE, LINE, LINE.moved(1, 0)]))
    assert (moved.more, moved.changed) == ({}, ("strokes",))


def test_what_cannot_be_opened_is_not_offered(tmp_path: Path) -> None:
    project_file.save(PAGE, tmp_path / "bear.sketchpad")
    crash(PAGE, tmp_path)
    crash(PAGE, tmp_path).path.write_bytes(b"PK")
    crash(PAGE.with_prompt("a dog"), tmp_path, tmp_path / "bear.sketchpad")
    crash(PAGE, tmp_path, tmp_path / "gone.sketchpad")
    gone, dog, first = offers(tmp_path)
    assert (gone.document, gone.origin, gone.saved) == (PAGE, tmp_path / "gone.sketchpad", None)
    assert (dog.saved, dog.changed) == (PAGE, ("prompt",))
    assert (first.origin, first.saved) == (None, None)
    assert offers(tmp_path / "none") == []
