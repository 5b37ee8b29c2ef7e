"""Every reader of outside files takes time in proportion to the file, whatever is in it.

Lines of Python are counted. What one call into C does (a pattern, a search) has no lines: it has a deadline of 5 ms of
the processor for each thousand characters, about fifty times what it takes, and where it is over that it must not grow
faster than the text. So the next quadratic reader is found here before it freezes a window.
"""

from __future__ import annotations

import contextlib
import gc
import re
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest
from PIL import Image, PngImagePlugin

from sketchpad.document.eraser import erased
from sketchpad.document.io import svg_import, svg_path
from sketchpad.document.io.quickdraw import read_quickdraw
from sketchpad.document.io.svg_import import read_svg
from sketchpad.document.stroke import Stroke
from sketchpad.errors import SketchpadError
from sketchpad.generation.export.a1111_text import from_a1111_text
from sketchpad.generation.export.metadata import from_text
from sketchpad.generation.export.picture import read_settings
from sketchpad.models.lora.file import inspect_lora
from sketchpad.outside import parse_json

SIZE = 20_000  # characters
SEEDS = (
    " ", ",", "0", "1 ", "-", ".", "1,", "e", "1e", "(", ")", "rotate(", "rotate(1)", "a:", "a: ", 'a:"', '"',
    '\\"', 'a:"\\"', ":", "::", ",:", "a b", "a:b,", "\n", "Steps: 1, ", 'a:"x"y,', "M", "M0 0", "M0 0L1 1", "c",
    "1e1", "a1 1 0 01 1 1", "z", "Mz", "/*", "*/", "{", "}", ".a{", "a,", ";", "stroke:", "&", "%", "#", "\t", "[",
    "[1,", '{"a":', "'", "\\", "é", "中", "１",
)  # fmt: skip
ATTRIBUTES = (
    'viewBox="{}"', 'transform="{}"', 'style="{}"', 'class="{}"', 'width="{}"', 'stroke-width="{}"', 'display="{}"',
    'preserveAspectRatio="{}"', 'opacity="{}"', 'fill="{}"',
)  # fmt: skip
Reader = Callable[[str], object]


def quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def svg(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def of_svg(form: str) -> Reader:
    def read(text: str) -> object:
        return read_svg("a.svg", data=svg(form.replace("{}", quoted(text))))

    return read


def of_root(form: str) -> Reader:
    def read(text: str) -> object:
        return read_svg("a.svg", data=svg('<path d="M0 0h9"/>', form.format(quoted(text))))

    return read


READERS: dict[str, Reader] = {
    **{f"svg root {one}": of_root(one) for one in ATTRIBUTES},
    **{f"svg group {one}": of_svg(f'<g {one}><path d="M0 0h9"/></g>') for one in ATTRIBUTES},
    "svg path": of_svg('<path d="{}"/>'),
    "svg path after a move": of_svg('<path d="M0 0 {}"/>'),
    "svg points": of_svg('<polyline points="{}"/>'),
    "svg length": of_svg('<rect width="{}" height="9"/>'),
    "svg use": of_svg('<use href="{}"/>'),
    "svg style sheet": of_svg('<style>{}</style><path d="M0 0h9"/>'),
    "svg text": of_svg("<text>{}</text>"),
    "parameters": from_a1111_text,
    "parameters, last line": lambda text: from_a1111_text(f"a cat\nSteps: 20, Seed: 1, {text}"),
    "settings": from_text,
    "json": parse_json,
}


class Steps:
    """Counts lines of Python that are run in a `with`."""

    def __enter__(self) -> Self:
        self.count = 0
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _trace(self, _frame: object, event: str, _argument: object) -> Callable[..., object]:
        self.count += event == "line"
        return self._trace


def attempt(read: Reader, text: str) -> None:
    with contextlib.suppress(SketchpadError, ValueError):
        read(text)


def steps(read: Reader, text: str) -> int:
    with Steps() as counted:
        attempt(read, text)
    return counted.count


def seconds(read: Reader, text: str) -> float:
    """Of this thread's processor, without the garbage collector: what other tests left in memory does not count."""
    gc.disable()
    try:
        begin = time.thread_time()
        attempt(read, text)
        return time.thread_time() - begin
    finally:
        gc.enable()


def grown(seed: str, size: int) -> str:
    return (seed * (size // len(seed) + 1))[:size]


def check_growth(read: Reader, seed: str) -> None:
    """Four times the text: a quadratic reader takes sixteen times as long."""
    small, large = grown(seed, SIZE // 4), grown(seed, SIZE)
    taken = [seconds(read, large)]
    if taken[0] >= 0.1:  # the best of three: a busy machine slows a thread's own clock too
        taken += [seconds(read, large) for _ in range(2)]
        assert min(taken) < 9 * seconds(read, small), f"{seed!r}: it grows too fast"
    small, large = small[: SIZE // 16], large[: SIZE // 4]
    assert steps(read, large) < 5 * steps(read, small) + 1000, f"{seed!r}: it grows too fast"


@pytest.mark.parametrize("name", READERS)
@pytest.mark.slow
def test_four_times_the_text_takes_about_four_times_the_work(name: str) -> None:
    attempt(READERS[name], "1 2")  # what is loaded or compiled the first time
    for seed in SEEDS:
        check_growth(READERS[name], seed)


@pytest.mark.slow
def test_a_quadratic_reader_would_be_found() -> None:
    pattern = re.compile(r"[\s,]*\d")

    def slow_in_c(text: str) -> object:
        return pattern.findall(text)

    def slow_in_python(text: str) -> None:
        for _ in range(len(text) // 25):
            for _ in range(len(text) // 25):
                pass

    for reader in (slow_in_c, slow_in_python):
        with pytest.raises(AssertionError, match="too fast"):
            check_growth(reader, ",")


# what a small file makes much of


@pytest.fixture
def little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of what is usually allowed, so that counting is quick."""
    monkeypatch.setattr(svg_import, "MOST_WORK", svg_import.MOST_WORK // 100)
    for module in (svg_import, svg_path):
        monkeypatch.setattr(module, "MOST_POINTS", svg_path.MOST_POINTS // 100)


@pytest.mark.usefixtures("little_work")
def test_a_path_that_is_used_five_thousand_times_is_counted() -> None:
    inside = f'<defs><path id="a" d="M0 0{"l1 1 1 -1" * 250}"/></defs>' + '<use href="#a"/>' * 5000
    with Steps() as counted, pytest.raises(SketchpadError, match="larger than"):
        read_svg("a.svg", data=svg(inside))
    assert counted.count < 500_000


@pytest.mark.usefixtures("little_work")
def test_use_within_use_is_counted() -> None:
    levels = "".join(
        f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 20 + "</g>" for n in range(1, 8)
    )
    inside = f'<defs><path id="l0" d="M0 0h9"/>{levels}</defs><use href="#l7"/>'
    with Steps() as counted, pytest.raises(SketchpadError, match="larger than"):
        read_svg("a.svg", data=svg(inside))
    assert counted.count < 500_000


def nested(name: str, inner: str, depth: int) -> str:
    return f'<g id="{name}">' + "<g>" * depth + inner + "</g>" * (depth + 1)


def test_depth_is_bounded_and_costs_no_stack() -> None:
    line = '<path d="M0 0h9"/>'
    chain = [f'<use href="#n{n}"/>' for n in range(9)]
    inside = nested("n0", line, 150) + "".join(
        nested(f"n{n + 1}", use, 150) for n, use in enumerate(chain[:-1])
    )
    with pytest.raises(SketchpadError, match="larger than"):
        read_svg("a.svg", data=svg(inside + chain[-1]))
    assert len(read_svg("a.svg", data=svg(nested("n", line, 190))).strokes) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_settings_of_a_picture(tmp_path: Path, seed: str) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", grown(seed, SIZE).encode("latin-1", "replace"), zip=True)
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png", pnginfo=info)
    with Steps() as counted:
        read_settings(tmp_path / "a.png")
    assert counted.count < 20 * SIZE


def test_lines_between_erasers_are_cut_in_linear_time() -> None:
    """On an upper layer of a drawing from outside: as many erasers as lines, each line before some of them."""

    def layer(size: int) -> tuple[Stroke, ...]:
        zigzag = [(n % 2 * 60, n) for n in range(60)]
        return tuple(Stroke(zigzag, 2, eraser=n % 2 == 1).moved(n % 200, 0) for n in range(size))

    counts = []
    for size in (100, 400):
        strokes = layer(size)
        with Steps() as counted:
            erased(strokes)
        counts.append(counted.count)
    assert counts[1] < 5 * counts[0]


def test_a_line_longer_than_any_page_is_cut_at_bounded_places() -> None:
    corners = [(n % 2 * 8000, n % 8000) for n in range(20_000)]
    line, eraser = Stroke(corners), Stroke([(4000, 0), (4000, 8000)], 1000, eraser=True)
    tracemalloc.start()
    try:
        pieces = erased((line, eraser))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(pieces) == len(corners)
    assert most < 1 << 28


# what is no number, or too deep


@pytest.mark.parametrize(
    "header",
    [
        b'{"a.lora_A.weight": {"dtype": "F32", "shape": [Infinity], "data_offsets": [0, 4]}}',
        b'{"a.lora_A.weight": {"dtype": "F32", "shape": [%s], "data_offsets": [0, 4]}}' % (b"9" * 400),
        b'{"a.lora_A.weight": {"dtype": "F32", "shape": [1.0], "data_offsets": [-0.0, NaN]}}',
        b'{"a.lora_A.weight": {"dtype": "F32", "shape": [%s2], "data_offsets": [0, 4]}}' % (b"2," * 9000),
        b'{"a.lora_A.weight": {"dtype": [], "shape": [1], "data_offsets": [0, 4]}}',
        b'{"a.lora_A.weight": {"dtype": "F32", "shape": "1", "data_offsets": [0, 4]}}',
        b'{"a.lora_A.weight": [1]}',
        b"[" * 100_000,
        b'{"\xff": 1}',
        b"[1]",
        b'{"__metadata__": 7}',
    ],
)  # fmt: skip
def test_headers_of_weights(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 4)
    with pytest.raises(SketchpadError):
        inspect_lora(path)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"drawing": [[[Infinity], [1]]]}',
        b'{"drawing": [[[%s], [1]]]}' % (b"9" * 400),
        b"\xff",
        zlib.compress(b"a"),
    ],
)
def test_drawings_of_other_programs(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.ndjson").write_bytes(content)
    with pytest.raises(SketchpadError):
        read_quickdraw(tmp_path / "a.ndjson")
