"""Whether this process can do its work."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from consult.config import ROOT
from consult.extensions import db


def problem() -> str | None:
    """What stands in the way of serving, in words; None when nothing does."""
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return "the database does not answer"
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    return None if current == head else f"the database is at migration {current}, this code needs {head}"
