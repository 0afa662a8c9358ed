"""The list of deeds: an administrator reads it, nobody changes it, and no answer is in it."""

import re
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from consult.blueprints.officer.log_words import deeds
from consult.extensions import db
from consult.models import AuditEvent
from consult.services import audit, field
from tests.integration.surveys import document, open_survey, yes_no

CONSULT = Path(__file__).resolve().parents[2] / "consult"
LOG = "/officer/trafford/log"


@pytest.mark.parametrize("statement", [
    "UPDATE audit_event SET actor = 'somebody else'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE id = 1",
])  # fmt: skip
def test_nobody_changes_it_not_even_in_the_database(any_app, statement):
    open_survey(document(yes_no("safe", "Safe?")))
    before = db.session.scalar(db.select(db.func.count()).select_from(AuditEvent))
    with pytest.raises(DBAPIError, match="only grows"):
        db.session.execute(db.text(statement))
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).select_from(AuditEvent)) == before > 0


def test_an_administrator_reads_who_did_what(app, sign_in):
    wave = open_survey(document(yes_no("safe", "Safe?")))
    field.close(wave, "ms.okafor@trafford.example")
    other = open_survey(document(yes_no("safe", "Safe?")), slug="other", partnership="stockport")
    client = sign_in("admin", "trafford")
    page = client.get(LOG).text
    assert "Closed a wave" in page and "ms.okafor@trafford.example" in page
    assert other.slug not in page, "another partnership's deeds are its own"
    narrowed = client.get(LOG + "?who=OKAFOR").text
    assert "Closed a wave" in narrowed and "<td class=\"govuk-table__cell\">Opened a wave" not in narrowed
    assert "1 event." in client.get(LOG + "?what=close").text
    # A sign that means "anything" in a search means itself.
    assert "0 events." in client.get(LOG + "?who=%25").text


def test_pages_go_back_in_time(app, sign_in):
    partnership = open_survey(document(yes_no("safe", "Safe?"))).survey.partnership
    for number in range(120):
        audit.record("tests", "export", f"wave-{number:03}", partnership)
    db.session.commit()
    client = sign_in("admin", "trafford")
    assert "wave-119" in client.get(LOG).text and "wave-019" not in client.get(LOG).text
    assert "wave-019" in client.get(LOG + "?page=3").text
    assert client.get(LOG + "?page=9").status_code == 200
    for page in ("0", "-1", "x", "9" * 30):
        assert client.get(LOG + f"?page={page}").status_code == 404


def test_every_deed_that_is_recorded_has_words(app):
    recorded = set()
    for file in CONSULT.rglob("*.py"):
        recorded |= set(re.findall(r"record\(\s*\w+,\s*\"([a-z ]+)\"", file.read_text(encoding="utf-8")))
    with app.test_request_context():
        assert recorded - set(deeds()) == set() and len(recorded) > 30
