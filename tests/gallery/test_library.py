"""The gallery without a window: what goes in comes out, is looked for, marked, thrown away and brought back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import BadDocument, CannotWrite, DiskFull, NewerDocument
from sketchpad.gallery import database, files
from sketchpad.gallery.database import DamagedDatabase
from sketchpad.gallery.library import DATABASE, Library, put_database_aside
from sketchpad.gallery.marks import NAME
from sketchpad.gallery.rebuild import rebuild, take_in_new
from sketchpad.gallery.record import Filter, Finished
from sketchpad.generation.export.picture import read_settings
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.request import InitImage, Lora, Request, Sampling
from sketchpad.generation.run.init_image import keep_picture
from tests.document.strategies import noise_png

DAY = 24 * 3600.0


def finished(number: int, prompt: str = "", *methods: str, **more: object) -> Finished:
    picture = np.full((64, 96, 3), number, np.uint8)
    drawing = Document(
        192, 128, (Stroke([(1, 2), (3, number)]),), prompt=prompt or f"picture {number}"
    )
    request = Request(
        drawing, Sampling(number, 4, 4.0), tuple(MethodSettings(m, 1.0) for m in methods)
    )
    values = {"created": 1e9 + number * DAY, "seconds": 1.5} | more
    return Finished(request, picture, **values)  # type: ignore[arg-type]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "gallery")
    yield made
    made.close()


def numbers(library: Library, **wanted: object) -> list[int]:
    ids = library.ids(Filter(**wanted))  # type: ignore[arg-type]
    return [record.seed for record in library.records(ids)]


def test_the_largest_seed(library: Library) -> None:
    one = finished(1)
    record = library.add(Finished(one.request.with_seed(2**64 - 1), one.picture))
    assert record.seed == 2**64 - 1
    assert library.request(record).sampling.seed == 2**64 - 1


def test_what_goes_in_comes_out(library: Library) -> None:
    base = keep_picture(np.zeros((64, 64, 3), np.uint8))
    one = finished(7, "a cat", "controlnet", scores={"score": 0.5})
    local = Request(
        one.request.document, one.request.sampling, one.request.methods, "/private/models/mine", InitImage(str(base)),
        (Lora("/lora", 0.5),),
    )  # fmt: skip
    record = library.add(Finished(local, one.picture, 2.0, wanted=one.request, scores=one.scores))
    assert library.request(record) == local
    assert library.wanted(record) == one.request
    np.testing.assert_array_equal(library.picture(record), one.picture)
    assert record.score_values == {"score": 0.5}
    assert record.method_names == ("controlnet",)
    assert record.parent == base.stem
    assert (record.width, record.height, record.seconds) == (96, 64, 2.0)
    saved = read_settings(
        library.path(record)
    )  # an ordinary file, which names no folder of this machine
    assert saved is not None
    assert saved.request is not None
    assert saved.request.document == local.document
    assert b"private" not in library.path(record).read_bytes()
    with Image.open(files.thumbnail(library.folder, record.file)) as small:
        assert max(small.size) <= files.SIDE


def test_the_same_picture_is_there_once_and_each_drawing_too(library: Library) -> None:
    one = finished(1)
    first = library.add(one)
    assert library.add(one) == first
    other = Request(one.request.document, Sampling(2, 4, 4.0))
    second = library.add(Finished(other, one.picture + 1))
    assert second.drawing == first.drawing
    assert len(list((library.folder / files.DRAWINGS).iterdir())) == 1


def test_a_large_drawing_is_not_repeated_in_every_picture(library: Library) -> None:
    boxes = tuple(Box("a", (0, 0, 1, 1), picture=noise_png(512, 512, n)) for n in range(2))
    request = Request(Document(512, 512, boxes=boxes), Sampling(1, 4, 4.0))
    record = library.add(Finished(request, np.zeros((64, 64, 3), np.uint8)))
    assert library.path(record).stat().st_size < 100_000
    assert library.request(record) == request


@pytest.mark.parametrize("full_text", [True, False])
def test_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_text: bool) -> None:
    if not full_text:
        monkeypatch.setattr(database, "_knows_words", lambda: False)
    library = Library(tmp_path / "gallery")
    assert library.database.has_words is full_text
    box = Box("a lighthouse", (0, 0, 1, 1))
    in_box = Request(
        Document(128, 128, boxes=(box,), prompt="100% by the sea"), Sampling(4, 4, 4.0)
    )
    for one in (
        finished(1, "a red cat", "controlnet"),
        finished(2, "a blue cathedral", "gligen", "controlnet"),
        finished(3, "红色的猫"),
        Finished(in_box, np.zeros((8, 8, 3), np.uint8), created=1e9 + 4 * DAY),
    ):
        library.add(one)
    assert numbers(library) == [4, 3, 2, 1]
    assert numbers(library, text="cat") == [2, 1]
    assert numbers(library, text="Cat red") == [1]
    assert numbers(library, text="lighth") == [4]
    assert numbers(library, text="色的") == [3]
    assert numbers(library, text="100%") == [4]
    assert numbers(library, text='"; DROP') == []
    assert numbers(library, method="controlnet") == [2, 1]
    assert numbers(library, method="none") == [4, 3]
    assert numbers(library, since=1e9 + 2 * DAY, until=1e9 + 3 * DAY) == [2]
    assert numbers(library, size=(8, 8)) == [4]
    assert library.sizes() == [(8, 8), (96, 64)]
    assert list(library.ids(Filter(), 2)) == list(library.ids())[:2]
    library.close()


def test_marks_bin_and_boards(library: Library) -> None:
    ids = [library.add(finished(number)).id for number in range(4)]
    library.set_star(ids[:1], True)
    library.put_on_board(ids[1:3], "for the client")
    assert numbers(library, star=True) == [0]
    assert numbers(library, board="for the client") == [2, 1]
    assert library.boards_of(ids[1]) == ["for the client"]
    library.delete(ids[2:])
    assert numbers(library) == [1, 0]
    assert numbers(library, in_bin=True) == [3, 2]
    library.restore([ids[2]])
    assert numbers(library, board="for the client") == [2, 1]
    [thrown] = library.records(ids[3:])
    assert library.path(thrown).exists()  # until the bin is emptied
    assert library.empty_bin() == 1
    assert not library.path(thrown).exists()
    assert not files.drawing_path(library.folder, thrown.drawing).exists()
    library.take_off_board(ids, "for the client")
    assert library.boards() == []


def test_limits_spare_what_was_chosen(library: Library) -> None:
    ids = [library.add(finished(number)).id for number in range(6)]
    each = library.records(ids)[0].bytes
    library.set_star(ids[:1], True)
    library.put_on_board(ids[1:2], "kept")
    assert library.prune() == []
    assert library.prune(oldest=1e9 + 2.5 * DAY) == [ids[2]]
    assert library.prune(largest=2 * each + each // 2) == [ids[3]]
    assert numbers(library) == [5, 4, 1, 0]
    assert sorted(numbers(library, in_bin=True)) == [2, 3]


def test_two_at_once_see_each_other(library: Library) -> None:
    other = Library(library.folder)
    before = library.changes
    record = other.add(finished(1))
    assert library.changes != before
    assert numbers(library) == [1]
    library.set_star([record.id], True)
    assert numbers(other, star=True) == [1]
    other.close()


def local() -> Finished:
    """Made with files of this machine, and in fewer steps than the user had set."""
    one = finished(3)
    request = replace(
        one.request, model="/private/models/mine", base=InitImage("/b.png"), loras=(Lora("/lora", 0.5),)
    )  # fmt: skip
    wanted = replace(one.request, sampling=Sampling(3, 30, 4.0))
    return replace(one, request=request, wanted=wanted, comparison="c")


def fill(library: Library) -> None:
    ids = [
        library.add(finished(number, comparison="c", plan=str(number))).id for number in range(3)
    ]
    ids.append(library.add(local()).id)
    library.set_scores(ids[0], {"score": 0.5})
    library.set_star(ids[:1], True)
    library.put_on_board(ids[1:2], "kept")
    library.delete(ids[3:])


def everything(library: Library) -> list[list[object]]:
    places = (Filter(), Filter(star=True), Filter(board="kept"), Filter(in_bin=True))
    return [
        [replace(one, id=0) for one in library.records(library.ids(wanted))] for wanted in places
    ]


@pytest.mark.parametrize("how", ["missing", "damaged", "no database"])
def test_a_lost_database_is_made_anew(library: Library, how: str) -> None:
    fill(library)
    before, path = everything(library), library.folder / DATABASE
    library.close()
    whole = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(b"x" * 5000 if how == "no database" else whole[:4096] + b"\xff" * 8192)
        with pytest.raises(DamagedDatabase):
            Library(library.folder).ids()
        kept = put_database_aside(library.folder)
        assert kept.exists()
    again = Library(library.folder)
    assert again.is_incomplete
    assert rebuild(again) == 4
    assert not again.is_incomplete
    assert everything(again) == before
    again.close()


def test_pictures_that_were_not_entered_are_taken_in(library: Library) -> None:
    one = finished(3)
    record = library.add(one)
    with library.database.writing() as connection:
        connection.execute("DELETE FROM pictures")
    (library.folder / record.file).with_name("odd.png").write_bytes(b"no picture")
    assert take_in_new(library) == 1
    assert take_in_new(library) == 0
    assert numbers(library) == [3]


def test_thumbnails_come_again(library: Library) -> None:
    record = library.add(finished(1))
    path = files.thumbnail(library.folder, record.file)
    path.unlink()
    assert files.thumbnail(library.folder, record.file) == path
    assert path.exists()


def test_a_newer_database_is_left_alone(library: Library) -> None:
    library.add(finished(1))
    with library.database.writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    library.close()
    path = library.folder / DATABASE
    before = path.read_bytes()
    with pytest.raises(NewerDocument, match="newer Sketchpad"):
        Library(library.folder)
    assert path.read_bytes() == before
    assert [one.name for one in library.folder.glob("*.sqlite*")] == [DATABASE]


@pytest.mark.parametrize("fails", [False, True])
def test_the_next_version_takes_over_a_kept_one_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    kept = Path(__file__).parent / "kept" / f"gallery-{database.VERSION}.sqlite"
    shutil.copyfile(kept, tmp_path / DATABASE)
    following = [
        "ALTER TABLE pictures ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "UPDATE pictures SET note = prompt",
        *(["INSERT INTO nowhere VALUES (1)"] if fails else []),
    ]
    with monkeypatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, tuple(following)))
        patch.setattr(database, "VERSION", database.VERSION + 1)
        if fails:
            with pytest.raises(CannotWrite):
                Library(tmp_path)
        else:
            library = Library(tmp_path)
            assert (
                library.database.read("SELECT count(*) FROM pictures WHERE note = prompt")[0][0]
                == 4
            )
            assert library.database.read("PRAGMA user_version")[0][0] == database.VERSION
            library.close()
    if fails:
        library = Library(tmp_path)  # this version goes on with what was there
        assert numbers(library) == [2, 1, 0]
        library.close()
    else:
        with pytest.raises(NewerDocument):
            Library(tmp_path)


@pytest.mark.parametrize("file", ["../secret.png", "/etc/passwd", "", "a/../../b.png", "C:\\x.png"])
def test_a_database_from_elsewhere_names_nothing_outside(
    library: Library, tmp_path: Path, file: str
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"mine")
    record = library.add(finished(1))
    with library.database.writing() as connection:
        connection.execute("UPDATE pictures SET file = ?, deleted = 1", (file,))
    [changed] = library.records([record.id])
    with pytest.raises(BadDocument):
        library.path(changed)
    library.empty_bin()
    assert secret.read_bytes() == b"mine"


def test_values_of_other_types_are_refused(library: Library) -> None:
    record = library.add(finished(1))
    with library.database.writing() as connection:
        connection.execute("UPDATE pictures SET seed = 'many'")
    with pytest.raises(BadDocument):
        library.record(record.id)
    assert (library.folder / NAME).exists() is False


def test_full_disk_is_told_and_leaves_no_picture(library: Library) -> None:
    library.add(finished(1))
    pages = library.database.read("PRAGMA page_count")[0][0]
    library.database.read(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFull):
        library.add(finished(2, "a long prompt " * 2000))
    there = {name for day in files.days(library.folder) for name in files.pictures(day)}
    assert there == {one.file for one in library.records(library.ids())}


def test_a_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "gallery").write_bytes(b"a file where the folder is to be")
    with pytest.raises(CannotWrite):
        Library(tmp_path / "gallery")


def test_databases_of_all_versions_open(tmp_path: Path) -> None:
    kept = sorted((Path(__file__).parent / "kept").glob("*.sqlite"))
    assert [path.stem for path in kept] == [
        f"gallery-{number + 1}" for number in range(database.VERSION)
    ]
    for path in kept:
        folder = tmp_path / path.stem
        folder.mkdir()
        shutil.copyfile(path, folder / DATABASE)
        library = Library(folder)
        assert numbers(library, text="cat") == [1]
        assert numbers(library, star=True) == [0]
        assert numbers(library, board="kept") == [1]
        assert numbers(library, in_bin=True) == [3]
        library.add(finished(9))
        assert numbers(library) == [9, 2, 1, 0]
        library.close()
