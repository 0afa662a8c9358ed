"""How long a page waits for the database, and which errors say that it cannot do its work for now.

A page that waits holds one of a worker's few threads. So in a request nobody waits for ever: not for a connection, not
for a lock, not for a database that has stopped where it stands. Commands in the shell wait as long as it takes.
"""

import sqlite3
import sys
import time
from functools import cache

from flask import g, has_request_context
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

# All in seconds. What one request may wait for the database in all, where anybody may ask it.
PUBLIC = 8.0
# Those who sign in may ask for work that takes longer; how long for each piece of it.
SIGNED_IN = 25.0
# For a connection, and for a lock that somebody else holds.
CONNECTION, LOCK = 3, 5
# What PostgreSQL may take for one statement: it ends those that nobody waits for any more.
STATEMENT = 20
SHELL_LOCK = 30
# With time up, what is left to do is to let go of the connection.
_LEAST = 0.1

# SQLite: busy, locked, no memory, read only, disk error, full, cannot open, locking protocol.
_SQLITE = {5, 6, 7, 8, 10, 13, 14, 15}
# PostgreSQL calls these internal errors: a standby, which only reads; a file that may not grow; a file gone wrong.
_STATES = {"25006", "54000", "58030", "XX000"}


def is_awaited() -> bool:
    """Whether somebody waits at a page for what is done here."""
    return has_request_context()


def limit(engine: Engine, statement: int = STATEMENT) -> None:
    """Let nobody wait for ever for this engine's connections that are made in a request."""
    if engine.dialect.name == "sqlite":
        return

    @event.listens_for(engine, "do_connect")
    def connect(_dialect, _record, arguments, parameters):
        if not is_awaited():
            return None
        limits = f"-c statement_timeout={statement}s -c lock_timeout={LOCK}s"
        # What the address asks for itself comes later and counts.
        options = f"{limits} {parameters.get('options', '')}".strip()
        return _patient().connect(*arguments, **{"connect_timeout": CONNECTION} | parameters | {"options": options})


@cache
def _patient() -> type:
    """A connection that gives up: PostgreSQL's own limits are none where it, or the way to it, has stopped."""
    import psycopg

    class Patient(psycopg.Connection):
        def wait(self, gen, *arguments, **options):
            if not is_awaited():
                return super().wait(gen, *arguments, **options)
            # Looked up once: this is done for each exchange with the database.
            own = g._get_current_object()
            began, left = time.monotonic(), _left(own)
            try:
                return super().wait(gen, *arguments, **options | {"timeout": left})
            except psycopg.OperationalError:
                if time.monotonic() - began >= left:
                    # Whether it was done is not known: this connection serves nobody else.
                    self.close()
                raise
            finally:
                own.waited = own.get("waited", 0.0) + time.monotonic() - began

    return Patient


def _left(own) -> float:
    """Of the request whose `flask.g` this is."""
    return SIGNED_IN if own.get("may_take_longer") else max(PUBLIC - own.get("waited", 0.0), _LEAST)


def lock_seconds() -> int:
    """How long to wait for SQLite's one writer."""
    return LOCK if is_awaited() else SHELL_LOCK


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot do its work for now: stopped, full, locked or too slow."""
    if isinstance(error, NoneFree):
        return True
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    # Where it was not imported, nothing can be one of its errors.
    psycopg = sys.modules.get("psycopg")
    if psycopg is None or not isinstance(error, psycopg.Error):
        return False
    if isinstance(error, psycopg.OperationalError):
        return True
    return error.sqlstate in _STATES or (isinstance(error, psycopg.InterfaceError) and error.sqlstate is None)
