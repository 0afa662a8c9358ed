"""Tablets, sessions and records kept aside, as officers meet them; and what each role and each partnership may see."""

import datetime as dt
import html
import re
import uuid

import pytest

from consult.extensions import db
from consult.models import AccountSession, AuditEvent, Device, Response, SyncRecord
from consult.services.outreach import devices, standing
from tests.integration.surveys import document, open_survey, stored, yes_no
from tests.integration.tablets import Tablet
from tests.integration.waves import add_margin

TODAY = dt.date.today()
OFFICER = "/officer/trafford/"
SESSIONS = OFFICER + "waves/tiny-1/outreach"
TABLETS, ASIDE = OFFICER + "tablets/", OFFICER + "kept-aside/"


def words(page):
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
def wave(app):
    return open_survey(document(yes_no("safe", "Do you feel safe?"), yes_no("sex", "Are you a woman?")))


@pytest.fixture
def tablet(app, wave):
    return Tablet(app.test_client())


@pytest.fixture
def pack(tablet):
    return tablet.take_along()


def press(client, page, address, **data):
    return client.post(address, data={"csrf_token": client.token(page), **data})


def keep_one_aside(tablet, pack, wave, **more):
    """A record that came too late, and its id."""
    record, code = tablet.record(pack, {"safe": "yes", "sex": "no"}, **more)
    closes_on, opens_on = wave.closes_on, wave.opens_on
    wave.opens_on, wave.closes_on = TODAY - dt.timedelta(days=60), TODAY - dt.timedelta(days=30)
    db.session.commit()
    assert tablet.told([record])[record["id"]] == {"state": "aside", "reason": "too_late"}
    wave.opens_on, wave.closes_on = opens_on, closes_on
    db.session.commit()
    return record["id"]


# Pairing


def test_a_worker_pairs_a_tablet_and_is_signed_out_of_it(app, sign_in, wave):
    client = sign_in("outreach", "trafford")
    found = client.get("/outreach/pair").json
    assert found["signed_in"] is True and [one["slug"] for one in found["partnerships"]] == ["trafford"]
    header = {"X-CSRFToken": found["csrf_token"]}
    answer = client.post("/outreach/pair/trafford", headers=header, json={"name": "  Youth team\n2 "})
    assert answer.status_code == 201 and answer.json["name"] == "Youth team 2"
    assert client.get("/outreach/pair").json["signed_in"] is False
    assert "/account/sign-in" in client.get(OFFICER).location
    assert db.session.scalar(db.select(AccountSession)) is None, "nor does a copy of the cookie open anything"
    bearer = {"Authorization": f"Bearer {answer.json['device']}.{answer.json['token']}"}
    surveys = client.get("/outreach/surveys.json", headers=bearer).json
    assert [one["survey"] for one in surveys["surveys"]] == ["tiny"] and len(surveys["wards"]) == 21
    # The token is nowhere on the server.
    device = db.session.scalar(db.select(Device))
    assert answer.json["token"] not in repr(vars(device)) and device.paired_by == "outreach-trafford@test.example"
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "pair tablet")).subject == "Youth team 2"


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": " "}, {"name": 3}, {"name": "x" * 81}, [], None])
def test_a_tablet_needs_a_name(app, sign_in, wave, body):
    client = sign_in("outreach", "trafford")
    header = {"X-CSRFToken": client.get("/outreach/pair").json["csrf_token"]}
    answer = client.post("/outreach/pair/trafford", headers=header, json=body)
    assert answer.status_code == 422 and answer.json["words"]
    assert db.session.scalar(db.select(Device)) is None


@pytest.mark.parametrize(("role", "slug", "code"), [
    ("viewer", "trafford", 403), ("outreach", "trafford", 201), ("officer", "trafford", 201),
    ("admin", "trafford", 201),
    ("outreach", "stockport", 404), ("admin", "stockport", 404),
])  # fmt: skip
def test_who_may_pair(app, sign_in, wave, role, slug, code):
    client = sign_in(role, slug)
    header = {"X-CSRFToken": client.get("/outreach/pair").json["csrf_token"]}
    assert client.post("/outreach/pair/trafford", headers=header, json={"name": "T"}).status_code == code


def test_nobody_pairs_by_another_site_or_unasked(app, client, sign_in, wave):
    assert client.get("/outreach/pair").json == {"signed_in": False, "sign_in": "/account/sign-in?next=/outreach/"}
    assert client.post("/outreach/pair/trafford", json={"name": "T"}).status_code == 400
    forged = sign_in("outreach", "trafford").post("/outreach/pair/trafford", json={"name": "T"})
    assert forged.status_code == 400
    assert db.session.scalar(db.select(Device)) is None


def test_whoever_lacks_the_second_factor_of_their_role_pairs_nothing(app, sign_in, wave):
    client = sign_in("officer", "trafford")
    app.config["SECOND_FACTOR_FOR"] = ("officer",)
    assert client.get("/outreach/pair").json == {"signed_in": False, "sign_in": "/account/second-factor"}
    token = client.token("/account/second-factor")
    client.post("/outreach/pair/trafford", headers={"X-CSRFToken": token}, json={"name": "T"})
    assert db.session.scalar(db.select(Device)) is None


