"""What has to be done once a day: asked for at a day's first visit and by every worker, so that nobody has to remember
it."""

from consult.extensions import db
from consult.models.types import today
from consult.services import jobs, retention

# Who does it, in the record of events.
ACTOR = "daily"
# So long somebody's page may wait for it where there is no worker. A large wave goes on at the next visit.
SECONDS = 1.0
# The day, and which part of its work this process asks for next: None once there is nothing left to ask for.
_asked: dict[tuple, int | None] = {}
# Whether the work that was done last in this process left something over.
_left = False


def tidy() -> None:
    """See that the day's work is asked for, if this process has not done so today."""
    day = (db.engine.url, today())
    part = _asked.get(day, 0)
    if part is None:
        return
    _asked.clear()
    _asked[day] = None
    if job_id := jobs.once("daily", f"{today().isoformat()} {part}", ACTOR):
        jobs.begin(job_id)
        if _left:
            _asked[day] = part + 1


def work() -> None:
    """Mix what came yesterday, delete what is over, and forget what came of old jobs.

    Each part can be done twice without harm: it is, where a worker dies in the middle.
    """
    global _left
    jobs.forget()
    _left = not retention.run(ACTOR, None if jobs.attended() else SECONDS).finished
