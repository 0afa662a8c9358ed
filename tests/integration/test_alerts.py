"""Answers worth a second look: flagged with reasons, decided by a person, never removed by themselves."""

import datetime as dt
import uuid

import pytest

from consult.extensions import db
from consult.models import AuditEvent, OutreachSession, Response, ResponseFlag
from consult.services import cells, field, fieldwork, links, weigh
from consult.services.answering import receipts
from consult.services.coming_in import alerts, counts
from consult.services.outreach import devices
from tests.integration.surveys import TODAY, document, open_survey, post, receipt_of, send, yes_no
from tests.integration.tablets import Tablet
from tests.integration.taking import data, rows, taken
from tests.integration.test_officer import words
from tests.integration.waves import add_margin, add_people, add_wave

WAVE = "/officer/trafford/waves/tiny-1/"
FAST = WAVE + "alerts/speeder/online"
ROWS = [{"value": f"r{number}", "text": {"en": f"Row {number}"}} for number in range(5)]
CHOICES = [{"value": "big", "text": {"en": "Big"}}, {"value": "small", "text": {"en": "Small"}}]
GRID = {"id": "grid", "items": [
    {"name": "grid", "type": "grid", "text": {"en": "How big?"}, "rows": ROWS, "choices": CHOICES}]}  # fmt: skip
LINE = {f"grid.r{number}": "big" for number in range(5)}


def look(wave):
    alerts.look(wave, counts.arrivals(wave), counts.times(wave))
    return {(one.kind, one.subject): one for one in alerts.of(wave)}


def running(days):
    """A wave that has been open for so many days."""
    wave = add_wave(state="open")
    wave.opens_on, wave.closes_on = TODAY - dt.timedelta(days=days), TODAY + dt.timedelta(days=5)
    db.session.commit()
    return wave


def timed(wave, *groups, **own):
    """(how many, seconds) each."""
    for number, seconds in groups:
        add_people(wave, (number, {"sex": "female", "age_band": "16-44"}), seconds=seconds, **own)


@pytest.fixture
def wave(app):
    """Thirty took ten minutes, two took three: less than a third."""
    wave = running(0)
    timed(wave, (30, 600), (2, 180))
    return wave


def decide(client, ids, decision="leave_out", reason="Both within a minute, same words", **more):
    data = {"which": "ticked", "responses": [str(one) for one in ids], "decision": decision, "reason": reason, **more}
    return post(client, FAST, **data)


def fast_ids():
    query = db.select(Response.id).where(Response.seconds == 180).order_by(Response.id)
    return list(db.session.scalars(query))


def test_answers_in_less_than_a_third_of_the_median_are_flagged_and_stay(any_app):
    wave = running(0)
    # The median is 600 s: 200 s is a third of it and not less.
    timed(wave, (30, 600), (3, 200), (2, 190))
    found = look(wave)
    assert list(found) == [("speeder", "online")]
    alert = found["speeder", "online"]
    assert (alert.waiting, alert.detail) == (2, {"median": 600, "timed": 35})
    assert not db.session.scalar(db.select(db.func.count()).where(Response.left_out))
    # Looked at again, nothing is flagged twice; what came since is.
    timed(wave, (1, 100))
    assert look(wave)["speeder", "online"].waiting == 3
    assert counts.arrivals(wave).total == 36


def test_each_way_has_its_own_median(app):
    wave = running(0)
    timed(wave, (30, 600))
    # Quick for a phone, usual on a tablet.
    timed(wave, (30, 150), channel="outreach")
    assert look(wave) == {}
    timed(wave, (1, 40), channel="outreach")
    assert list(look(wave)) == [("speeder", "outreach")]


def test_with_few_times_nobody_is_fast(app):
    wave = running(0)
    timed(wave, (28, 600), (1, 10))
    assert look(wave) == {}


def test_a_day_of_one_link_far_above_its_others(any_app):
    wave = running(9)
    library, school = (links.add(wave.survey, title, None, "tests") for title in ("Library", "School"))
    day = TODAY - dt.timedelta(days=2)
    for ago in range(10):
        add_people(wave, (2, {}), link_id=school.id, submitted_on=TODAY - dt.timedelta(days=ago))
    add_people(wave, (30, {}), link_id=library.id, submitted_on=day)
    found = look(wave)
    assert list(found) == [("place", f"link-{library.id}-{day.isoformat()}")]
    (alert,) = found.values()
    assert alert.waiting == 30
    assert alert.detail == {"day": day.isoformat(), "number": 30, "usual": 0, "link": library.id}


def test_a_day_of_many_from_devices_that_had_answered(app):
    wave = running(9)
    add_people(wave, (25, {}), same_device=True, submitted_on=TODAY)
    for ago in range(10):
        add_people(wave, (25, {}), submitted_on=TODAY - dt.timedelta(days=ago))
    found = look(wave)
    assert found["device", f"day-{TODAY.isoformat()}"].waiting == 25


