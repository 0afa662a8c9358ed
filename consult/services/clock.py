"""Whether this machine's clock agrees with the database's, which every host of an installation shares."""

from datetime import datetime

from consult.database import Statement
from consult.extensions import db
from consult.models.types import now

# Dates are all that is stored, so minutes do no harm; with more than this the machine is out of order.
MOST_SECONDS = 3600

_NOW = Statement("SELECT clock_timestamp() AT TIME ZONE 'UTC'")


def shared() -> datetime:
    """The time in UTC that all hosts agree on: the database's, or this machine's with SQLite, which has none."""
    if db.engine.dialect.name == "sqlite":
        return now()
    (there,) = _NOW.row({})
    return there


def ahead() -> float:
    """By how many seconds this machine's clock is ahead of the one that all hosts agree on."""
    return (now() - shared()).total_seconds()


def problem() -> str | None:
    """What is wrong with this machine's clock, in words; None where nothing is."""
    seconds = ahead()
    if abs(seconds) <= MOST_SECONDS:
        return None
    side = "ahead of" if seconds > 0 else "behind"
    return f"the clock of this machine is {abs(seconds) / 3600:.0f} hours {side} the database's"
