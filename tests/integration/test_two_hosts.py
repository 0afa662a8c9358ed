"""Two web servers that share nothing but a PostgreSQL and the settings: whoever answers, works or collects is served
by the one and the other in turn, page by page."""

import datetime as dt
import itertools
import json
import re
import secrets
import subprocess
import sys
import urllib.request
import uuid
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from consult import config, create_app
from consult.database import Statement
from consult.extensions import db
from consult.models import Draft, OutreachSession, Response, SyncRecord
from consult.services import accounts
from tests.conftest import PASSWORD
from tests.integration.surveys import document, open_survey, yes_no
from tests.integration.tablets import Tablet
from tests.load.walker import Reply
from tests.postgres import free_port
from tests.walked import walked
from tests.workers import ROOT, environment, until

WHY = {"id": "why", "items": [{"name": "why", "type": "text", "text": {"en": "Why?"}, "max_length": 100}]}
SECRETS = {name: secrets.token_hex(32) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")}


@contextmanager
def host(folder, app):
    """A gunicorn with an instance folder of its own: its port."""
    folder.mkdir()
    port = free_port()
    settings = environment(app, CONSULT_ENV="production", PUBLIC_ADDRESS="https://consult.example",
                           SECOND_FACTOR_FOR="nobody", **SECRETS) | {"CONSULT_INSTANCE": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--error-logfile",
         str(folder / "log"), "wsgi:app"],
        cwd=ROOT, env=settings,
    )  # fmt: skip
    try:
        until(lambda: _answers(port), "the server starts")
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5).status == 200
    except OSError:
        return False


class Alternating:
    """A browser whose requests go to one host and the other: once, twice, once, so that neither has all that write.

    `asked` counts those of each.
    """

    def __init__(self, ports):
        self._turns, self.asked, self.cookies = itertools.cycle([*ports, [*ports][-1]]), dict.fromkeys(ports, 0), {}

    def ask(self, method, path, body=b"", **headers):
        port = next(self._turns)
        self.asked[port] += 1
        cookies = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        headers = {"Host": "consult.example", "Cookie": cookies,
                   "Content-Type": "application/x-www-form-urlencoded", **headers}  # fmt: skip
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        for cookie in answer.headers.get_all("set-cookie") or ():
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        kept = {name.lower().encode(): value.encode() for name, value in answer.headers.items()}
        return Reply(answer.status, kept, content, len(content))

    def form(self, path, **data):
        """Fetch a page from one host and send its form to the other."""
        page = self.ask("GET", path)
        assert page.status == 200, (path, page.status)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.body.decode())[1]
        return self.ask("POST", path, urlencode({"csrf_token": token, **data}).encode())


@pytest.fixture
def two(pg_app, tmp_path):
    """A survey that is open, an officer, and two hosts."""
    pg_app.config.update(SECRETS)
    wave = open_survey(document(yes_no("safe", "Do you feel safe?"), WHY))
    partnership = wave.survey.partnership
    accounts.add("officer@test.example", "Officer", PASSWORD, [(partnership, "officer")], "tests")
    db.session.commit()
    with host(tmp_path / "one", pg_app) as one, host(tmp_path / "other", pg_app) as other:
        yield Alternating((one, other)), wave, tmp_path


def test_people_officers_and_tablets_are_served_by_two_hosts_in_turn(two):
    hosts, wave, folder = two
    respondent(hosts)
    officer(Alternating(hosts.asked))
    tablet(Alternating(hosts.asked))
    # Nothing that counts is on a host's own disk.
    kept = {path.name for name in ("one", "other") for path in (folder / name).iterdir()}
    assert kept == {"log"}


