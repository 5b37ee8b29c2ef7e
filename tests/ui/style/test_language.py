"""The language of the window, changed while it runs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtWidgets import QApplication

from sketchpad.ui.style.language import Language


def test_changing_the_language_leaves_nothing_in_memory(qapp: QApplication) -> None:
    language = Language(qapp, "en")
    for choice in ("zh_CN", "en") * 5 + ("zh_CN",):
        language.choose(choice)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert language.present == "zh_CN"
    assert 1 <= len(language.findChildren(QTranslator)) <= 2  # ours, and Qt's where it is installed
    language.choose("en")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not language.findChildren(QTranslator)
    language.deleteLater()
