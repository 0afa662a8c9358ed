"""The rows of jobs and workers: asked for, claimed by one, shown to be alive, found again when their worker died."""

import datetime as dt
import uuid

from flask import current_app
from flask_babel import get_locale
from sqlalchemy.dialects import postgresql, sqlite

from consult import jobs as queue
from consult.database import writing
from consult.extensions import db
from consult.models import Job, JobPart, Partnership, Response, Wave, Worker
from consult.services import clock

# Responses of a wave above which its work is left to a worker: below, all of it is done within a few seconds.
LARGE = 20_000
# Minutes that a job may wait before whoever keeps the service running is told.
TOO_LONG = 10
# Tries that a job is given: one that ends its worker each time would end them all.
TRIES = 3
# Days that a file waits to be fetched, and that what came of a job can be looked up.
FILE_DAYS, DAYS = 1, 7
# Names jobs of which there is one only.
_ONE = uuid.UUID("6a0f3c1e-52a1-4d0e-9a5b-0b7f5c0f2a11")


def _silent() -> dt.datetime:
    """Whoever was seen last before this moment is not alive."""
    return clock.shared() - dt.timedelta(seconds=current_app.config["JOBS_LOST_AFTER"])


def attended() -> bool:
    """Whether a worker lives that would do a job."""
    return db.session.scalar(db.select(Worker.id).where(Worker.beat_at > _silent()).limit(1)) is not None


def is_large(wave: Wave) -> bool:
    """Whether work on all the answers of a wave may take longer than a page."""
    beyond = db.select(Response.id).where(Response.wave_id == wave.id).offset(LARGE).limit(1)
    return db.session.scalar(beyond) is not None


def wanted(*waves: Wave) -> bool:
    """Whether work on these waves is to be left to a worker: one of them is large, and there is a worker."""
    return any(is_large(wave) for wave in waves) and attended()


def ask(kind: str, partnership: Partnership, asked: dict, actor: str) -> Job:
    """Leave work to a worker."""
    with writing() as session:
        job = Job(kind=kind, partnership_id=partnership.id, asked=asked, asked_by=actor, language=str(get_locale()),
                  asked_at=clock.shared())  # fmt: skip
        session.add(job)
    queue.send(job.id)
    return job


def once(kind: str, name: str, actor: str) -> uuid.UUID | None:
    """Ask for work that there is once under this name, whichever process asks; None where it has been asked for and
    is done, or somebody who lives does it."""
    job_id = uuid.uuid5(_ONE, f"{kind} {name}")
    with writing() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"id": job_id, "kind": kind, "asked": {}, "asked_by": actor, "language": "en", "asked_at": clock.shared(),
               "state": "waiting", "tries": 0}  # fmt: skip
        session.execute(dialect.insert(Job).values(**row).on_conflict_do_nothing())
    found = db.session.get(Job, job_id, populate_existing=True)
    return job_id if found.state == "waiting" or (found.state == "working" and found.beat_at < _silent()) else None


def begin(job_id: uuid.UUID) -> None:
    """See that a job is done: by a worker where there is one, else here and now."""
    from consult.services.jobs.doing import work

    queue.send(job_id) if attended() else work(job_id)


def job_of(partnership: Partnership, job_id: uuid.UUID) -> Job | None:
    """A job of this partnership; another's is not found."""
    return db.session.scalar(db.select(Job).where(Job.id == job_id, Job.partnership_id == partnership.id))


def wave_of(job: Job) -> Wave | None:
    """The wave that a job is about, if it still is there."""
    return db.session.get(Wave, job.asked["wave"]) if "wave" in job.asked else None


def claim(job_id: uuid.UUID) -> Job | None:
    """The job, to be done by the caller and nobody else while it lives; None where somebody does it or it has ended."""
    holder = uuid.uuid4()
    with writing() as session:
        free = (Job.state == "waiting") | ((Job.state == "working") & (Job.beat_at < _silent()))
        values = {"state": "working", "holder": holder, "beat_at": clock.shared(), "tries": Job.tries + 1}
        claimed = session.execute(db.update(Job).where(Job.id == job_id, free).values(**values),
                                  execution_options={"synchronize_session": False}).rowcount  # fmt: skip
    return db.session.get(Job, job_id, populate_existing=True) if claimed else None


def still(job_id: uuid.UUID, holder: uuid.UUID) -> Job | None:
    """The job, locked in the open transaction, if it is still this try's; else another worker does it."""
    found = db.session.get(Job, job_id, with_for_update=True, populate_existing=True)
    return found if found is not None and found.holder == holder else None


def end(job: Job, state: str, outcome: dict | None = None, words: str | None = None) -> None:
    """Say, in the open transaction, what came of a job that is `still` the caller's."""
    job.ended_at, job.state, job.holder, job.outcome, job.words = clock.shared(), state, None, outcome, words


def give_back(job: Job) -> None:
    """Let somebody else try, in the open transaction, a job that is `still` the caller's."""
    job.asked_at, job.state, job.holder = clock.shared(), "waiting", None


def forsaken() -> list[uuid.UUID]:
    """Jobs that wait without having been taken for a while, or whose worker was not seen any more."""
    silent = _silent()
    waits = (Job.state == "waiting") & (Job.asked_at < silent)
    lost = (Job.state == "working") & (Job.beat_at < silent)
    return list(db.session.scalars(db.select(Job.id).where(waits | lost).order_by(Job.asked_at)))


def join() -> uuid.UUID:
    """A worker begins: its number in the list of workers."""
    with writing() as session:
        worker = Worker(beat_at=clock.shared())
        session.add(worker)
    return worker.id


def beat(worker_id: uuid.UUID | None, holders: list[uuid.UUID] = ()) -> None:
    """A worker lives (None: it is leaving), and so do the tries that it is at. Those that were not seen for a day
    leave the list."""
    with writing() as session:
        here = clock.shared()
        if worker_id is not None:
            session.merge(Worker(id=worker_id, beat_at=here))
        how = {"synchronize_session": False}
        if holders:
            session.execute(db.update(Job).where(Job.holder.in_(holders)).values(beat_at=here), execution_options=how)
        gone = Worker.beat_at < here - dt.timedelta(days=1)
        session.execute(db.delete(Worker).where(gone), execution_options=how)


def leave(worker_id: uuid.UUID) -> None:
    """A worker will take no other job."""
    with writing() as session:
        session.execute(db.delete(Worker).where(Worker.id == worker_id))


def forget() -> None:
    """Delete the files that nobody fetched and the jobs that ended a while ago."""
    with writing() as session:
        here, how = clock.shared(), {"synchronize_session": False}
        old = db.select(Job.id).where(Job.ended_at < here - dt.timedelta(days=FILE_DAYS))
        session.execute(db.delete(JobPart).where(JobPart.job_id.in_(old)), execution_options=how)
        session.execute(db.delete(Job).where(Job.ended_at < here - dt.timedelta(days=DAYS)), execution_options=how)


def problem() -> str | None:
    """That a job waits too long, in words for whoever keeps the service running; None where none does."""
    late = clock.shared() - dt.timedelta(minutes=TOO_LONG)
    waits = (Job.state == "waiting") & (Job.asked_at < late)
    lost = (Job.state == "working") & (Job.beat_at < late)
    number = db.session.scalar(db.select(db.func.count()).select_from(Job).where(waits | lost))
    return f"{number} jobs have waited longer than {TOO_LONG} minutes: is a worker running?" if number else None
