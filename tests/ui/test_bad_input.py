"""Whatever is dropped or pasted that is no good: one sentence, and nothing of the drawing is lost."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.boxes import commands as box_commands
from sketchpad.ui.canvas.strokes import commands as stroke_commands

pytestmark = pytest.mark.slow

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
LINE = '<path d="M1 1L8 8" stroke="black"/>'
BOMB = (
    "<!DOCTYPE svg ["
    '<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + f"]>{SVG}<text>&i;</text>{LINE}</svg>"
)


def png(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("1", (width, height), 1).save(data, "PNG")
    return data.getvalue()


def boasting_png() -> bytes:
    """A few bytes that say they are 60,000 pixels wide and high."""
    whole = bytearray(png(8, 8))
    whole[16:24] = (60_000).to_bytes(4, "big") * 2
    whole[29:33] = zlib.crc32(bytes(whole[12:29])).to_bytes(4, "big")
    return bytes(whole)


def jpeg() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (30, 30), "white").save(data, "JPEG")
    return data.getvalue()


BAD_FILES: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "20,000 pixels wide": ("wide.png", lambda: png(20_000, 5_000)),
    "20,000 pixels wide and high": ("wide.png", lambda: png(20_000, 20_000)),
    "a size that is a lie": ("boast.png", boasting_png),
    "corrupt SVG": ("torn.svg", f"{SVG}{LINE}".encode()),
    "SVG of nothing but scripts": ("s.svg", f"{SVG}<script>x()</script></svg>".encode()),
    "SVG of nothing but links": (
        "l.svg",
        (
            f'{SVG}<image href="http://example.invalid/a.png" width="9" height="9"/>'
            '<use href="http://example.invalid/a.svg#x"/><use href="file:///etc/passwd"/></svg>'
        ).encode(),
    ),
    "entity bomb": ("b.svg", BOMB.encode()),
    "external entity": (
        "e.svg",
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG}{LINE}</svg>'.encode(),
    ),
    "SVG called PNG": ("false.png", f"{SVG}{LINE}</svg>".encode()),
    "picture called SVG": ("false.svg", jpeg),
    "picture called project": ("false.sketchpad", jpeg),
    "text called JPEG": ("false.jpg", b"hello " * 99),
    "torn picture": ("torn.png", lambda: png(300, 300)[:60]),
    "nothing at all": ("empty.webp", b""),
}


def dropped(window: QWidget, data: QMimeData) -> None:
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    left, at = Qt.MouseButton.LeftButton, QPoint(300, 300)
    QApplication.sendEvent(window, QDragEnterEvent(at, copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, left, none))


def pasted_by_keys(window: MainWindow, data: QMimeData, shift: bool = False) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    keys = Qt.KeyboardModifier.ControlModifier
    if shift:
        keys |= Qt.KeyboardModifier.ShiftModifier
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_V, keys)


def choose(window: MainWindow, number: int) -> None:
    """In the menu that asks what a picture shall become; it is not there for what is none."""
    menu = window.drop_offer.menu
    if menu is not None:
        window.drop_offer.menu = None
        for _ in range(number):
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        window.activateWindow()
        QApplication.processEvents()


def asked_for(action: str, window: MainWindow, path: Path) -> None:
    window.questions.path = path  # type: ignore[attr-defined]
    actions = window.layers.actions if action.startswith("reference") else window.actions_
    actions[action].trigger()


def chosen(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


WAYS: dict[str, Callable[[MainWindow, Path], None]] = {
    "open": partial(asked_for, "open"),
    "import": partial(asked_for, "import"),
    "paste": lambda window, path: pasted_by_keys(window, chosen(path)),
    "drop": lambda window, path: dropped(window, chosen(path)),
}
FOR_PICTURES: dict[str, Callable[[MainWindow, Path], None]] = {
    "base": partial(asked_for, "base_from_file"),
    "reference": partial(asked_for, "reference_place"),
    "paste as reference": lambda window, path: pasted_by_keys(window, chosen(path), shift=True),
    "box": lambda window, path: dropped(window.layout_.boxes.inspector.picture, chosen(path)),
}
ARE_PICTURES = ("picture called SVG", "picture called project")
"""Whoever asks for a picture takes these for what they are."""


def test_a_bad_file_is_a_sentence(
    window: MainWindow,
    drawing: Document,
    tmp_path: Path,
    qtbot: QtBot,
    subtests: pytest.Subtests,
) -> None:
    for kind, (name, content) in BAD_FILES.items():
        with subtests.test(kind=kind):
            window.state.open(drawing)
            window.state.select([drawing.boxes[0].id])
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content())
            ways = WAYS if kind in ARE_PICTURES else {**WAYS, **FOR_PICTURES}
            for way, come in ways.items():
                for becomes in range(3) if way in ("paste", "drop") else (0,):
                    window.notice.dismiss()
                    come(window, tmp_path / name)
                    choose(window, becomes)
                    qtbot.waitUntil(lambda: not window.project.reading.busy, timeout=60_000)
                    told(window, name)
                    assert window.state.document == drawing, way
                    assert window.settings.values.base is None, way
            assert not window.state.can_undo


def told(window: MainWindow, name: str) -> None:
    assert not window.notice.isHidden()
    assert window.notice.property("level") == "error"
    assert name in window.notice.text
    assert "Error" not in window.notice.text
    assert "Traceback" not in window.notice.text


DOES_THINGS = (
    '<script>document.location="http://example.invalid"</script>{}',
    '<g onload="x()">{}</g>',
    '<style>@import url("http://example.invalid/a.css");</style>{}',
    '<image href="http://example.invalid/a.png" width="9" height="9"/>{}',
    "<foreignObject><iframe src='http://example.invalid'/></foreignObject>{}",
    '<a href="javascript:x()">{}</a>',
)


def test_of_an_svg_that_would_do_things_only_its_lines_are_taken(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    import socket

    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    empty = window.state.document
    for around in DOES_THINGS:
        with subtests.test(around=around):
            window.state.open(empty)
            QGuiApplication.clipboard().setText(f"{SVG}{around.format(LINE)}</svg>")
            window.actions_["paste"].trigger()
            qtbot.waitUntil(lambda: not window.project.reading.busy)
            assert len(window.state.document.strokes) == 1


def pasted(form: str, raw: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(form, raw)
    return data


GARBAGE = (
    ("text/plain", b"only words"),
    ("text/plain", b"<svg that is none"),
    ("text/plain", BOMB.encode()),
    ("text/html", b"<p>words</p>"),
    ("image/svg+xml", b"\x00\xff\x00"),
    ("image/svg+xml", f"{SVG}</svg>".encode()),
    ("image/png", b"\x89PNG\r\n\x1a\n????"),
    ("application/octet-stream", bytes(range(256))),
    (box_commands.FORM, b'{"boxes": 3}'),
    (stroke_commands.FORM, b'{"strokes": 3}'),
)


def test_pasted_garbage_is_a_sentence(
    window: MainWindow, drawing: Document, qtbot: QtBot, subtests: pytest.Subtests
) -> None:
    window.state.open(drawing)
    for form, raw in GARBAGE:
        with subtests.test(form=form, raw=raw[:20]):
            window.notice.dismiss()
            QGuiApplication.clipboard().setMimeData(pasted(form, raw))
            window.actions_["paste"].trigger()
            qtbot.waitUntil(lambda: not window.project.reading.busy)
            told(window, "Clipboard")
            assert window.state.document == drawing


def test_a_picture_that_is_very_large_on_the_clipboard_is_shrunk(
    window: MainWindow, qtbot: QtBot, subtests: pytest.Subtests
) -> None:
    image = QImage(20_000, 300, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.fillRect(2000, 120, 16_000, 60, QColor("black"))
    painter.end()
    QGuiApplication.clipboard().setImage(image)
    empty = window.state.document
    for becomes, what in enumerate(("reference", "lines", "base")):
        with subtests.test(becomes=what):
            window.state.open(empty)
            window.actions_["paste"].trigger()
            choose(window, becomes)
            qtbot.waitUntil(lambda: not window.project.reading.busy, timeout=60_000)
            document, base = window.state.document, window.settings.values.base
            assert [bool(document.reference), bool(document.strokes), base is not None] == [
                number == becomes for number in range(3)
            ]


def test_a_picture_on_the_clipboard_that_is_too_large_for_everything_is_a_sentence(
    window: MainWindow, drawing: Document
) -> None:
    window.state.open(drawing)
    image = QImage(20_000, 20_000, QImage.Format.Format_Mono)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)
    window.actions_["paste"].trigger()
    assert window.drop_offer.menu is None
    told(window, "Clipboard")
    assert "400" in window.notice.text  # megapixels
    assert window.state.document == drawing
