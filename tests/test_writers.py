"""Whatever fails, and whenever, each file that the program writes holds what it held or what it was to hold."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from sketchpad.document.io import journal, project_file
from sketchpad.document.io.autosave import Autosave
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.prompt.history import PromptHistory
from sketchpad.document.prompt.styles import OwnStyles, Style
from sketchpad.errors import CannotWrite, DiskFull
from sketchpad.gallery import files
from sketchpad.gallery.comparisons import load_comparison, save_comparison
from sketchpad.gallery.library import Library
from sketchpad.gallery.record import Filter, Finished
from sketchpad.generation.comparison.matrix import Change, Matrix, Plan
from sketchpad.generation.export.bundle import load_bundle, save_bundle
from sketchpad.generation.export.picture import export_picture, read_settings
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.presets import Preset, Presets
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.models.catalogue.catalogue import add_model, catalogue, entry_of
from sketchpad.settings import Preferences
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.files.recent_files import RecentFiles
from tests.document.strategies import noise_png
from tests.failing_disk import FailingDisk, on

PICTURE = np.zeros((128, 128, 3), np.uint8)


class Writer(NamedTuple):
    """How something is written under a number, and the numbers that are in the files after it."""

    write: Callable[[Path, int], object]
    read: Callable[[Path], set[int]]


def drawing(number: int) -> Document:
    boxes = (Box("a cat", (0, 0, 1, 1), picture=noise_png(16, 16, 1)),)
    return Document(128, 128, (Stroke([(1, 2), (3, 4)]),), boxes, prompt=str(number))


def request(number: int) -> Request:
    return Request(drawing(number), Sampling(number, 4, 4.0))


def read_picture(path: Path) -> set[int]:
    saved = read_settings(path)
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document == drawing(saved.request.sampling.seed)
    return {saved.request.sampling.seed}


def add(number: int) -> None:
    content: dict[str, Any] = {
        "id": f"m{number}",
        "kind": "base",
        "family": "sd1",
        "name": "Mine",
        "repo": "me/mine",
        "revision": "main",
        "licence": "MIT",
        "licence_url": "https://example.org",
        "size": 5,
        "files": [{"path": "model_index.json"}],
    }
    add_model(entry_of(content))


def assign(number: int) -> None:
    actions = [QAction(QApplication.instance()) for _ in range(2)]
    for index, action in enumerate(actions):
        action.setObjectName(f"a{index}")
    ShortcutStore(actions).assign(f"a{number}", QKeySequence(f"Ctrl+{number}"))


def assigned() -> set[int]:
    actions = [QAction(QApplication.instance()) for _ in range(2)]
    for index, action in enumerate(actions):
        action.setObjectName(f"a{index}")
    store = ShortcutStore(actions)
    return {number for number in range(2) if store.is_changed(f"a{number}")}


def into_gallery(folder: Path, number: int) -> None:
    with closing(Library(folder)) as library:
        library.add(Finished(request(number), PICTURE + number, created=1e9 + number))


def in_gallery(folder: Path) -> set[int]:
    """The seeds; every picture that the database knows is there with all that made it, and no other."""
    with closing(Library(folder)) as library:
        records = library.records(library.ids())
        for record in records:
            assert library.request(record) == request(record.seed)
            np.testing.assert_array_equal(library.picture(record), PICTURE + record.seed)
        there = {name for day in files.days(folder) for name in files.pictures(day)}
        assert there == {record.file for record in records}
    return {record.seed for record in records}


def star(folder: Path, number: int) -> None:
    """Pictures 0 and 1 are there; `number` gets a star."""
    if number == 0:
        into_gallery(folder, 0)
        into_gallery(folder, 1)
    with closing(Library(folder)) as library:
        library.set_star([number + 1], True)


def starred(folder: Path) -> set[int]:
    with closing(Library(folder)) as library:
        return {record.seed for record in library.records(library.ids(Filter(star=True)))}


WRITERS = {
    "drawing": Writer(
        lambda path, n: project_file.save(drawing(n), path),
        lambda path: {int(project_file.load(path)[0].prompt)},
    ),
    "picture": Writer(lambda path, n: export_picture(PICTURE, request(n), path), read_picture),
    "bundle": Writer(
        lambda path, n: save_bundle([("a", Plan(request(n)), PICTURE, "")], path),
        lambda path: {load_bundle(path).cells[0].plan.request.sampling.seed},
    ),
    "preferences": Writer(
        lambda path, n: Preferences().with_value("seed", n + 1).save(path),
        lambda path: {int(Preferences.load(path)["seed"]) - 1},
    ),
    "presets": Writer(
        lambda _, n: Presets().save(Preset(str(n), (MethodSettings("gligen", 1.0),))),
        lambda _: {int(one.name) for one in Presets().present()},
    ),
    "styles": Writer(
        lambda _, n: OwnStyles().save(Style(str(n), "a")),
        lambda _: {int(one.name) for one in OwnStyles().present()},
    ),
    "prompts": Writer(
        lambda _, n: PromptHistory().add(str(n), ""),
        lambda _: {int(prompt) for prompt, _ in PromptHistory().present()},
    ),
    "own models": Writer(
        lambda _, n: add(n), lambda _: {n for n in range(2) if f"m{n}" in catalogue()}
    ),
    "recent files": Writer(
        lambda path, n: RecentFiles().add(path.with_name(str(n))),
        lambda path: {n for n in range(2) if RecentFiles().has(path.with_name(str(n)))},
    ),
    "shortcuts": Writer(lambda _, n: assign(n), lambda _: assigned()),
    "gallery": Writer(into_gallery, in_gallery),
    "stars": Writer(star, starred),
    "comparison": Writer(
        lambda path, n: save_comparison(path, "a", Matrix(request(n), (Change("seed", n),))),
        lambda path: {load_comparison(path, "a").base.sampling.seed},
    ),
}
SUFFIXES = {
    "drawing": ".sketchpad",
    "picture": ".png",
    "bundle": ".sketchcompare",
    "gallery": ".d",
    "stars": ".d",
    "comparison": ".d",
}
ADD_UP = (
    "presets",
    "styles",
    "prompts",
    "own models",
    "recent files",
    "shortcuts",
    "gallery",
    "stars",
)
SILENT = ("recent files", "shortcuts")  # only remembered: a failure goes to the log


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("name", WRITERS)
def test_old_or_new_after_any_failure(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    number: int,
) -> None:
    writer = WRITERS[name]
    for allowed in range(200):
        home = tmp_path / str(allowed)
        monkeypatch.setenv("SKETCHPAD_HOME", str(home))
        path = home / f"a{SUFFIXES.get(name, '.json')}"
        writer.write(path, 0)
        disk = FailingDisk(allowed, number)
        failed = False
        with monkeypatch.context() as patch:
            on(disk, patch)
            try:
                writer.write(path, 1)
            except (DiskFull, CannotWrite):
                failed = True
        new = {0, 1} if name in ADD_UP else {1}
        if name in SILENT and disk.failed:
            assert writer.read(path) in ({0}, new)
        else:
            assert writer.read(path) == ({0} if failed else new)
        assert not [
            left for left in home.rglob("*") if ".tmp" in left.name or "damaged" in left.name
        ]
        if not disk.failed:
            break
    else:
        pytest.fail("writing never came to an end")
    assert allowed >= 3


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_recovery_is_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, anew: bool
) -> None:
    """Also where the journal has become long and is written anew; and what comes after a failure is kept again."""
    if anew:
        monkeypatch.setattr(journal, "MOST_RECORDS", 0)
    disk = FailingDisk(0, number)
    on(disk, monkeypatch)
    for allowed in range(200):
        disk.allowed, disk.failed, failed = 1000, False, False
        saver = Autosave(tmp_path / str(allowed))
        saver.write(drawing(0)).result()
        disk.allowed = allowed
        try:
            saver.write(drawing(1)).result()
        except (DiskFull, CannotWrite):
            failed = True
        assert saver.path is not None
        there = journal.read(saver.path).document
        assert there == drawing(1) or (failed and there == drawing(0))
        disk.allowed = 1000
        saver.write(drawing(2)).result()
        assert journal.read(saver.path).document == drawing(2)
        saver.discard()
        saver.close()
        assert list((tmp_path / str(allowed)).iterdir()) == []
        if not disk.failed:
            break
    else:
        pytest.fail("writing never came to an end")
    assert allowed >= (6 if anew else 3)
