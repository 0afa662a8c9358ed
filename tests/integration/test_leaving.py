"""Leaving at once, going on later, and what remains of answers that were never sent."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import Draft, DropOff, ResumeCode
from consult.services.answering import drafts
from tests.integration.surveys import document, open_survey, post, receipt_of, send, stored, yes_no

EXIT = "https://weather.example/today"
PAGES = (
    yes_no("safe", "Do you feel safe?"),
    {**yes_no("bought", "Where did you buy it?"), "when": {"item": "safe", "in": ["no"]}},
    yes_no("hope", "Do you have hope?"),
)


@pytest.fixture
def wave(app):
    return open_survey(document(*PAGES), survey_exit_address=EXIT)


def drafts_kept():
    return db.session.scalar(db.select(db.func.count()).select_from(Draft))


def test_exit_leaves_at_once_and_wipes_both_sides(client, wave):
    post(client, "/s/tiny/q/safe", safe="no")
    page = client.get("/s/tiny/q/bought")
    assert f'data-exit="{EXIT}"' in page.text
    assert "form-action 'self' https://weather.example;" in page.headers["Content-Security-Policy"]
    # No token: a stale page must leave as fast as a fresh one.
    gone = client.post("/s/tiny/leave")
    assert (gone.status_code, gone.location) == (303, EXIT)
    assert drafts_kept() == 0
    assert client.get_cookie(f"draft-{wave.survey_id}", path="/s/tiny") is None


@pytest.mark.refusal(part="Answering", comes="Back after leaving at once", gets="the neutral site again")
def test_back_after_leaving_leads_away_again_until_the_first_page_is_opened(client, wave):
    post(client, "/s/tiny/q/safe", safe="no")
    client.post("/s/tiny/leave")
    for address in ("/s/tiny/q/bought", "/s/tiny/check", "/s/tiny/thanks"):
        assert client.get(address).location == EXIT
    assert "Do you feel safe" not in client.get("/s/tiny").text
    assert client.get("/s/tiny/q/safe").status_code == 200


def test_a_survey_without_an_exit_has_no_button(app, client):
    open_survey(document(*PAGES), slug="plain")
    page = client.get("/s/plain/q/safe")
    assert "data-exit" not in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    assert client.post("/s/plain/leave").location == "/s/plain"


def four_words(client):
    page = post(client, "/s/tiny/later").text
    return re.search(r'class="receipt" lang="en">([a-z ]+)<', page)[1]


def test_four_words_carry_the_answers_to_another_device(app, client, wave):
    post(client, "/s/tiny/q/safe", safe="yes")
    words = four_words(client)
    assert len(words.split()) == 4
    other = app.test_client()
    # As typed on a phone: a capital, a blank too many, only the beginning of a word.
    typed = " ".join([words.split()[0].capitalize(), *words.split()[1:3], "", words.split()[3][:4]])
    assert post(other, "/s/tiny/resume", words=typed).location == "/s/tiny/q/hope"
    post(other, "/s/tiny/q/hope", hope="yes")
    send(other)
    assert [one.answers for one in stored()] == [{"safe": "yes", "hope": "yes"}]
    assert receipt_of(other) == receipt_of(client)


@pytest.mark.refusal(
    part="Answering",
    comes="four words that lead nowhere, are too old, or belong to another survey",
    gets="words, and what was typed still there",
)
@pytest.mark.parametrize("typed", ["", "apple", "four words nobody made", "zebra zebra zebra zebra", "قلم"])
def test_words_that_lead_nowhere_are_refused_in_words(client, wave, typed):
    page = post(client, "/s/tiny/resume", words=typed)
    assert page.status_code == 422 and "govuk-error-summary" in page.text


def test_the_words_are_nowhere_in_the_database_and_open_no_other_survey(app, client, wave):
    open_survey(document(*PAGES), slug="other")
    post(client, "/s/tiny/q/safe", safe="yes")
    words = four_words(client)
    secret = client.get_cookie(f"draft-{wave.survey_id}", path="/s/tiny").value
    (row,) = db.session.scalars(db.select(ResumeCode))
    for word in (*words.split(), secret):
        assert word.encode() not in row.sealed and word not in row.id
    other = app.test_client()
    assert post(other, "/s/other/resume", words=words).status_code == 422


@pytest.mark.refusal(part="Answering", comes="four words that lead nowhere, are too old, or belong to another survey")
def test_words_work_for_a_day(app, client, wave):
    post(client, "/s/tiny/q/safe", safe="yes")
    words = four_words(client)
    db.session.execute(db.update(ResumeCode).values(made_on=dt.date.today() - dt.timedelta(days=3)))
    db.session.commit()
    assert post(app.test_client(), "/s/tiny/resume", words=words).status_code == 422


def age_drafts():
    db.session.execute(db.update(Draft).values(touched_on=dt.date.today() - dt.timedelta(days=5)))
    db.session.commit()


def test_of_abandoned_answers_only_counts_by_page_remain(app, wave):
    for answers in ({"safe": "yes"}, {"safe": "yes"}, {"safe": "no", "bought": "yes"}):
        client = app.test_client()
        for page, value in answers.items():
            post(client, f"/s/tiny/q/{page}", **{page: value})
    finished = app.test_client()
    post(finished, "/s/tiny/q/safe", safe="yes")
    post(finished, "/s/tiny/q/hope", hope="yes")
    send(finished)
    age_drafts()
    assert drafts.purge().total() == 3
    assert drafts_kept() == 0
    counted = {row.page_id: row.number for row in db.session.scalars(db.select(DropOff))}
    # The page behind a rule would tell what was answered before it: it counts as the page before.
    assert counted == {"safe": 3}
    assert drafts.purge().total() == 0


def test_a_draft_shows_no_page_that_tells_an_answer(client, wave):
    post(client, "/s/tiny/q/safe", safe="no")
    post(client, "/s/tiny/q/bought", bought="yes")
    (draft,) = db.session.scalars(db.select(Draft))
    assert draft.page_id == "safe"


@pytest.mark.refusal(
    part="Answering",
    comes="a change that takes answered questions off the way",
    gets='nothing changed yet; the questions named, "Change my answer" or "Leave it as it was"',
)
def test_a_change_that_takes_answers_away_says_so_first(client, wave):
    post(client, "/s/tiny/q/safe", safe="no")
    post(client, "/s/tiny/q/bought", bought="yes")
    asked = post(client, "/s/tiny/q/safe?from=check", safe="yes")
    assert asked.status_code == 409 and "Where did you buy it?" in asked.text
    assert 'name="safe" value="yes"' in asked.text
    assert re.search(r'value="no"[^>]*checked', client.get("/s/tiny/q/safe").text), "nothing is changed yet"
    done = post(client, "/s/tiny/q/safe?from=check", safe="yes", **{"confirm-change": "yes"})
    assert done.status_code == 302
    assert client.get("/s/tiny/q/bought").status_code == 404
    post(client, "/s/tiny/q/safe", safe="no")
    assert not re.search(r"<input[^>]*checked", client.get("/s/tiny/q/bought").text), "it was deleted, not hidden"
