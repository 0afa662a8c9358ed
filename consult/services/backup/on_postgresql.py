"""Backups of a PostgreSQL database by its own programs, pg_dump and pg_restore."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from flask import current_app
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import OperationalError

from consult.services.backup.archive import CannotBackUp, CannotRestore, Copied

_ANSWERS = ("response", "draft", "sync_record")
# Databases that every server has, to work from while this one is renamed.
_ELSEWHERE = ("postgres", "template1")
_LONGEST_NAME = 63
# Seconds for those who are connected to be gone.
_PATIENCE = 10


def copy(url: URL, data: Path) -> Copied:
    """Write the database as it is at one moment into `data`, and count its rows at that same moment."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        done = _run("pg_dump", url, CannotBackUp, "--format=custom", "--compress=0", f"--snapshot={snapshot}",
                    f"--file={data}")  # fmt: skip
        if done.returncode:
            raise CannotBackUp(f"pg_dump could not write the backup: {_last_words(done)}")
        migration = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return Copied("postgresql", migration, _counts(connection))


def answers(url: URL) -> int:
    """How many rows the database has that hold answers or wait for them; 0 where there is no such database."""
    with _elsewhere(url) as server:
        if not _exists(server, url.database):
            return 0
    with create_engine(url, poolclass=NullPool).connect() as connection:
        counts = _counts(connection)
    return sum(counts.get(name, 0) for name in _ANSWERS)


def put_back(url: URL, data: Path, stamp: str, prove: Callable[[dict, Engine], None]) -> str | None:
    """Put `data` in the place of the database once `prove` is content; the name of that which holds the earlier."""
    new = _named(url.database, f"_restored_{stamp}")
    with _elsewhere(url) as server:
        _ddl(server, f"CREATE DATABASE {_quoted(new)} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            done = _run("pg_restore", url.set(database=new), CannotRestore, "--no-owner", "--no-privileges",
                        "--exit-on-error", "--single-transaction", str(data))  # fmt: skip
            if done.returncode:
                raise CannotRestore(f"pg_restore could not read it: {_last_words(done)} The database is as it was.")
            engine = create_engine(url.set(database=new), poolclass=NullPool)
            with engine.connect() as connection:
                counts = _counts(connection)
            prove(counts, engine)
            return _swap(server, url.database, new, _named(url.database, f"_before_{stamp}"))
        except BaseException:
            _ddl(server, f"DROP DATABASE IF EXISTS {_quoted(new)} WITH (FORCE)")
            raise


def _swap(server: Connection, name: str, new: str, aside: str) -> str | None:
    """Rename both. Whoever is connected is sent away, and finds the new one when they come back."""
    if not _exists(server, name):
        _ddl(server, f"ALTER DATABASE {_quoted(new)} RENAME TO {_quoted(name)}")
        return None
    _ddl(server, f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS false")
    try:
        _rename(server, name, aside)
    except BaseException:
        _ddl(server, f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS true")
        raise
    try:
        _rename(server, new, name)
    except BaseException:
        _ddl(server, f"ALTER DATABASE {_quoted(aside)} RENAME TO {_quoted(name)}")
        _ddl(server, f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS true")
        raise
    _ddl(server, f"ALTER DATABASE {_quoted(aside)} ALLOW_CONNECTIONS true")
    return aside


def _rename(server: Connection, name: str, to: str) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        server.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                       {"name": name})  # fmt: skip
        try:
            return _ddl(server, f"ALTER DATABASE {_quoted(name)} RENAME TO {_quoted(to)}")
        except OperationalError:
            # They were told to go, and some are on their way.
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _elsewhere(url: URL) -> Connection:
    """A connection to another database of the server. The caller closes it."""
    for name in _ELSEWHERE:
        engine = create_engine(url.set(database=name), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        try:
            return engine.connect()
        except OperationalError:
            if name == _ELSEWHERE[-1]:
                raise


def _exists(server: Connection, name: str) -> bool:
    return server.scalar(text("SELECT count(*) FROM pg_database WHERE datname = :name"), {"name": name}) == 1


def _ddl(server: Connection, statement: str) -> None:
    server.exec_driver_sql(statement)


def _counts(connection: Connection) -> dict[str, int]:
    names = connection.scalars(text("SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' "
                                    "AND table_schema = current_schema() ORDER BY 1"))  # fmt: skip
    return {name: connection.scalar(text(f"SELECT count(*) FROM {_quoted(name)}")) for name in list(names)}


def _named(name: str, ending: str) -> str:
    return name[: _LONGEST_NAME - len(ending)] + ending


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _run(program: str, url: URL, refusal: type[Exception], *arguments: str) -> subprocess.CompletedProcess:
    """Run one of the programs on a database. Its password is no argument: those can be read by every account."""
    path = shutil.which(program, path=current_app.config["PG_BIN"])
    if path is None:
        raise refusal(f"{program} was not found. Install PostgreSQL's client programs, of the server's version or "
                      "newer, or name their folder in PG_BIN.")  # fmt: skip
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    return subprocess.run([path, f"--dbname={address}", *arguments], env=environment, capture_output=True, text=True,
                          check=False)  # fmt: skip


def _last_words(done: subprocess.CompletedProcess) -> str:
    lines = [line for line in done.stderr.strip().splitlines() if line]
    return lines[0].strip() if lines else f"status {done.returncode}"
