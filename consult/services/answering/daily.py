"""What has to be done once a day, done at a day's first visit: nobody has to remember it."""

import time

from consult.extensions import db
from consult.models.types import today
from consult.services import retention

# So long somebody's page may wait for it, and so long others' pages wait for nothing where there is more to do.
SECONDS, REST = 1.0, 30.0

# What this process has done: database and day -> when to go on with what is left, None once all of it is done.
_done: dict[tuple, float | None] = {}


def tidy() -> None:
    """Mix what came yesterday and delete what is over, if this process has not done so today."""
    day = (db.engine.url, today())
    if day in _done and (_done[day] is None or time.monotonic() < _done[day]):
        return
    _done.clear()
    # Others' pages go on meanwhile.
    _done[day] = time.monotonic() + REST
    if retention.run(seconds=SECONDS).finished:
        _done[day] = None
