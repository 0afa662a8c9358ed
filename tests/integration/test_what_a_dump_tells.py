"""What somebody learns who has the database, or the server's log: not who answered, not when, not in which order."""

import datetime as dt
import importlib.util
import json
import re
import socket
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import pytest
import requests
from flask_migrate import downgrade, upgrade
from sqlalchemy import DateTime, Time
from sqlalchemy.exc import SQLAlchemyError

from consult import logs
from consult.extensions import db
from consult.models import Response, ResponseFlag
from consult.models.types import today
from consult.services import retention
from tests.conftest import ROOT, _address, _environment, filled_sqlite
from tests.integration.surveys import document, open_survey, post, receipt_of, send, yes_no
from tests.integration.tablets import Tablet
from tests.integration.waves import add_wave

SECRET, AGENT = "purplezebra", "spy-browser/1.0"
PEOPLE = 60
# Whoever answers leaves rows in these. What officers do to answers has times elsewhere, and no answer.
OF_PEOPLE = ("response", "response_flag", "draft", "resume_code", "invitation", "sync_record", "drop_off",
             "paper_sheet", "outreach_session", "text_reading", "quote", "coding", "coded_theme", "device")  # fmt: skip


def with_words():
    words = {"name": "words", "type": "text", "text": {"en": "Anything else?"}, "max_length": 300}
    return document(yes_no("safe", "Do you feel safe?"), {"id": "words", "items": [words]})


# The tables


def test_no_table_of_people_has_a_moment_in_it(app):
    tables = db.metadata.tables
    timed = {f"{name}.{column.name}" for name in OF_PEOPLE for column in tables[name].columns
             if isinstance(column.type, DateTime | Time)}  # fmt: skip
    assert timed == set()
    # Nor does a table that a later migration ties to a response.
    keys = [(table.name, key.column.table.name) for table in tables.values() for key in table.foreign_keys]
    tied = {name for name, to in keys if to == "response"}
    assert tied <= set(OF_PEOPLE)


def test_a_dump_after_a_whole_survey_ties_the_answers_to_nobody(app):
    wave = open_survey(with_words())
    client = app.test_client()
    client.environ_base = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": AGENT}
    post(client, "/s/tiny/q/safe", safe="yes")
    post(client, "/s/tiny/q/words", words=SECRET)
    assert send(client).status_code == 302
    code, secret = receipt_of(client), client.get_cookie(f"draft-{wave.survey_id}", path="/s/tiny").value
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        lines = list(connection.iterdump())
    dump, response = "\n".join(lines), next(one for one in lines if one.startswith('INSERT INTO "response"'))
    assert SECRET in response
    # No time of day, no network address, no browser, no code, no cookie.
    assert not re.search(r"\d\d:\d\d", response)
    for needle in ("203.0.113.77", AGENT, code, code.replace("-", ""), secret):
        assert needle not in dump, needle
    assert all(one.id.version == 4 for one in db.session.scalars(db.select(Response)))
    # What is written down of deeds names no response.
    kept = db.session.scalar(db.select(Response.id))
    events = [one for one in lines if one.startswith('INSERT INTO "audit_event"')]
    assert not any(kept.hex in one or str(kept) in one for one in events)


# The order


def _come_one_by_one(wave, day):
    """PEOPLE who each say which they were, each flagged, in transactions of their own."""
    for number in range(PEOPLE):
        response = Response(id=uuid.uuid4(), wave_id=wave.id, version_id=wave.version_id, channel="open_link",
                            language="en", answers={"comment": str(number)}, submitted_on=day)  # fmt: skip
        db.session.add(response)
        db.session.flush()
        db.session.add(ResponseFlag(response_id=response.id, wave_id=wave.id, kind="straight_line", subject="grids"))
        db.session.commit()


def _as_it_lies():
    """Who came when, in the order in which the rows lie in the file."""
    place = "ctid" if db.engine.dialect.name == "postgresql" else "rowid"
    return [int(one["comment"] if isinstance(one, dict) else json.loads(one)["comment"])
            for one in db.session.scalars(db.text(f"SELECT answers FROM response ORDER BY {place}"))]  # fmt: skip


def _as_numbered():
    """The same in the order of the numbers of their flags."""
    query = db.select(Response.answers).join(ResponseFlag, ResponseFlag.response_id == Response.id)
    return [int(one["comment"]) for one in db.session.scalars(query.order_by(ResponseFlag.id))]


def _likeness(order):
    """Spearman's rank correlation with the order in which people came: 1 the same, about 0 for a random one."""
    n = len(order)
    return 1 - 6 * sum((place - came) ** 2 for place, came in enumerate(order)) / (n * (n * n - 1))


def test_the_order_of_a_day_is_gone_once_the_day_is_over(any_app):
    wave = add_wave()
    _come_one_by_one(wave, today() - dt.timedelta(days=1))
    assert _likeness(_as_it_lies()) == _likeness(_as_numbered()) == 1
    before = {one.id: one.answers for one in db.session.scalars(db.select(Response))}
    retention.run()
    db.session.expire_all()
    # As far from the order they came in as chance is: beyond 0.5 lie 1 in 20,000 orders of sixty.
    assert abs(_likeness(_as_it_lies())) < 0.5 and abs(_likeness(_as_numbered())) < 0.5
    # Nothing is lost by it, and it is done once.
    assert {one.id: one.answers for one in db.session.scalars(db.select(Response))} == before
    lies = _as_it_lies()
    assert len(_as_numbered()) == PEOPLE
    retention.run()
    assert _as_it_lies() == lies
    if any_app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        # All bear the mark of one transaction.
        assert db.session.scalar(db.text("SELECT count(DISTINCT xmin::text) FROM response")) == 1
        assert db.session.scalar(db.text("SELECT count(DISTINCT xmin::text) FROM response_flag")) == 1


