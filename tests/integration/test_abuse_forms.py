"""A field that no person sees, and work that a device does: whoever falls into it is looked at, and never lost."""

import hashlib
import re
from html.parser import HTMLParser

import pytest
from flask_migrate import downgrade, upgrade

from consult.extensions import db
from consult.models import AuditEvent, Response, ResponseFlag, Wave
from consult.services import invitations
from tests.integration.surveys import TODAY, document, open_survey, post, receipt_of, stored, yes_no

SAFE = yes_no("safe", "Do you feel safe?")
SETTINGS = "/officer/trafford/waves/tiny-1/channels/settings"
ALERTS = "/officer/trafford/waves/tiny-1/alerts"


def answered(client, address="/s/tiny"):
    client.get(address)
    post(client, "/s/tiny/q/safe", safe="yes")
    return client.get("/s/tiny/check").text


def flags():
    return sorted(flag.kind for flag in db.session.scalars(db.select(ResponseFlag)))


def worked(token, bits=16):
    """A number with which the token's digest begins with so many bits of nought, found as anybody would."""
    number = 0
    while not format(int(hashlib.sha256(f"{token}:{number}".encode()).hexdigest(), 16), "0256b").startswith("0" * bits):
        number += 1
    return str(number)


def test_a_field_that_nobody_sees_is_hidden_from_everybody(client):
    open_survey(document(SAFE))
    page = answered(client)
    (around,) = re.findall(r'<div class="([^"]+)" aria-hidden="true">(<label.*?)</div>', page)
    assert around[0] == "govuk-visually-hidden", "by a class: programs look for what is not drawn at all"
    seen = {}

    class Inputs(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "input":
                seen.update(attrs)

    Inputs().feed(around[1])
    assert (seen["tabindex"], seen["autocomplete"], seen.get("value")) == ("-1", "off", None)
    assert "style=" not in page and "required" not in seen


@pytest.mark.refusal(part="Abuse", comes="answers with the field filled in that no person sees",
                     gets="taken like any others, and looked at by a person")  # fmt: skip
def test_whoever_fills_it_in_is_taken_and_looked_at(any_app):
    wave = open_survey(document(SAFE))
    client, other = any_app.test_client(), any_app.test_client()
    answered(client)
    assert post(client, "/s/tiny/check", website="https://spam.example").location == "/s/tiny/thanks"
    assert receipt_of(client)
    answered(other)
    assert post(other, "/s/tiny/check", website="").location == "/s/tiny/thanks"
    assert len(stored()) == 2 and not any(one.left_out for one in stored())
    (flag,) = db.session.scalars(db.select(ResponseFlag))
    assert (flag.kind, flag.subject, flag.detail, flag.wave_id) == ("unseen_field", "form", {}, wave.id)


def test_an_officer_sees_why_and_decides(client, sign_in):
    open_survey(document(SAFE))
    answered(client)
    post(client, "/s/tiny/check", website="x")
    officer = sign_in("officer", "trafford")
    assert "Filled in a field that no person sees" in officer.get(ALERTS).text
    page = officer.get(f"{ALERTS}/unseen_field/form").text
    assert "A browser may have filled it in for a person" in page and "https://" not in page.split("<main")[1]


def test_an_invitation_knows_no_such_field(client):
    wave = open_survey(document(SAFE), asks_work=True)
    _batch, (code,) = invitations.make(wave, "Letters", 1, "tests")
    page = answered(client, f"/s/tiny?invitation={code}")
    assert "website" not in page and "data-work" not in page
    assert post(client, "/s/tiny/check", website="x").location == "/s/tiny/thanks"
    assert stored()[0].channel == "invitation" and flags() == []


# Work.


def test_no_work_is_asked_unless_an_officer_says_so(client, sign_in):
    wave = open_survey(document(SAFE))
    assert "data-work" not in answered(client)
    officer = sign_in("officer", "trafford")
    assert post(officer, SETTINGS, open_link="yes", results_by="", asks_work="y").status_code == 303
    assert db.session.scalar(db.select(Wave.asks_work).where(Wave.id == wave.id))
    said = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "change wave"))
    assert said.detail["asks_work"] is True
    assert re.search(r'id="asks_work"[^>]*checked', officer.get(SETTINGS).text)
    assert 'data-work="16"' in client.get("/s/tiny/check").text
    assert post(officer, SETTINGS, open_link="yes", results_by="").status_code == 303
    assert not db.session.scalar(db.select(Wave.asks_work).where(Wave.id == wave.id))


def test_who_did_the_work_is_not_looked_at(client):
    open_survey(document(SAFE), asks_work=True)
    answered(client)
    token = client.token("/s/tiny/check")
    data = {"csrf_token": token, "work": worked(token), "website": ""}
    assert client.post("/s/tiny/check", data=data).location == "/s/tiny/thanks"
    assert flags() == []


@pytest.mark.refusal(part="Abuse", comes="answers without the work that the wave asks of a device",
                     gets="taken like any others, and looked at by a person")  # fmt: skip
@pytest.mark.parametrize("work", [None, "", "1", "x" * 21, "١", "0" * 5000])
def test_nobody_is_shut_out_for_lack_of_work(client, work):
    open_survey(document(SAFE), asks_work=True)
    answered(client)
    sent = {} if work is None else {"work": work}
    assert post(client, "/s/tiny/check", **sent).location == "/s/tiny/thanks"
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 1 and flags() == ["no_work"]


def test_the_work_of_another_device_does_not_count(app):
    open_survey(document(SAFE), asks_work=True)
    one, other = app.test_client(), app.test_client()
    answered(one), answered(other)
    theirs = one.token("/s/tiny/check")
    work = worked(theirs)
    refused = other.post("/s/tiny/check", data={"csrf_token": theirs, "work": work})
    assert refused.status_code == 200 and "open for a long time" in refused.text, "nor does its token"
    assert post(other, "/s/tiny/check", work=work).location == "/s/tiny/thanks" and flags() == ["no_work"]


def test_down_and_up_again_the_flags_that_the_code_before_knew_stay(any_app):
    wave = open_survey(document(SAFE), asks_work=True)
    client = any_app.test_client()
    answered(client)
    post(client, "/s/tiny/check", website="x")
    about = {"response_id": stored()[0].id, "wave_id": wave.id, "subject": "grids", "detail": {"rows": 5}}
    db.session.add(ResponseFlag(kind="straight_line", decided="keep", decided_by="a@x", decided_on=TODAY, reason="Fine",
                                **about))  # fmt: skip
    db.session.commit()
    db.session.remove()
    downgrade(revision="0019")
    upgrade()
    (flag,) = db.session.scalars(db.select(ResponseFlag))
    assert (flag.kind, flag.detail, flag.decided, flag.reason) == ("straight_line", {"rows": 5}, "keep", "Fine")
    assert not db.session.scalar(db.select(Wave.asks_work).where(Wave.id == flag.wave_id))
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text("UPDATE response_flag SET kind = 'gossip'"))
