"""Paper: sheets that are keyed, stored once, some of them keyed twice, and the differences settled by somebody."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, PaperSheet, Permission, Response
from consult.services import permissions, sheets
from tests.integration.surveys import document, open_survey, post, stored, yes_no

PAPER = "/officer/trafford/waves/tiny-1/channels/paper"
KEY = PAPER + "/key"
WORDS = {"id": "words", "items": [{"name": "words", "type": "text", "text": {"en": "What else?"}}]}


@pytest.fixture
def wave(app):
    wave = open_survey(document(
        yes_no("safe", "Safe?"), WORDS, yes_no("why", "Why not?", when={"item": "safe", "in": ["no"]}),
    ))  # fmt: skip
    return wave


@pytest.fixture
def all_again(wave):
    sheets.share(wave, 100, "tests")


@pytest.fixture
def none_again(wave):
    sheets.share(wave, 0, "tests")


def key(client, number, **answers):
    data = {"number": number, "language": "en", "filled_on": dt.date.today().isoformat(), **answers}
    return post(client, KEY, **data)


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_a_sheet_is_stored_as_it_was_filled_in(wave, sign_in):
    client = sign_in("outreach", "trafford")
    answer = key(client, "a-07", safe="1", words="The lamp", why="2")
    assert answer.status_code == 303 and "number=A-08" in answer.location
    [response] = stored()
    # "Why not?" is only for those who do not feel safe: named to whoever keys, and not kept.
    assert response.answers == {"safe": "yes", "words": "The lamp"}
    assert (response.channel, response.language, response.submitted_on) == ("paper", "en", dt.date.today())
    assert response.receipt_digest is None
    page = said(client.get(answer.location))
    assert "Sheet A-07 is stored." in page and "The answer to question 3 was left out" in page


def test_nothing_has_to_be_answered_on_paper(wave, none_again, sign_in):
    client = sign_in("officer", "trafford")
    assert key(client, "1").status_code == 303
    assert stored()[0].answers == {}


@pytest.mark.refusal(
    part="Sheets of paper",
    comes="a number that is none of the answers",
    gets="said at its field; nothing is stored, all that was typed stays",
)
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(wave, sign_in):
    client = sign_in("officer", "trafford")
    page = key(client, "17", safe="7", words="Everything")
    assert page.status_code == 422 and not stored()
    assert 'href="#f-safe"' in page.text and "Type numbers from 1 to 2" in page.text
    assert 'value="7"' in page.text and "Everything</textarea>" in page.text and 'value="17"' in page.text


@pytest.mark.refusal(
    part="Sheets of paper",
    comes="no number, one with other signs, a day outside the wave, a language that is not offered",
    gets="said at its field",
)
@pytest.mark.parametrize(("field", "value", "words"), [
    ("number", "", "Type the number that stands on the sheet"),
    ("number", "=cmd()", "Use letters, digits and dashes"),
    ("number", "x" * 21, "Use letters, digits and dashes"),
    ("filled_on", "2999-01-01", "The day has to lie within the wave"),
    ("filled_on", "2001-01-01", "The day has to lie within the wave"),
    ("filled_on", "yesterday", "Enter a date"),
    ("language", "tlh", "Not a valid choice"),
])  # fmt: skip
def test_what_is_wrong_about_a_sheet_is_said(wave, sign_in, field, value, words):
    page = key(sign_in("officer", "trafford"), **{"number": "1", "safe": "1", field: value})
    assert page.status_code in (409, 422) and words in said(page) and not stored()


@pytest.mark.refusal(part="Sheets of paper", comes="a number that is stored already", gets="refused; the first stays")
def test_a_number_is_stored_once(wave, none_again, sign_in):
    client = sign_in("officer", "trafford")
    key(client, "5", safe="1")
    page = key(client, "5", safe="2")
    assert page.status_code == 409 and "stored already" in said(page)
    assert [one.answers for one in stored()] == [{"safe": "yes"}]


@pytest.mark.refusal(part="Sheets of paper", comes="a second keying by whoever keyed first", gets="refused")
def test_the_second_keying_is_blind_somebody_elses_and_settled_with_the_sheet(wave, all_again, sign_in):
    first, second = sign_in("outreach", "trafford"), sign_in("officer", "trafford")
    key(first, "5", safe="1", words="The lamp")
    assert "Sheet 5" in said(second.get(PAPER))
    again = PAPER + "/sheets/5/again"
    assert "The lamp" not in second.get(again).text, "what was keyed first is not shown"
    assert post(first, again, safe="1").status_code == 409, "not by whoever keyed it first"
    assert post(second, again, safe="2", words="The lamp", why="1").status_code == 303
    assert stored()[0].answers == {"safe": "yes", "words": "The lamp"}, "until somebody has looked at the sheet"
    page = second.get(PAPER + "/sheets/5")
    assert "The first: Yes" in page.text and "The second: No" in page.text and "The lamp" not in page.text
    unsaid = post(second, PAPER + "/sheets/5", **{"right-safe": "second"})
    assert unsaid.status_code == 422 and "Question 3: choose which is right" in said(unsaid)
    post(second, PAPER + "/sheets/5", **{"right-safe": "second", "right-why": "second"})
    assert stored()[0].answers == {"safe": "no", "words": "The lamp", "why": "yes"}
    # Of three questions two differed.
    assert "Of 3 answers in them 2 differed (66.7%)" in said(second.get(PAPER))
    assert second.get(PAPER + "/sheets/5").status_code == 404
    [sheet] = db.session.scalars(db.select(PaperSheet))
    assert sheet.second_answers == {}
    events = [str(one.detail) for one in db.session.scalars(db.select(AuditEvent))]
    assert not any("lamp" in one for one in events), "no answer among the deeds"


def test_an_answer_kept_from_the_first_keying_takes_what_it_rules_out_along(wave, all_again, sign_in):
    first, second = sign_in("outreach", "trafford"), sign_in("officer", "trafford")
    key(first, "5", safe="1")
    post(second, PAPER + "/sheets/5/again", safe="2", why="1")
    post(second, PAPER + "/sheets/5", **{"right-safe": "first", "right-why": "second"})
    assert stored()[0].answers == {"safe": "yes"}


def test_sheets_are_drawn_by_lot_as_often_as_was_said(wave):
    sheets.share(wave, 30, "tests")
    for n in range(400):
        sheets.enter(wave, sheets.About(str(n), "en", dt.date.today()), {}, "tests")
    # Four standard deviations of 400 draws at 0.3: sqrt(400 * 0.3 * 0.7) = 9.2.
    assert abs(len(sheets.standing(wave).again) - 120) < 37


@pytest.mark.refusal(part="Sheets of paper", comes="a sheet of a child without a permission", gets="refused")
def test_a_child_needs_the_permission_of_an_adult_and_is_not_asked_what_it_is_not(app, sign_in):
    older = yes_no("older", "For the older?", from_age=16)
    wave = open_survey(document(yes_no("safe", "Safe?"), older, audience="young"))
    sheets.share(wave, 0, "tests")
    permission = permissions.record(wave, "school", "Year 8", "Ms Okafor", dt.date.today(), 30, "tests")
    client = sign_in("officer", "trafford")
    assert key(client, "1", safe="1").status_code == 422, "whose sheet it is has to be said"
    assert key(client, "1", safe="1", older="1", who="own").status_code == 303
    assert key(client, "2", safe="1", older="1", who=str(permission.id)).status_code == 303
    by_route = {one.consent_route: one.answers for one in stored()}
    assert by_route == {"own": {"safe": "yes", "older": "yes"}, "school": {"safe": "yes"}}
    permissions.call_back(permission, "tests")
    assert key(client, "3", safe="1", who=str(permission.id)).status_code == 422
    assert db.session.scalar(db.select(db.func.count()).select_from(Permission)) == 1


def test_a_deleted_response_takes_its_sheet_along(any_app):
    wave = open_survey(document(yes_no("safe", "Safe?")))
    sheets.enter(wave, sheets.About("1", "en", dt.date.today()), {"safe": "yes"}, "tests")
    db.session.execute(db.delete(Response))
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count()).select_from(PaperSheet)) == 0


def test_sheets_are_taken_until_the_time_of_grace_has_passed(wave, sign_in):
    client = sign_in("officer", "trafford")
    form_on = client.get(KEY)
    wave.state, wave.opens_on = "closed", dt.date.today() - dt.timedelta(days=30)
    wave.closes_on = dt.date.today() - dt.timedelta(days=14)
    db.session.commit()
    assert form_on.status_code == 200 and client.get(KEY).status_code == 200
    page = key(client, "1", safe="1")
    assert page.status_code == 409 and "The day has to lie within the wave" in said(page)
    assert key(client, "1", safe="1", filled_on=wave.closes_on.isoformat()).status_code == 303
    wave.closes_on -= dt.timedelta(days=1)
    db.session.commit()
    assert client.get(KEY).status_code == 404
    assert "Sheets can be keyed in from the day the wave opens" in said(client.get(PAPER))


def test_it_is_nobody_elses(wave, all_again, sign_in):
    key(sign_in("officer", "trafford"), "5", safe="1")
    viewer, other = sign_in("viewer", "trafford"), sign_in("officer", "stockport")
    for address in (PAPER, KEY, PAPER + "/en.pdf", PAPER + "/sheets/5/again", PAPER + "/sheets/5"):
        assert other.get(address).status_code == 404
    for address in (KEY, PAPER + "/sheets/5/again", PAPER + "/sheets/5"):
        assert viewer.get(address).status_code == 403
    assert viewer.get(PAPER).status_code == 200
    assert sign_in("outreach", "trafford").get(PAPER + "/sheets/5").status_code == 403


@pytest.mark.parametrize("again", ["101", "-1", "many", ""])
def test_a_share_is_of_a_hundred(wave, sign_in, again):
    client = sign_in("officer", "trafford")
    assert post(client, PAPER, again=again).status_code == 422
    assert post(client, PAPER, again="25").status_code == 303
    db.session.refresh(wave)
    assert wave.paper_again == 25
