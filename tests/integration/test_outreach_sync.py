"""What a tablet sends back: each record once, each judged alone, nothing lost, nothing half."""

import datetime as dt
import json
import threading
import uuid

import pytest

from consult.extensions import db
from consult.models import OutreachSession, Partnership, QuestionnaireVersion, Response, SyncRecord
from consult.services.outreach import devices
from tests.integration.surveys import document, open_survey, post, stored, yes_no
from tests.integration.tablets import Tablet

TODAY = dt.date.today()
STORED = {"state": "stored"}
SAFE = yes_no("safe", "Do you feel safe?")


def aside(reason):
    return {"state": "aside", "reason": reason}


@pytest.fixture
def wave(any_app):
    why = {"id": "why", "when": {"item": "safe", "in": ["no"]},
           "items": [{"name": "why", "type": "text", "text": {"en": "Why?"}, "max_length": 100}]}  # fmt: skip
    return open_survey(document(SAFE, why))


@pytest.fixture
def tablet(any_app, wave):
    return Tablet(any_app.test_client())


@pytest.fixture
def pack(tablet):
    return tablet.take_along()


def move(wave, **columns):
    for name, value in columns.items():
        setattr(wave, name, value)
    db.session.commit()


def test_answers_given_without_a_network_are_stored_as_they_were_given(tablet, pack):
    session = tablet.session(pack)
    record, _code = tablet.record(pack, {"safe": "no", "why": "dark  "}, session, easy=True)
    assert tablet.told([record], [session]) == {record["id"]: STORED}
    one = stored()[0]
    assert (one.answers, one.language, one.channel) == ({"safe": "no", "why": "dark"}, "en", "outreach")
    assert (one.submitted_on, one.seconds, one.easy_read) == (TODAY, 240, True)
    assert str(one.session_id) == session["id"]
    held = db.session.get(OutreachSession, one.session_id)
    assert (held.place, held.worker, held.expected, held.declined, held.unfinished) == ("Library", "Amina", 30, 2, 1)


def test_the_answer_says_until_when_the_wave_accepts(tablet, pack, wave):
    record, _code = tablet.record(pack, {"safe": "yes"})
    answer = tablet.send([record]).json
    assert answer["waves"] == {"tiny-1": {"open": True, "accepts_until": str(TODAY + dt.timedelta(days=7 + 14))}}
    assert answer["revoked"] is False


def test_what_is_off_the_path_is_not_kept(tablet, pack):
    record, _code = tablet.record(pack, {"safe": "yes", "why": "left over", "nothing": "such"})
    assert tablet.told([record])[record["id"]] == STORED
    assert stored()[0].answers == {"safe": "yes"}


@pytest.mark.refusal(
    part="Tablets",
    comes="the same record twice, in one batch or in two",
    gets="stored once, answered alike",
)
def test_sent_again_it_is_stored_once_and_answered_alike(tablet, pack):
    session = tablet.session(pack)
    records = [tablet.record(pack, {"safe": "yes"}, session)[0] for _ in range(5)]
    first = tablet.told(records, [session])
    assert first == tablet.told(records[::-1], [session]) == tablet.told([*records, *records], [session])
    assert len(stored()) == 5


@pytest.mark.refusal(
    part="Tablets",
    comes="the same id with another body",
    gets="the first stays; the other waits for an officer",
)
def test_the_same_id_with_another_body_waits_for_an_officer(tablet, pack):
    first, _code = tablet.record(pack, {"safe": "yes"})
    other, _code = tablet.record(pack, {"safe": "no"}, id_=first["id"])
    assert tablet.told([first]) == {first["id"]: STORED}
    assert tablet.told([other]) == tablet.told([other]) == {first["id"]: aside("other_body")}
    assert [one.answers for one in stored()] == [{"safe": "yes"}]
    kept = db.session.scalars(db.select(SyncRecord).where(SyncRecord.state == "aside")).all()
    assert len(kept) == 1 and json.loads(kept[0].body) == other and str(kept[0].id) != first["id"]


@pytest.mark.refusal(part="Tablets", comes="the same id with another body")
def test_both_in_one_batch_as_well(tablet, pack):
    first, _code = tablet.record(pack, {"safe": "yes"})
    other, _code = tablet.record(pack, {"safe": "no"}, id_=first["id"])
    assert tablet.told([first, other]) == {first["id"]: aside("other_body")}
    assert [one.answers for one in stored()] == [{"safe": "yes"}]


