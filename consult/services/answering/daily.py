"""What has to be done once a day, by a worker where there is one, else at a day's first visit: nobody has to remember
it."""

from consult.extensions import db
from consult.models.types import today
from consult.services import invitations, jobs, retention
from consult.services.answering import drafts

# Who does it, in the record of events.
ACTOR = "daily"
_asked: set = set()


def tidy() -> None:
    """See that the day's work is asked for, if this process has not done so today."""
    day = (db.engine.url, today())
    if day in _asked:
        return
    _asked.clear()
    _asked.add(day)
    if job_id := jobs.once("daily", today().isoformat(), ACTOR):
        jobs.begin(job_id)


def work() -> None:
    """Purge abandoned drafts, mix used invitations, delete typed words, and forget what came of old jobs.

    Each part can be done twice without harm: it is, where a worker dies in the middle.
    """
    drafts.purge()
    invitations.mix()
    retention.delete_words()
    jobs.forget()
