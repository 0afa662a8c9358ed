"""Waves planned, opened, paused, extended and closed by officers, and what people then meet."""

import datetime as dt

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Response
from consult.services import bring_in, field, permissions, preflight, quotas, retention, wave_plans
from consult.services.answering import daily, drafts
from consult.services.wave_plans import Plan, PlanRefused
from tests.integration.surveys import TODAY, document, open_survey, post, send, stored, yes_no
from tests.integration.tablets import Tablet
from tests.integration.test_officer import words
from tests.integration.waves import add_margin, add_people, add_wave

NEW = "/officer/trafford/surveys/tiny/plan-a-wave"
WAVE = "/officer/trafford/waves/tiny-1/"
DAY = dt.timedelta(days=1)
GOOD = {
    "title": "Autumn 2027", "design": "quota", "opens_on": "2027-09-01", "closes_on": "2027-10-31",
    "ways": ["outreach", "open_link"], "target": "400", "retention_days": "90",
}  # fmt: skip


def two_questions():
    return document(yes_no("safe", "Do you feel safe?"), yes_no("dark", "And after dark?"))


@pytest.fixture
def wave(app):
    return open_survey(two_questions())


def fresh(wave):
    """The wave as it stands in the database."""
    db.session.expire_all()
    return field.wave_by_slug(wave.slug)


def events(verb):
    return list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == verb)))


def test_a_wave_is_planned_changed_and_opened(wave, sign_in):
    client = sign_in("officer", "trafford")
    assert 'href="/officer/trafford/surveys/tiny/plan-a-wave"' in client.get("/officer/trafford/").text
    assert post(client, NEW, **GOOD).location == "/officer/trafford/waves/tiny-2027-09/"
    planned = field.wave_by_slug("tiny-2027-09")
    assert (planned.state, planned.design, planned.target, planned.retention_days) == ("draft", "quota", 400, 90)
    assert planned.open_link and planned.channels == ["outreach"]
    assert (planned.opens_on, planned.closes_on) == (dt.date(2027, 9, 1), dt.date(2027, 10, 31))
    plan = "/officer/trafford/waves/tiny-2027-09/plan"
    changed = post(client, plan, **GOOD | {"design": "probability", "ways": ["invitation"], "target": ""})
    assert changed.status_code == 303
    planned = fresh(planned)
    assert (planned.design, planned.open_link, planned.channels, planned.target) == (
        "probability", False, ["invitation"], None)  # fmt: skip
    detail = events("change plan")[0].detail
    assert detail["design"] == "probability" and detail["target"] is None and "title" not in detail
    preflight.explain(planned, preflight.of(planned), "It is made for tests and nobody reads it.", "tests")
    post(client, "/officer/trafford/waves/tiny-2027-09/", state="open")
    assert fresh(planned).state == "open" and fresh(wave).state == "closed"


def test_two_waves_of_a_month_have_addresses_of_their_own(wave, sign_in):
    client = sign_in("officer", "trafford")
    assert [post(client, NEW, **GOOD).location[-15:] for _ in range(2)] == ["s/tiny-2027-09/", "tiny-2027-09-2/"]


