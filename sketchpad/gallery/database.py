"""The gallery's SQLite database: opened, brought up to date, read and written, with errors that a user understands.

Several programs work on it at once: it is in WAL mode, where readers wait for nobody, and writers wait for each other.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from sketchpad.atomic import write_error
from sketchpad.errors import CannotWrite, DiskFull, NewerDocument, SketchpadError
from sketchpad.own_files import free_name

WAIT = 10.0  # seconds for another program that is writing
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_EVERY = """
    id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, created REAL NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, bytes INTEGER NOT NULL, prompt TEXT NOT NULL,
    phrases TEXT NOT NULL, methods TEXT NOT NULL, model TEXT NOT NULL, model_name TEXT NOT NULL,
    checksum TEXT NOT NULL, seed INTEGER NOT NULL, seconds REAL NOT NULL, scores TEXT NOT NULL,
    request TEXT NOT NULL, drawing TEXT NOT NULL, wanted TEXT NOT NULL, wanted_drawing TEXT NOT NULL,
    comparison TEXT NOT NULL, plan TEXT NOT NULL, parent TEXT NOT NULL, step INTEGER NOT NULL,
    star INTEGER NOT NULL DEFAULT 0, deleted REAL
"""
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        f"CREATE TABLE pictures ({_EVERY})",
        # With all that one looks for, so that a search reads no rows of the table.
        """CREATE INDEX pictures_time ON pictures
            (deleted, created, star, methods, model, width, height, prompt, phrases)""",
        "CREATE INDEX pictures_digest ON pictures (digest)",
        "CREATE INDEX pictures_comparison ON pictures (comparison) WHERE comparison != ''",
        "CREATE TABLE boards (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """CREATE TABLE board_pictures (
            board INTEGER NOT NULL REFERENCES boards ON DELETE CASCADE,
            picture INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE, PRIMARY KEY (board, picture)
        ) WITHOUT ROWID""",
        "CREATE INDEX board_pictures_picture ON board_pictures (picture)",
        "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
)
"""From each version to the next. What is here is never changed again: files of every version are brought up to date."""
VERSION = len(MIGRATIONS)
_WORDS = (
    "CREATE VIRTUAL TABLE words USING fts5(prompt, phrases, content='pictures', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')"
)


class DamagedDatabase(SketchpadError):
    """The database cannot be read. It has to be put aside and rebuilt from the pictures."""

    code = "damaged_gallery"


class Database:
    """One connection, for one thread at a time.

    Raises:
        DamagedDatabase: it is no database, or a broken one.
        NewerDocument: it was written by a newer version of the program.
        DiskFull, CannotWrite: it cannot be written; what was there before is unharmed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_new = not path.exists()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                path, WAIT, isolation_level=None, check_same_thread=False
            )
        try:
            with self._errors():
                self._connection.row_factory = sqlite3.Row
                for pragma in (
                    "trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "synchronous = NORMAL",
                    "cache_size = -8000",
                ):  # fmt: skip
                    self._connection.execute(f"PRAGMA {pragma}")
            self._bring_up_to_date()
            words = self.read("SELECT 1 FROM sqlite_master WHERE name = 'words'")
            self.has_words = bool(words) and _knows_words()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def read_numbers(self, sql: str, values: Sequence[Any] = ()) -> array[int]:
        """The first column of a query, whole numbers."""
        with self._errors():
            cursor = self._connection.cursor()
            cursor.row_factory = None  # of 100,000 rows, each object counts
            return array("q", [row[0] for row in cursor.execute(sql, values)])

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._errors():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or, where anything is raised, nothing."""
        with self._errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.rollback()
                raise

    @property
    def changes(self) -> int:
        """Another number after another connection has changed something."""
        return int(self.read("PRAGMA data_version")[0][0])

    def _bring_up_to_date(self) -> None:
        version = self._known_version()
        self.read("PRAGMA journal_mode = WAL")  # not before: that writes into the file
        if version == VERSION:
            return
        with self.writing() as connection:
            version = self._known_version()  # another program may have been quicker
            for statements in MIGRATIONS[version:]:
                for sql in statements:
                    connection.execute(sql)
            if version == 0 and _knows_words():
                connection.execute(_WORDS)
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _known_version(self) -> int:
        version = int(self.read("PRAGMA user_version")[0][0])
        if version > VERSION:
            raise NewerDocument(self.path, version=version, supported=VERSION)
        return version

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in _DAMAGED:
                raise DamagedDatabase from error
            kind = DiskFull if code == sqlite3.SQLITE_FULL else CannotWrite
            raise kind(self.path) from error
        except OSError as error:
            raise write_error(self.path, error) from error


@cache
def _knows_words() -> bool:
    """Whether this SQLite was built with full text search."""
    with closing(sqlite3.connect(":memory:")) as connection:
        sql = "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
        return connection.execute(sql).fetchone() is not None


def put_aside(path: Path) -> Path:
    """Rename a database and its journal, so that another one can take its place; returns where it is now.

    Raises CannotWrite.
    """
    kept = free_name(path)
    try:
        for end in ("-wal", "-shm", ""):
            part = path.with_name(path.name + end)
            if part.exists():
                part.rename(kept.with_name(kept.name + end))
    except OSError as error:
        raise CannotWrite(path) from error
    return kept