def test_a_session_with_far_more_than_expected(app):
    wave = running(9)
    device, _token = devices.pair(wave.survey.partnership, "Tablet", "tests")
    ids = []
    for expected in (16, 25):
        about = {"place": "Hall", "held_on": TODAY, "worker": "A", "declined": 0, "unfinished": 0, "languages": {}}
        held = OutreachSession(
            id=uuid.uuid4(), device_id=device.id, wave_id=wave.id, expected=expected, finished=True, **about)
        db.session.add(held)
        db.session.commit()
        add_people(wave, (31, {}), channel="outreach", session_id=held.id)
        ids.append(held.id)
    # 31 is more than 3.5 standard deviations above 16, and 1.2 above 25.
    assert list(look(wave)) == [("place", f"session-{ids[0].hex}")]


def test_a_straight_line_is_flagged_as_it_is_sent(any_app):
    wave = open_survey(document(GRID))
    client = any_app.test_client()
    post(client, "/s/tiny/q/grid", **LINE)
    send(client)
    other = any_app.test_client()
    post(other, "/s/tiny/q/grid", **LINE | {"grid.r4": "small"})
    send(other)
    (flag,) = db.session.scalars(db.select(ResponseFlag))
    assert (flag.kind, flag.subject, flag.detail, flag.decided) == (
        "straight_line", "grids", {"grids": 1, "rows": 5}, None)  # fmt: skip
    assert db.session.get(Response, flag.response_id).answers["grid"]["r4"] == "big"
    # Taken back, it takes its flag along.
    assert receipts.withdraw(wave.survey, receipt_of(client))
    assert db.session.scalar(db.select(db.func.count()).select_from(ResponseFlag)) == 0


def test_a_straight_line_from_a_tablet_is_flagged_too(any_app):
    open_survey(document(GRID))
    tablet = Tablet(any_app.test_client())
    pack = tablet.take_along()
    record, _code = tablet.record(pack, {"grid": {row["value"]: "big" for row in ROWS}})
    assert tablet.told([record])[record["id"]] == {"state": "stored"}
    tablet.told([record])
    (flag,) = db.session.scalars(db.select(ResponseFlag))
    assert flag.kind == "straight_line" and db.session.get(Response, flag.response_id).channel == "outreach"


def test_the_pages_say_what_was_found_and_show_no_answer(wave, sign_in):
    client = sign_in("officer", "trafford")
    assert "2 responses are worth a second look" in words(client.get(WAVE))
    said = words(client.get(WAVE + "alerts"))
    assert "Online: in less than a third of the middle person’s time, 10 minutes." in said
    assert "2 responses wait for a decision" in said
    page = client.get(FAST)
    assert "3 minutes" in words(page) and "Open link" in words(page) and "English" in words(page)
    assert "16-44" not in page.text and "female" not in page.text


def test_left_out_counts_nowhere_and_can_be_taken_back_in(wave, sign_in):
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    timed(wave, (0, 0))
    add_people(wave, (10, {"sex": "male", "age_band": "45+"}))
    run = weigh.weigh(wave, [weigh.margin_of(weigh.stored_margins(wave)[0])], "tests")
    client = sign_in("officer", "trafford")
    client.get(WAVE)
    ids = fast_ids()
    page = client.get(decide(client, ids).location)
    assert "2 responses are left out of every figure" in words(page)
    db.session.expire_all()
    # 30 of 32 women remain, and the ten men.
    assert cells.counts(wave, ["sex"]) == [("female", 30), ("male", 10)]
    tally = fieldwork.tally([wave])[wave.id]
    assert (tally.total, tally.left_out) == (40, 2)
    assert "2 responses more are left out by somebody’s decision" in words(client.get(WAVE))
    assert not cells.is_current(run)
    assert exported(wave) == len(list(others(ids)))
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 42
    client.get(decide(client, ids[:1], "keep", "The mother’s phone: two of a family").location)
    db.session.expire_all()
    assert cells.counts(wave, ["sex"]) == [("female", 31), ("male", 10)]
    assert f"Left out by officer-trafford@test.example on {long(TODAY)}: Both within" in words(client.get(FAST))


def long(day):
    return f"{day.day} {day:%B %Y}"


def others(ids):
    return db.session.scalars(db.select(Response.id).where(Response.id.not_in(ids)))


def exported(wave):
    """How many people a file of the wave holds."""
    return len(rows(data(taken(wave)[0])))


@pytest.mark.refusal(
    part="Fieldwork",
    comes="the same decision sent twice",
    gets="the second changes nothing and says so",
)
def test_every_decision_is_written_down_with_its_reason(wave, sign_in):
    client = sign_in("officer", "trafford")
    client.get(WAVE)
    ids = fast_ids()
    decide(client, ids[:1])
    post(client, FAST, which="waiting", decision="keep", reason="Plausible")
    first, second = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "decide alert"))
    assert first.actor == "officer-trafford@test.example"
    assert first.detail == {
        "alert": "speeder", "about": "online", "decision": "leave_out", "number": 1, "responses": [str(ids[0])],
        "reason": "Both within a minute, same words",
    }  # fmt: skip
    assert second.detail["responses"] == [str(ids[1])] and second.detail["decision"] == "keep"
    # Sent again, nothing waits any more and nothing is written.
    page = client.get(post(client, FAST, which="waiting", decision="leave_out", reason="Again").location)
    assert "Nothing was changed" in words(page)
    assert db.session.scalar(db.select(db.func.count()).where(AuditEvent.verb == "decide alert")) == 2