# Tablets


def test_an_officer_sees_tablets_and_revokes_one(app, sign_in, tablet, pack):
    client = sign_in("officer", "trafford")
    page = words(client.get(TABLETS))
    assert "Youth team 2" in page and "In use" in page and "tests" in page
    revoke = f"{TABLETS}{tablet.id}/revoke"
    assert press(client, TABLETS, revoke).status_code == 303
    assert "Revoked, not heard from since" in words(client.get(TABLETS))
    assert tablet.send().json["revoked"] is True
    assert "Revoked, told to wipe itself on" in words(client.get(TABLETS))
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "revoke tablet"))
    assert event.actor == "officer-trafford@test.example" and event.subject == "Youth team 2"


# Records kept aside


def test_an_officer_takes_a_record_in(app, sign_in, tablet, pack, wave):
    session = tablet.session(pack)
    tablet.told([], [session])
    id_ = keep_one_aside(tablet, pack, wave, session=session)
    client = sign_in("officer", "trafford")
    page = client.get(ASIDE)
    assert "It came after the wave’s time for tablets had ended." in words(page) and "Library" in words(page)
    # Nobody has to read the answers to decide.
    assert "yes" not in words(page).split("Decision")[1].lower()
    assert press(client, ASIDE, ASIDE + id_, decision="take").status_code == 303
    assert [one.answers for one in stored()] == [{"safe": "yes", "sex": "no"}]
    assert str(stored()[0].session_id) == session["id"]
    assert "Nothing waits" in words(client.get(ASIDE))
    record = db.session.scalar(db.select(SyncRecord))
    assert (record.state, record.body) == ("stored", None)
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "take in record"))
    assert event.detail == {"record": id_, "reason": "too_late"}
    # A second click finds nothing to decide.
    assert press(client, "/account/", ASIDE + id_, decision="take").status_code == 404
    assert len(stored()) == 1


def test_an_officer_deletes_a_record_and_it_stays_away(app, sign_in, tablet, pack, wave):
    id_ = keep_one_aside(tablet, pack, wave)
    body = db.session.scalar(db.select(SyncRecord.body))
    client = sign_in("officer", "trafford")
    assert press(client, ASIDE, ASIDE + id_, decision="delete").status_code == 303
    record = db.session.scalar(db.select(SyncRecord))
    assert (record.state, record.body) == ("deleted", None)
    assert db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "delete record")).detail["record"] == id_
    answer = tablet.client.post("/outreach/sync", headers=tablet.headers, data=f'{{"records": [{body}]}}')
    assert answer.json["records"] == {id_: {"state": "aside", "reason": "too_late"}}
    assert stored() == [] and "Nothing waits" in words(client.get(ASIDE))


def test_what_cannot_be_opened_or_does_not_fit_is_not_taken_in(app, sign_in, tablet, pack):
    broken, _code = tablet.record(pack, {"safe": "yes", "sex": "no"})
    broken["ct"] = broken["ct"][::-1]
    wrong, _code = tablet.record(pack, {"safe": "perhaps", "sex": "no"})
    tablet.told([broken, wrong, 7])
    client = sign_in("officer", "trafford")
    assert words(client.get(ASIDE)).count("Take in") == 3
    for record in db.session.scalars(db.select(SyncRecord)).all():
        answer = press(client, ASIDE, f"{ASIDE}{record.id}", decision="take")
        assert answer.status_code == 422 and "cannot be taken in" in words(answer)
    assert press(client, ASIDE, ASIDE + broken["id"], decision="gossip").status_code == 422
    assert stored() == []


def test_a_record_of_a_revoked_tablet_can_be_taken_in(app, sign_in, tablet, pack):
    devices.revoke(db.session.scalar(db.select(Device)), "tests")
    record, _code = tablet.record(pack, {"safe": "no", "sex": "yes"})
    tablet.told([record])
    client = sign_in("officer", "trafford")
    assert "The tablet had been revoked" in words(client.get(ASIDE))
    press(client, ASIDE, ASIDE + record["id"], decision="take")
    assert [one.answers for one in stored()] == [{"safe": "no", "sex": "yes"}]


def test_another_record_under_the_same_number_can_be_taken_in_too(app, sign_in, tablet, pack):
    first, _code = tablet.record(pack, {"safe": "yes", "sex": "no"})
    other, _code = tablet.record(pack, {"safe": "no", "sex": "no"}, id_=first["id"])
    twin, _code = tablet.record(pack, {"safe": "no", "sex": "yes"}, receipt=None)
    tablet.told([first, other, twin])
    client = sign_in("officer", "trafford")
    aside = db.session.scalar(db.select(SyncRecord).where(SyncRecord.reason == "other_body"))
    assert press(client, ASIDE, f"{ASIDE}{aside.id}", decision="take").status_code == 303
    assert sorted(one.answers["safe"] for one in stored()) == ["no", "yes"]