def test_those_of_today_wait_until_the_day_is_over(app):
    wave = add_wave()
    _come_one_by_one(wave, today())
    retention.run()
    assert not any(db.session.scalars(db.select(Response.mixed)))


def test_a_tablets_batch_is_not_stored_in_the_order_in_which_people_answered(app, client):
    open_survey(with_words())
    tablet = Tablet(client)
    pack = tablet.take_along()
    records = [tablet.record(pack, {"safe": "yes", "words": str(number)})[0] for number in range(30)]
    tablet.told(records)
    stored = list(db.session.scalars(db.text("SELECT id FROM response ORDER BY rowid")))
    assert len(stored) == 30 and stored == sorted(stored)


def test_the_migration_keeps_every_response(any_app):
    wave = add_wave()
    _come_one_by_one(wave, today())
    db.session.commit()
    before = {one.id: (one.answers, one.submitted_on) for one in db.session.scalars(db.select(Response))}
    db.session.remove()
    spec = importlib.util.spec_from_file_location("migration", ROOT / "migrations" / "versions" / "0022.py")
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    downgrade(revision=migration.down_revision)
    assert db.session.scalar(db.text("SELECT count(*) FROM response_flag")) == PEOPLE
    db.session.remove()
    upgrade()
    assert {one.id: (one.answers, one.submitted_on) for one in db.session.scalars(db.select(Response))} == before


# The log


def test_what_is_logged_of_a_database_error_has_the_constraint_and_no_row(pg_app):
    wave = add_wave()
    with pytest.raises(SQLAlchemyError) as caught:
        db.session.execute(db.insert(Response).values(
            wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en", base_weight=-1.0,
            answers={"comment": SECRET}))  # fmt: skip
    # PostgreSQL tells the whole row; parameters are hidden.
    assert "Failing row contains" in str(caught.value) and "[SQL parameters hidden" in str(caught.value)
    told = json.dumps(logs.told(caught.value))
    assert "23514" in told and "ck_response_base_weight_positive" in told and "test_what_a_dump_tells.py" in told
    assert SECRET not in told
    try:
        try:
            raise ValueError(f"no number: {SECRET}")
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        told = json.dumps(logs.told(error))
    assert "builtins.ValueError" in told and "builtins.RuntimeError" in told and SECRET not in told


@pytest.fixture(scope="module")
def server(tmp_path_factory, sqlite_app, sqlite_template):
    """(address, the file with all that it writes, how to stop it): a real server with a survey that can fail."""
    folder = tmp_path_factory.mktemp("server")

    def fill():
        open_survey(with_words())
        db.session.execute(db.text(
            "CREATE TRIGGER explode BEFORE INSERT ON response WHEN NEW.answers LIKE '%explode%' "
            "BEGIN SELECT RAISE(ABORT, 'forced'); END"))  # fmt: skip
        db.session.commit()

    filled_sqlite(sqlite_app, sqlite_template, folder, fill).rename(folder / "live.sqlite")
    log = folder / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"], cwd=ROOT,
            env=_environment(folder) | {"PYTHONUNBUFFERED": "1"}, stdout=written, stderr=written,
        )  # fmt: skip
    yield _address(log), log, process
    process.terminate()
    process.wait(timeout=30)


def _answer(address, words):
    """Somebody answers over HTTP; the status of sending, and the code where it went well."""
    browser = requests.Session()
    browser.headers["User-Agent"] = AGENT

    def give(page, **data):
        shown = browser.get(f"{address}/s/tiny{page}")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.text)[1]
        return browser.post(f"{address}/s/tiny{page}", data={"csrf_token": token, **data})

    assert give("/q/safe", safe=f"{SECRET} no choice").status_code == 422
    give("/q/safe", safe="yes")
    give("/q/words", words=words)
    sent = give("/check")
    code = re.search(r'class="receipt">([^<]+)<', sent.text)
    return sent.status_code, code and code[1]


def test_the_log_of_a_server_holds_no_answer_and_no_address(server):
    address, log, process = server
    status, code = _answer(address, SECRET)
    assert status == 200 and code
    assert _answer(address, f"{SECRET} explode")[0] == 500
    # What cannot be read: an address with codes in it, a form, a tablet's batch, and no HTTP at all.
    for get in (f"/s/tiny?invitation={SECRET}", f"/s/tiny/i/{SECRET}", f"/r/{SECRET}", f"/s/{SECRET}"):
        requests.get(address + get, headers={"User-Agent": AGENT}, timeout=30)
    requests.post(f"{address}/outreach/sync", data=f"{{{SECRET}", headers={"User-Agent": AGENT}, timeout=30)
    requests.post(f"{address}/s/tiny/withdraw", data={"code": SECRET}, timeout=30)
    host, port = address.removeprefix("http://").split(":")
    for raw in (f"{SECRET}\r\n\r\n", f"GET /s/tiny HTTP/1.1\r\nHost: x\r\n{SECRET} : x\r\n\r\n"):
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(raw.encode())
            connection.recv(1000)
    process.terminate()
    process.wait(timeout=30)
    written = Path(log).read_text()
    # It says what failed and where, so that somebody can mend it.
    assert "IntegrityError" in written and "SQLITE_CONSTRAINT_TRIGGER" in written and "sending.py" in written
    assert "could not be read" in written
    # Where it listens is the server's own address.
    lines = [line for line in written.splitlines() if "Listening at" not in line]
    for needle in (SECRET, code, AGENT, "127.0.0.1"):
        assert not [line for line in lines if needle in line], needle
