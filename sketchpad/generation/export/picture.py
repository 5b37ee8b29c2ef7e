"""Pictures leave the program as files that remember how they were made, and come back.

Where the settings are in a file:

- PNG: text ``parameters`` (the form that other programs share, `parameters`) and compressed international text
  ``sketchpad`` (JSON with the whole drawing, `saved_settings`). Where the drawing is larger than readers take as text,
  it follows as a project file, `document.files`, cut into private chunks ``skDr`` of at most 1 MiB: other programs pass
  over them. (Pillow unpacks at most 1 MiB of a text, libpng refuses any chunk of more than 8 MB and keeps 1000.)
- JPEG and WebP: the first as EXIF UserComment, the second, packed by zlib, as EXIF MakerNote. A JPEG has room for
  64 kB; strokes that do not fit are left out there.

Neither holds a path of the machine that wrote it. An XMP packet says that a model made the picture (`XMP`).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sketchpad import atomic, settings
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import opened
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.document.model import Document
from sketchpad.errors import BadPicture, CannotWrite, SketchpadError
from sketchpad.generation.export.a1111_text import LONGEST_PROMPT, from_a1111_text, to_a1111_text
from sketchpad.generation.export.metadata import (
    LARGEST,
    SOFTWARE,
    SavedSettings,
    from_text,
    is_whole,
    model_name,
    to_text,
    vae_name,
)
from sketchpad.generation.export.other_programs import (
    from_json_texts,
    model_of,
    program_of,
    read_texts,
)
from sketchpad.generation.export.sheet import SheetCell, SheetText, draw_sheet
from sketchpad.generation.request.method_settings import without_folder
from sketchpad.generation.request.request import Request

if TYPE_CHECKING:
    from PIL import (  # imported where they are used: not before the first paint
        Image,
        PngImagePlugin,
    )

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
SHEET_FORMATS = (*FORMATS, ".pdf")
_DOTS = 150  # per inch on the page of a PDF
KEY = "sketchpad"
XMP = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"/>
</rdf:RDF></x:xmpmeta>"""
"""Says that a model made the picture, as the IPTC Photo Metadata Standard 2022.1 asks for."""
CHUNK = b"skDr"
_LARGEST_CHUNK = 1 << 20
_MOST_CHUNKS = 128
_EXIF_ROOM = {"JPEG": 65_000, "WEBP": 8 << 20}
_WORDS = 2_000  # characters of the prompt, where there is no room for more
_UNICODE, _ASCII, _UNDEFINED = b"UNICODE\0", b"ASCII\0\0\0", bytes(8)
_PARAMETERS = ("parameters", "UserComment")


def export_picture(
    picture: np.ndarray, request: Request | None, path: str | Path, *, quality: int | None = None
) -> None:
    """Write `picture`, uint8 (h, w, 3) RGB or (h, w, 4) RGBA, with the settings that made it, to `path`.

    Its suffix says the format.

    `request` of None leaves out what made it: nothing but the pixels is written. `quality`: 1 to 100, of JPEG and WebP
    (a WebP of 100 is lossless); by default that of the settings.

    Raises DiskFull or CannotWrite (the file that was there before is unharmed), BadPicture for another suffix than
    those of `FORMATS`, or a JPEG of what is partly transparent.
    """
    from PIL import Image

    _write(Image.fromarray(np.asarray(picture)), request, Path(path), quality)


def export_sheet(
    cells: Sequence[SheetCell | tuple[str, np.ndarray, Request, float]],
    path: str | Path,
    *,
    words: SheetText | None = None,
    quality: int | None = None,
    across: int = 0,
    places: Sequence[int] = (),
    watch: Watch = unwatched,
) -> None:
    """Write a comparison as one labelled picture: the sketch, then each cell with its title, settings and seconds.

    Args:
        cells: (title, picture uint8 (h, w, 3) RGB, request, seconds) of each, at least one.
        across, places: as in `draw_sheet`.

    Raises as `export_picture` does, and what `watch` raises; then nothing is written. A PDF, of one page, is possible
    too. Any other file remembers the settings of every cell; it opens as the first.
    """
    finished = [SheetCell(*cell) for cell in cells]
    first = finished[0].request
    described = [
        {
            "title": cell.title,
            "seconds": round(cell.seconds, 3),
            "sampling": cell.request.sampling.to_json(),
            "methods": [without_folder(method).to_json() for method in cell.request.methods],
        }
        for cell in finished
    ]
    watch(0.1)
    picture = draw_sheet(finished, words or SheetText(), model_name(first), across, places)
    watch(0.5)
    if Path(path).suffix.lower() == ".pdf":
        _write_pdf(picture, first, Path(path))
        return
    _write(picture, first, Path(path), quality, cells=described)


