"""Answers that are begun: kept however many tabs write them, and while the database goes away and comes back."""

import threading

import psycopg
import pytest

from consult.extensions import db
from tests.integration.surveys import document, open_survey, post, send, stored, yes_no

NAMES = [f"question_{number}" for number in range(8)]


@pytest.fixture
def eight(any_app):
    """A survey of eight questions."""
    open_survey(document(*[yes_no(name, f"Is it {name}?") for name in NAMES]))
    return any_app


def test_eight_tabs_that_answer_at_the_same_moment_keep_all(eight):
    client = eight.test_client()
    tokens = {name: client.token(f"/s/tiny/q/{name}") for name in NAMES}
    cookie = next(one for one in client._cookies.values() if one.key.startswith("draft-"))
    ready = threading.Barrier(len(NAMES))
    statuses = []

    def answer(name):
        tab = eight.test_client()
        tab.set_cookie(cookie.key, cookie.value, path="/s/tiny")
        ready.wait()
        statuses.append(tab.post(f"/s/tiny/q/{name}", data={"csrf_token": tokens[name], name: "yes"}).status_code)

    tabs = [threading.Thread(target=answer, args=(name,)) for name in NAMES]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert statuses == [302] * len(NAMES)
    send(client)
    assert [one.answers for one in stored()] == [dict.fromkeys(NAMES, "yes")]


def test_a_database_that_was_away_costs_no_answer(pg_app):
    open_survey(document(*[yes_no(name, f"Is it {name}?") for name in NAMES[:2]]))
    client = pg_app.test_client()
    post(client, f"/s/tiny/q/{NAMES[0]}", **{NAMES[0]: "yes"})
    token = client.token(f"/s/tiny/q/{NAMES[1]}")
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    kept = client.post(f"/s/tiny/q/{NAMES[1]}", data={"csrf_token": token, NAMES[1]: "no"})
    assert kept.location == "/s/tiny/check"
    db.session.remove()
    db.engine.dispose()
    send(client)
    assert [one.answers for one in stored()] == [{NAMES[0]: "yes", NAMES[1]: "no"}]
