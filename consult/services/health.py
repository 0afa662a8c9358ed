"""Whether this process can do its work."""

import re
from functools import cache

from sqlalchemy import inspect

from consult.config import ROOT
from consult.extensions import db
from consult.patience import is_away
from consult.services import clock

_REVISION = re.compile(r"""^(down_)?revision = ["']?(\w+)["']?$""", re.MULTILINE)


def problem() -> str | None:
    """What stands in the way of serving, in words; None when nothing does."""
    try:
        migrated = inspect(db.session.connection()).has_table("alembic_version")
        current = db.session.scalar(db.text("SELECT version_num FROM alembic_version")) if migrated else None
        if current != _head():
            return f"the database is at migration {current}, this code needs {_head()}"
        return clock.problem()
    except Exception as error:
        if is_away(error):
            return "the database does not answer"
        raise


@cache
def _head() -> str:
    """The migration that no other follows. Read from the files: the library that runs them is not for web workers."""
    follows = {}
    for file in (ROOT / "migrations" / "versions").glob("*.py"):
        named = dict(_REVISION.findall(file.read_text(encoding="utf-8")))
        follows[named[""]] = named["down_"]
    (head,) = follows.keys() - follows.values()
    return head