@pytest.mark.refusal(
    part="Fieldwork",
    comes=(
        "a plan that closes before it opens, runs for over two years, has no title, no way to answer, an unknown "
        "design or way, a target of 0, a date or number that is none"
    ),
    gets="nothing stored; words beside the field; everything typed still there",
)
@pytest.mark.refusal(
    part="Fieldwork",
    comes="a random sample that anybody with the address may answer",
    gets="refused: only people who were drawn may answer",
)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closes_on": "2027-08-31"}, "The last day is before the first"),
        ({"closes_on": "2030-08-31"}, "two years at most"),
        ({"opens_on": "31st of May"}, "Enter a date with year, month and day"),
        ({"title": " "}, "Give the wave a title"),
        ({"title": "x" * 161}, "Use 160 characters or fewer"),
        ({"design": "hearsay"}, "Not a valid choice"),
        ({"ways": []}, "Choose at least one way to answer"),
        ({"ways": ["pigeon"]}, "pigeon"),
        ({"design": "probability"}, "only people who were drawn may answer"),
        ({"target": "0"}, "Enter a number from 1 to 1,000,000"),
        ({"target": "many"}, "Enter a whole number"),
        ({"retention_days": "4000"}, "Enter a number of days from 1 to 3650"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(wave, sign_in, change, said):
    given = GOOD | change
    page = post(sign_in("officer", "trafford"), NEW, **given)
    assert page.status_code == 422 and said in words(page) and "There is a problem" in page.text
    for name in ("title", "opens_on", "closes_on", "target", "retention_days"):
        assert f'value="{given[name].strip()}"' in page.text, name
    assert db.session.scalar(db.select(db.func.count()).select_from(field.Wave)) == 1


@pytest.mark.refusal(
    part="Fieldwork",
    comes="another design, first day or later deletion for a wave that has been open",
    gets="what was promised stays",
)
def test_an_open_waves_promises_stay(wave, sign_in):
    client = sign_in("officer", "trafford")
    sent = GOOD | {"title": "Renamed", "design": "probability", "opens_on": "2020-01-01"}
    assert post(client, WAVE + "plan", **sent).status_code == 303
    wave = fresh(wave)
    assert (wave.title, wave.target, wave.channels) == ("Renamed", 400, ["outreach"])
    assert (wave.design, wave.opens_on, wave.retention_days) == ("open", TODAY, 90)
    # Ninety days were said: fewer is kinder, more would break the word.
    page = post(client, WAVE + "plan", **sent | {"retention_days": "91"})
    assert page.status_code == 422 and "while it said 90 days" in words(page)
    assert post(client, WAVE + "plan", **sent | {"retention_days": ""}).status_code == 422
    assert post(client, WAVE + "plan", **sent | {"retention_days": "30"}).status_code == 303
    assert fresh(wave).retention_days == 30


@pytest.mark.refusal(
    part="Fieldwork",
    comes="another design, first day or later deletion for a wave that has been open",
)
def test_of_a_closed_wave_only_the_deletion_of_words_may_change(wave, sign_in):
    field.close(wave, "tests")
    client = sign_in("officer", "trafford")
    assert 'name="title"' not in client.get(WAVE + "plan").text
    assert post(client, WAVE + "plan", **GOOD).status_code == 303
    wave = fresh(wave)
    assert (wave.title, wave.target, wave.design, wave.retention_days) == ("Tiny survey", None, "open", 90)


def test_a_wave_is_extended(wave, sign_in):
    client = sign_in("officer", "trafford")
    later = TODAY + 40 * DAY
    answer = client.post(WAVE + "extend", data={"csrf_token": client.token(WAVE), "closes_on": later.isoformat()})
    assert answer.status_code == 303 and fresh(wave).closes_on == later
    assert events("extend wave")[0].detail["closes_on"] == later.isoformat()


@pytest.mark.refusal(
    part="Fieldwork",
    comes="extending a closed wave, a draft, to an earlier day, to no day",
    gets="refused in words; the last day stays",
)
@pytest.mark.parametrize(
    ("state", "day", "said"),
    [
        ("open", TODAY + 7 * DAY, "Choose a day after the last one so far"),
        ("open", TODAY + 900 * DAY, "two years at most"),
        ("open", "soon", "Enter a date with year, month and day"),
        ("open", "", "Say which is to be its last day"),
        ("closed", TODAY + 40 * DAY, "The wave is closed"),
        ("draft", TODAY + 40 * DAY, "has not been open yet"),
    ],
)
def test_an_extension_that_cannot_be(wave, sign_in, state, day, said):
    wave.state, before = state, wave.closes_on
    db.session.commit()
    client = sign_in("officer", "trafford")
    page = client.post(WAVE + "extend", data={"csrf_token": client.token(WAVE), "closes_on": str(day)})
    assert page.status_code == 422 and said in words(page) and fresh(wave).closes_on == before


def test_paused_nobody_begins_and_who_has_begun_may_finish(app, wave, sign_in):
    begun, other = app.test_client(), app.test_client()
    post(begun, "/s/tiny/q/safe", safe="yes")
    officer = sign_in("officer", "trafford")
    token = officer.token(WAVE)
    officer.post(WAVE + "pause", data={"csrf_token": token, "action": "pause"})
    assert fresh(wave).stage == "paused" and "Paused" in words(officer.get(WAVE))
    assert "This survey is having a break" in words(other.get("/s/tiny"))
    assert other.get("/s/tiny/q/safe").status_code == 410
    assert other.get("/s/tiny/check").status_code == 410
    assert "Go on with your answers" in words(begun.get("/s/tiny"))
    post(begun, "/s/tiny/q/dark", dark="no")
    assert send(begun).location == "/s/tiny/thanks" and len(stored()) == 1
    # Its answers are sent: the device is as any other now.
    assert begun.get("/s/tiny/q/safe").location == "/s/tiny/thanks"
    officer.post(WAVE + "pause", data={"csrf_token": token, "action": "resume"})
    assert fresh(wave).stage == "open" and other.get("/s/tiny/q/safe").status_code == 200
    assert [one.verb for one in events("pause wave") + events("resume wave")] == ["pause wave", "resume wave"]


@pytest.mark.refusal(
    part="Fieldwork",
    comes="a first answer to a paused wave, from a form left open before the pause",
    gets='nothing stored; "having a break"',
)
def test_a_form_left_open_before_the_pause_begins_nothing(app, wave):
    client = app.test_client()
    token = client.token("/s/tiny/q/safe")
    wave_plans.pause(wave, "tests")
    assert client.post("/s/tiny/q/safe", data={"csrf_token": token, "safe": "yes"}).status_code == 410
    assert client.get("/s/tiny/q/dark").status_code == 410


def test_tablets_may_send_to_a_paused_wave_and_take_along_no_new_one(app, wave):
    tablet = Tablet(app.test_client())
    pack = tablet.take_along()
    wave_plans.pause(wave, "tests")
    record, _code = tablet.record(pack, {"safe": "yes", "dark": "no"})
    assert tablet.told([record])[record["id"]] == {"state": "stored"}
    assert tablet.client.get("/outreach/pack/tiny.json", headers=tablet.headers).status_code == 404


def test_pause_and_close_and_open_again(wave):
    assert wave_plans.pause(wave, "tests") and not wave_plans.pause(wave, "tests")
    field.close(wave, "tests")
    assert fresh(wave).stage == "closed" and not wave_plans.resume(wave, "tests")
    field.open_(wave, "tests")
    assert fresh(wave).stage == "open"


def test_a_pause_is_a_state_of_open_waves_only(any_app):
    wave = open_survey(two_questions())
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text("UPDATE wave SET state = 'closed', paused_on = '2027-01-01'"))
    db.session.rollback()
    assert fresh(wave).state == "open"


