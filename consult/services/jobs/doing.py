"""Does a job. Whatever it stores is stored in the transaction that ends it, so that it is done once in effect: a try
that was given up and comes back finds that the job is no longer its own, and stores nothing."""

import uuid

from flask import current_app
from flask_babel import force_locale

from consult.database import writing
from consult.extensions import db
from consult.models import Job
from consult.services.jobs import keeping
from consult.services.jobs.kinds import Kind, kind_of

# The tries that this process is at: their worker shows that they live.
_at_work: set[uuid.UUID] = set()


class Overtaken(Exception):
    """Another worker does this job now."""


def at_work() -> list[uuid.UUID]:
    """The holders of the jobs that this process does."""
    return list(_at_work)


def work(job_id: uuid.UUID) -> None:
    """Do a job that nobody else does."""
    job = keeping.claim(job_id)
    if job is None:
        return
    holder, kind = job.holder, kind_of(job.kind)
    _at_work.add(holder)
    try:
        with force_locale(job.language):
            _try(job, holder, kind)
    except Overtaken:
        current_app.logger.info("Job %s was taken over by another worker.", job_id)
    finally:
        _at_work.discard(holder)


def _try(job: Job, holder: uuid.UUID, kind: Kind) -> None:
    try:
        if job.tries > keeping.TRIES:
            raise RuntimeError("it ended its worker again and again")
        made = kind.make(job)
        with writing():
            mine = _mine(job.id, holder)
            keeping.end(mine, "done", kind.keep(mine, made))
    except Overtaken:
        raise
    except kind.refusals() as refusal:
        _over(job.id, holder, "refused", words=str(refusal.words), outcome=_place(refusal))
    except Exception as error:
        # What it was about may hold what people wrote: only its kind is logged.
        current_app.logger.error("Job %s (%s) failed: %s", job.id, job.kind, type(error).__name__)
        db.session.rollback()
        with writing():
            mine = _mine(job.id, holder)
            # It may have been the database, or a full disk: a worker finds it again in a while.
            keeping.give_back(mine) if mine.tries < keeping.TRIES else keeping.end(mine, "failed")


def _over(job_id: uuid.UUID, holder: uuid.UUID, state: str, **what) -> None:
    db.session.rollback()
    with writing():
        keeping.end(_mine(job_id, holder), state, **what)


def _mine(job_id: uuid.UUID, holder: uuid.UUID) -> Job:
    found = keeping.still(job_id, holder)
    if found is None:
        raise Overtaken
    return found


def _place(refusal: Exception) -> dict:
    """What a refusal is about, and whether its words are in English whatever the reader's language is."""
    return {"place": getattr(refusal, "place", None), "english": getattr(refusal, "english", False)}
