"""Tablets against a real server and a real PostgreSQL: in a crowd, and killed where it stands."""

import json
import threading
from collections import Counter

import pytest

from tests.load import servers
from tests.load.tablets import Tablet, kill_workers, missing_and_twice, phones, together

# The whole run, with its figures, is `python -m tests.load.tablets`.
HELD, PHONES = 100, 16


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sync")
    with servers.database() as (_pid, address), servers.product(address, folder / "log", folder) as server:
        yield server


def filled(server, *names, number=HELD):
    tablets = [Tablet(server, name) for name in names]
    for one in tablets:
        one.fill(number)
    return tablets


def test_two_tablets_send_while_phones_answer(server):
    tablets = filled(server, "north", "south")
    crowd = phones(server, PHONES, PHONES)
    together(tablets)
    tale = json.loads(crowd.communicate(timeout=120)[0])
    assert missing_and_twice(server, tablets) == (0, 0)
    stored = Counter(name for name in server.names() if name and name.startswith("phone-"))
    assert tale["errors"] == [] and len(tale["acknowledged"]) == PHONES
    assert stored == Counter(tale["acknowledged"])


def test_a_server_killed_in_the_middle_of_batches_stores_each_once(server):
    tablets = filled(server, "killed-1", "killed-2", number=600)
    over, times = threading.Event(), []
    killer = threading.Thread(target=lambda: times.append(kill_workers(server, over)))
    killer.start()
    try:
        together(tablets)
    finally:
        over.set()
        killer.join()
    assert times[0] >= 1
    # Some batches got no answer and were sent again.
    assert sum(one.tries for one in tablets) > 2 * 600 / 50
    assert missing_and_twice(server, tablets) == (0, 0)
    # And once more, all of it: everything is known.
    for one in tablets:
        one.acknowledged.clear()
    together(tablets)
    assert missing_and_twice(server, tablets) == (0, 0)
