"""The steps of cells as a moving picture: GIF, animated PNG, WebP, or MP4 where OpenCV can write it."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from sketchpad import atomic
from sketchpad.document.io.tracing import Watch, part, unwatched
from sketchpad.errors import BadPicture, DiskFull
from sketchpad.generation.export.metadata import model_name
from sketchpad.generation.export.sheet import SheetCell, SheetText, draw_sheet
from sketchpad.generation.export.sheet_layout import MOST_COLUMNS

SUFFIXES = (".gif", ".png", ".webp", ".mp4")
STEP_MS, END_MS = 160, 1800
_LARGEST = 1280  # pixels of the longer side
_LARGEST_WIDE = 1920  # the same where very many cells lie beside each other
_PALETTE_SIDE = 160  # of the frames from which the colours of a GIF are chosen


def export_steps(
    cells: Sequence[tuple[SheetCell, Sequence[np.ndarray]]],
    path: str | Path,
    *,
    words: SheetText | None = None,
    across: int = 0,
    places: Sequence[int] = (),
    step_ms: int = STEP_MS,
    end_ms: int = END_MS,
    watch: Watch = unwatched,
) -> None:
    """Write all cells, labelled as on a sheet, as they come into being; the finished pictures stay longest.

    Args:
        cells: each with the previews of its steps, at least one cell. Those with fewer steps keep pace with the others.
        across, places: how they lie, as in `draw_sheet`.
        path: its suffix, one of `SUFFIXES`, says the format.

    Raises BadPicture (another suffix, or MP4 where this machine has no encoder for it), DiskFull or CannotWrite, and
    what `watch` raises; the file that was there before is then unharmed.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in SUFFIXES or not cells:
        raise BadPicture(path, "format")
    frames = _frames(cells, words or SheetText(), across, places, part(watch, 0.0, 0.6))
    times = [step_ms] * (len(frames) - 1) + [end_ms]
    if kind == ".mp4":
        _write_mp4(frames, times, path, step_ms, part(watch, 0.6, 1.0))
        return
    encoded = io.BytesIO()
    first, *rest = frames if kind != ".gif" else _with_one_palette(frames)
    options = {"quality": 90, "method": 3} if kind == ".webp" else {}
    first.save(
        encoded,
        {".gif": "GIF", ".png": "PNG", ".webp": "WEBP"}[kind],
        save_all=True,
        append_images=_Watched(rest, part(watch, 0.6, 1.0)),
        duration=times,
        loop=0,
        **options,
    )
    atomic.write_bytes(path, encoded.getvalue())


class _Watched:
    """Frames that report how far an iteration is; Pillow goes through those of a PNG twice."""

    def __init__(self, frames: Sequence[Image.Image], watch: Watch) -> None:
        self._frames, self._watch = frames, watch

    def __iter__(self) -> Iterator[Image.Image]:
        for number, frame in enumerate(self._frames, 1):
            yield frame
            self._watch(number / len(self._frames))


def _frames(
    cells: Sequence[tuple[SheetCell, Sequence[np.ndarray]]],
    words: SheetText,
    across: int,
    places: Sequence[int],
    watch: Watch,
) -> list[Image.Image]:
    model = model_name(cells[0][0].request)
    most = max(len(previews) for _, previews in cells)
    largest = _LARGEST if across < MOST_COLUMNS else _LARGEST_WIDE
    frames = []
    for step in range(most + 1):
        watch(step / (most + 1))
        shown = []
        for cell, previews in cells:
            at = -(-(step + 1) * len(previews) // max(1, most)) - 1
            picture = previews[at] if step < most and previews else cell.picture
            shown.append(cell._replace(picture=picture))
        frames.append(draw_sheet(shown, words, model, across, places, largest))
    return frames


def _with_one_palette(frames: Sequence[Image.Image]) -> list[Image.Image]:
    """256 colours for all frames together: what does not move does not flicker, and it takes a fraction of the time."""
    few = [frames[0], frames[len(frames) // 3], frames[2 * len(frames) // 3], frames[-1]]
    together = Image.new("RGB", (_PALETTE_SIDE, _PALETTE_SIDE * len(few)))
    for number, frame in enumerate(few):
        small = frame.resize((_PALETTE_SIDE, _PALETTE_SIDE), Image.Resampling.BILINEAR)
        together.paste(small, (0, number * _PALETTE_SIDE))
    palette = together.quantize(256, Image.Quantize.MEDIANCUT)
    dither = Image.Dither.FLOYDSTEINBERG
    return [frame.quantize(palette=palette, dither=dither) for frame in frames]


def _write_mp4(
    frames: list[Image.Image], times: list[int], path: Path, step_ms: int, watch: Watch
) -> None:
    repeats = [max(1, round(time / step_ms)) for time in times]
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "steps.mp4"
            if not _encode(frames, repeats, file, 1000 / step_ms, watch):
                raise BadPicture(path, "format")
            data = file.read_bytes()
            whole = _frames_in(file) == sum(repeats)
    except OSError as error:
        raise atomic.write_error(path, error) from error
    if not whole:  # OpenCV does not say when the disk is full
        raise DiskFull(path)
    atomic.write_bytes(path, data)


def _encode(
    frames: list[Image.Image], repeats: list[int], file: Path, per_second: float, watch: Watch
) -> bool:
    """False where there is no encoder."""
    width, height = (side - side % 2 for side in frames[0].size)
    code = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(file), code, per_second, (width, height))
    try:
        if not writer.isOpened():
            return False
        for frame, repeat in zip(_Watched(frames, watch), repeats, strict=True):
            pixels = np.ascontiguousarray(np.asarray(frame)[:height, :width, ::-1])
            for _ in range(repeat):
                writer.write(pixels)
        return True
    finally:
        writer.release()


def _frames_in(file: Path) -> int:
    video = cv2.VideoCapture(str(file))
    try:
        return int(video.get(cv2.CAP_PROP_FRAME_COUNT)) if video.isOpened() else 0
    finally:
        video.release()