@pytest.mark.refusal(
    part="Tablets",
    comes="one bad record among 200",
    gets="the others are stored; it waits for an officer, with why",
)
def test_one_bad_record_among_200_holds_nothing_up(tablet, pack):
    records = [tablet.record(pack, {"safe": "yes"})[0] for _ in range(200)]
    bad = records[120]
    bad["ct"] = records[121]["ct"]
    told = {}
    for start in range(0, 200, 50):
        told |= tablet.told(records[start : start + 50])
    assert told.pop(bad["id"]) == aside("unreadable")
    assert len(told) == 199 and all(state == STORED for state in told.values())
    assert len(stored()) == 199


@pytest.mark.refusal(
    part="Tablets",
    comes="answers that the questionnaire does not take, another key, a record that cannot be opened",
    gets="each waits for an officer under its reason",
)
def test_each_reason_by_name(tablet, pack, wave):
    good, _code = tablet.record(pack, {"safe": "yes"})
    wrong = [{"safe": "perhaps"}, {}, {"safe": None}, {"safe": ["yes"]}, {"safe": {"yes": 1}},
             {"safe": "no", "why": "x" * 101}, {"safe": "no", "why": 7}]  # fmt: skip
    for answers in wrong:
        record, _code = tablet.record(pack, answers)
        assert tablet.told([record])[record["id"]] == aside("invalid"), answers
    for more in ({"language": "xx"}, {"language": 3}, {"receipt": "AB"}, {"answers": [1]}):
        record, _code = tablet.record(pack, {"safe": "yes"}, **more)
        assert tablet.told([record])[record["id"]] == aside("invalid"), more
    unknown_wave = {**good, "id": str(uuid.uuid4()), "wave": "no-such"}
    unknown_version = {**good, "id": str(uuid.uuid4()), "version": "0" * 64}
    moved = {**good, "id": str(uuid.uuid4())}
    told = tablet.told([unknown_wave, unknown_version, moved])
    reasons = [told[one["id"]] for one in (unknown_wave, unknown_version, moved)]
    assert reasons == [aside("unknown_wave"), aside("unknown_version"), aside("unreadable")]
    assert stored() == []


@pytest.mark.refusal(
    part="Tablets",
    comes="another response with a receipt that is taken",
    gets="it waits for an officer",
)
def test_a_receipt_that_is_taken_is_no_second_response(tablet, pack):
    first, _code = tablet.record(pack, {"safe": "yes"}, receipt="a" * 64)
    again, _code = tablet.record(pack, {"safe": "no"}, receipt="a" * 64)
    assert tablet.told([first, again]) == {first["id"]: STORED, again["id"]: aside("other_body")}
    assert len(stored()) == 1


@pytest.mark.refusal(
    part="Tablets",
    comes="answers taken back by their receipt, sent once more",
    gets="answered as stored, and not stored again",
)
def test_the_receipt_photographed_takes_the_answers_back_and_a_late_repeat_does_not_bring_them_again(tablet, pack):
    record, code = tablet.record(pack, {"safe": "yes"})
    tablet.told([record])
    typed = "-".join(code[start : start + 4] for start in range(0, 16, 4)).lower()
    post(tablet.client, "/s/tiny/withdraw", code=typed, action="delete")
    assert stored() == []
    assert tablet.told([record]) == {record["id"]: STORED}
    assert stored() == []


@pytest.mark.refusal(
    part="Tablets",
    comes="answers sent after the wave",
    gets="taken until its time of grace ends, then kept for an officer",
)
def test_after_the_wave_answers_are_taken_until_the_grace_ends_and_then_kept(tablet, pack, wave):
    records = [tablet.record(pack, {"safe": "yes"})[0] for _ in range(2)]
    move(wave, state="closed", opens_on=TODAY - dt.timedelta(days=40), closes_on=TODAY - dt.timedelta(days=14))
    assert tablet.told(records[:1])[records[0]["id"]] == STORED
    assert stored()[0].submitted_on == TODAY - dt.timedelta(days=14)
    move(wave, closes_on=TODAY - dt.timedelta(days=15))
    assert tablet.told(records[1:])[records[1]["id"]] == aside("too_late")
    assert len(stored()) == 1
    move(wave, grace_days=15)
    assert tablet.told([tablet.record(pack, {"safe": "no"})[0]]).popitem()[1] == STORED


@pytest.mark.refusal(
    part="Tablets",
    comes="answers to a version that was replaced since",
    gets="judged and stored by the version on the tablet",
)
def test_answers_are_judged_by_the_version_on_the_tablet(tablet, pack, wave):
    other = yes_no("more", "Something more?")
    newer = QuestionnaireVersion(survey_id=wave.survey_id, number=2, document=document(SAFE, other), sha256="f" * 64)
    db.session.add(newer)
    db.session.commit()
    older = wave.version_id
    move(wave, version_id=newer.id)
    record, _code = tablet.record(pack, {"safe": "yes"})
    assert tablet.told([record])[record["id"]] == STORED
    assert stored()[0].version_id == older


