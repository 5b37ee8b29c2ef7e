"""What a drop or the clipboard holds: files, also those within folders, and pictures as browsers hand them over."""

from __future__ import annotations

import base64
import os
from itertools import islice
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

from sketchpad.document.io import project_file
from sketchpad.ui.files.file_dialogs import LAYERED_SUFFIXES, PICTURE_SUFFIXES

SVG = "image/svg+xml"
LARGEST = 32 << 20  # bytes of an SVG or of a picture without a file
MOST_FILES = 500  # that are looked at, in all and in a folder
PROMISED = 'value="FileContents"'  # a file that another program would write, on Windows
_BEGINS, _ENDS = "data:image/", "\"'> \t\r\n"


def files_of(data: QMimeData) -> list[Path]:
    """Local files, and those of folders that the window can take; the first are those that it can take."""
    found: list[Path] = []
    for path in islice(
        (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), MOST_FILES
    ):
        found += _inside(path) if path.is_dir() else [path]
    return sorted(found, key=lambda path: not is_known(path))


def _inside(folder: Path) -> list[Path]:
    """What the window can take, of the folder itself and not of those within; the folder if that is nothing."""
    try:
        with os.scandir(folder) as entries:
            there = [Path(entry.path) for entry in islice(entries, MOST_FILES) if entry.is_file()]
    except OSError:
        there = []
    return sorted(path for path in there if is_known(path)) or [folder]


def is_known(path: Path) -> bool:
    kinds = (project_file.SUFFIX, ".svg", ".svgz", *LAYERED_SUFFIXES, *PICTURE_SUFFIXES)
    return path.suffix.lower() in kinds


def is_welcome(data: QMimeData) -> bool:
    """Is it something the window takes, or refuses with a reason?"""
    there = data.hasUrls() or data.hasImage() or data.hasHtml() or bool(_forms(data))
    return there or svg_of(data) is not None


def svg_of(data: QMimeData) -> bytes | None:
    """The SVG in `data`, as such or as text; None where there is none, or far too much."""
    if data.hasFormat(SVG):
        raw = data.data(SVG)
        return bytes(raw.data()) if 0 < raw.size() <= LARGEST else None
    text = data.text().lstrip("\ufeff \t\r\n") if data.hasText() else ""
    is_svg = text.startswith("<svg") or (text.startswith(("<?xml", "<!")) and "<svg" in text)
    return text.encode("utf-8", "replace") if is_svg and len(text) <= LARGEST else None


def picture_of(data: QMimeData) -> tuple[str, bytes] | None:
    """The form of a picture without a file, and its bytes: as such, as a promised file, or in a data URL."""
    for form in _forms(data):
        raw = data.data(form)
        if 0 < raw.size() <= LARGEST:
            return form, bytes(raw.data())
    urls = (url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in data.urls())
    texts = (*urls, data.text().strip()) if data.hasUrls() or data.hasText() else ()
    url = next((text for text in texts if text.lower().startswith(_BEGINS)), "")
    return _unpacked(url or _in_html(data.html()))


def _forms(data: QMimeData) -> list[str]:
    return [form for form in data.formats() if form.startswith("image/") or PROMISED in form]


def _in_html(html: str) -> str:
    """The first data URL of a picture that an attribute holds."""
    at = html.lower().find(_BEGINS)
    if at < 1 or html[at - 1] not in "\"'=":
        return ""
    ends = (end for sign in _ENDS if (end := html.find(sign, at)) >= 0)
    return html[at : min(ends, default=len(html))]


def _unpacked(url: str) -> tuple[str, bytes] | None:
    head, comma, body = url.partition(",")
    if not comma or len(body) > 2 * LARGEST:
        return None
    form, *options = head[len("data:") :].lower().split(";")
    raw = unquote_to_bytes(body)
    if "base64" in options:
        try:
            raw = base64.b64decode(raw)
        except ValueError:
            return None
    return (form, raw) if 0 < len(raw) <= LARGEST else None


def web_name(data: QMimeData) -> str | None:
    """What a picture that is only on the web is called; None where there is none."""
    for url in data.urls():
        if url.scheme() in ("http", "https"):
            return url.fileName() or url.host()
    return "HTML" if "<img" in data.html().lower() else None