# Quotas


@pytest.fixture
def sampled(app):
    """A draft wave with a margin of sex, 52 to 48, and a target of 200."""
    wave = add_wave()
    add_margin(wave, "sexes", ["sex"], [("female", 52), ("male", 48)])
    wave.target = 200
    db.session.commit()
    return wave


def test_quotas_begin_as_the_population_is_and_are_kept(sampled, sign_in):
    client = sign_in("officer", "trafford")
    page = client.get(WAVE + "quotas/sexes")
    # 52 and 48 of 100, of 200 answers.
    assert 'value="104"' in page.text and 'value="96"' in page.text
    assert post(client, WAVE + "quotas/sexes", number_0="90", number_1="110").status_code == 303
    assert quotas.of(fresh(sampled), "sexes") == {("female",): 90, ("male",): 110}
    add_people(sampled, (30, {"sex": "female"}), (120, {"sex": "male"}))
    assert "Female 30 90 60" in words(client.get(WAVE)) and "Male 120 110 0" in words(client.get(WAVE))
    client.post(WAVE + "quotas/sexes/remove", data={"csrf_token": client.token(WAVE)})
    assert fresh(sampled).quotas == []


def test_shares_in_whole_answers_add_up_to_the_target(sampled):
    margin = quotas.margin(sampled, "sexes")
    # 52% of 7 is 3.64, 48% is 3.36: whole parts 3 and 3, and the seventh goes to the larger remainder.
    assert quotas.proposed(margin, 7) == {("female",): 4, ("male",): 3}


