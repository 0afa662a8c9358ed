"""The database is there and does not get on: no page waits for ever, and it goes on by itself afterwards."""

import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

import psutil
import psycopg

from tests.faults.people import Person, Tales


def walked_to(host, name: str, end: str) -> tuple[Person, str, bytes]:
    """Somebody who is about to send the page that ends so."""
    person = Person(lambda: host.port, Tales())
    _method, path, body = person.answer_up_to(host.start_page, name, end)
    return person, path, body


def finish(person: Person, path: str, body: bytes) -> None:
    """Press again, now that nothing is in the way, and be thanked."""
    reply = person.ask("POST", path, body)
    assert (reply.status, reply.headers[b"location"]) == (302, b"/s/load-survey/thanks")
    assert person.tales.complaints == []


@contextmanager
def held_up(site):
    """Somebody holds a lock on the responses, as who makes an index does, and drafts are written at a snail's pace."""
    with psycopg.connect(site.database, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION snail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.page_id = 'page_6' THEN"
            " PERFORM pg_sleep(60); END IF; RETURN NEW; END $$;"
            "CREATE TRIGGER snail BEFORE INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION snail()"
        )
        try:
            with connection.transaction():
                connection.execute("LOCK TABLE response IN EXCLUSIVE MODE")
                yield
        finally:
            connection.execute("DROP TRIGGER snail ON draft; DROP FUNCTION snail")


def test_who_waits_for_a_lock_or_for_a_slow_statement_gets_words_while_others_go_on(postgres_host):
    host = postgres_host
    sending, slow = walked_to(host, "locked out", "/check"), walked_to(host, "slow", "/page_6")
    others = Person(lambda: host.port, Tales())
    with held_up(host.site), ThreadPoolExecutor() as pool:
        waiting = [pool.submit(person.once, "POST", path, body) for person, path, body in (sending, slow)]
        # The other threads serve meanwhile: somebody walks five pages.
        others.answer_up_to(host.start_page, "others", "/page_5")
        assert [one.result().status for one in waiting] == [503, 503]
        assert not others.tales.words
    finish(*sending)
    person, path, body = slow
    assert person.ask("POST", path, body).status == 302
    assert host.site.missing_and_twice(["locked out"]) == (0, 0)


@contextmanager
def stopped_where_it_stands(cluster):
    """Nothing of the database runs, and its end of each connection stays open: a machine that was paused."""
    processes = [psutil.Process(cluster.pid), *psutil.Process(cluster.pid).children()]
    for one in processes:
        one.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for one in processes:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGCONT)


def test_a_database_that_has_stopped_where_it_stands_takes_no_thread_for_ever(cluster, postgres_host):
    host = postgres_host
    people = [walked_to(host, f"paused-{number}", "/check" if number % 2 else "/page_4") for number in range(12)]
    with ThreadPoolExecutor(len(people)) as pool:
        with stopped_where_it_stands(cluster):
            waiting = [pool.submit(person.once, "POST", path, body) for person, path, body in people]
            assert [one.result().status for one in waiting] == [503] * len(people)
        # As soon as it goes on, everybody does.
        list(pool.map(lambda one: one[0].ask("POST", *one[1:]), people))
    sent = [f"paused-{number}" for number in range(1, 12, 2)]
    assert host.site.missing_and_twice(sent) == (0, 0)


def test_who_waits_for_the_one_writer_of_sqlite_gets_words_while_others_read(sqlite_host, sqlite_site):
    host = sqlite_host
    sending = walked_to(host, "behind a writer", "/check")
    with closing(sqlite3.connect(sqlite_site.database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        person, path, body = sending
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(person.once, "POST", path, body)
            assert host.ask("/s/load-survey")[0] == 200
            assert waiting.result().status == 503
        writer.execute("ROLLBACK")
    finish(*sending)
    assert sqlite_site.missing_and_twice(["behind a writer"]) == (0, 0)