def read_settings(path: str | Path) -> SavedSettings | None:
    """How the picture at `path` was made; None if it does not say.

    What it says is capped, checked, and never an exception. Pixels are not decoded. Raises BadPicture or HugePicture
    for what is no picture, or one that we would not open.
    """
    with opened(path, ("PNG", "JPEG", "WEBP", "AVIF")) as image:
        return _settings(image)


def _settings(image: Image.Image) -> SavedSettings | None:
    """How an open picture was made, as far as it says."""
    texts, text = _from_exif(image)
    drawing = None
    if image.format == "PNG":
        drawing = _drawing(image)
        texts |= _from_png(image)
        text = texts.pop(KEY, text)
    return _understood(texts, text, drawing, image.size)


def to_png(picture: np.ndarray, request: Request, *, drawing: bool = True, **more: Any) -> bytes:
    """The PNG file that `export_picture` would write, with further JSON values.

    `drawing`: False leaves a drawing out that is larger than a text may be.
    """
    from PIL import Image

    encoded = io.BytesIO()
    info = _png_text(request, more, drawing=drawing)
    Image.fromarray(np.asarray(picture)).save(encoded, "PNG", pnginfo=info)
    return encoded.getvalue()


def from_png(data: bytes, name: str) -> tuple[np.ndarray, SavedSettings | None]:
    """Read a PNG file as uint8 (h, w, 3) RGB, and how it was made.

    Raises BadPicture or HugePicture, about `name`.
    """
    with opened(name, ("PNG",), data) as image:
        picture = np.asarray(image.convert("RGB"))  # first: reading texts moves the file on
        return picture, _settings(image)


def _understood(
    texts: dict[str, str], text: str, drawing: Document | None, size: tuple[int, int]
) -> SavedSettings | None:
    parameters = next((texts[name] for name in _PARAMETERS if texts.get(name)), "")[:LARGEST]
    saved = from_text(text) if text else SavedSettings(None)
    if saved.request is None and parameters:
        saved = SavedSettings(from_a1111_text(parameters))
    if saved.request is None and texts:
        saved = SavedSettings(from_json_texts(texts, size))
    if saved.request is None and not parameters and not text:
        return None
    program = saved.software or (program_of(texts) if saved.request is not None else "")
    model = saved.model_name or model_of(texts)
    saved = replace(saved, parameters=parameters, software=program, model_name=model)
    if saved.request is None or drawing is None:
        return saved
    return replace(saved, request=replace(saved.request, document=drawing), strokes=True)


def _drawing(image: Image.Image) -> Document | None:
    """The project file in the private chunks of a PNG."""
    chunks = [chunk[1] for chunk in getattr(image, "private_chunks", ()) if chunk[0] == CHUNK]
    if not 0 < len(chunks) <= _MOST_CHUNKS or max(map(len, chunks)) > _LARGEST_CHUNK:
        return None
    try:
        return project_file.load(KEY, b"".join(chunks))[0]
    except SketchpadError:
        return None


def _write(
    image: Image.Image, request: Request | None, path: Path, quality: int | None, **more: Any
) -> None:
    kind = FORMATS.get(path.suffix.lower())
    if kind is None or (kind == "JPEG" and image.mode == "RGBA"):
        raise BadPicture(path, "format")
    if quality is None:
        quality = int(settings.default("export.quality"))
    options: dict[str, Any] = {"optimize": True}
    if kind == "PNG":
        options["pnginfo"] = None if request is None else _png_text(request, more)
    else:
        said = {} if request is None else {"exif": _exif(request, kind, more), "xmp": XMP}
        options = {"quality": quality, **said}
        # Without subsampling thin coloured lines stay coloured.
        own = {"JPEG": {"subsampling": 0}, "WEBP": {"lossless": quality == 100, "method": 4}}
        options |= own[kind]
    # Encoded in memory first: whatever goes wrong there has not touched the disk.
    encoded = io.BytesIO()
    image.save(encoded, kind, **options)
    atomic.write_bytes(path, encoded.getvalue())


