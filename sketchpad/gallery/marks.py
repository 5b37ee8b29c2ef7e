"""Stars, boards and bin, which no picture says, as a file beside the database: it survives the database's loss."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Connection
from typing import Any

from sketchpad.own_files import OwnFile

NAME = "marks.json"
LARGEST = 64 << 20  # bytes
MOST_BOARDS = 10_000


def write_marks(folder: Path, connection: Connection) -> None:
    """Write what the database says, within its transaction. Raises DiskFull or CannotWrite."""
    boards: dict[str, list[str]] = {}
    for name, file in connection.execute(
        "SELECT name, file FROM boards JOIN board_pictures ON board = boards.id JOIN pictures ON pictures.id = picture"
    ):
        boards.setdefault(name, []).append(file)
    marks = {
        "stars": [row[0] for row in connection.execute("SELECT file FROM pictures WHERE star = 1")],
        "bin": dict(
            connection.execute(
                "SELECT file, deleted FROM pictures WHERE deleted IS NOT NULL"
            ).fetchall()
        ),
        "boards": boards,
    }
    _file(folder).change(lambda _: marks)


def read_marks(folder: Path, connection: Connection) -> None:
    """Put what `write_marks` wrote into the database, for the pictures that it knows."""
    marks = _file(folder).read()
    connection.executemany(
        "UPDATE pictures SET star = 1 WHERE file = ?",
        [(file,) for file in _texts(marks.get("stars"))],
    )
    thrown = marks.get("bin")
    if isinstance(thrown, dict):
        times = [(when, file) for file, when in thrown.items() if isinstance(when, float)]
        connection.executemany("UPDATE pictures SET deleted = ? WHERE file = ?", times)
    boards = marks.get("boards")
    boards = boards if isinstance(boards, dict) else {}
    for name in list(boards)[:MOST_BOARDS]:
        connection.execute("INSERT OR IGNORE INTO boards (name) VALUES (?)", (name,))
        connection.executemany(
            "INSERT OR IGNORE INTO board_pictures SELECT boards.id, pictures.id FROM boards, pictures "
            "WHERE name = ? AND file = ?",
            [(name, file) for file in _texts(boards[name])],
        )


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _file(folder: Path) -> OwnFile[dict[str, Any]]:
    return OwnFile(folder / NAME, dict, largest=LARGEST)
