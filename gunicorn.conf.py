"""How gunicorn serves Consult; it reads this by itself. What the machine decides, --bind and --workers, it is told."""

import gc

worker_class = "gthread"
threads = 8
timeout = 30
# Loaded once and shared by the workers: a third less memory. New code needs a new gunicorn, see docs/operations.md.
preload_app = True
# A socket to steer it by is one way in more, and signals do all that is needed.
control_socket_disable = True


def post_fork(server, worker):
    """Look for garbage every few pages, not several times a page: a page leaves next to none."""
    gc.set_threshold(5_000, 20, 20)


def pre_fork(server, worker):
    """Leave what is loaded out of the search for garbage, which would copy it into each worker to look at it."""
    gc.freeze()
