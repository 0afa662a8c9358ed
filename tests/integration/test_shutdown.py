"""A server that is told to end answers what it has begun, takes nothing new, and lets go of the database."""

import http.client
import signal
import threading
import time
from contextlib import closing

import psutil
import psycopg
import pytest
import requests

from tests import serving
from tests.conftest import new_served
from tests.serving import Person


@pytest.fixture(scope="module")
def site(tmp_path_factory, postgres, postgres_template):
    """A server for these tests, in their order, and the address of its database."""
    folder = tmp_path_factory.mktemp("ended")
    with new_served(folder, postgres, postgres_template, "ended") as url:
        with serving.site(folder, url) as site:
            # Which listens at the address: another, once it was started anew.
            site.server = psutil.Process(site.process.pid)
            yield site, url.replace("+psycopg", "")
            if site.server.is_running():
                site.server.terminate()
                site.server.wait(timeout=60)


def until(there):
    for _ in range(1200):
        if there():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def waiting(database):
    """Whether somebody waits for a lock, and how many are connected beside us."""
    query = ("SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FROM pg_stat_activity "
             "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchone()


def test_who_reads_for_a_while_goes_on_by_the_same_connection(site):
    site, _database = site
    connection = http.client.HTTPConnection(site.address.removeprefix("http://"), timeout=30)
    with closing(connection):
        for seconds in (0, 4):
            time.sleep(seconds)
            connection.request("GET", "/health/live")
            answer = connection.getresponse()
            assert answer.read() and answer.headers["Connection"] == "keep-alive"


def test_new_code_is_started_beside_the_old_and_nobody_waits(site):
    """USR2 and then TERM, as docs/operations.md has it. Each person is answered, by the one or the other."""
    site, _database = site
    old, done, stop, failed = site.process, [], threading.Event(), []

    def walk():
        while not stop.is_set():
            try:
                Person(site).answer()
                done.append(time.monotonic())
            except (AssertionError, requests.RequestException) as error:
                failed.append(error)
            time.sleep(0.2)

    walking = threading.Thread(target=walk)
    walking.start()
    try:
        old.send_signal(signal.SIGUSR2)
        until(lambda: len(new_workers(old.pid)) == 2)
        (site.server,) = masters(old.pid)
        old.terminate()
        assert old.wait(timeout=60) == 0
        ended = time.monotonic()
        until(lambda: done and done[-1] > ended or failed)
    finally:
        stop.set()
        walking.join(timeout=60)
    counted = site.figures()['consult_answers_total{way="web"}']
    assert failed == [] and site.server.is_running() and 0 < counted <= len(done)


def test_an_answer_that_was_on_its_way_is_stored_and_acknowledged(site):
    """The last button is pressed while the table is held; the server is told to end; then the table is let go."""
    site, database = site
    person, sent = Person(site), []
    person.prepare()
    holding = psycopg.connect(database)
    before = holding.execute("SELECT count(*) FROM response").fetchone()[0]
    holding.execute("LOCK TABLE response IN EXCLUSIVE MODE")
    sending = threading.Thread(target=lambda: sent.append(person.send()))
    sending.start()
    until(lambda: waiting(database)[0] == 1)
    site.server.terminate()
    until(lambda: refused(site))
    assert sent == [] and site.server.is_running(), "it waits for the page in flight"
    holding.rollback()
    sending.join(timeout=60)
    assert sent[0].headers["Location"].endswith("/thanks")
    site.server.wait(timeout=60)
    assert holding.execute("SELECT count(*) FROM response").fetchone()[0] == before + 1
    holding.close()
    until(lambda: waiting(database) == (0, 0))


def refused(site):
    """Whether nobody takes in who comes now."""
    try:
        requests.get(f"{site.address}/health/live", timeout=1)
    except requests.RequestException:
        return True
    return False


def masters(pid):
    """The server that was started by another."""
    return [one for one in psutil.Process(pid).children() if one.children()]


def new_workers(pid):
    return [worker for one in masters(pid) for worker in one.children()]
