"""What a child meets before the first question: their age, an adult's word below 16, and their own."""

import datetime as dt

import pytest

from consult.extensions import db
from consult.models import Draft
from consult.questionnaire import QuestionnaireError
from consult.services import permissions
from tests.integration.surveys import TODAY, document, open_survey, post, send, stored, yes_no

GENDER = yes_no("gender_identity", "Is your gender the same as at birth?", bank="gender_identity", from_age=16)


@pytest.fixture
def wave(app):
    return open_survey(document(yes_no("safe", "Do you feel safe?"), GENDER, audience="young"))


def permit(wave, route="school"):
    return permissions.record(wave, route, "Sale youth club", "A. Leader", TODAY, 20, "tests").code


def test_nobody_is_asked_before_they_agreed(client, wave):
    assert client.get("/s/tiny/q/safe").location == "/s/tiny/age"
    token = client.token("/s/tiny/age")
    assert client.post("/s/tiny/q/safe", data={"csrf_token": token, "safe": "yes"}).location == "/s/tiny/age"
    assert 'href="/s/tiny/age"' in client.get("/s/tiny").text
    assert client.get("/s/tiny/agree").location == "/s/tiny/age"
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


def test_at_sixteen_they_agree_for_themselves(client, wave):
    assert post(client, "/s/tiny/age", age="16-17").location == "/s/tiny/agree"
    assert post(client, "/s/tiny/agree", answer="yes").location == "/s/tiny/q/safe"
    post(client, "/s/tiny/q/safe", safe="yes")
    assert post(client, "/s/tiny/q/gender_identity", gender_identity="yes").location == "/s/tiny/check"
    send(client)
    assert stored()[0].consent_route == "own"
    assert stored()[0].answers == {"safe": "yes", "gender_identity": "yes"}


@pytest.mark.refusal(
    part="Answering",
    comes="a child's survey without an adult's permission, or with a code of another wave",
    gets="no question is shown; words, and who can help",
)
def test_below_sixteen_an_adult_has_said_so_first(client, wave):
    assert post(client, "/s/tiny/age", age="11-15").location == "/s/tiny/permission"
    assert client.get("/s/tiny/agree").location == "/s/tiny/permission"
    wrong = post(client, "/s/tiny/permission", code="AAAA-AAAA")
    assert wrong.status_code == 422 and "do not know that code" in wrong.text
    code = permit(wave)
    typed = code.lower().replace("-", " ")
    assert post(client, "/s/tiny/permission", code=typed).location == "/s/tiny/agree"
    assert post(client, "/s/tiny/agree", answer="yes").location == "/s/tiny/q/safe"
    post(client, "/s/tiny/q/safe", safe="no")
    send(client)
    assert stored()[0].consent_route == "school"


def test_below_sixteen_gender_identity_is_not_asked(client, wave):
    client.get(f"/s/tiny?permission={permit(wave, 'centre')}")
    assert post(client, "/s/tiny/age", age="11-15").location == "/s/tiny/agree"
    post(client, "/s/tiny/agree", answer="yes")
    assert post(client, "/s/tiny/q/safe", safe="yes").location == "/s/tiny/check"
    assert client.get("/s/tiny/q/gender_identity").status_code == 404
    send(client)
    assert stored()[0].consent_route == "centre"


def test_a_no_is_a_button_and_keeps_nothing(client, wave):
    client.get(f"/s/tiny?permission={permit(wave)}")
    post(client, "/s/tiny/age", age="11-15")
    page = client.get("/s/tiny/agree").text
    assert page.count("<button") >= 2 and "No, I do not want to" in page
    assert post(client, "/s/tiny/agree", answer="no").location == "/s/tiny/declined"
    assert "nothing was kept" in client.get("/s/tiny/declined").text
    assert client.get("/s/tiny/q/safe").location == "/s/tiny/age"
    assert client.get("/s/tiny/agree").location == "/s/tiny/age", "the permission is forgotten too"
    assert stored() == [] and db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


@pytest.mark.refusal(
    part="Answering",
    comes="a child's survey without an adult's permission, or with a code of another wave",
)
def test_a_permission_of_another_wave_or_called_back_lets_nobody_in(app, client, wave):
    other = open_survey(document(yes_no("safe", "Safe?"), audience="young"), slug="other", partnership="stockport")
    called_back = permit(wave)
    permissions.call_back(permissions.find(wave, called_back), "tests")
    post(client, "/s/tiny/age", age="11-15")
    for code in (permit(other), called_back, ""):
        assert post(client, "/s/tiny/permission", code=code).status_code == 422


@pytest.mark.parametrize(("group", "words"), [("under_11", "adult you trust"), ("over_17", "11 to 17")])
def test_too_young_or_too_old_gets_kind_words(client, wave, group, words):
    address = post(client, "/s/tiny/age", age=group).location
    page = client.get(address)
    assert page.status_code == 200 and words in page.text and "0800 1111" in page.text


def test_no_age_chosen_is_asked_again(client, wave):
    page = post(client, "/s/tiny/age")
    assert page.status_code == 422 and "Choose how old you are" in page.text


def test_an_adult_survey_has_none_of_this(client, app):
    open_survey(document(yes_no("safe", "Safe?")))
    assert client.get("/s/tiny/age").location == "/s/tiny/q/safe"


def test_a_young_questionnaire_that_asks_children_their_gender_identity_is_refused(app):
    asks_all = yes_no("gender_identity", "Is your gender the same as at birth?", bank="gender_identity")
    with pytest.raises(QuestionnaireError):
        open_survey(document(asks_all, audience="young"))


def test_support_is_chosen_by_age_and_place(client, app):
    hurts = yes_no("safe", "Safe?", support=["childline", "victim_support", "crimestoppers", "fearless"])
    open_survey(document(hurts, audience="young"), slug="y", partnership="stockport")
    open_survey(document(hurts), slug="a", partnership="trafford")
    post(client, "/s/y/age", age="16-17")
    post(client, "/s/y/agree", answer="yes")
    young, adult = client.get("/s/y/q/safe").text, client.get("/s/a/q/safe").text
    assert "0800 1111" in young and "fearless" in young and "0800 555 111" not in young
    assert "42nd Street" not in young, "it does not serve Stockport"
    assert "0800 1111" not in adult and "0800 555 111" in adult and "gmvictims" in adult


def test_permission_to_come_or_long_past_is_a_date_not_a_secret(app, wave):
    """The day an adult agreed is kept, so that a partnership can show it."""
    agreed = TODAY - dt.timedelta(days=3)
    kept = permissions.record(wave, "parent", "Family", "A parent", agreed, 1, "tests")
    assert permissions.find(wave, kept.code).agreed_on == agreed
