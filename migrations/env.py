"""Runs the migrations over the application's own database, or over the engine that the caller names.

On PostgreSQL a change of a table waits for those who use it, and whoever comes later waits behind the change. So it
waits for two seconds at most, lets the pages go on, and tries again.
"""

import logging
import time

from alembic import context
from flask import current_app
from sqlalchemy.exc import OperationalError

LOCK_PATIENCE = "2s"
# Seconds between two tries, and how often it is tried: for some five minutes.
PAUSE, TRIES = 3, 60
LOCK_NOT_HAD = "55P03"

log = logging.getLogger("consult.migrations")


def run() -> None:
    """Migrate online, each migration in a transaction of its own: what was done is kept when a later one waits."""
    engine = context.config.attributes.get("engine") or current_app.extensions["migrate"].db.engine
    for left in reversed(range(TRIES)):
        try:
            return migrate(engine)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_HAD or not left:
                raise
            log.warning("a migration waits for a table that is in use; trying again")
            time.sleep(PAUSE)


def migrate(engine) -> None:
    """One try."""
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return migrate_over(connection)
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_PATIENCE}'")
        connection.commit()
        try:
            migrate_over(connection)
        finally:
            # Not given back to be used for pages: they have no such limit.
            connection.invalidate()


def migrate_over(connection) -> None:
    """Run what is missing. SQLite rebuilds a table where it cannot alter it."""
    context.configure(
        connection=connection,
        target_metadata=current_app.extensions["migrate"].db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
