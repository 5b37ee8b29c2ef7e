"""Drops and pastes as browsers and file managers make them: taken, or refused in a sentence."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.files import mime_contents
from sketchpad.ui.files.mime_contents import picture_of

LINE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M1 1 L8 8'/></svg>"


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (12, 8), "red").save(file, "PNG")
    return file.getvalue()


DATA_URL = f"data:image/png;base64,{base64.b64encode(png()).decode()}"


def mime(html: str = "", text: str = "", urls: tuple[str, ...] = (), **raw: bytes) -> QMimeData:
    data = QMimeData()
    if html:
        data.setHtml(html)
    if text:
        data.setText(text)
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    for form, content in raw.items():
        data.setData(form, content)
    return data


def drop(window: MainWindow, data: QMimeData) -> None:
    how = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, *how)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, *how))


PROMISE = 'application/x-qt-windows-mime;value="FileContents"'
WEB = "https://example.org/cat.jpg"


@pytest.mark.parametrize(
    "data",
    [
        lambda: mime(html=f'<meta charset="utf-8"><img alt="a" src="{DATA_URL}">'),
        lambda: mime(html=f"<p><IMG SRC={DATA_URL} width=3></p>", urls=(WEB,)),
        lambda: mime(urls=(DATA_URL,)),
        lambda: mime(html="<img src='x'>", **{"image/png": png()}),
        lambda: mime(urls=(WEB,), **{PROMISE: png()}),
    ],
)
def test_a_picture_from_a_browser_is_offered(window: MainWindow, data) -> None:
    offered: list[tuple[int, int]] = []
    window.incoming.offered.connect(lambda what, _: offered.append(what.size().toTuple()))
    drop(window, data())
    assert offered == [(12, 8)]
    assert window.notice.isHidden()


def test_a_data_url_is_pasted_as_text(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(DATA_URL)
    QTest.keyClick(window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    menu = window.drop_offer.menu
    assert menu is not None
    assert menu.isVisible()


def test_an_svg_in_a_data_url_becomes_lines(window: MainWindow, qtbot: QtBot) -> None:
    drop(window, mime(html=f'<img src="data:image/svg+xml,{quote(LINE)}">'))
    qtbot.waitUntil(lambda: bool(window.state.document.strokes))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (lambda: mime(html=f'<img src="{WEB}">', urls=(WEB,)), "cat.jpg"),
        (lambda: mime(html=f'<img src="{WEB}">'), "web"),
        (lambda: mime(html="<b>words</b>"), "picture"),
        (lambda: mime(urls=("data:image/png;base64,AAAA",)), "picture"),
        (lambda: mime(urls=(f"data:image/png;base64,{DATA_URL[30:70]}",)), "picture"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(window: MainWindow, data, said) -> None:
    drop(window, data())
    assert window.notice.property("level") == "error"
    assert said in window.notice.text


def test_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert picture_of(mime(urls=(DATA_URL,))) == ("image/png", png())
    monkeypatch.setattr(mime_contents, "LARGEST", 20)
    for data in (mime(urls=(DATA_URL,)), mime(**{"image/png": png()})):
        assert picture_of(data) is None


def test_a_folder_gives_the_files_in_it_and_not_those_deeper(
    window: MainWindow, drawing: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    (full / "deeper").mkdir(parents=True)
    (empty / "deeper").mkdir(parents=True)
    for folder in (full, full / "deeper", empty / "deeper"):
        project_file.save(drawing, folder / "a.sketchpad")
        (folder / "notes.txt").write_text("no drawing")
    project_file.save(drawing, full / "b.sketchpad")
    drop(window, mime(urls=(QUrl.fromLocalFile(str(full)).toString(),)))
    assert window.state.document == drawing
    assert "a.sketchpad" in window.notice.text
    assert "1" in window.notice.text
    drop(window, mime(urls=(QUrl.fromLocalFile(str(empty)).toString(),)))
    assert window.notice.property("level") == "error"
    assert "empty" in window.notice.text
    monkeypatch.setattr(mime_contents, "MOST_FILES", 1)
    assert len(mime_contents.files_of(mime(urls=(QUrl.fromLocalFile(str(full)).toString(),)))) == 1
