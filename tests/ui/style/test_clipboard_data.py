from __future__ import annotations

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from sketchpad.ui.style.shorthand import clipboard_data


def test_a_clipboard_that_does_not_answer_is_an_empty_one(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On X11 that is so while the program that copied something hangs."""
    monkeypatch.setattr(QClipboard, "mimeData", lambda *_: None)
    assert QGuiApplication.clipboard().mimeData() is None
    assert clipboard_data().urls() == []
    assert not clipboard_data().hasImage()
