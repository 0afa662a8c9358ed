"""What travels: compressed where nobody can listen in, no account and no session, few and small requests."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from consult.services import field
from tests.integration.surveys import TODAY, document, open_survey, post, yes_no

GZIP = {"Accept-Encoding": "gzip, br"}


def browser(app):
    """A client that takes what it gets: the one that looks at every page cannot read a packed one."""
    return FlaskClient(app, app.response_class)


@pytest.fixture
def survey(app):
    open_survey(document(*[yes_no(f"question_{number}", "Is it so?") for number in range(3)]))
    return app


def encoding(response):
    return response.headers.get("Content-Encoding")


def test_a_page_is_compressed_for_a_browser_that_asks(survey):
    client = browser(survey)
    plain, packed = client.get("/s/tiny"), client.get("/s/tiny", headers=GZIP)
    assert encoding(plain) is None
    assert encoding(packed) == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert packed.content_length == len(packed.data) < 0.6 * len(plain.data)
    nonce = re.compile(rb'nonce="[^"]+"')
    assert nonce.sub(b"", gzip.decompress(packed.data)) == nonce.sub(b"", plain.data)


@pytest.mark.parametrize("query", ["?via=chosen", "?lang=<b>", "?lang=xx", "?from=elsewhere", "?easy=1&a=b"])
def test_what_repeats_words_of_somebody_elses_choosing_is_not_compressed(survey, query):
    assert encoding(survey.test_client().get(f"/s/tiny{query}", headers=GZIP)) is None


def test_an_answer_to_a_form_is_not_compressed(survey):
    client = survey.test_client()
    data = {"csrf_token": client.token("/s/tiny/q/question_0")}
    refused = client.post("/s/tiny/q/question_0", data=data, headers=GZIP)
    assert refused.status_code == 422 and encoding(refused) is None


def test_officers_pages_are_not_compressed(sign_in):
    page = sign_in("officer", "trafford").get("/officer/trafford/", headers=GZIP)
    assert page.status_code == 200 and encoding(page) is None


def test_a_token_looks_different_each_time_it_is_shown(survey):
    client = survey.test_client()
    assert len({client.token("/s/tiny/q/question_1") for _ in range(5)}) == 5


@pytest.mark.parametrize("forged", ["", "x", "é", "A" * 44, "A" * 43 + "=", "Zm9yZ2Vk"])
def test_a_forged_token_keeps_nothing(survey, forged):
    client = survey.test_client()
    client.token("/s/tiny/q/question_0")
    refused = client.post("/s/tiny/q/question_0", data={"csrf_token": forged, "question_0": "yes"})
    assert refused.status_code == 422 and "open for a long time" in refused.text
    assert " checked" not in client.get("/s/tiny/q/question_0").text


def test_an_officer_who_answers_a_survey_is_not_known_there(survey, sign_in):
    officer = sign_in("officer", "trafford")
    before = officer.get_cookie("session").value
    answered = post(officer, "/s/tiny/q/question_0", question_0="yes")
    assert not [cookie for cookie in answered.headers.getlist("Set-Cookie") if cookie.startswith("session=")]
    assert officer.get_cookie("session").value == before
    assert officer.get("/officer/trafford/").status_code == 200, "and is still signed in elsewhere"


def test_the_first_page_is_30_kb_in_three_requests(survey):
    client = browser(survey)
    start = client.get("/s/tiny", headers=GZIP)
    page = gzip.decompress(start.data).decode()
    asked = re.findall(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"', page)
    assert len(asked) == 2 and "<img" not in page
    assert _size(start) + sum(_size(client.get(one, headers=GZIP)) for one in asked) <= 30 * 1024


@pytest.mark.parametrize("slug", ["trafford", "trafford-youth"])
def test_every_question_of_the_shipped_surveys_is_4_kb_in_every_language(app, slug):
    survey = field.survey(slug)
    wave = field.plan_wave(survey, field.NewWave(f"{slug}-1", "Wave", "open", TODAY, TODAY), "tests")
    field.open_(wave, "tests")
    client = app.test_client()
    if survey.audience == "young":
        post(client, f"/s/{slug}/age", age="16-17")
        post(client, f"/s/{slug}/agree", answer="yes")
    reader = browser(app)
    reader._cookies = client._cookies
    questionnaire = field.asked(wave)
    assert len(questionnaire.pages) > 12
    too_long = {}
    for language in questionnaire.languages:
        reader.set_cookie("lang", language)
        for page in questionnaire.pages:
            answer = reader.get(f"/s/{slug}/q/{page.id}", headers=GZIP)
            # Those behind a rule are not on the way of somebody who has answered nothing.
            assert answer.status_code in (200, 404)
            if answer.status_code == 200 and _size(answer) > 4 * 1024:
                too_long[language, page.id] = _size(answer)
    assert not too_long


def _size(response):
    """Bytes on the wire: the status line, the headers and the body."""
    heads = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
    return len(f"HTTP/1.1 {response.status}\r\n\r\n") + heads + len(response.data)
