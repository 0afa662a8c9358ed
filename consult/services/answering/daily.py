"""What has to be done once a day, done at a day's first visit: nobody has to remember it."""

from consult.extensions import db
from consult.models.types import today
from consult.services import retention

# So long somebody's page may wait for it. A large wave goes on at the next visit.
SECONDS = 1.0

_done: set = set()


def tidy() -> None:
    """Mix what came yesterday and delete what is over, if this process has not done so today."""
    day = (db.engine.url, today())
    if day not in _done:
        _done.clear()
        _done.add(day)
        if not retention.run(seconds=SECONDS).finished:
            _done.discard(day)
