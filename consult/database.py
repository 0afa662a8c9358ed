"""How each database is spoken to, so that an acknowledged answer is on the disk."""

import fcntl
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import NullPool, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from consult import metrics, patience
from consult.extensions import db

# Of the lock that setting up holds. Any number that nobody else takes.
_SETUP = 7_266_878


@contextmanager
def writing() -> Iterator[Session]:
    """One writing transaction that holds its lock before it reads, committed at the end or undone on an error."""
    # Ends the transaction that this request has read in, which could not be promoted.
    db.session.commit()
    db.session.connection(execution_options={"writes": True})
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def alone() -> Iterator[None]:
    """Hold what only one process at a time may hold: for setting up, which reads before it writes."""
    if db.engine.dialect.name == "sqlite":
        # Beside its file, which itself has locks of SQLite's own.
        with open(f"{db.engine.url.database}-setup", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Asked for again and again: whoever waits in a statement holds up indexes that are made meanwhile, for ever.
        while not connection.scalar(db.text("SELECT pg_try_advisory_lock(:key)"), {"key": _SETUP}):
            time.sleep(0.2)
        try:
            yield
        finally:
            connection.execute(db.text("SELECT pg_advisory_unlock(:key)"), {"key": _SETUP})


class Statement:
    """One statement that is a transaction of its own, committed when it returns.

    For what each page of a survey reads and writes: one exchange with the database, where a session takes four.
    The SQL has `:name` for its values and is such as every database here understands. It must do no harm when it is
    done twice: it is tried again where the connection was lost, and whether it was done before nobody knows.
    """

    def __init__(self, sql: str):
        self._texts = {"named": sql, "pyformat": re.sub(r":([a-z_]+)", r"%(\1)s", sql)}

    def row(self, values: dict) -> tuple | None:
        """The first row found, or None."""
        # All are taken: a statement that is not read to its end would keep SQLite's idle connection in the past.
        found = self._run(values, lambda cursor: cursor.fetchall())
        return found[0] if found else None

    def count(self, values: dict) -> int:
        """How many rows were changed."""
        return self._run(values, lambda cursor: cursor.rowcount)

    def _run(self, values: dict, result: Callable):
        direct = current_app.extensions["direct"]
        try:
            return self._once(direct, values, result)
        except _Lost:
            # The database was stopped and started: the other connections are lost as well.
            direct.close()
        try:
            return self._once(direct, values, result)
        except _Lost as lost:
            raise lost.__cause__ from None

    def _once(self, direct: "_Direct", values: dict, result: Callable):
        line = direct.take()
        try:
            line.cursor.execute(self._texts[direct.style], values)
            found = result(line.cursor)
        except BaseException as error:
            # In whatever state it is, it serves nobody else.
            lost = direct.is_lost(error, line.connection)
            line.connection.close()
            if lost:
                raise _Lost from error
            raise
        direct.give_back(line)
        return found


class _Lost(Exception):
    """The database is not at the other end any more."""


class _Line(NamedTuple):
    """A connection with the one cursor that all its statements go through: a new one each would cost half as much
    as a statement."""

    connection: PoolProxiedConnection
    cursor: Any


class _Direct:
    """Connections that commit each statement by itself, as many as were ever in use at once."""

    def __init__(self, engine: Engine):
        how = current_app.config["SQLALCHEMY_ENGINE_OPTIONS"].get("connect_args", {})
        self.engine = create_engine(
            engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool, hide_parameters=True, connect_args=how
        )
        self.style = "named" if engine.dialect.name == "sqlite" else "pyformat"
        self._idle: list[_Line] = []
        patience.limit(self.engine, statement=patience.LOCK)
        if engine.dialect.name == "sqlite":
            _durable_sqlite(self.engine)

    def take(self) -> _Line:
        """One that nobody else uses."""
        try:
            return self._idle.pop()
        except IndexError:
            connection = self.engine.raw_connection()
            return _Line(connection, connection.cursor())

    def give_back(self, line: _Line) -> None:
        """It serves the next."""
        self._idle.append(line)

    def is_lost(self, error: BaseException, connection: PoolProxiedConnection) -> bool:
        """Whether the error says that the database is not at the other end any more."""
        dialect = self.engine.dialect
        known = isinstance(error, dialect.dbapi.Error)
        return known and dialect.is_disconnect(error, connection.dbapi_connection, None)

    def close(self) -> None:
        """Close those that are idle."""
        while self._idle:
            self._idle.pop().connection.close()


def init_app(app: Flask) -> None:
    """Set durable, concurrent SQLite; PostgreSQL is both as it comes. A page waits for neither for ever."""
    with app.app_context():
        patience.limit(db.engine)
        direct = app.extensions["direct"] = _Direct(db.engine)
        event.listen(db.engine, "engine_disposed", lambda _engine: direct.close())
        if db.engine.dialect.name == "sqlite":
            _durable_sqlite(db.engine)
            _begin_in_time(db.engine)
        if counted := metrics.counted():
            counted.watch(db.engine, pooled=True)
            counted.watch(direct.engine, pooled=False)
    app.teardown_appcontext(_let_go)


def engine(url: URL) -> Engine:
    """An engine for another database than the application's, spoken to in the same way."""
    made = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if made.dialect.name == "sqlite":
        _durable_sqlite(made)
        _begin_in_time(made)
    return made


def close(app: Flask) -> None:
    """Close the connections of a process that ends."""
    with app.app_context():
        db.engine.dispose()


def _let_go(_error) -> None:
    """End what a request has read. A database that went away just now does not undo a page that is made."""
    if not db.session.registry.has():
        return
    try:
        db.session.close()
    except SQLAlchemyError as error:
        if not patience.is_away(error):
            raise
        db.session().invalidate()


def _durable_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection, _record):
        # Transactions are begun below: pysqlite's own begin comes too late to lock before reading.
        connection.isolation_level = None
        cursor = connection.cursor()
        wait = f"busy_timeout={1000 * patience.lock_seconds()}"
        for pragma in (wait, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_in_time(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def on_begin(connection):
        # A reader that later writes would fail when another wrote between; SQLite cannot promote a stale read.
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
