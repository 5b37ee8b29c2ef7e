"""The clipboard, as far as we put things on it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication


class Clipboard:
    """Remembers what was put there, because it must not outlive the program: Qt would crash in the end."""

    def __init__(self) -> None:
        self._form, self._content = "", b""

    def put(self, form: str, data: QMimeData) -> None:
        """`form`: of our own, which `data` has."""
        self._form, self._content = form, bytes(data.data(form).data())
        QGuiApplication.clipboard().setMimeData(data)

    def let_go(self) -> None:
        """Leave only the text, if it is still ours."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if self._form and data is not None and data.data(self._form).data() == self._content:
            clipboard.setText(data.text())
