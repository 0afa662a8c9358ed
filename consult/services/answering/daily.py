"""What has to be done once a day, done at a day's first visit: nobody has to remember it."""

from consult.extensions import db
from consult.models.types import today
from consult.services import invitations, retention
from consult.services.answering import drafts

_done: set = set()


def tidy() -> None:
    """Purge abandoned drafts, mix used invitations and delete typed words, if this process has not done so today."""
    day = (db.engine.url, today())
    if day not in _done:
        _done.clear()
        _done.add(day)
        drafts.purge()
        invitations.mix()
        retention.delete_words()
