"""How gunicorn serves Consult; read from here by itself. What the machine decides (--bind, --workers) is given to it."""

import gc

worker_class = "gthread"
threads = 8
timeout = 30
# Loaded once and shared by the workers: a third less memory. New code needs a new gunicorn, see docs/operations.md.
preload_app = True


def pre_fork(server, worker):
    """Leave what is loaded out of the search for garbage, which would copy it into each worker to look at it."""
    gc.freeze()