@pytest.mark.refusal(
    part="Fieldwork",
    comes="quotas that add up to more than the target, are below 0, empty, words, all 0",
    gets="nothing stored; words; what was typed still there",
)
@pytest.mark.parametrize(
    ("female", "male", "said"),
    [
        ("150", "60", "The quotas add up to 210, more than the target of 200"),
        ("-1", "60", "Enter a number from 0 to 1000000"),
        ("", "60", "Enter a number, 0 for none"),
        ("ten", "60", "Enter a whole number"),
        ("0", "0", "All quotas are 0"),
    ],
)
def test_quotas_that_cannot_be(sampled, sign_in, female, male, said):
    page = post(sign_in("officer", "trafford"), WAVE + "quotas/sexes", number_0=female, number_1=male)
    assert page.status_code == 422 and said in words(page) and f'value="{male}"' in page.text
    assert fresh(sampled).quotas == []


@pytest.mark.refusal(
    part="Fieldwork",
    comes="quotas on an unknown margin or group, or without a target; a target below its quotas",
    gets="not found; refused with what to do",
)
def test_quotas_of_no_margin_or_without_a_target(sampled, sign_in):
    client = sign_in("officer", "trafford")
    assert client.get(WAVE + "quotas/shoe_size").status_code == 404
    with force_locale("en"), pytest.raises(quotas.QuotasRefused, match="no group of this margin"):
        quotas.set_(sampled, quotas.margin(sampled, "sexes"), {("neither",): 5}, "tests")
    sampled.target = None
    db.session.commit()
    assert "Quotas are parts of a target" in words(client.get(WAVE + "quotas"))
    with force_locale("en"), pytest.raises(quotas.QuotasRefused, match="Say in the plan"):
        quotas.set_(sampled, quotas.margin(sampled, "sexes"), {("female",): 5}, "tests")


@pytest.mark.refusal(
    part="Fieldwork",
    comes="quotas on an unknown margin or group, or without a target; a target below its quotas",
)
def test_a_target_below_its_quotas_is_refused(sampled):
    quotas.set_(sampled, quotas.margin(sampled, "sexes"), {("female",): 100, ("male",): 80}, "tests")
    plan = vars(Plan.of(sampled))
    for target, said in ((179, "180"), (None, "Take them out first")):
        with pytest.raises(PlanRefused) as refused:
            wave_plans.change(sampled, Plan(**plan | {"target": target}), "tests")
        with force_locale("en"):
            assert said in str(refused.value.problems[0][1])
    wave_plans.change(sampled, Plan(**plan | {"target": 180}), "tests")


# Ways, consent, retention


@pytest.mark.refusal(
    part="Fieldwork",
    comes="a file for a wave that takes no files",
    gets="refused, with where to change it",
)
def test_a_way_that_is_not_planned_is_not_offered(app, wave, sign_in):
    wave.channels = []
    db.session.commit()
    client = sign_in("officer", "trafford")
    said = words(client.get(WAVE + "channels/invitations"))
    assert "not answered with letters" in said and "Make letters" not in said
    letters = {"csrf_token": client.token("/account/"), "title": "x", "number": "5", "language": "en"}
    assert client.post(WAVE + "channels/invitations", data=letters).status_code == 422
    with force_locale("en"):
        report = bring_in.import_file(wave, __file__, "answers.csv", "{}", "tests")
        assert not report.accepted and "takes no answers from files" in str(report.refusals[0].why)


@pytest.mark.refusal(part="Fieldwork", comes="a random sample that anybody with the address may answer")
def test_a_random_sample_is_not_opened_to_anybody_by_the_back_door(wave, sign_in):
    wave.design, wave.open_link = "probability", False
    db.session.commit()
    page = post(sign_in("officer", "trafford"), WAVE + "channels/settings", open_link="yes", results_by="")
    assert page.status_code == 422 and "only people who were drawn may answer" in words(page)
    assert not fresh(wave).open_link


