"""The queue through which workers hear of jobs, and the worker itself.

A message is the name of a task and the number of a job: consult.services.jobs keeps what the job is. Messages are JSON,
so that whoever can write to the queue can make a worker look for a job of that number, and nothing else.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, current_app
from sqlalchemy import make_url

from consult.extensions import db

if TYPE_CHECKING:
    from huey.api import Huey

T = TypeVar("T")

# Seconds until a queue that is elsewhere counts as not answering.
PATIENCE = 5


@dataclass(frozen=True)
class Queue:
    """A queue that is open. `tell` puts the number of a job into it."""

    address: str
    huey: Huey
    tell: Callable[[str], object]


def queue() -> Queue:
    """The queue of the application, opened when it is first asked for."""
    there: Queue | None = current_app.extensions.get("jobs")
    if there is None or there.address != address():
        there = current_app.extensions["jobs"] = _open(current_app._get_current_object(), address())
    return there


def _forget() -> None:
    """Open the queue anew when it is asked for next: its tables may be gone, where a database took another's place."""
    current_app.extensions.pop("jobs", None)


def address() -> str:
    """Where the queue is: JOBS_URL, else beside the answers (on SQLite in a file of the instance folder)."""
    given, url = current_app.config["JOBS_URL"], db.engine.url
    if given is None and url.get_backend_name() == "sqlite":
        return f"sqlite:///{current_app.config['INSTANCE'] / 'jobs.sqlite'}"
    if given is None:
        return url.set(drivername="postgresql").render_as_string(hide_password=False)
    return given


def _open(app: Flask, url: str) -> Queue:
    huey = _huey(url)

    @huey.task(name="work")
    def work(number: str) -> None:
        from consult.services import jobs

        # The library's thread knows no application.
        with app.app_context():
            jobs.work(uuid.UUID(number))

    return Queue(url, huey, work)


def _huey(url: str) -> Huey:
    from huey import PostgresHuey, RedisHuey, SqliteHuey

    # What came of a job stays in its row: a result in the queue would be a second truth.
    how = {"name": "consult", "results": False, "serializer": _serializer()}
    if url.startswith("redis"):
        limits = f"socket_connect_timeout={PATIENCE}&socket_timeout={PATIENCE}"
        return RedisHuey(url=f"{url}{'&' if '?' in url else '?'}{limits}", **how)
    if url.startswith("sqlite"):
        return SqliteHuey(filename=make_url(url).database, timeout=30, **how)
    return _with_tables(lambda: PostgresHuey(dsn=url, connect_timeout=PATIENCE, **how))


def _with_tables(make: Callable[[], Huey]) -> Huey:
    """Make the queue's tables where there are none; of two processes that both do, one is told so and looks again."""
    import psycopg

    try:
        return make()
    except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable):
        return make()


def _serializer():
    from huey.registry import Message
    from huey.serializer import Serializer

    class Json(Serializer):
        """The library's own would run whatever it reads."""

        def _serialize(self, data) -> bytes:
            return json.dumps(data).encode()

        def _deserialize(self, data: bytes) -> Message:
            return Message(*json.loads(bytes(data)))

    return Json()


def send(job_id: uuid.UUID) -> None:
    """Tell the workers that there is a job. Where the queue does not answer they find it by themselves later."""
    try:
        _reached(lambda there: there.tell(str(job_id)))
    except Exception as error:
        current_app.logger.warning("The queue did not take a job, a worker will find it: %s", type(error).__name__)


def is_empty() -> bool:
    """Whether no message waits for a worker. Raises what the queue's library raises where it does not answer."""
    return _reached(lambda there: there.huey.storage.queue_size() == 0)


def _reached(work: Callable[[Queue], T]) -> T:
    """What `work` gives; tried again on a new connection, as the one that was kept is lost when its server restarts."""
    there = queue()
    try:
        return work(there)
    except Exception:
        there.huey.storage.close()
        return work(there)


def problem() -> str | None:
    """What is wrong with jobs, in words for whoever keeps the service running; None when nothing is."""
    from consult.services import jobs

    try:
        is_empty()
    except Exception as error:
        _forget()
        return f"the queue of jobs does not answer ({type(error).__name__})"
    return jobs.problem()


def run_worker(app: Flask) -> None:
    """Do jobs until told to stop: SIGTERM lets the one in hand end, SIGINT or a second SIGTERM does not.

    What was not ended is done again by another worker.
    """
    from huey.consumer import Consumer

    from consult.services import jobs

    with app.app_context():
        huey, here, leaving = queue().huey, jobs.join(), _Leaving()

    class Leaving(Consumer):
        """Leaves the list of workers before it ends its last job: web processes leave no more work to it."""

        def stop(self, graceful: bool = False) -> None:
            with leaving.begun(), app.app_context():
                jobs.leave(here)
            super().stop(graceful)

    threading.Thread(target=_watch, args=(app, here, leaving), daemon=True).start()
    Leaving(huey, periodic=False, max_delay=1.0, graceful_signal="TERM").run()


class _Leaving:
    """Whether a worker leaves. Nobody says of it that it lives after it has said that it leaves."""

    def __init__(self):
        self._said, self._lock = False, threading.Lock()

    @contextmanager
    def begun(self) -> Iterator[None]:
        """It leaves; whoever is just saying that it lives ends that first, unless that takes too long."""
        self._said = True
        had = self._lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if had:
                self._lock.release()

    @contextmanager
    def lives(self) -> Iterator[bool]:
        """Whether it stays, and it does not leave meanwhile."""
        with self._lock:
            yield not self._said


def _watch(app: Flask, here: uuid.UUID, leaving: _Leaving) -> None:
    """As long as the process lives, show that it does, see to the daily work, and find jobs that nobody does."""
    from consult.services import jobs

    while True:
        with app.app_context():
            try:
                with leaving.lives() as stays:
                    jobs.beat(here if stays else None, jobs.at_work())
                if stays:
                    _look()
            except Exception as error:
                # The database or the queue was stopped: it is looked again in a moment.
                app.logger.warning("Looking after jobs did not work: %s", type(error).__name__)
        time.sleep(app.config["JOBS_LOST_AFTER"] / 4)


def _look() -> None:
    from consult.services import jobs
    from consult.services.answering import daily

    daily.tidy()
    # What waits in the queue is done in its turn: only what is in no queue has to be put there.
    if is_empty():
        for job_id in jobs.forsaken():
            send(job_id)
