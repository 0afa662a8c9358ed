"""Settings that cannot be used end the start with words, all at once; a database that is away does not."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import create_engine

from consult import config
from consult.services import migrate
from tests import serving
from tests.conftest import ROOT
from tests.postgres import free_port

GUNICORN = (sys.executable, "-m", "gunicorn", "--workers", "1")
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")


def start(command, folder, **settings):
    environment = os.environ | {"CONSULT_INSTANCE": str(folder)} | settings
    return subprocess.run([*command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
                          check=False)  # fmt: skip


@pytest.mark.refusal(
    part="Operations", comes="settings that are missing or cannot be used", gets="no start: every one named, with "
    "what to do, and a status that a service manager does not start again on")
@pytest.mark.parametrize("command", [(*GUNICORN, "--bind", "127.0.0.1:0", "wsgi:app"), (*FLASK, "setup")],
                         ids=["gunicorn", "flask"])  # fmt: skip
def test_every_problem_is_told_at_once_and_without_a_stack(tmp_path, command):
    done = start(command, tmp_path, CONSULT_ENV="production", SECRET_KEY="short", SECURITY_PASSWORD_SALT="s" * 32,
                 DATABASE_URL="mysql://root:hunter2@db/consult", MAIL_PORT="smtp", LOG_FORMAT="xml")  # fmt: skip
    assert done.returncode == 78
    for words in ("SECRET_KEY is too short", "DRAFT_KEY is not set", "DATABASE_URL cannot be used",
                  "MAIL_PORT is 'smtp'", "LOG_FORMAT is 'xml'"):  # fmt: skip
        assert words in done.stderr
    assert "Traceback" not in done.stderr and "hunter2" not in done.stderr


@pytest.mark.refusal(part="Operations", comes="a setting whose name is a slip", gets="no start: the name meant")
@pytest.mark.parametrize(("name", "meant"), [
    ("CONSULT_ENVIRONMENT", None), ("CONSULT_INSTANC", "CONSULT_INSTANCE"), ("DATABASE_URI", "DATABASE_URL"),
    ("METRIC_TOKEN", "METRICS_TOKEN"), ("MAIL_STARTTSL", "MAIL_STARTTLS"),
])  # fmt: skip
def test_a_slip_in_a_name_is_told(monkeypatch, tmp_path, name, meant):
    monkeypatch.setenv(name, "no")
    with pytest.raises(config.ConfigError, match=f"{name} is no setting") as refused:
        config.settings(tmp_path)
    assert meant is None or f"Did you mean {meant}?" in str(refused.value)


@pytest.mark.parametrize(("name", "value"), [("TEST_DATABASE_URL", "x"), ("MAIL", "/var/mail/root"), ("PORT", "80")])
def test_what_belongs_to_others_is_left_alone(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    assert config.settings(tmp_path)["MAIL_PORT"] == 587


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "consult", "postgresql://", "mysql://root:hunter2@db/x"])
def test_a_database_that_is_none_is_refused_without_its_password(monkeypatch, tmp_path, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(config.ConfigError, match="DATABASE_URL cannot be used") as refused:
        config.settings(tmp_path)
    assert "hunter2" not in str(refused.value)


def test_an_empty_value_is_none(monkeypatch, tmp_path):
    for name in ("DATABASE_URL", "MAIL_PORT", "LOG_FORMAT", "SECRET_KEY", "METRICS_TOKEN"):
        monkeypatch.setenv(name, "")
    assert config.settings(tmp_path)["MAIL_PORT"] == 587


def test_a_database_that_is_away_ends_no_start_and_is_said_by_ready(tmp_path):
    """No loop of starts while a database comes back: the server is there, says so, and writes JSON alone."""
    away = f"postgresql://consult:hunter2@127.0.0.1:{free_port()}/consult"
    with serving.site(tmp_path, away, workers=1) as site:
        ready = site.get("/health/ready")
        assert (ready.status_code, ready.json()["problem"]) == (503, "the database does not answer")
        assert site.figures()["consult_database_up"] == 0
        page = site.get("/s/trafford", headers={"X-Request-ID": "quoted-by-a-person"})
        assert page.status_code == 503 and page.headers["X-Request-ID"] == "quoted-by-a-person"
        assert site.stop() == 0
    lines = [json.loads(line) for line in site.log.read_text().splitlines()]
    assert {"gunicorn.error", "consult.requests", "consult.health"} <= {line["logger"] for line in lines}
    (away_line,) = [line for line in lines if line.get("request") == "quoted-by-a-person" and "away" in line["event"]]
    assert "hunter2" not in site.log.read_text() and "127.0.0.1" not in json.dumps(away_line)


def test_a_command_says_in_words_that_the_database_is_away(app):
    with pytest.raises(migrate.CannotMigrate, match="The database does not answer. Check DATABASE_URL"):
        migrate.upgrade(create_engine(f"postgresql+psycopg://consult@127.0.0.1:{free_port()}/consult"))