def test_a_route_of_consent_that_is_not_planned_lets_nobody_in(app, sign_in):
    wave = open_survey(document(yes_no("safe", "Do you feel safe?"), audience="young"))
    code = permissions.record(wave, "parent", "A family", "A parent", TODAY, 2, "tests").code
    wave.consent_routes = ["school"]
    db.session.commit()
    assert permissions.find(wave, code) is None
    with pytest.raises(ValueError, match="parent"):
        permissions.record(wave, "parent", "A family", "A parent", TODAY, 2, "tests")
    page = sign_in("officer", "trafford").get(WAVE + "channels/permissions")
    assert 'value="school"' in page.text and 'value="parent"' not in page.text


def worded(wave):
    add_people(
        wave, (2, {"dark": "unsafe", "reasons": ["other"], "reasons.other": "dogs", "comment": "Mr Smith next door"}),
        (1, {"dark": "safe"}),
    )  # fmt: skip


def test_words_are_deleted_when_their_time_is_over_and_ticks_stay(any_app):
    wave = add_wave(state="closed")
    worded(wave)
    wave.closes_on, wave.retention_days = TODAY - 30 * DAY, 30
    db.session.commit()
    # Today is the thirtieth day after: the last one.
    assert retention.run().deleted == ()
    wave.retention_days = 29
    db.session.commit()
    daily._asked.clear()
    daily.tidy()
    db.session.expire_all()
    kept = sorted((one.answers for one in db.session.scalars(db.select(Response))), key=str)
    assert kept == [{"dark": "safe"}] + 2 * [{"dark": "unsafe", "reasons": ["other"]}]
    (event,) = events("delete typed words")
    assert event.detail == {"responses": 2} and event.actor == "retention"
    assert retention.run().deleted == ()


def test_words_that_come_later_are_deleted_too(app):
    wave = add_wave(state="closed")
    wave.closes_on, wave.retention_days = TODAY - 90 * DAY, 1
    wave.opens_on = TODAY - 100 * DAY
    db.session.commit()
    retention.run()
    assert fresh(wave).words_deleted_on == TODAY
    retention.came_in(wave.id)
    worded(wave)
    assert retention.run().deleted == (retention.Deleted("words", "tiny-1", 2),)
    assert all("comment" not in one.answers for one in db.session.scalars(db.select(Response)))


def test_words_are_kept_while_tablets_may_still_send(app):
    wave = add_wave(state="closed")
    worded(wave)
    wave.closes_on, wave.retention_days = TODAY - 14 * DAY, 1
    db.session.commit()
    assert wave.words_kept_until == TODAY and retention.run().deleted == ()


# Times


def test_how_long_it_took_is_stored_and_no_time_of_day(app, wave, monkeypatch):
    now = 1_800_000_003.0
    monkeypatch.setattr(drafts.time, "time", lambda: now)
    client = app.test_client()
    post(client, "/s/tiny/q/safe", safe="yes")
    now += 84
    post(client, "/s/tiny/q/dark", dark="no")
    # What the table of drafts holds can be read by nobody with the database alone.
    sealed = db.session.execute(db.text("SELECT * FROM draft")).one()
    assert b"1800000" not in sealed.sealed and b"began" not in sealed.sealed
    send(client)
    (row,) = db.session.execute(db.text("SELECT * FROM response")).all()
    assert row.seconds == 80
    assert not any("1800000" in str(value) for value in row)
    columns = {column.name: str(column.type) for column in db.metadata.tables["response"].columns}
    assert not [name for name, kind in columns.items() if "TIME" in kind.upper()] and columns["submitted_on"] == "DATE"
    assert db.session.execute(db.text("SELECT count(*) FROM draft")).scalar() == 0


@pytest.mark.refusal(
    part="Fieldwork",
    comes="a clock that was set back, or a break of hours, while somebody answers",
    gets="no time is kept",
)
@pytest.mark.parametrize("later", [-60, 3 * 3600])
def test_a_pause_or_a_clock_that_was_set_is_no_time(app, wave, monkeypatch, later):
    now = 1_800_000_000.0
    monkeypatch.setattr(drafts.time, "time", lambda: now)
    client = app.test_client()
    post(client, "/s/tiny/q/safe", safe="yes")
    now += later
    post(client, "/s/tiny/q/dark", dark="no")
    send(client)
    assert stored()[0].seconds is None