def _parameters(request: Request) -> str:
    return to_a1111_text(request, model_name(request), SOFTWARE, vae_name(request))


def _write_pdf(image: Image.Image, request: Request, path: Path) -> None:
    encoded = io.BytesIO()
    image.save(
        encoded,
        "PDF",
        resolution=_DOTS,
        quality=95,
        title=request.document.prompt[:LONGEST_PROMPT],
        creator=SOFTWARE,
        keywords=_parameters(request),
    )
    atomic.write_bytes(path, encoded.getvalue())


def _png_text(
    request: Request, more: dict[str, Any], *, drawing: bool = True
) -> PngImagePlugin.PngInfo:
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", _parameters(request))
    info.add_text("Software", SOFTWARE)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    text = to_text(request, **more)
    info.add_itxt(KEY, text, zip=True)
    if drawing and not is_whole(text, request.document):
        for chunk in _chunks(request.document):
            info.add(CHUNK, chunk)
    return info


def _chunks(document: Document) -> list[bytes]:
    """`document` as a project file in pieces; none where even those would be too many."""
    try:
        data = project_file.to_bytes(document)
    except CannotWrite:
        return []
    pieces = [data[start : start + _LARGEST_CHUNK] for start in range(0, len(data), _LARGEST_CHUNK)]
    return pieces if len(pieces) <= _MOST_CHUNKS else []


def _exif(request: Request, kind: str, more: dict[str, Any]) -> bytes:
    """As much as there is room for; the words come first."""
    from PIL import ExifTags, Image

    parameters = _parameters(request)
    texts = (to_text(request, **more), to_text(request, strokes=False, **more), "")
    words = request.document.prompt[:_WORDS]
    for comment, note in (*((parameters, text) for text in texts), (words, "")):
        exif = Image.Exif()
        exif[ExifTags.Base.Software] = SOFTWARE
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        inner[ExifTags.Base.UserComment] = _UNICODE + comment.encode("utf-16-be", "replace")
        if note:
            inner[ExifTags.Base.MakerNote] = KEY.encode() + b"\0" + zlib.compress(note.encode(), 9)
        data = exif.tobytes()
        if len(data) <= _EXIF_ROOM[kind]:
            break
    return data


def _from_png(image: Image.Image) -> dict[str, str]:
    """All texts, also those behind the pixels."""
    file = getattr(image, "fp", None)  # None once the pixels were read; then they are in `info`
    behind = read_texts(file) if file is not None else {}
    return behind | {str(k): text for k, text in image.info.items() if isinstance(text, str)}


def _from_exif(image: Image.Image) -> tuple[dict[str, str], str]:
    """The texts by keyword, and ours."""
    from PIL import ExifTags

    try:
        inner = image.getexif().get_ifd(ExifTags.IFD.Exif)
        comment, note = (
            inner.get(tag) for tag in (ExifTags.Base.UserComment, ExifTags.Base.MakerNote)
        )
    except Exception:  # noqa: BLE001 - Pillow's reader of damaged EXIF raises whatever comes up
        return {}, ""
    text = _comment(comment)
    return {"UserComment": text} if text else {}, _note(note)


def _comment(value: object) -> str:
    if isinstance(value, str):
        return value.removeprefix("ASCII\0\0\0")
    if not isinstance(value, bytes):
        return ""
    if value.startswith((_ASCII, _UNDEFINED)):
        return value[8:].decode("utf-8", "replace").strip("\0")
    data = value.removeprefix(_UNICODE)[: 2 * LARGEST]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    # UTF-16 of settings has zeros: those of the Latin letters in it.
    if b"\0" not in data.rstrip(b"\0"):
        with suppress(UnicodeDecodeError):
            return data.rstrip(b"\0").decode("utf-8")
    big = data[1::2].count(0) <= data[::2].count(0)  # Latin letters have their zero byte in front
    return data.decode("utf-16-be" if big else "utf-16-le", "replace")


def _note(value: object) -> str:
    start = KEY.encode() + b"\0"
    if not isinstance(value, bytes) or not value.startswith(start):
        return ""
    try:
        data = zlib.decompressobj().decompress(value[len(start) :], LARGEST + 1)
    except zlib.error:
        return ""
    return data.decode("ascii", "replace")