@pytest.mark.refusal(part="Tablets", comes="a clock a year off", gets="stored with a day within the wave, and noted")
@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_a_year_off_is_brought_within_the_wave_and_noted(tablet, pack, days):
    date = (TODAY + dt.timedelta(days=days)).isoformat()
    session = tablet.session(pack, date=date)
    record, _code = tablet.record(pack, {"safe": "yes"}, session, date=date)
    assert tablet.told([record], [session])[record["id"]] == STORED
    assert stored()[0].submitted_on == TODAY
    held = db.session.scalar(db.select(OutreachSession))
    assert held.clock_off and held.held_on == TODAY


@pytest.mark.refusal(
    part="Tablets",
    comes="a revoked tablet",
    gets="what it holds is kept for an officer, and it is told to empty itself",
)
def test_a_revoked_tablet_is_heard_out_but_not_believed(tablet, pack):
    before, _code = tablet.record(pack, {"safe": "yes"})
    tablet.told([before])
    owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    devices.revoke(devices.of(owner)[0], "tests")
    after, _code = tablet.record(pack, {"safe": "no"})
    answer = tablet.send([before, after])
    assert answer.status_code == 200 and answer.json["revoked"] is True
    assert answer.json["records"] == {before["id"]: STORED, after["id"]: aside("revoked")}
    assert len(stored()) == 1
    for page in ("/outreach/surveys.json", "/outreach/pack/tiny.json"):
        refused = tablet.client.get(page, headers=tablet.headers)
        assert refused.status_code == 403 and refused.json["revoked"] is True
    device = devices.of(owner)[0]
    assert device.wiped_on == device.seen_on == TODAY


@pytest.mark.refusal(part="Tablets", comes="another partnership's wave, or another tablet's session")
def test_a_session_is_the_tablets_own_and_the_last_word_counts(any_app, tablet, pack):
    session = tablet.session(pack)
    tablet.told([], [session])
    tablet.told([], [{**session, "declined": 5, "finished": True, "languages": {"en": 2, "ur": 9}}])
    held = db.session.scalar(db.select(OutreachSession))
    assert (held.declined, held.finished, held.languages) == (5, True, {"en": 2, "ur": 9})
    other = Tablet(tablet.client, name="Other")
    answer = other.send([other.record(pack, {"safe": "yes"}, session)[0]], [{**session, "place": "Taken over"}])
    assert answer.json["sessions"] == []
    db.session.expire_all()
    assert db.session.scalar(db.select(OutreachSession.place)) == "Library"
    # The answers count all the same.
    assert stored()[0].session_id is None


@pytest.mark.refusal(
    part="Tablets",
    comes="another partnership's wave, or another tablet's session",
    gets="unknown; nothing stored, nothing changed",
)
def test_another_partnerships_wave_is_unknown(any_app, tablet, pack):
    stranger = Tablet(tablet.client, partnership="stockport")
    record, _code = tablet.record(pack, {"safe": "yes"})
    answer = stranger.send([record], [tablet.session(pack)])
    assert answer.json["records"] == {record["id"]: aside("unknown_wave")}
    assert answer.json["sessions"] == [] and answer.json["waves"] == {}
    assert stranger.client.get("/outreach/pack/tiny.json", headers=stranger.headers).status_code == 404
    assert stored() == []


@pytest.mark.refusal(
    part="Tablets",
    comes="no token, another's, or one that is none",
    gets='"pair it again"; nothing stored',
)
@pytest.mark.parametrize("header", [
    None, "", "Bearer", "Bearer .", "Bearer x.y", "Basic abc", "Bearer 00000000-0000-0000-0000-000000000000.x",
])  # fmt: skip
def test_without_its_token_nobody_sends_or_fetches(tablet, pack, header):
    headers = {"Authorization": header} if header is not None else {}
    record, _code = tablet.record(pack, {"safe": "yes"})
    answers = [tablet.client.post("/outreach/sync", headers=headers, json={"records": [record]}),
               tablet.client.get("/outreach/surveys.json", headers=headers),
               tablet.client.get("/outreach/pack/tiny.json", headers=headers)]  # fmt: skip
    for answer in answers:
        assert answer.status_code == 401 and "pair it again" in answer.json["words"]
    assert stored() == []


@pytest.mark.refusal(part="Tablets", comes="no token, another's, or one that is none")
def test_one_tablets_token_is_not_anothers(tablet, pack):
    other = Tablet(tablet.client, name="Other")
    headers = {"Authorization": f"Bearer {tablet.id}.{other.token}"}
    assert tablet.client.get("/outreach/surveys.json", headers=headers).status_code == 401