@pytest.mark.refusal(
    part="Fieldwork",
    comes="a decision without a reason, without a tick, that is none, or of a response that is not in the alert",
    gets="nothing changed; words; ticks and reason still there",
)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "  "}, "Give your reason"),
        ({"reason": "x" * 301}, "Use 300 characters or fewer"),
        ({"decision": ""}, "Choose to keep or to leave out"),
        ({"decision": "delete"}, "Not a valid choice"),
        ({"responses": []}, "Tick at least one response"),
        ({"responses": ["1 or 2"]}, "Invalid"),
    ],
)
def test_a_decision_that_is_not_whole_changes_nothing_and_keeps_what_was_given(wave, sign_in, change, said):
    client = sign_in("officer", "trafford")
    client.get(WAVE)
    ids = [str(one) for one in fast_ids()]
    given = {"which": "ticked", "responses": ids, "decision": "leave_out", "reason": "My reason"} | change
    page = post(client, FAST, **given)
    assert page.status_code == 422 and said in words(page)
    if "reason" not in change:
        assert 'value="My reason"' in page.text
    if "responses" not in change:
        assert page.text.count(" checked>") >= 2
    assert not db.session.scalar(db.select(db.func.count()).where(Response.left_out))


@pytest.mark.refusal(
    part="Fieldwork",
    comes="a decision without a reason, without a tick, that is none, or of a response that is not in the alert",
)
def test_responses_of_another_wave_are_out_of_reach(wave, sign_in):
    other = add_wave("tiny-2", state="closed")
    timed(other, (1, 5))
    theirs = db.session.scalar(db.select(Response.id).where(Response.wave_id == other.id))
    client = sign_in("officer", "trafford")
    client.get(WAVE)
    assert "Nothing was changed" in words(client.get(decide(client, [theirs]).location))
    assert not db.session.scalar(db.select(db.func.count()).where(Response.left_out))


def test_alerts_of_nothing_are_not_found(wave, sign_in):
    client = sign_in("officer", "trafford")
    for address in ("speeder/outreach", "gossip/online", "place/link-1-2026-01-01"):
        assert client.get(WAVE + "alerts/" + address).status_code == 404


def test_a_viewer_sees_alerts_and_decides_nothing(wave, sign_in):
    officer = sign_in("officer", "trafford")
    officer.get(WAVE)
    viewer = sign_in("viewer", "trafford")
    page = viewer.get(FAST)
    assert page.status_code == 200 and "Decide" not in words(page)
    data = {"csrf_token": viewer.token("/account/"), "which": "waiting", "decision": "keep", "reason": "x"}
    assert viewer.post(FAST, data=data).status_code == 403
    assert sign_in("outreach", "trafford").get(FAST).status_code == 403
    assert sign_in("officer", "stockport").get(FAST).status_code == 404


def test_a_response_flagged_twice_is_decided_once(wave):
    look(wave)
    ids = fast_ids()
    db.session.add(ResponseFlag(response_id=ids[0], wave_id=wave.id, kind="straight_line", subject="grids"))
    db.session.commit()
    assert alerts.waiting(wave) == 2
    found = look(wave)
    alerts.decide(wave, found["straight_line", "grids"], ids[:1], "leave_out", "Both", "tests")
    found = look(wave)
    assert found["speeder", "online"].left_out == 1 and found["speeder", "online"].waiting == 1
    rows = alerts.rows(wave, found["speeder", "online"], 0, 10)
    assert rows[1].kinds == ("speeder", "straight_line") and rows[1].response.left_out


def test_a_flag_has_a_whole_decision_or_none(any_app):
    wave = running(0)
    timed(wave, (1, 10))
    (response,) = db.session.scalars(db.select(Response))
    db.session.add(ResponseFlag(response_id=response.id, wave_id=wave.id, kind="speeder", subject="online",
                                decided="leave_out"))  # fmt: skip
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.commit()
    db.session.rollback()


def test_the_pages_turn(wave, sign_in):
    timed(wave, (60, 20), (300, 600))
    client = sign_in("officer", "trafford")
    client.get(WAVE)
    first, second = (client.get(f"{FAST}?page={page}") for page in (1, 2))
    assert "Page 1 of 2" in words(first) and "Page 2 of 2" in words(second)
    assert first.text.count('name="responses"') == 50 and second.text.count('name="responses"') == 12
    assert words(client.get(f"{FAST}?page=99")) == words(second).replace("page=2", "page=99")


def test_yes_no_surveys_have_no_lines(app):
    open_survey(document(yes_no("safe", "Do you feel safe?")))
    assert look(field.wave_by_slug("tiny-1")) == {}