def respondent(hosts):
    """A whole survey; the receipt from one host takes the answers back at the other."""
    assert walked(hosts.ask, "/s/tiny", {"safe": ["no"], "why": ["It is dark"]}) >= 8
    assert min(hosts.asked.values()) >= 3
    stored = db.session.scalars(db.select(Response)).all()
    assert [one.answers for one in stored] == [{"safe": "no", "why": "It is dark"}]
    assert not db.session.scalar(db.select(Draft.id))
    db.session.rollback()
    code = re.search(r"\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b", hosts.ask("GET", "/s/tiny/thanks").body.decode())[1]
    hosts.form("/s/tiny/withdraw", code=code, action="delete")
    assert db.session.scalar(db.select(Response.id)) is None
    db.session.rollback()


def officer(hosts):
    """Signed in at one host, at work at the other, signed out at both."""
    assert hosts.form("/account/sign-in", email="officer@test.example", password=PASSWORD).status == 302
    for _turn in range(2):
        assert hosts.ask("GET", "/officer/trafford/").status == 200
    links = "/officer/trafford/waves/tiny-1/channels/links"
    assert hosts.form(links, title="Poster in the library", language="any").status in (302, 303)
    for _turn in range(2):
        assert b"Poster in the library" in hosts.ask("GET", links).body
    _sign_out(hosts)
    for _turn in range(2):
        assert hosts.ask("GET", "/officer/trafford/").status == 302


def _sign_out(hosts):
    page = hosts.ask("GET", "/account/").body.decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    assert hosts.ask("POST", "/account/sign-out", urlencode({"csrf_token": token}).encode()).status == 302


def tablet(hosts):
    """The survey taken along from one host; a batch sent to both is stored once."""
    one = Tablet(None)
    db.session.commit()
    pack = json.loads(hosts.ask("GET", "/outreach/pack/tiny.json", **one.headers).body)
    session = one.session(pack)
    record, _code = one.record(pack, {"safe": "yes"}, session)
    batch = json.dumps({"records": [record], "sessions": [session]}).encode()
    told = [hosts.ask("POST", "/outreach/sync", batch, **one.headers, **{"Content-Type": "application/json"})
            for _turn in range(2)]  # fmt: skip
    assert [json.loads(answer.body)["records"] for answer in told] == [{record["id"]: {"state": "stored"}}] * 2
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 1
    assert db.session.scalar(db.select(SyncRecord.id)) == uuid.UUID(record["id"])
    assert db.session.scalar(db.select(OutreachSession.held_on)) == dt.date.today()


def test_behind_a_pooler_nothing_is_prepared_on_a_connection(pg_app, tmp_path, monkeypatch):
    """A pooler gives each transaction another connection; psycopg else prepares what comes a sixth time."""
    url = pg_app.config["SQLALCHEMY_DATABASE_URI"]
    found = []
    for pooled in ("no", "yes"):
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("DATABASE_POOLED", pooled)
        monkeypatch.setenv("JOBS_URL", url.replace("+psycopg", ""))
        app = create_app({"INSTANCE": tmp_path, "TESTING": True, "SECRET_KEY": "test-" * 8})
        with app.app_context():
            statement = Statement("SELECT count(*) FROM pg_prepared_statements WHERE :one = 1")
            for _time in range(8):
                db.session.execute(db.select(Response.id).where(Response.language == "en")).all()
                direct = statement.row({"one": 1})[0]
            through_session = db.session.scalar(db.text("SELECT count(*) FROM pg_prepared_statements"))
            found.append(direct + through_session > 0)
            db.session.remove()
            db.engine.dispose()
    assert found == [True, False]


@pytest.mark.refusal(part="Scale", comes="DATABASE_POOLED that cannot be, or without a way for jobs past the pooler",
                     gets="no start, and words")  # fmt: skip
@pytest.mark.parametrize(("settings", "why"), [
    ({"DATABASE_POOLED": "maybe"}, "use yes or no"),
    ({"DATABASE_POOLED": "yes"}, "no PostgreSQL"),
    ({"DATABASE_POOLED": "yes", "DATABASE_URL": "postgresql://consult@db/consult"}, "JOBS_URL is not set"),
])  # fmt: skip
def test_a_pooler_that_cannot_be_is_refused_at_the_start(monkeypatch, tmp_path, settings, why):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=why):
        config.settings(tmp_path)
