"""Each worker keeps to a processor of its own, where workers and processors come out even."""

import os
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest

from tests import serving
from tests.conftest import ROOT
from tests.postgres import free_port

pytestmark = pytest.mark.skipif(len(getattr(os, "sched_getaffinity", lambda _process: ())(0)) < 2,
                                reason="there is one processor, or the system keeps no program to any")  # fmt: skip


@pytest.fixture
def two():
    """Two processors, and no others for what is started meanwhile."""
    all_of_them = os.sched_getaffinity(0)
    ours = set(sorted(all_of_them)[:2])
    os.sched_setaffinity(0, ours)
    yield ours
    os.sched_setaffinity(0, all_of_them)


def serve(folder, workers):
    """A server whose database is away: it starts all the same."""
    return serving.site(folder, f"postgresql://nobody@127.0.0.1:{free_port()}/none", workers=workers)


def places(site):
    """The processors that each worker may use, a set a worker."""
    return [frozenset(one.cpu_affinity()) for one in psutil.Process(site.process.pid).children()]


def soon(true):
    """Whether it comes true within half a minute."""
    until = time.monotonic() + 30
    while not (found := true()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("each", [1, 2])
def test_workers_share_the_processors_evenly(tmp_path, two, each):
    expected = {frozenset({one}): each for one in two}
    with serve(tmp_path, 2 * each) as site:
        assert soon(lambda: Counter(places(site)) == expected)


def test_what_does_not_come_out_even_the_system_shares(tmp_path, two):
    with serve(tmp_path, 3) as site:
        assert soon(lambda: places(site) == [frozenset(two)] * 3)


def test_the_worker_that_follows_a_killed_one_takes_its_place(tmp_path, two):
    expected = [frozenset({one}) for one in two]
    with serve(tmp_path, 2) as site:
        assert soon(lambda: Counter(places(site)) == Counter(expected))
        killed = psutil.Process(site.process.pid).children()[0]
        killed.kill()
        assert soon(lambda: not killed.is_running() and Counter(places(site)) == Counter(expected))


REFUSED = """
import os, runpy, types
before = os.sched_getaffinity(0)
# The system knows of no such processor.
runpy.run_path("gunicorn.conf.py")["post_fork"](None, types.SimpleNamespace(processor=10_000))
assert os.sched_getaffinity(0) == before
"""


def test_a_worker_that_the_system_does_not_let_choose_starts_all_the_same():
    subprocess.run([sys.executable, "-c", REFUSED], cwd=ROOT, check=True)
