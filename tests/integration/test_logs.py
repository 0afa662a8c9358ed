"""What is written down of requests: enough to find what went wrong, nothing of who asked and what they said."""

import json
import logging
import re

import pytest
from sqlalchemy.exc import IntegrityError

from consult import logs
from consult.extensions import db
from consult.web.logs import ID
from tests.integration.surveys import document, open_survey, post, send, stored

WORDS = "He waits for me behind the school"


@pytest.fixture
def written(app, capsys):
    """written() -> the lines on stderr so far, each an object, as production writes them."""
    logs.configure("json", logs_context())

    def lines():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield lines
    logs.configure("text", logs_context())


def logs_context():
    from consult.web.logs import _context

    return _context


def requests(lines):
    return [line for line in lines if line["logger"] == "consult.requests"]


def test_a_request_is_one_line_with_its_pattern_and_not_its_address(app, written, sign_in):
    client = sign_in("admin", "trafford")
    written()
    client.get("/officer/trafford/log?who=somebody@example.org")
    (line,) = requests(written())
    assert line["method"] == "GET" and line["status"] == 200 and line["partnership"] == "trafford"
    assert line["route"] == "/officer/<partnership_slug>/log" and line["ms"] > 0 and line["pid"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert isinstance(line["account"], int) and "somebody" not in json.dumps(line) and "@" not in json.dumps(line)


def test_a_respondents_lines_name_no_partnership_survey_answer_or_address(app, written):
    story = {"id": "story", "items": [{"name": "story", "type": "text", "text": {"en": "What?"}, "max_length": 90}]}
    open_survey(document(story))
    client = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Telling/1.0"}
    post(client, "/s/tiny/q/story", story=WORDS)
    assert stored() == [] and send(client).status_code == 302 and stored()[0].answers == {"story": WORDS}
    lines = requests(written())
    assert len(lines) == 4 and all(line["route"].startswith("/s/<survey_slug>") for line in lines)
    for secret in ("203.0.113.77", "Telling", WORDS, "trafford", "tiny", "story", "account"):
        assert secret not in json.dumps(lines)


def test_an_address_that_leads_nowhere_is_not_written(client, written):
    client.get("/r/SECRETCODE/again")
    (line,) = requests(written())
    assert line["route"] == "(none)" and line["status"] == 404 and "SECRET" not in json.dumps(line)


@pytest.mark.parametrize("given", ["01J9ZK3V7Q2M", "3fa85f64-5717-4562-b3fc-2c963f66afa6"])
def test_a_well_formed_id_of_a_server_in_front_is_taken_over(client, written, given):
    page = client.get("/nowhere", headers={ID: given})
    assert page.headers[ID] == given and given in page.text
    assert requests(written())[0]["request"] == given


@pytest.mark.refusal(part="Operations", comes="a request id that is none: too long, with marks in it",
                     gets="another one, made here")  # fmt: skip
@pytest.mark.parametrize("given", ["short", "x" * 65, "sam@example.org", '<b>"quoted"</b>', "with space in it", ""])
def test_any_other_is_replaced(client, written, given):
    page = client.get("/nowhere", headers={ID: given})
    made = page.headers[ID]
    assert re.fullmatch("[0-9a-f]{16}", made) and made in page.text
    assert requests(written())[0]["request"] == made
    assert client.get("/nowhere", headers={ID: given}).headers[ID] != made


def test_a_crash_is_told_by_its_place_and_without_what_was_in_it(app, written):
    """The words of an error often repeat what somebody typed, and a database's the values of the row."""
    app.config["PROPAGATE_EXCEPTIONS"], app.testing = False, False
    view = app.view_functions["insights.home"]

    def crash():
        try:
            int(WORDS)
        except ValueError as error:
            statement = "INSERT INTO response VALUES (:said)"
            raise IntegrityError(statement, {"said": WORDS}, error) from error

    app.view_functions["insights.home"] = crash
    try:
        page = app.test_client().get("/")
    finally:
        app.view_functions["insights.home"] = view
        app.testing = True
    assert page.status_code == 500 and page.headers[ID] in page.text
    lines = written()
    assert WORDS not in json.dumps(lines)
    (crashed,) = [line for line in lines if "exception" in line]
    assert crashed["level"] == "error" and crashed["request"] == page.headers[ID]
    assert crashed["exception"]["type"] == "sqlalchemy.exc.IntegrityError"
    assert crashed["exception"]["after"]["type"] == "builtins.ValueError"
    assert any(re.fullmatch(r"tests/integration/test_logs\.py:\d+ crash", one) for one in crashed["exception"]["stack"])


def test_a_statement_that_fails_does_not_say_its_values(any_app):
    with pytest.raises(Exception) as failed:
        db.session.execute(db.text("INSERT INTO nowhere VALUES (:said)"), {"said": WORDS})
    assert WORDS not in str(failed.value)


@pytest.mark.parametrize("words", [
    "Invalid request from ip=203.0.113.77: Invalid HTTP request line: 'GET /r/SECRETCODE'",
    "Error handling request /s/trafford/q/SECRETCODE",
    "Error handling request GET /s/trafford?word=SECRETCODE",
])  # fmt: skip
@pytest.mark.parametrize("style", ["json", "text"])
def test_what_the_server_says_of_a_bad_request_is_cut_short(style, words):
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, words, (), None)
    line = logs.formatter(style).format(record)
    assert "equest" in line and "203.0" not in line and "SECRET" not in line


def test_probes_are_written_only_when_something_is_wrong(app, written):
    app.test_client().get("/health/ready")
    assert requests(written()) == []
    db.session.execute(db.text("UPDATE alembic_version SET version_num = 'old'"))
    db.session.commit()
    app.test_client().get("/health/ready")
    assert [line["status"] for line in requests(written())] == [503]
