"""What whoever runs the service is told."""

import socket
from contextlib import contextmanager

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from consult.config import ROOT
from consult.extensions import db
from consult.services import health

BEHIND = "the database is not at the migration that this code needs"
AWAY = "the database does not answer"


def ready(app):
    answer = app.test_client().get("/health/ready")
    return answer.status_code, answer.json.get("problem")


def test_a_migrated_database_is_ready(any_app):
    assert ready(any_app) == (200, None)


@pytest.mark.parametrize("migration", ["old", "0001"])
def test_an_earlier_migration_is_said_to_the_world_without_its_number_and_to_the_log_with_it(
    any_app, caplog, migration
):
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    db.session.execute(db.text("UPDATE alembic_version SET version_num = :to"), {"to": migration})
    db.session.commit()
    assert ready(any_app) == (503, BEHIND)
    assert f"the database is at migration {migration}, this code needs {head}" in caplog.text


def test_a_release_serves_on_while_the_next_has_migrated_already(any_app):
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    assert ready(any_app) == (200, None)


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_database_that_was_never_migrated_is_not_ready(app, statement):
    db.session.execute(db.text(statement))
    db.session.commit()
    assert ready(app) == (503, BEHIND)


@contextmanager
def instead_of(app, url):
    """The application's probe asks another database."""
    app.extensions["probe"] = health._Probe(make_url(url))
    try:
        yield
    finally:
        del app.extensions["probe"]


@pytest.mark.refusal(part="Operations", comes="a database that is gone, or a host that swallows what it is sent",
                     gets="“not ready” in words, within seconds, without an address")  # fmt: skip
@pytest.mark.parametrize("there", [True, False], ids=["silent", "gone"])
def test_a_database_that_does_not_answer_is_said_soon(app, there):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if there:
            # It takes a connection and says nothing.
            listener.listen()
        url = f"postgresql+psycopg://secret-name@127.0.0.1:{listener.getsockname()[1]}/consult"
        with instead_of(app, url):
            answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503 and answer.json == {"status": "not ready", "problem": AWAY}


def test_the_live_page_asks_no_database(app):
    with instead_of(app, "postgresql+psycopg://127.0.0.1:9/consult"):
        assert app.test_client().get("/health/live").json == {"status": "ok"}
