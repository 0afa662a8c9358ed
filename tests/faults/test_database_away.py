"""PostgreSQL is stopped, or crashes, while people answer, tablets send and officers type; then it is started again."""

import json
import re
import signal
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.faults import site as sites
from tests.faults.people import PairedTablet, Person, Tales, load
from tests.load.walker import HIDDEN

# The bar: all is well so many seconds after the database is back, and nothing was started anew.
RECOVERY = 5


@pytest.fixture
def host(postgres_host):
    return postgres_host


@pytest.fixture
def without_database(cluster, host):
    """The database is stopped; back() starts it."""
    started = []

    def back():
        if not started:
            started.append(True)
            cluster.resume()
            host.wait_for("/health/ready", 200)

    cluster.halt(signal.SIGINT)
    yield back
    back()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_nothing_is_lost_and_all_is_well_within_seconds_of_the_databases_return(how, cluster, host):
    with load(host, f"away-{how}") as (crowd, tablet):
        cluster.halt(how)
        status, _headers, text = host.ask("/health/ready")
        assert (status, json.loads(text)["problem"]) == (503, "the database does not answer")
        assert host.ask("/health/live")[0] == 200
        time.sleep(1)
        cluster.resume()
        back = time.monotonic()
        crowd.wait_for_answers(1)
    tales = crowd.tales
    # People got words, each request an answer; then pages came as before.
    assert tales.words and tales.silences == []
    assert max(tales.words) < back + RECOVERY
    assert len(tablet.acknowledged) == len(tablet.records)


def test_a_person_reads_in_their_language_that_what_they_typed_is_held_and_sends_it_again(host, without_database):
    without_database()
    tales = Tales()
    person = Person(lambda: host.port, tales, "ur")
    first = person.once("GET", "/s/load-survey/q/page_12")
    host_cluster = without_database
    assert first.status == 200 and host_cluster
