"""How gunicorn serves Consult; it reads this by itself. What the machine decides, --bind and --workers, it is told."""

import gc
import sys

from gunicorn.glogging import Logger

worker_class = "gthread"
threads = 8
timeout = 30
# Loaded once and shared by the workers: a third less memory. New code needs a new gunicorn, see docs/operations.md.
preload_app = True
# No line a request: it would hold network addresses, times and codes.
accesslog = None


class Discreet(Logger):
    """The server's own log, without the addresses that it would write down of requests that it cannot read."""

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


logger_class = Discreet


def post_fork(server, worker):
    """Look for garbage every few pages, not several times a page: a page leaves next to none."""
    gc.set_threshold(5_000, 20, 20)


def pre_fork(server, worker):
    """Leave what is loaded out of the search for garbage, which would copy it into each worker to look at it."""
    gc.freeze()
