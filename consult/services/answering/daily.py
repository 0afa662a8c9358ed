"""What has to be done once a day: asked for at a day's first visit and by every worker, so that nobody has to remember
it."""

import logging
import time

from consult.extensions import db
from consult.models.belonging import for_all
from consult.models.types import today
from consult.patience import is_away
from consult.services import clock, jobs, retention

# Who does it, in the record of events.
ACTOR = "daily"
# So long somebody's page may wait for it where there is no worker. A large wave goes on at the next visit.
SECONDS = 1.0
# After it could not be done, or not all of it, seconds until a visit goes on: others' pages wait for nothing meanwhile.
AGAIN = 30

# By database and day: which part of the work is asked for next, and until when it need not be.
_asked: dict[tuple, tuple[int, float]] = {}
# Whether the work that was done last in this process left something over.
_left = False


def tidy() -> None:
    """See that the day's work is asked for, if this process has not done so today.

    What stands in the way of it does not stand in the way of whoever came. With a clock that is wrong nothing is
    deleted: every draft, and all that has a last day, would seem to be of long ago.
    """
    day = (db.engine.url, today())
    part, again = _asked.get(day, (0, 0.0))
    if again > time.monotonic():
        return
    _asked.clear()
    _asked[day] = part, time.monotonic() + AGAIN
    try:
        if wrong := clock.problem():
            logging.getLogger(__name__).error("nothing is tidied: %s", wrong)
            return
        # An officer's visit is a partnership's; the day's work is everybody's.
        with for_all():
            if job_id := jobs.once("daily", f"{today().isoformat()} {part}", ACTOR):
                jobs.begin(job_id)
    except Exception as error:
        db.session.rollback()
        if not is_away(error):
            raise
        return
    _asked[day] = (part + 1, time.monotonic() + AGAIN) if job_id and _left else (part, float("inf"))


def work() -> None:
    """Mix what came yesterday, delete what is over, and forget what came of old jobs.

    Each part can be done twice without harm: it is, where a worker dies in the middle.
    """
    global _left
    jobs.forget()
    _left = not retention.run(seconds=None if jobs.attended() else SECONDS).finished
