"""Rows of responses written anew in random order, so that where a row lies tells nothing of when it came.

A database puts rows where there is room, mostly one behind the other, and PostgreSQL marks each with the transaction
that wrote it. A response says on which day it was given; its place would say in which order on that day, beside whom,
and with which used invitation or tablet's record. So once a day is over its rows are written again, in the order of
their ids, which are random, in few transactions that hold many.
"""

import secrets
import time
import uuid

from consult.database import writing
from consult.extensions import db
from consult.models import Response, ResponseFlag
from consult.models.types import today

# Rows in one transaction: the more, the less its mark says.
STEP = 2_000

_REMIX = db.update(Response.__table__).where(Response.__table__.c.id == db.bindparam("row")).values(mixed=True)
# SQLite keeps rows in the order of a number of its own. Half of what it can count to is left for those that come next.
_REMIX_SQLITE = db.text("UPDATE response SET mixed = true, rowid = :place WHERE id = :row")


def mix(until: float | None = None) -> bool:
    """Write anew every response of a day that is over and that was not mixed yet; False where time ran out before.

    until: of `time.monotonic`; the step that goes past it is the last.
    """
    while _step():
        if until is not None and time.monotonic() > until:
            return False
    return True


def _step() -> int:
    waiting = db.select(Response.id).where(~Response.mixed, Response.submitted_on < today()).order_by(Response.id)
    with writing() as session:
        # Two at once: what one is writing the other passes over.
        ids = list(session.scalars(waiting.limit(STEP).with_for_update(skip_locked=True)))
        if ids:
            # One by one and in this order, which is random: told all at once the database would choose its own.
            session.connection().execute(*_written(session, ids))
            _mix_flags(session, ids)
    return len(ids)


def _written(session, ids: list[uuid.UUID]):
    if session.get_bind().dialect.name == "sqlite":
        return _REMIX_SQLITE, [{"row": one.hex, "place": secrets.randbits(62)} for one in ids]
    return _REMIX, [{"row": one} for one in ids]


def _mix_flags(session, ids: list[uuid.UUID]) -> None:
    """Flags are numbered as they come, some in the moment their response came: they are numbered anew."""
    table = ResponseFlag.__table__
    columns = [column for column in table.c if column.name != "id"]
    rows = session.execute(
        db.delete(table).where(table.c.response_id.in_(ids)).returning(*columns)).mappings().all()  # fmt: skip
    if rows:
        session.execute(db.insert(table), sorted(map(dict, rows), key=lambda row: (row["response_id"], row["kind"])))
