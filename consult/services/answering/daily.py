"""What has to be done once a day, done at a day's first visit: nobody has to remember it."""

import logging
import time

from consult.extensions import db
from consult.models.types import today
from consult.patience import is_away
from consult.services import clock, invitations, retention
from consult.services.answering import drafts

# After it could not be done, seconds until a visit tries again.
AGAIN = 60

# By database and day: until when it need not be done.
_done: dict = {}


def tidy() -> None:
    """Purge abandoned drafts, mix used invitations and delete typed words, if this process has not done so today.

    What stands in the way of it does not stand in the way of whoever came. With a clock that is wrong nothing is
    deleted: every draft, and all words that have a last day, would seem to be of long ago.
    """
    day = (db.engine.url, today())
    if _done.get(day, 0.0) > time.monotonic():
        return
    _done.clear()
    _done[day] = time.monotonic() + AGAIN
    try:
        if wrong := clock.problem():
            logging.getLogger(__name__).error("nothing is tidied: %s", wrong)
            return
        drafts.purge()
        invitations.mix()
        retention.delete_words()
    except Exception as error:
        db.session.rollback()
        if not is_away(error):
            raise
        return
    _done[day] = float("inf")
