"""What an application asks its database."""

from contextlib import contextmanager

from sqlalchemy import event

from consult.extensions import db


@contextmanager
def statements():
    """The SQL of every statement meanwhile, in a list that grows."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
