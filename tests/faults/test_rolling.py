"""New code is put in place while people answer, the way docs/operations.md says: nobody is turned away."""

import os
import signal
import time

import psutil
import pytest

from tests.faults.people import load
from tests.faults.site import Host


def roll(host: Host) -> psutil.Process:
    """Start a new gunicorn beside the old one, then let the old one finish and end; the new one."""
    old = psutil.Process(host.process.pid)
    workers = {one.pid for one in old.children()}
    os.kill(old.pid, signal.SIGUSR2)
    until = time.monotonic() + 150
    while True:
        assert time.monotonic() < until, f"the new gunicorn did not start: {host.troubles()}"
        masters = [one for one in old.children() if one.pid not in workers and len(one.children()) >= host.workers]
        if masters:
            break
        time.sleep(0.1)
    os.kill(old.pid, signal.SIGTERM)
    host.process.wait(timeout=60)
    return masters[0]


@pytest.fixture
def rolled(postgres_site):
    """A host, and where to put the gunicorn that comes after it."""
    host, after = Host(postgres_site).start(), []
    yield host, after
    host.stop()
    for one in after:
        one.terminate()
        one.wait(timeout=40)


def test_a_rolling_restart_under_load_turns_nobody_away(rolled):
    host, after = rolled
    with load(host, "rolling", phones=3) as (crowd, tablet):
        after.append(roll(host))
    assert crowd.tales.silences == [] and crowd.tales.words == []
    # Each batch was taken in at its first try.
    assert tablet.tries == len(tablet.records) / 50
