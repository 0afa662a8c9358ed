"""Figures for whoever is on call: right over all processes, behind a token, and of nobody."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent
from consult.models.types import today
from consult.services.outreach import devices
from tests.integration.surveys import document, open_survey, yes_no
from tests.serving import TOKEN, Person


@pytest.mark.refusal(part="Operations", comes="somebody without the token who asks for the figures",
                     gets="page not found, as if there were none")  # fmt: skip
@pytest.mark.parametrize("shown", [None, "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}é"])
def test_without_the_token_there_is_no_such_page(served, shown):
    page = served.get("/metrics", headers={"Authorization": shown.encode()} if shown else {})
    assert page.status_code == 404 and "consult_" not in page.text


def test_without_a_token_in_the_settings_nobody_reads_them(client):
    for shown in ("Bearer None", "Bearer "):
        assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_what_two_processes_did_is_told_together(served):
    sends = 'consult_requests_total{method="POST",route="/s/<survey_slug>/check",status="302"}'
    count = 'consult_request_seconds_count{method="POST",route="/s/<survey_slug>/check"}'
    ways = 'consult_answers_total{way="web"}'
    before = served.figures()
    for _ in range(12):
        Person(served).answer()
    after = served.figures()
    for name in (sends, count, ways):
        assert after[name] - before.get(name, 0) == 12, name
    assert after["consult_database_up"] == 1 and after["consult_drafts"] == 0
    assert after['consult_database_connections{state="open"}'] > 0
    assert after['consult_database_connections{state="in_use"}'] >= 0


def test_no_figure_is_of_a_survey_a_person_or_an_address(served):
    served.get("/nowhere/SECRETCODE", headers={"X-Forwarded-For": "203.0.113.77"})
    Person(served).answer()
    page = served.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    for one in ("tiny", "trafford", "SECRET", "203.0.113", "invitation", "open_link"):
        assert one not in page
    labels = set(re.findall(r'[{,]([a-z_]+)="', page))
    assert labels <= {"method", "route", "status", "le", "way", "outcome", "state", "pid"}


def test_what_waits_in_the_database_is_told(app):
    """The figures that are looked up, beside what was put there."""
    from consult.services import watching

    wave = open_survey(document(yes_no("safe", "Safe?")), retention_days=1)
    device, _token = devices.pair(wave.survey.partnership, "Tablet 1", "tests")
    device.paired_on = today() - dt.timedelta(days=9)
    wave.opens_on, wave.closes_on = (today() - dt.timedelta(days=days) for days in (90, 60))
    db.session.add(AuditEvent(actor="shell", verb="back up", subject="x"))
    db.session.commit()
    found = {one.name: one.value for one in watching.figures()}
    assert found["consult_tablet_silent_days"] == 9 and found["consult_waves_words_overdue"] == 1
    assert found["consult_records_aside"] == 0 and found["consult_records_aside_oldest_days"] == 0
    at = db.session.scalar(db.text("SELECT strftime('%s', max(at)) FROM audit_event WHERE verb = 'back up'"))
    assert int(found["consult_backup_last_seconds"]) == int(at)
