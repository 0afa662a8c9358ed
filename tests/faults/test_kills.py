"""The server is killed in the middle of people's answers and of tablets' batches."""

import time

from tests.faults.people import load


def test_what_was_acknowledged_is_stored_once_though_workers_are_killed(host):
    with load(host, "workers") as (crowd, _tablet):
        for _time in range(3):
            host.kill_a_worker()
            time.sleep(0.5)
    # Nobody who got no answer gave up, and some did get none.
    assert crowd.tales.silences


def test_what_was_acknowledged_is_stored_once_though_the_whole_server_is_killed(host):
    with load(host, "server") as (crowd, _tablet):
        host.kill()
        host.start()
    assert crowd.tales.silences