# Sessions


def test_an_officer_sees_sessions_and_who_is_missing(app, sign_in, tablet, pack, wave):
    add_margin(wave, "sexes", ["sex"], [("yes", 50), ("no", 50)])
    session = tablet.session(pack, place="Sale <b>Moor</b> library", ward=None, languages={"ur": 2, "en": 1})
    records = [tablet.record(pack, {"safe": "yes", "sex": sex}, session, seconds=seconds)[0]
               for sex, seconds in (("no", 60), ("no", 300), ("yes", 125))]  # fmt: skip
    tablet.told(records, [session])
    page = sign_in("outreach", "trafford").get(SESSIONS)
    said = words(page)
    assert "Sale <b>Moor</b> library" in said and "<b>Moor" not in page.text
    # 60, 300 and 125 rounded to 120: the middle is two minutes.
    assert "2 min 0 s" in said and "Urdu: 2" in said and "English: 1" in said
    row = said.split("Youth team 2")[1]
    assert row.split()[:4] == ["3", "30", "2", "1"]
    # Two of three said no where half should: a sixth would have to be other people.
    assert "17% of them would have to be other people" in said
    # One more yes makes 2 of 4.
    assert re.search(r"Yes 1 33.3% 50.0% 1 ", said)


def test_how_a_session_moved_the_sample(app, tablet, pack, wave):
    add_margin(wave, "sexes", ["sex"], [("yes", 50), ("no", 50)])
    for _number in range(3):
        db.session.add(Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en",
                                answers={"safe": "yes", "sex": "no"}))  # fmt: skip
    db.session.commit()
    session = tablet.session(pack)
    tablet.told([tablet.record(pack, {"safe": "yes", "sex": "yes"}, session)[0]], [session])
    from consult.services import fieldwork

    moved = standing.distances(wave, fieldwork.against_population(wave), [uuid.UUID(session["id"])])
    assert [(one.before, one.after) for one in moved] == [(0.5, 0.25)]


def test_the_plan_looks_for_the_group_that_lacks(app, tablet, pack, wave):
    add_margin(wave, "sexes", ["sex"], [("yes", 50), ("no", 50)])
    assert standing.plan(wave) == []
    for number in range(40):
        db.session.add(Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en",
                                answers={"safe": "yes", "sex": "yes" if number < 8 else "no"}))  # fmt: skip
    db.session.commit()
    first = standing.plan(wave)[0]
    assert first.categories == ("yes",) and first.answers >= 20
    # By hand: 8 + n against 32, half and half each: weights 20/(8+n) and 20/32 of 40; base 1600/(400/(8+n)+400/32)/...
    after = (40**2) / (20**2 / (8 + first.answers) + 20**2 / 32)
    assert first.effective_base == pytest.approx(after, rel=1e-6)


# Isolation

GETS = {
    "outreach": {SESSIONS: 200, TABLETS: 200, ASIDE: 403}, "viewer": {SESSIONS: 200, TABLETS: 200, ASIDE: 403},
    "officer": {SESSIONS: 200, TABLETS: 200, ASIDE: 200}, "admin": {SESSIONS: 200, TABLETS: 200, ASIDE: 200},
}  # fmt: skip


@pytest.mark.parametrize("role", GETS)
def test_each_role_sees_its_own_and_another_partnership_nothing(app, sign_in, tablet, pack, wave, role):
    id_ = keep_one_aside(tablet, pack, wave)
    posts = {f"{TABLETS}{tablet.id}/revoke": {}, ASIDE + id_: {"decision": "delete"}}
    own, stranger = sign_in(role, "trafford"), sign_in(role, "stockport")
    for address, code in GETS[role].items():
        assert own.get(address).status_code == code, address
        assert stranger.get(address).status_code == 404, address
    token = stranger.token("/account/")
    for address, data in posts.items():
        assert stranger.post(address, data={"csrf_token": token, **data}).status_code == 404
        # Nor by way of their own partnership.
        swapped = address.replace("/trafford/", "/stockport/")
        assert stranger.post(swapped, data={"csrf_token": token, **data}).status_code in (403, 404)
    if role in ("viewer", "outreach"):
        token = own.token("/account/")
        for address, data in posts.items():
            assert own.post(address, data={"csrf_token": token, **data}).status_code == 403
    assert db.session.scalar(db.select(Device.revoked)) is False
    assert db.session.scalar(db.select(SyncRecord.state)) == "aside"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_pages_hold_in_both_directions(app, sign_in, tablet, pack, wave, language):
    keep_one_aside(tablet, pack, wave)
    tablet.told([], [tablet.session(pack)])
    client = sign_in("officer", "trafford")
    for address in (SESSIONS, TABLETS, ASIDE):
        assert client.get(f"{address}?lang={language}").status_code == 200
