"""Whether this process can do its work. The world is told in general words, the log the rest."""

import logging
import re
from functools import cache
from threading import Lock, Thread

from flask import current_app
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from consult.config import ROOT
from consult.extensions import db
from consult.patience import is_away
from consult.services import clock

# Seconds. Whoever asks takes a process out of service that does not answer soon.
PATIENCE = 2
AWAY = "the database does not answer"
BEHIND = "the database is not at the migration that this code needs"

_REVISION = re.compile(r"""^(down_)?revision = ["']?(\w+)["']?$""", re.MULTILINE)
_log = logging.getLogger("consult.health")


def problem() -> str | None:
    """What stands in the way of serving, in words; None when nothing does. Answers within PATIENCE and a little."""
    for look in (_database, _clock, _jobs):
        if found := look():
            return found
    return None


def is_answered() -> bool:
    """Whether the database answers now, at whatever migration."""
    return _database() != AWAY


def _database() -> str | None:
    migrated = _Probe.of(current_app).ask()
    if migrated is _Probe.NOTHING:
        return AWAY
    # A newer release has migrated it already, in a way that this one can live with: see docs/operations.md.
    if migrated == _head() or (migrated or "").isdigit() and int(migrated) > int(_head()):
        return None
    _log.warning("the database is at migration %s, this code needs %s", migrated, _head())
    return BEHIND


def _clock() -> str | None:
    try:
        return clock.problem()
    except Exception as error:
        if is_away(error):
            return AWAY
        raise


def _jobs() -> str | None:
    from consult import jobs

    return jobs.problem()


class _Probe:
    """Asks the database on a connection of its own: neither pages nor a full pool hold it up, and it holds up none."""

    NOTHING = object()

    @classmethod
    def of(cls, app) -> "_Probe":
        """The one of this application and process."""
        return app.extensions.setdefault("probe", cls(db.engine.url))

    def __init__(self, url):
        limits = {"timeout": PATIENCE}
        if url.get_backend_name() == "postgresql":
            limits = {"connect_timeout": PATIENCE, "options": f"-c statement_timeout={1000 * PATIENCE}"}
        self._engine = create_engine(url, poolclass=NullPool, connect_args=limits)
        self._lock, self._asking, self._found = Lock(), None, []

    def ask(self) -> str | None | object:
        """The migration that the database is at, None where it has none, NOTHING where it does not answer.

        A host that swallows what it is sent heeds no limit: so another thread waits for it, one at a time.
        """
        with self._lock:
            if self._asking is None or not self._asking.is_alive():
                self._found = []
                self._asking = Thread(target=self._ask, args=(self._found,), daemon=True)
                self._asking.start()
            asking, found = self._asking, self._found
        asking.join(PATIENCE + 0.5)
        return found[0] if found else self.NOTHING

    def _ask(self, found: list) -> None:
        try:
            with self._engine.connect() as connection:
                found.append(_migrated(connection))
        except SQLAlchemyError as error:
            _log.warning("the database does not answer: %s", type(error).__name__)


def _migrated(connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


@cache
def _head() -> str:
    """The migration that no other follows. Read from the files: the library that runs them is not for web workers."""
    follows = {}
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        named = dict(_REVISION.findall(file.read_text(encoding="utf-8")))
        follows[named[""]] = named["down_"]
    (head,) = follows.keys() - follows.values()
    return head
