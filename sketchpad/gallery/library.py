"""The gallery: a folder with every picture that was made, and a database that finds them.

::

    2026-11-29/                ordinary PNG files, which say themselves how they were made
    thumbnails/2026-11-29/     small copies
    drawings/                  what they were made of, each drawing once
    unsaid/2026-11-29/         what they do not say: files of this machine that they were made with, later scores
    comparisons/               rows, columns and branches of comparisons
    gallery.sqlite             what there is; made anew from the files where it is missing or damaged
    marks.json                 stars, boards and bin, which no picture says

A picture in the bin stays where it is until the bin is emptied.
"""

from __future__ import annotations

import contextlib
import json
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from sqlite3 import Connection, Row
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.errors import BadDocument, SketchpadError
from sketchpad.gallery import files
from sketchpad.gallery.database import Database, put_aside
from sketchpad.gallery.marks import write_marks
from sketchpad.gallery.record import Filter, Finished, Record, condition, to_json
from sketchpad.generation.export.metadata import model_name, travelling
from sketchpad.generation.request.defaults import fingerprint
from sketchpad.generation.request.request import Request
from sketchpad.generation.run.init_image import picture_digest
from sketchpad.outside import ODD, parse_json, typed

DATABASE = "gallery.sqlite"
UNSAID = ("request", "wanted", "wanted_drawing", "scores")
"""Columns that a picture's own file may not say, or not as they are."""
_AT_ONCE = 500  # ids in one query
_SIGN = 1 << 63


def usual_folder() -> Path:
    """Where the gallery lies unless the user has chosen another folder."""
    return paths.user_data() / "gallery"


