"""Backups of an SQLite file, made and put back while others may read and write it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, Engine

from consult import database
from consult.services.backup.archive import CannotRestore, Copied

# Seconds to wait for whoever is writing.
_PATIENCE = 30
_ANSWERS = ("response", "draft", "sync_record")


def copy(url: URL, data: Path) -> Copied:
    """Copy the database as it is at this moment into `data`, a new file."""
    with closing(_open(url.database)) as connection:
        _copy_whole(connection, data)
    with closing(_open(data)) as connection:
        return Copied("sqlite", _migration(connection), _counts(connection))


def answers(url: URL) -> int:
    """How many rows the database has that hold answers or wait for them."""
    if not Path(url.database).exists():
        return 0
    with closing(_open(url.database)) as connection:
        counts = _counts(connection)
    return sum(counts.get(name, 0) for name in _ANSWERS)


def put_back(url: URL, data: Path, stamp: str, prove: Callable[[dict, Engine], None]) -> str | None:
    """Put `data` in the place of the database once `prove` is content; the name of the file that holds the earlier."""
    with closing(_open(data)) as connection:
        _check(connection)
        counts = _counts(connection)
    engine = database.engine(url.set(database=str(data)))
    try:
        prove(counts, engine)
    finally:
        engine.dispose()
    aside = None
    with closing(_open(url.database)) as there, closing(_open(data)) as new:
        if _counts(there):
            aside = Path(f"{url.database}.before-{stamp}")
            _copy_whole(there, aside)
        # In one transaction of the file: whoever has it open sees the earlier or the new, and never a half.
        new.backup(there)
    return str(aside) if aside else None


def _open(file: str | Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)


def _copy_whole(connection: sqlite3.Connection, file: Path) -> None:
    # Made beforehand, so that nobody else may read it at any moment; the copy fills an empty file.
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection.execute("VACUUM INTO ?", (str(file),))
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _check(connection: sqlite3.Connection) -> None:
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        tied = connection.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError:
        whole = tied = False
    if not (whole and tied):
        raise CannotRestore("The database in it is damaged. Nothing was changed.")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                               "ESCAPE '\\'").fetchall()  # fmt: skip
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _migration(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else None
