"""Brings a database to the tables that this code was written for."""

from flask import current_app
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

LOCK_NOT_HAD = "55P03"


class CannotMigrate(Exception):
    """Nothing was left half done: each migration is done whole or not at all. The words say what to do."""


def upgrade(engine: Engine | None = None) -> None:
    """Run the migrations that are missing, on the application's database or another. Raises CannotMigrate."""
    from alembic import command

    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["engine"] = engine
    try:
        command.upgrade(config, "head")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_HAD:
            raise CannotMigrate("A table was in use all the time. Nobody was held up. Run it again later, or end what "
                                "uses the table.") from error  # fmt: skip
        raise CannotMigrate("The database does not answer. Check DATABASE_URL and whether it runs.") from error


def revisions() -> set[str]:
    """The names of all migrations that this code knows."""
    from alembic.script import ScriptDirectory

    config = current_app.extensions["migrate"].migrate.get_config()
    return {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