class Library:
    """The gallery in `folder`, for one thread at a time; several programs and threads may have one at once.

    Raises:
        DamagedDatabase: `put_database_aside` is to be called.
        NewerDocument: it was written by a newer version of the program.
        DiskFull, CannotWrite: by everything that writes; what was there before is unharmed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(folder / DATABASE)
        self._checksums: dict[str, str] = {}
        if self.database.is_new and files.days(folder):
            with self.database.writing() as connection:
                connection.execute("INSERT OR REPLACE INTO notes VALUES ('incomplete', '1')")

    def close(self) -> None:
        self.database.close()

    # looked for

    @property
    def is_incomplete(self) -> bool:
        """There are pictures that the database does not know; see `sketchpad.gallery.rebuild`."""
        return bool(self.database.read("SELECT 1 FROM notes WHERE name = 'incomplete'"))

    @property
    def changes(self) -> int:
        """Another number after another program or thread has changed something."""
        return self.database.changes

    def ids(self, wanted: Filter = Filter(), most: int = -1) -> array[int]:  # noqa: B008 - a value
        """The pictures that fit, the newest first, `most` of them."""
        where, values = condition(wanted, self.database.has_words)
        sql = f"SELECT id FROM pictures WHERE {where} ORDER BY created DESC, id DESC LIMIT ?"  # noqa: S608
        return self.database.read_numbers(sql, (*values, most))

    def records(self, ids: Sequence[int]) -> list[Record]:
        """What is known of pictures, in this order, without those that are gone."""
        known: dict[int, Record] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            rows = self.database.read(f"SELECT * FROM pictures WHERE id IN ({marks})", some)  # noqa: S608
            known |= {record.id: record for record in map(_record, rows)}
        return [known[key] for key in ids if key in known]

    def record(self, id: int) -> Record | None:
        return next(iter(self.records([id])), None)

    def with_digest(self, digest: str) -> list[Record]:
        """The pictures with these pixels that are not in the bin, the newest first."""
        sql = "SELECT * FROM pictures WHERE digest = ? AND deleted IS NULL ORDER BY id DESC"
        return [_record(row) for row in self.database.read(sql, (digest,))]

    def of_comparison(self, name: str) -> dict[str, Record]:
        """The pictures of a comparison by their plan (`comparisons.plan_key`), of each the newest."""
        rows = self.database.read(
            "SELECT * FROM pictures WHERE comparison = ? AND deleted IS NULL ORDER BY id", (name,)
        )
        return {record.plan: record for record in map(_record, rows)}

    def comparisons(self) -> list[tuple[str, float, int]]:
        """Name, time and number of pictures of each comparison, the newest first."""
        sql = (
            "SELECT comparison, max(created) AS newest, count(*) FROM pictures "
            "WHERE comparison != '' AND deleted IS NULL GROUP BY comparison ORDER BY newest DESC"
        )
        return [(str(row[0]), float(row[1]), int(row[2])) for row in self.database.read(sql)]

    def models(self) -> list[tuple[str, str]]:
        """Models that made something, with what they are called, in the order of their names."""
        # Not in one query: that would read every row, this one the index.
        models = [str(row[0]) for row in self.database.read("SELECT DISTINCT model FROM pictures")]
        sql = "SELECT model_name FROM pictures WHERE model = ? LIMIT 1"
        names = [str(self.database.read(sql, (model,))[0][0]) for model in models]
        return sorted(zip(models, names, strict=True), key=lambda pair: pair[1])

    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of pictures, the smallest first."""
        rows = self.database.read(
            "SELECT DISTINCT width, height FROM pictures ORDER BY width * height"
        )
        return [(int(row[0]), int(row[1])) for row in rows]

    def boards(self) -> list[str]:
        return [str(row[0]) for row in self.database.read("SELECT name FROM boards ORDER BY name")]

    def boards_of(self, id: int) -> list[str]:
        """The boards that a picture is on."""
        sql = "SELECT name FROM boards JOIN board_pictures ON board = id WHERE picture = ? ORDER BY name"
        return [str(row[0]) for row in self.database.read(sql, (id,))]

    # read

    def path(self, record: Record) -> Path:
        """The picture's file. Raises BadDocument where the database names a place outside of the folder."""
        return files.inside(self.folder, record.file)

    def picture(self, record: Record) -> NDArray[np.uint8]:
        """Raises BadPicture or HugePicture."""
        return read_picture(self.path(record))

    def request(self, record: Record) -> Request:
        """What made it. Its files and folders may be a stranger's, as those of every file. Raises BadDocument."""
        return self._request(record.request, record.drawing, record)

    def wanted(self, record: Record) -> Request:
        """What the user had set, which may be more steps than were taken. Raises BadDocument."""
        if not record.wanted:
            return self.request(record)
        return self._request(record.wanted, record.wanted_drawing, record)

    def _request(self, text: str, drawing: str, record: Record) -> Request:
        if not drawing:
            from sketchpad.generation.export.picture import read_settings

            saved = read_settings(self.path(record))
            if saved is None or saved.request is None:
                raise BadDocument(record.file)
            document = saved.request.document
        else:
            document = project_file.load(files.drawing_path(self.folder, drawing))[0]
        try:
            return Request.from_json(parse_json(text), document)
        except ODD as error:
            raise BadDocument(record.file) from error

    # written

    def add(self, finished: Finished) -> Record:
        """Write a picture with everything that made it; the one there is, where it is there already."""
        digest, request = picture_digest(finished.picture), to_json(finished.request)
        drawing = files.write_drawing(self.folder, finished.request.document)
        for known in self.with_digest(digest):
            if (
                known.drawing == drawing
                and parse_json(known.request) == parse_json(request)  # 3 and 3.0 are the same
                and finished.comparison in ("", known.comparison)
            ):
                return known
        name = files.name_of(finished, digest, request, drawing, finished.comparison, finished.plan)
        more = {
            "digest": digest,
            "drawing": drawing,
            **{
                key: getattr(finished, key)
                for key in ("created", "seconds", "comparison", "plan", "step")
            },
            "checksum": self._checksum(finished.request.model),
            "parent": finished.begun_from,
            "scores": dict(finished.scores),
        }
        wanted, wanted_drawing = "", ""
        if finished.wanted is not None and finished.wanted != finished.request:
            wanted = to_json(finished.wanted)
            wanted_drawing = files.write_drawing(self.folder, finished.wanted.document)
        there = files.inside(self.folder, name).exists()
        unsaid = {"request": request, "wanted": wanted, "wanted_drawing": wanted_drawing}
        unsaid["scores"] = json.dumps(more["scores"])
        try:
            if wanted or travelling(finished.request) != finished.request:
                files.write_unsaid(self.folder, name, unsaid)
            size = files.write_picture(self.folder, name, finished, more)
            row = row_of(finished.request, name, more, size)
            row |= {
                **unsaid,
                "width": finished.picture.shape[1],
                "height": finished.picture.shape[0],
            }
            with self.database.writing() as connection:
                entered = self.enter(connection, row)
                [added] = connection.execute("SELECT * FROM pictures WHERE id = ?", (entered,))
        except BaseException:
            if not there:
                self._remove_files(name)
            raise
        return _record(added)

    def enter(self, connection: Connection, row: dict[str, Any]) -> int:
        """Add a row of `pictures` within a transaction; the id of the one there is, where its file has one."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        sql = f"INSERT OR IGNORE INTO pictures ({names}) VALUES ({marks})"  # noqa: S608
        is_new = connection.execute(sql, tuple(row.values())).rowcount
        [entered] = connection.execute(
            "SELECT id FROM pictures WHERE file = ?", (row["file"],)
        ).fetchone()
        if is_new and self.database.has_words:
            words = "INSERT INTO words (rowid, prompt, phrases) VALUES (?, ?, ?)"
            connection.execute(words, (entered, row["prompt"], row["phrases"]))
        return int(entered)

    def set_scores(self, id: int, scores: Mapping[str, Any]) -> None:
        text = json.dumps(dict(scores))
        with self.database.writing() as connection:
            connection.execute("UPDATE pictures SET scores = ? WHERE id = ?", (text, id))
            for record in self.records([id]):
                unsaid = {name: getattr(record, name) for name in UNSAID}
                files.write_unsaid(self.folder, record.file, unsaid)

    def set_star(self, ids: Iterable[int], star: bool) -> None:
        self._mark("UPDATE pictures SET star = ? WHERE id = ?", ((int(star), key) for key in ids))

    def put_on_board(self, ids: Iterable[int], name: str) -> None:
        """Put pictures on the board `name`, which is made where there is none."""
        with self._marking() as connection:
            connection.execute("INSERT OR IGNORE INTO boards (name) VALUES (?)", (name,))
            connection.executemany(
                "INSERT OR IGNORE INTO board_pictures SELECT id, ? FROM boards WHERE name = ?",
                [(key, name) for key in ids],
            )

    def take_off_board(self, ids: Iterable[int], name: str) -> None:
        """Take pictures off the board `name`, which goes with the last of them."""
        with self._marking() as connection:
            connection.executemany(
                "DELETE FROM board_pictures WHERE picture = ? AND board = (SELECT id FROM boards WHERE name = ?)",
                [(key, name) for key in ids],
            )
            connection.execute(
                "DELETE FROM boards WHERE id NOT IN (SELECT board FROM board_pictures)"
            )

    def delete(self, ids: Iterable[int]) -> None:
        """Put pictures into the bin."""
        now = time.time()
        self._mark("UPDATE pictures SET deleted = ? WHERE id = ?", ((now, key) for key in ids))

    def restore(self, ids: Iterable[int]) -> None:
        """Take pictures out of the bin."""
        self._mark("UPDATE pictures SET deleted = NULL WHERE id = ?", ((key,) for key in ids))

    def prune(self, largest: int = 0, oldest: float = 0.0) -> list[int]:
        """Put the oldest pictures into the bin, but for those with a star or on a board; returns which.

        Args:
            largest: bytes that the others may have; 0 is no limit.
            oldest: seconds since 1970; those before go.
        """
        sql = (
            "SELECT id FROM (SELECT id, created, star, sum(bytes) OVER (ORDER BY created DESC, id DESC) AS whole "
            "FROM pictures WHERE deleted IS NULL) WHERE star = 0 "
            "AND id NOT IN (SELECT picture FROM board_pictures) AND (created < ? OR (? AND whole > ?))"
        )
        gone = [int(row[0]) for row in self.database.read(sql, (oldest, largest, largest))]
        if gone:
            self.delete(gone)
        return gone

    def empty_bin(self) -> int:
        """Delete what is in the bin from the disk, and return how many pictures that were."""
        with self._marking() as connection:
            gone = self.records(self.ids(Filter(in_bin=True)))
            kept = connection.execute(
                "SELECT drawing FROM pictures WHERE deleted IS NULL "
                "UNION SELECT wanted_drawing FROM pictures WHERE deleted IS NULL"
            )
            drawings = {row[0] for row in kept} | {""}
            # Files first: a full disk then has room for the rest, and one without a row would be taken in again.
            for record in gone:
                with contextlib.suppress(SketchpadError, OSError):
                    self._remove_files(record.file)
                    for drawing in {record.drawing, record.wanted_drawing} - drawings:
                        files.drawing_path(self.folder, drawing).unlink(missing_ok=True)
            if self.database.has_words:
                connection.execute(
                    "INSERT INTO words (words, rowid, prompt, phrases) "
                    "SELECT 'delete', id, prompt, phrases FROM pictures WHERE deleted IS NOT NULL"
                )
            connection.execute("DELETE FROM pictures WHERE deleted IS NOT NULL")
        return len(gone)

    def _mark(self, sql: str, values: Iterable[tuple[Any, ...]]) -> None:
        with self._marking() as connection:
            connection.executemany(sql, values)

    @contextlib.contextmanager
    def _marking(self) -> Iterator[Connection]:
        """A transaction with which `marks.json` goes along."""
        with self.database.writing() as connection:
            yield connection
            write_marks(self.folder, connection)

    def _remove_files(self, name: str) -> None:
        for place in (files.inside, files.thumbnail_path, files.unsaid_path):
            with contextlib.suppress(OSError):
                place(self.folder, name).unlink()

    def _checksum(self, model: str) -> str:
        if model not in self._checksums:
            try:
                self._checksums[model] = fingerprint(model)
            except (OSError, SketchpadError):
                return ""
        return self._checksums[model]


def row_of(request: Request, name: str, more: dict[str, Any], size: int) -> dict[str, Any]:
    """The columns of a picture that its own file says."""
    document = request.document
    methods = dict.fromkeys(m.name for m in request.methods if m.strength)
    return {
        "file": name,
        "digest": str(more["digest"]),
        "created": float(more["created"]),
        "width": document.width,
        "height": document.height,
        "bytes": size,
        "prompt": document.prompt,
        "phrases": "\n".join(box.phrase for box in document.boxes),
        "methods": f" {' '.join(methods)} " if methods else "",
        "model": request.model,
        "model_name": model_name(request),
        "checksum": str(more["checksum"]),
        "seed": (request.sampling.seed + _SIGN) % (2 * _SIGN) - _SIGN,  # SQLite has signed numbers
        "seconds": float(more["seconds"]),
        "scores": json.dumps(more["scores"]),
        "request": to_json(request),
        "drawing": str(more["drawing"]),
        "wanted": "",
        "wanted_drawing": "",
        "comparison": str(more["comparison"]),
        "plan": str(more["plan"]),
        "parent": str(more["parent"]),
        "step": int(more["step"]),
    }


def put_database_aside(folder: Path) -> Path:
    """Make room for a new database where the present one is damaged; returns what the old one is called now."""
    return put_aside(folder / DATABASE)


def _record(row: Row) -> Record:
    """Whatever a database from elsewhere holds, a record has values of the right types. Raises BadDocument."""
    try:
        return typed(Record, {**row, "seed": row["seed"] % (2 * _SIGN)})
    except (ValueError, TypeError) as error:
        raise BadDocument(DATABASE) from error
