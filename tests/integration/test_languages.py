"""Who has read a translation, and whether it is offered."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, QuestionnaireVersion
from consult.services import field, languages
from consult.services.digest import digest
from tests.integration.test_officer import words
from tests.integration.test_respond import DOCUMENT, open_tiny

PAGE = "/officer/trafford/waves/tiny-1/channels/languages"
NOTE = "has not been checked by a person"


@pytest.fixture
def wave(app):
    return open_tiny()


@pytest.fixture
def officer(sign_in, wave):
    return sign_in("officer", "trafford")


def review(client, language, **data):
    return client.post(f"{PAGE}/{language}", data={"csrf_token": client.token(PAGE), **data})


def offered(version):
    return languages.offered(version, field.questionnaire(version))


def test_a_translation_is_a_computers_until_somebody_signs_it(any_app):
    version = open_tiny().version
    states = languages.states(version)
    assert list(states) == ["en", "ur"]
    assert (states["en"].state, states["ur"].state, states["ur"].reviewer) == ("master", "machine", None)
    languages.sign(version, "ur", "Nadia Khan", "officer@test.example")
    signed = languages.states(version)["ur"]
    assert (signed.state, signed.reviewer, signed.held_back) == ("reviewed", "Nadia Khan", False)
    assert abs(signed.signed_on - dt.date.today()) <= dt.timedelta(days=1)


def test_a_signature_is_for_one_versions_text(any_app):
    wave = open_tiny()
    languages.sign(wave.version, "ur", "Nadia Khan", "tests")
    document = {**DOCUMENT, "version": 2, "title": {"en": "Tiny survey, again", "ur": "چھوٹا سروے"}}
    second = QuestionnaireVersion(survey_id=wave.survey_id, number=2, document=document, sha256=digest(document))
    db.session.add(second)
    db.session.commit()
    assert languages.states(second)["ur"].state == "machine"
    assert languages.states(wave.version)["ur"].state == "reviewed"


def test_held_back_it_is_not_offered_and_keeps_its_signature(any_app):
    version = open_tiny().version
    languages.sign(version, "ur", "Nadia Khan", "tests")
    languages.hold_back(version, "ur", True, "tests")
    assert offered(version) == ["en"] and languages.states(version)["ur"].reviewer == "Nadia Khan"
    languages.hold_back(version, "ur", False, "tests")
    assert offered(version) == ["en", "ur"]


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_the_original_can_be_neither_signed_nor_held_back(wave, language):
    for act in (lambda: languages.sign(wave.version, language, "N", "tests"),
                lambda: languages.hold_back(wave.version, language, True, "tests")):  # fmt: skip
        with pytest.raises(languages.CannotReview):
            act()
    assert offered(wave.version) == ["en", "ur"]


def test_a_language_with_gaps_is_not_offered_and_cannot_be_signed(app):
    wave = open_tiny()
    document = {**DOCUMENT, "version": 2, "thanks": {"en": "That was all."}}
    version = QuestionnaireVersion(survey_id=wave.survey_id, number=2, document=document, sha256=digest(document))
    db.session.add(version)
    db.session.commit()
    state = languages.states(version)["ur"]
    assert state.lacking == 1 and not state.offered and offered(version) == ["en"]
    with app.test_request_context(), pytest.raises(languages.CannotReview, match="missing"):
        languages.sign(version, "ur", "Nadia Khan", "tests")


def test_a_document_may_name_its_own_reviewer(app):
    wave = open_tiny()
    listed = {"en": {"state": "master"}, "ur": {"state": "reviewed", "reviewer": "Nadia Khan"}}
    document = {**DOCUMENT, "version": 2, "languages": listed}
    version = QuestionnaireVersion(survey_id=wave.survey_id, number=2, document=document, sha256=digest(document))
    db.session.add(version)
    db.session.commit()
    state = languages.states(version)["ur"]
    assert (state.state, state.reviewer, state.signed_on) == ("reviewed", "Nadia Khan", None)


def test_signed_by_an_officer_the_note_goes(app, officer):
    reader = app.test_client()
    assert NOTE not in words(reader.get("/s/tiny"))
    before = reader.get("/s/tiny?lang=ur").text
    assert review(officer, "ur", action="sign", reviewer="Nadia Khan").status_code == 303
    said = words(officer.get(PAGE))
    assert re.search(r"Urdu offered Signed by Nadia Khan on \d+ \w+ \d{4}", said)
    assert "Who has read all of it" not in said
    after = app.test_client().get("/s/tiny?lang=ur").text
    assert '<html lang="ur"' in after and before.count("respond__step") == after.count("respond__step") + 1
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "sign language"))
    assert event.subject == "tiny, version 1" and event.detail == {"language": "ur", "reviewer": "Nadia Khan"}


def test_held_back_by_an_officer_it_is_offered_nowhere(app, officer):
    assert "اردو" in app.test_client().get("/s/tiny").text
    assert review(officer, "ur", action="hold").status_code == 303
    assert "Urdu held back" in words(officer.get(PAGE))
    page = app.test_client().get("/s/tiny?lang=ur").text
    assert "اردو" not in page and '<html lang="en"' in page
    assert review(officer, "ur", action="offer").status_code == 303
    assert '<html lang="ur"' in app.test_client().get("/s/tiny?lang=ur").text


@pytest.mark.parametrize("language, data, status, told", [
    ("ur", {"action": "sign", "reviewer": " "}, 422, "Name the person who has read all of it"),
    ("ur", {"action": "sign", "reviewer": "x" * 121}, 422, "Use 120 characters or fewer"),
    ("ur", {"action": "burn"}, 422, "Not a valid choice"),
    ("en", {"action": "hold"}, 422, "the questionnaire was written in"),
    ("xx", {"action": "hold"}, 404, "Page not found")])  # fmt: skip
def test_what_cannot_be_is_said(officer, wave, language, data, status, told):
    page = review(officer, language, **data)
    assert page.status_code == status and told in words(page)
    assert languages.states(wave.version)["ur"].state == "machine" and offered(wave.version) == ["en", "ur"]


def test_a_name_is_words(officer, wave):
    review(officer, "ur", action="sign", reviewer="<script>alert(1)</script>")
    assert "<script>alert" not in officer.get(PAGE).text


@pytest.mark.parametrize("role", ["viewer", "outreach"])
def test_those_who_only_look_see_the_state_and_no_button(sign_in, wave, role):
    client = sign_in(role, "trafford")
    page = client.get(PAGE)
    assert "nobody has signed it" in words(page) and "<button" not in page.text.split("<main")[1]
    answer = client.post(f"{PAGE}/ur", data={"csrf_token": client.token("/account/"), "action": "hold"})
    assert answer.status_code == 403 and offered(wave.version) == ["en", "ur"]


def test_a_form_of_another_site_changes_nothing(officer, wave):
    assert officer.post(f"{PAGE}/ur", data={"action": "hold"}).status_code == 400
    assert offered(wave.version) == ["en", "ur"]
