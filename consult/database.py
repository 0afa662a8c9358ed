"""How each database is spoken to, so that an acknowledged answer is on the disk."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from consult.extensions import db


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
        return self._run(values, lambda cursor: cursor.fetchone())

    def count(self, values: dict) -> int:
        """How many rows were changed."""
        return self._run(values, lambda cursor: cursor.rowcount)

    def _run(self, values: dict, result: Callable):
        engine = current_app.extensions["direct_engine"]
        try:
            return self._once(engine, values, result)
        except ConnectionResetError:
            # The database was stopped and started: the other connections are lost as well.
            engine.dispose()
            return self._once(engine, values, result)

    def _once(self, engine: Engine, values: dict, result: Callable):
        connection = engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute(self._texts["named" if engine.dialect.name == "sqlite" else "pyformat"], values)
            return result(cursor)
        except engine.dialect.dbapi.Error as error:
            if engine.dialect.is_disconnect(error, connection.dbapi_connection, cursor):
                connection.invalidate()
                raise ConnectionResetError from error
            raise
        finally:
            cursor.close()
            connection.close()


def init_app(app: Flask) -> None:
    """Set durable, concurrent SQLite; PostgreSQL is both as it comes."""
    with app.app_context():
        # Enough for every thread of a server's process: a connection beyond the pool is opened and closed each time.
        direct = create_engine(db.engine.url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, pool_size=16)
        app.extensions["direct_engine"] = direct
        event.listen(db.engine, "engine_disposed", lambda _engine: direct.dispose())
        if db.engine.dialect.name == "sqlite":
            _durable_sqlite(direct)
            _durable_sqlite(db.engine)
            _begin_in_time(db.engine)


def _durable_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection, _record):
        # Transactions are begun below: pysqlite's own begin comes too late to lock before reading.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_in_time(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def on_begin(connection):
        # A reader that later writes would fail when another wrote between; SQLite cannot promote a stale read.
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
