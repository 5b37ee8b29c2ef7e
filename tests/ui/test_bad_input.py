"""Whatever is dropped or pasted that is no good: one sentence, and nothing of the drawing is lost."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.ui.layout import clipboard, line_clipboard
from sketchpad.ui.window import MainWindow

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


@pytest.mark.parametrize("how", ["drop", "paste"])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_a_sentence(
    window: MainWindow, drawing: Document, tmp_path: Path, qtbot: QtBot, kind: str, how: str
) -> None:
    window.state.open(drawing)
    name, content = BAD_FILES[kind]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
    if how == "drop":
        window.incoming.take(data)
    else:
        QGuiApplication.clipboard().setMimeData(data)
        window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: not window.project.reading.busy, timeout=60_000)
    told(window, name)
    assert window.state.document == drawing
    assert not window.state.can_undo


def told(window: MainWindow, name: str) -> None:
    assert not window.notice.isHidden()
    assert window.notice.property("level") == "error"
    assert name in window.notice.text
    assert "Error" not in window.notice.text
    assert "Traceback" not in window.notice.text


@pytest.mark.parametrize(
    "around",
    [
        '<script>document.location="http://example.invalid"</script>{}',
        '<g onload="x()">{}</g>',
        '<style>@import url("http://example.invalid/a.css");</style>{}',
        '<image href="http://example.invalid/a.png" width="9" height="9"/>{}',
        "<foreignObject><iframe src='http://example.invalid'/></foreignObject>{}",
        '<a href="javascript:x()">{}</a>',
    ],
)
def test_of_an_svg_that_would_do_things_only_its_lines_are_taken(
    window: MainWindow, qtbot: QtBot, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def nobody(*_: object, **__: object) -> None:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    QGuiApplication.clipboard().setText(f"{SVG}{around.format(LINE)}</svg>")
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    assert len(window.state.document.strokes) == 1


def pasted(form: str, raw: bytes) -> QMimeData:
    data = QMimeData()
    data.setData(form, raw)
    return data


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("text/plain", b"only words"),
        ("text/plain", b"<svg that is none"),
        ("text/plain", BOMB.encode()),
        ("text/html", b"<p>words</p>"),
        ("image/svg+xml", b"\x00\xff\x00"),
        ("image/svg+xml", f"{SVG}</svg>".encode()),
        ("image/png", b"\x89PNG\r\n\x1a\n????"),
        ("application/octet-stream", bytes(range(256))),
        (clipboard.FORM, b'{"boxes": 3}'),
        (line_clipboard.FORM, b'{"strokes": 3}'),
    ],
)
def test_pasted_garbage_is_a_sentence(
    window: MainWindow, drawing: Document, qtbot: QtBot, form: str, raw: bytes
) -> None:
    window.state.open(drawing)
    QGuiApplication.clipboard().setMimeData(pasted(form, raw))
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: not window.project.reading.busy)
    told(window, "Clipboard")
    assert window.state.document == drawing


def test_a_picture_that_is_very_large_on_the_clipboard_is_shrunk(
    window: MainWindow, qtbot: QtBot
) -> None:
    from PySide6.QtGui import QImage

    image = QImage(20_000, 300, QImage.Format.Format_Grayscale8)
    image.fill(255)
    for x in range(2000, 18_000):
        for y in range(120, 180):
            image.setPixel(x, y, 0)
    QGuiApplication.clipboard().setImage(image)
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: not window.project.reading.busy, timeout=60_000)
    assert window.state.document.strokes
