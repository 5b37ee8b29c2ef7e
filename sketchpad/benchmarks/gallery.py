"""The gallery with 100,000 made-up pictures: how soon it is open, and how soon something is found in it."""

from __future__ import annotations

import itertools
import random
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sketchpad.benchmarks.window import gallery_opened
from sketchpad.document.model import Document
from sketchpad.gallery.library import Library, row_of
from sketchpad.gallery.record import Filter
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.metrics.report import Table

COUNT = 100_000
PAGE = 60  # pictures in sight at once
_REPEATS, _WINDOWS = 9, 3
_WORDS = """
    a red blue green small large old wooden stone glass house cat dog tree boat lighthouse castle bridge river sea
    mountain field garden street harbour at in the near under dawn dusk night winter summer rain snow painting
""".split()  # noqa: SIM905 - a list would be five times as long
_SEARCHES = {
    "everything": Filter(),
    "a word in every third prompt": Filter(text="cat"),
    "three words": Filter(text="lighthouse winter snow"),
    "beginnings of words": Filter(text="light wint"),
    "a word without spaces around it, in no prompt": Filter(text="灯塔"),
    "a method": Filter(method=method_names()[0]),
    "a word, a method and a week": Filter(
        "sea", method_names()[0], since=1e9, until=1e9 + 7 * 86400
    ),
    "stars": Filter(star=True),
}


@dataclass(frozen=True)
class GalleryTimes:
    """Medians in milliseconds of wall clock and processor, and how many pictures were found."""

    what: str
    wall: float
    own: float
    count: int


def fill(library: Library, count: int) -> None:
    """Enter `count` made-up pictures, without files; always the same ones."""
    chance = random.Random(0)
    methods = ("", *method_names())
    for start in range(0, count, 10_000):
        with library.database.writing() as connection:
            for number in range(start, min(count, start + 10_000)):
                prompt = " ".join(chance.choices(_WORDS, k=14))
                name = methods[number % len(methods)]
                request = Request(
                    Document(512, 512, prompt=prompt),
                    Sampling(number, 20, 5.0),
                    (MethodSettings(name, 1.0),) if name else (),
                )
                digest = f"{number:032x}"
                more = {
                    "digest": digest,
                    "created": 1e9 + 60 * number,
                    "seconds": 1.0,
                    "scores": {},
                }
                more |= {"drawing": "", "comparison": "", "plan": "", "parent": "", "step": 0}
                more["checksum"] = ""
                library.enter(
                    connection, row_of(request, f"2001-09-09/{digest}.png", more, 100_000)
                )
            connection.execute("UPDATE pictures SET star = 1 WHERE id % 500 = 0")


def gallery_times(count: int = COUNT) -> tuple[list[GalleryTimes], int]:
    """Times of opening and searching, and the most bytes that Python held meanwhile."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "data" / "gallery"  # where a program of this home has it
        library = Library(folder)
        fill(library, count)
        library.close()

        def opened() -> int:
            again = Library(folder)
            shown = again.ids()
            again.records(shown[:PAGE])
            again.close()
            return len(shown)

        times = [_timed(f"opened, with the newest {PAGE}", opened)]
        windows = [gallery_opened(Path(home)) for _ in range(_WINDOWS)]
        wall, own, counts = zip(*windows, strict=True)
        times.append(
            GalleryTimes("its window, until it is painted", median(wall), median(own), counts[0])
        )
        tracemalloc.start()
        opened()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        library = Library(folder)
        for what, wanted in _SEARCHES.items():
            times.append(_timed(what, lambda wanted=wanted: len(library.ids(wanted))))  # type: ignore[misc]
        middle = library.ids()[count // 2 : count // 2 + PAGE]
        times.append(_timed(f"{PAGE} pictures further down", lambda: len(library.records(middle))))
        library.close()
    return times, most


def _timed(what: str, work: Callable[[], int]) -> GalleryTimes:
    wall, own, count = [], [], 0
    for _ in itertools.repeat(None, _REPEATS):
        begun, begun_own = time.perf_counter(), time.process_time()
        count = work()
        wall.append(1000 * (time.perf_counter() - begun))
        own.append(1000 * (time.process_time() - begun_own))
    return GalleryTimes(what, median(wall), median(own), count)


def gallery_table(times: list[GalleryTimes], most: int) -> Table:
    rows = tuple((t.what, f"{t.wall:.1f}", f"{t.own:.1f}", f"{t.count:,}") for t in times)
    title = f"The gallery with 100,000 pictures, at most {most / 1e6:.1f} MB of Python's memory"
    return Table(("looked for", "ms", "processor ms", "pictures"), rows, title)