@pytest.mark.refusal(
    part="Tablets",
    comes="a body that is no batch, nested without end, of more than 50 records or 2 MB",
    gets="refused whole, in words; the tablet keeps them",
)
def test_what_is_no_batch_is_refused_whole(tablet, pack):
    record, _code = tablet.record(pack, {"safe": "yes"})
    for body in (b"", b"not json", b"[]", b"7", b'"x"', b"null", b'{"records": {}}', b'{"records": 1, "sessions": []}',
                 b"[" * 100_000, b"\xff\xfe", b"1" * 5000):
        answer = tablet.client.post("/outreach/sync", headers=tablet.headers, data=body)
        assert answer.status_code == 400 and "Nothing was stored" in answer.json["words"], body[:20]
    many = [{**record, "id": str(uuid.uuid4())} for _ in range(51)]
    assert tablet.send(many).status_code == 413
    assert tablet.send([{**record, "ct": "A" * 2_100_000}]).status_code == 413
    assert stored() == [] and db.session.scalar(db.select(db.func.count()).select_from(SyncRecord)) == 0


@pytest.mark.refusal(part="Tablets", comes="records that are none", gets="kept aside once, the good ones stored")
def test_records_that_are_none_are_kept_aside(tablet, pack):
    good, _code = tablet.record(pack, {"safe": "yes"})
    odd = [None, 7, "x", [], {}, {"id": 3}, {"id": "no uuid"}, {**good, "id": "{" + good["id"] + "}"}, good]
    told = tablet.told(odd)
    assert told[good["id"]] == STORED and told["no uuid"] == aside("unreadable")
    count = db.select(db.func.count()).select_from(SyncRecord).where(SyncRecord.state == "aside")
    assert db.session.scalar(count) == 8
    tablet.told(odd)
    assert db.session.scalar(count) == 8


@pytest.mark.refusal(part="Tablets", comes="a young person's answers without consent", gets="they wait for an officer")
def test_young_people_need_consent(any_app):
    open_survey(document(SAFE, yes_no("orientation", "About you?", from_age=16), audience="young"), slug="young")
    tablet = Tablet(any_app.test_client())
    pack = tablet.take_along("young")
    both = {"safe": "yes", "orientation": "no"}
    cases = [
        ({}, aside("no_consent")), ({"age_group": "11-15"}, aside("no_consent")),
        ({"age_group": "11-15", "consent": "own"}, aside("no_consent")),
        ({"age_group": "18", "consent": "own"}, aside("no_consent")),
        ({"age_group": "16-17", "consent": None}, aside("no_consent")),
        ({"age_group": "16-17", "consent": "gossip"}, aside("no_consent")),
        ({"age_group": "16-17", "consent": "own"}, STORED), ({"age_group": "11-15", "consent": "school"}, STORED),
    ]  # fmt: skip
    for more, expected in cases:
        record, _code = tablet.record(pack, both, **more)
        assert tablet.told([record])[record["id"]] == expected, more
    # Nobody below 16 is asked about orientation, whatever the tablet sent.
    kept = {one.consent_route: one.answers for one in stored()}
    assert kept == {"own": both, "school": {"safe": "yes"}}


@pytest.mark.refusal(part="Tablets", comes="the same record twice, in one batch or in two")
def test_two_sendings_of_one_batch_at_the_same_moment(any_app, tablet, pack):
    session = tablet.session(pack)
    records = [tablet.record(pack, {"safe": "yes"}, session)[0] for _ in range(30)]
    answers = []

    def send():
        client = any_app.test_client()
        answers.append(client.post("/outreach/sync", headers=tablet.headers,
                                   json={"records": records, "sessions": [session]}))  # fmt: skip

    threads = [threading.Thread(target=send) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in answers] == [200] * 4
    assert all(one.json["records"] == {record["id"]: STORED for record in records} for one in answers)
    assert len(stored()) == 30


@pytest.mark.refusal(part="Tablets", comes="the same record twice, in one batch or in two")
def test_two_tablets_with_the_same_record_store_it_once(any_app, tablet, pack):
    other = Tablet(tablet.client, name="Other")
    records = [tablet.record(pack, {"safe": "yes"})[0] for _ in range(20)]
    answers = []

    def send(one, batch):
        answers.append(any_app.test_client().post("/outreach/sync", headers=one.headers, json={"records": batch}))

    threads = [threading.Thread(target=send, args=case) for case in ((tablet, records), (other, records[::-1])) * 2]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in answers] == [200] * 4
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 20
