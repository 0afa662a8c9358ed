"""How gunicorn serves Consult; it reads this by itself. What the machine decides, --bind and --workers, it is told."""

import gc
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress

from gunicorn.glogging import Logger

from consult import logs

worker_class = "gthread"
threads = 8
timeout = 30
# Seconds that a connection stays open for the next page: somebody reads this one meanwhile. A server in front has to
# let go of its own sooner, or it sends a page's answers on one that was closed just now: see docs/deploy/Caddyfile.
keepalive = 30
# People who read, of each worker. Whoever comes beyond that is answered and has the connection closed.
worker_connections = 2000
# Touched several times a page, to tell that the worker is alive: not on a disk, where there is another place.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Seconds that pages in flight have to be answered when the server is told to stop.
graceful_timeout = 30
# Loaded once and shared by the workers: a third less memory. New code needs a new gunicorn, see docs/operations.md.
preload_app = True
# A socket to steer it by is one way in more, and signals do all that is needed.
control_socket_disable = True


class EventLog(Logger):
    """What gunicorn says of itself, written as all else is, without the addresses of requests it cannot read.

    Requests are written by consult/web/logs.py.
    """

    def _set_handler(self, log, output, fmt, stream=None):
        production = os.environ.get("CONSULT_ENV") == "production"
        style = os.environ.get("LOG_FORMAT") or ("json" if production else "text")
        super()._set_handler(log, output, logs.formatter(style, self.error_fmt, self.datefmt), stream)

    def warning(self, msg, *args, **kwargs):
        """As Logger.warning."""
        if str(msg).startswith("Invalid request from ip="):
            msg, args = "A request could not be read.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        """As Logger.exception, without the address that was asked for and the message, which may quote an answer."""
        if str(msg).startswith("Error handling request"):
            self.error("A request failed in the server: %s", sys.exc_info()[0])
            return
        super().exception(msg, *args, **kwargs)


logger_class = EventLog
# No line a request: it would hold network addresses, times and codes.
accesslog = None

# All workers count into one folder. It is made once a gunicorn: this file is read again at each reload.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_mine = os.path.join(tempfile.gettempdir(), f"consult-metrics-{os.getpid()}-")
if os.environ.get("METRICS_TOKEN") and not os.environ.get(SHARED, "").startswith(_mine):
    os.environ[SHARED] = tempfile.mkdtemp(prefix=os.path.basename(_mine))


def on_starting(server):
    """Ask for as many files and connections as that: many systems give a process 1,024 unless it asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 2 * worker_connections if hard == resource.RLIM_INFINITY else min(2 * worker_connections, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def on_exit(server):
    """Leave no figures behind."""
    if os.environ.get(SHARED, "").startswith(_mine):
        shutil.rmtree(os.environ[SHARED], ignore_errors=True)


def pre_fork(server, worker):
    """Leave what is loaded out of the search for garbage, which would copy it into each worker to look at it."""
    gc.freeze()
    worker.processor = _processor(server)


def _processor(server):
    """The processor that has the fewest workers; None where they do not come out even, and the system shall share.

    A worker's threads run one at a time. Spread over several processors they wake each other across them for every
    answer of the database, and wait for that longer than pages take: see docs/scale.md.
    """
    ours = []
    # Not every system can tell.
    with suppress(AttributeError, OSError):
        ours = sorted(os.sched_getaffinity(0))
    if not ours or server.num_workers % len(ours):
        return None
    taken = Counter(getattr(one, "processor", None) for one in server.WORKERS.values())
    return min(ours, key=lambda processor: taken[processor])


def post_fork(server, worker):
    """Keep to one processor. Look for garbage every few pages, not several times a page: a page leaves next to none."""
    if worker.processor is not None:
        # A worker that the system does not let choose serves all the same.
        with suppress(OSError):
            os.sched_setaffinity(0, {worker.processor})
    gc.set_threshold(5_000, 20, 20)


def worker_exit(server, worker):
    """Give the database its connections back, now that the last page is answered."""
    from consult import database

    database.close(worker.app.callable)


def child_exit(server, worker):
    """A worker that is gone has no connections any more. What it counted stays."""
    if os.environ.get(SHARED):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
