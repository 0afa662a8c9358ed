"""Answering a survey, as a phone without JavaScript does it."""

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Draft, Response, Wave
from consult.services import field, setup

TODAY = dt.date.today()

# Three questions: enough for a way that forks and joins.
DOCUMENT = {
    "id": "tiny",
    "version": 1,
    "title": {"en": "Tiny survey", "ur": "چھوٹا سروے"},
    "audience": "adults",
    "languages": {"en": {"state": "master"}, "ur": {"state": "machine"}},
    "intro": {"en": "Three questions about {area}.", "ur": "{area} کے بارے میں تین سوال۔"},
    "thanks": {"en": "That was all.", "ur": "بس اتنا ہی۔"},
    "support": ["victim_support"],
    "sections": [
        {
            "id": "only",
            "title": {"en": "Only section", "ur": "واحد حصہ"},
            "pages": [
                {
                    "id": "safe",
                    "items": [
                        {
                            "name": "safe",
                            "type": "scale",
                            "required": True,
                            "text": {"en": "Do you feel safe?", "ur": "کیا آپ محفوظ ہیں؟"},
                            "choices": [
                                {"value": "yes", "text": {"en": "Yes", "ur": "ہاں"}},
                                {"value": "no", "text": {"en": "No", "ur": "نہیں"}},
                            ],
                        }
                    ],
                },
                {
                    "id": "why",
                    "when": {"item": "safe", "in": ["no"]},
                    "items": [
                        {
                            "name": "why",
                            "type": "several",
                            "required": True,
                            "text": {"en": "Why not?", "ur": "کیوں نہیں؟"},
                            "support": ["victim_support"],
                            "choices": [
                                {"value": "asb", "text": {"en": "Anti-social behaviour", "ur": "سماج مخالف رویہ"}},
                                {"value": "dark", "text": {"en": "It is dark", "ur": "اندھیرا ہے"}},
                                {"value": "other", "kind": "other", "text": {"en": "Other", "ur": "کچھ اور"}},
                                {"value": "none", "kind": "none", "text": {"en": "No reason", "ur": "کوئی وجہ نہیں"}},
                            ],
                        }
                    ],
                },
                {
                    "id": "words",
                    "items": [
                        {
                            "name": "words",
                            "type": "text",
                            "required": False,
                            "max_length": 100,
                            "text": {"en": "Anything else?", "ur": "کچھ اور؟"},
                        }
                    ],
                },
            ],
        }
    ],
}


def open_tiny(design="open", opens=TODAY, closes=TODAY + dt.timedelta(days=7)):
    partnership = db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == "trafford"))
    new = field.NewWave("tiny-1", "Tiny survey", design, opens, closes)
    wave = field.add_survey_with_wave(partnership, DOCUMENT, "tiny", new, "tests")
    field.open_(wave, "tests")
    return wave


@pytest.fixture
def wave(app):
    return open_tiny()


def answer(client, page, **data):
    """Post a page as its form would be posted."""
    token = client.token(f"/s/tiny/q/{page}")
    return client.post(f"/s/tiny/q/{page}", data={"csrf_token": token, **data})


def send(client):
    return client.post("/s/tiny/check", data={"csrf_token": client.token("/s/tiny/check")})


def stored():
    return list(db.session.scalars(db.select(Response)))


def test_a_resident_answers_and_is_stored_once(any_app):
    open_tiny()
    client = any_app.test_client()
    assert "Three questions about Trafford." in client.get("/s/tiny").text
    assert answer(client, "safe", safe="no").location == "/s/tiny/q/why"
    assert answer(client, "why", why=["dark", "asb"]).location == "/s/tiny/q/words"
    assert answer(client, "words", words="Mend the lamps").location == "/s/tiny/check"
    check = client.get("/s/tiny/check").text
    assert "It is dark" in check and "Mend the lamps" in check
    assert send(client).location == "/s/tiny/thanks"
    (response,) = stored()
    assert response.answers == {"safe": "no", "why": ["asb", "dark"], "words": "Mend the lamps"}
    assert (response.channel, response.language, response.simulated) == ("open_link", "en", False)
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


@pytest.mark.refusal(
    part="Answering",
    comes="the answers sent twice, or four times at the same moment",
    gets="stored once, the same code",
)
def test_sending_twice_stores_once_and_shows_the_same_receipt(client, wave):
    answer(client, "safe", safe="yes")
    token = client.token("/s/tiny/check")
    first = client.post("/s/tiny/check", data={"csrf_token": token})
    receipt = receipt_of(client)
    again = client.post("/s/tiny/check", data={"csrf_token": token})
    assert first.location == again.location == "/s/tiny/thanks"
    assert receipt_of(client) == receipt
    assert len(stored()) == 1


def receipt_of(client):
    return re.search(r'class="receipt">([^<]+)<', client.get("/s/tiny/thanks").text)[1]


def test_the_way_follows_the_answers_and_what_is_off_it_is_not_stored(client, wave):
    answer(client, "safe", safe="no")
    answer(client, "why", why=["dark"])
    assert answer(client, "safe", safe="yes", **{"confirm-change": "yes"}).location == "/s/tiny/q/words"
    send(client)
    assert stored()[0].answers == {"safe": "yes"}


@pytest.mark.refusal(
    part="Answering",
    comes="a page off the path, or one that does not exist",
    gets="404 in words, the answers kept, a button that goes on",
)
def test_a_page_off_the_way_says_so_and_keeps_everything(client, wave):
    answer(client, "safe", safe="yes")
    for page in ("why", "no-such-page"):
        lost = client.get(f"/s/tiny/q/{page}")
        assert lost.status_code == 404
        assert "your answers are kept" in lost.text and 'href="/s/tiny/q/words"' in lost.text
    token = client.token("/s/tiny/q/safe")
    assert client.post("/s/tiny/q/why", data={"csrf_token": token, "why": "dark"}).status_code == 404
    send(client)
    assert stored()[0].answers == {"safe": "yes"}


@pytest.mark.refusal(
    part="Answering",
    comes="a page without an answer",
    gets="the same page, an error that links to the question",
)
def test_nothing_chosen_is_asked_again_in_words(client, wave):
    page = answer(client, "safe")
    assert page.status_code == 422
    assert "<title>Error: Do you feel safe?" in page.text
    assert 'href="#safe"' in page.text and "Choose an answer" in page.text


@pytest.mark.refusal(
    part="Answering",
    comes="a choice that was never offered; two that exclude each other; a text too long",
    gets="the same page with what was sent, and what to do",
)
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"why": ["moon"]}, "not one of those offered"),
        ({"why": ["none", "dark"]}, "Choose one or the other"),
        ({"why": ["other"], "why.other": "x" * 300}, "100 characters too long"),
        ({"why": ["dark"], "why.other": ""}, None),
    ],
)
def test_an_answer_that_cannot_be_taken(client, wave, data, words):
    answer(client, "safe", safe="no")
    page = answer(client, "why", **data)
    if words is None:
        assert page.status_code == 302
        return
    assert page.status_code == 422 and words in page.text
    if "why.other" in data:
        assert "x" * 300 in page.text, "what was typed is still there to shorten"


@pytest.mark.refusal(
    part="Answering",
    comes="a token that is too old",
    gets='the same page with the answer, "press the button again"',
)
def test_a_stale_token_costs_a_click_and_no_answer(client, wave):
    page = client.post("/s/tiny/q/words", data={"csrf_token": "old", "words": "Mend the lamps"})
    assert page.status_code == 422
    assert "open for a long time" in page.text and "Mend the lamps" in page.text


@pytest.mark.refusal(
    part="Answering",
    comes="64 KB in a text box",
    gets="the same page with the text still in the box and how much too long it is",
)
def test_a_very_long_text_is_refused_with_words_and_kept_on_the_page(client, wave):
    page = answer(client, "words", words="a" * 65536)
    assert page.status_code == 422
    assert "65,436" in page.text or "65436" in page.text
    assert "a" * 65536 in page.text


@pytest.mark.refusal(
    part="Answering",
    comes="NUL, direction overrides, `=cmd()`, emoji",
    gets="cleaned of what breaks files, otherwise kept",
)
def test_letters_that_break_files_are_cleaned(client, wave):
    answer(client, "safe", safe="yes")
    answer(client, "words", words="=cmd()\x00 \u202eevil 🙂")
    send(client)
    assert stored()[0].answers["words"] == "=cmd() evil 🙂"


@pytest.mark.refusal(part="Answering", comes="two tabs at once", gets="both tabs' answers kept")
def test_two_tabs_answering_keep_both(client, wave):
    first, second = client.token("/s/tiny/q/safe"), client.token("/s/tiny/q/words")
    client.post("/s/tiny/q/words", data={"csrf_token": second, "words": "kept"})
    client.post("/s/tiny/q/safe", data={"csrf_token": first, "safe": "yes"})
    send(client)
    assert stored()[0].answers == {"safe": "yes", "words": "kept"}


@pytest.mark.refusal(
    part="Answering",
    comes="a page posted out of order",
    gets="kept; sending leads to what is missing",
)
def test_sending_before_the_end_leads_to_what_is_missing(client, wave):
    answer(client, "words", words="first")
    token = client.token("/s/tiny/q/safe")
    assert client.post("/s/tiny/check", data={"csrf_token": token}).location == "/s/tiny/q/safe"
    assert stored() == []


def test_changing_one_answer_leads_back_to_the_check(client, wave):
    answer(client, "safe", safe="no")
    answer(client, "why", why=["dark"])
    assert 'href="/s/tiny/q/why?from=check"' in client.get("/s/tiny/check").text
    token = client.token("/s/tiny/q/why?from=check")
    changed = client.post("/s/tiny/q/why?from=check", data={"csrf_token": token, "why": "asb"})
    assert changed.location == "/s/tiny/check"


def test_changing_the_language_keeps_the_answers(client, wave):
    answer(client, "safe", safe="no")
    page = client.get("/s/tiny/q/safe?lang=ur").text
    assert '<html lang="ur" dir="rtl"' in page and "کیا آپ محفوظ ہیں؟" in page
    assert re.search(r'value="no"[^>]*checked', page)
    assert '<html lang="ur"' in client.get("/s/tiny/q/why").text, "the choice is remembered"
    answer(client, "why", why=["dark"])
    send(client)
    assert stored()[0].language == "ur"


def test_a_language_the_survey_lacks_is_not_offered(client, wave):
    assert 'lang="pl"' not in client.get("/s/tiny").text
    assert '<html lang="en"' in client.get("/s/tiny?lang=pl").text


def test_the_browsers_wish_is_respected(client, wave):
    page = client.get("/s/tiny", headers={"Accept-Language": "ur-PK,ur;q=0.9,en;q=0.1"}).text
    assert '<html lang="ur" dir="rtl"' in page


def test_support_follows_a_sensitive_question(client, wave):
    answer(client, "safe", safe="no")
    assert "0808 168 9111" in client.get("/s/tiny/q/why").text


@pytest.mark.refusal(part="Answering", comes="a code that finds nothing", gets="words, and the code still in the box")
def test_a_receipt_deletes_its_one_response(app, wave):
    first, second = app.test_client(), app.test_client()
    for client in (first, second):
        answer(client, "safe", safe="yes")
        send(client)
    code = receipt_of(first)
    stranger = app.test_client()
    typed = code.lower().replace("-", " ").replace("0", "o")
    gone = stranger.post("/s/tiny/withdraw", data={
        "csrf_token": stranger.token("/s/tiny/withdraw"), "code": typed, "action": "delete"})
    assert "Your answers are deleted" in gone.text
    assert len(stored()) == 1
    again = stranger.post("/s/tiny/withdraw", data={
        "csrf_token": stranger.token("/s/tiny/withdraw"), "code": code, "action": "delete"})
    assert again.status_code == 422 and "found no answers" in again.text
    assert receipt_of(second)


def test_a_receipt_of_one_survey_does_not_open_another(app, wave):
    client = app.test_client()
    answer(client, "safe", safe="yes")
    send(client)
    code = receipt_of(client)
    youth = db.session.scalar(db.select(setup.Survey).where(setup.Survey.slug == "stockport"))
    with_wave(youth)
    token = client.token("/s/stockport/withdraw")
    sent = {"csrf_token": token, "code": code, "action": "delete"}
    assert client.post("/s/stockport/withdraw", data=sent).status_code == 422
    assert len(stored()) == 1


def with_wave(survey):
    field.open_(field.plan_wave(survey, field.NewWave(f"{survey.slug}-x", "x", "open", TODAY, TODAY), "tests"), "tests")


def test_a_copy_of_the_database_reads_no_draft(client, wave):
    answer(client, "safe", safe="yes")
    answer(client, "words", words="a secret of mine")
    (draft,) = db.session.scalars(db.select(Draft))
    assert b"secret" not in draft.sealed and b"safe" not in draft.sealed
    secret = client.get_cookie(f"draft-{wave.survey_id}", path="/s/tiny").value
    assert secret not in draft.id and secret.encode() not in draft.sealed


def test_nothing_stored_ties_a_response_to_a_minute(client, wave):
    answer(client, "safe", safe="yes")
    send(client)
    kept = {column.name: getattr(stored()[0], column.name) for column in Response.__table__.columns}
    assert not [name for name, value in kept.items() if isinstance(value, dt.datetime)]
    assert kept["submitted_on"] == dt.datetime.now(dt.UTC).date()
    assert not db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "submit")).all()


@pytest.mark.refusal(
    part="Answering",
    comes="a wave that has closed",
    gets="words and the date; what was begun is kept for a day; who began in time may finish the day after",
)
def test_a_closed_survey_says_so_and_keeps_what_was_begun(client, wave):
    answer(client, "safe", safe="yes")
    closed = db.session.get(Wave, wave.id)
    field.close(closed, "tests")
    closed.opens_on, closed.closes_on = TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=2)
    db.session.commit()
    page = client.get("/s/tiny/q/safe")
    assert page.status_code == 410
    assert "This survey is closed" in page.text and "were not sent" in page.text
    assert "This survey is closed" in client.get("/s/tiny").text
    assert client.post("/s/tiny/q/safe", data={"safe": "no"}).status_code == 410
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 1
    assert stored() == []


@pytest.mark.refusal(part="Answering", comes="a wave that has closed")
def test_somebody_who_began_in_time_may_finish_the_day_after(client, wave):
    answer(client, "safe", safe="yes")
    late = db.session.get(Wave, wave.id)
    late.opens_on, late.closes_on = TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=1)
    db.session.commit()
    assert "This survey is closed" in client.get("/s/tiny").text
    assert send(client).location == "/s/tiny/thanks"
    assert len(stored()) == 1


def test_a_survey_not_yet_open_says_when(client, wave):
    early = db.session.get(Wave, wave.id)
    early.opens_on, early.closes_on = dt.date(2099, 3, 2), dt.date(2099, 4, 2)
    db.session.commit()
    assert "2 March 2099" in client.get("/s/tiny").text


def test_an_unknown_survey_is_not_found(client):
    assert client.get("/s/nowhere").status_code == 404


def test_the_next_person_on_the_same_phone_starts_clean(client, wave):
    answer(client, "safe", safe="no")
    start = client.get("/s/tiny").text
    assert "Go on with your answers" in start and 'href="/s/tiny/q/why"' in start
    client.post("/s/tiny/clear", data={"csrf_token": client.token("/s/tiny")})
    assert not re.search(r"<input[^>]*checked", client.get("/s/tiny/q/safe").text)
    assert db.session.scalar(db.select(db.func.count()).select_from(Draft)) == 0


@pytest.mark.refusal(
    part="Answering",
    comes="a question posted again after sending",
    gets="nothing stored, the thanks page",
)
def test_after_sending_nothing_is_answered_by_mistake_but_another_person_may(client, wave):
    answer(client, "safe", safe="yes")
    token = client.token("/s/tiny/q/safe")
    send(client)
    code = receipt_of(client)
    again = client.post("/s/tiny/q/safe", data={"csrf_token": token, "safe": "no"})
    assert again.location == "/s/tiny/thanks" and receipt_of(client) == code
    client.post("/s/tiny/clear", data={"csrf_token": client.token("/s/tiny")})
    answer(client, "safe", safe="yes")
    send(client)
    assert receipt_of(client) != code
    assert len(stored()) == 2


def test_a_survey_that_was_never_open_says_so(client):
    for address in ("/s/trafford", "/s/trafford/q/safe_area", "/s/trafford-youth?lang=ur"):
        assert "closed" not in client.get(address).text
    assert "This survey is not open yet" in client.get("/s/trafford?lang=en").text


def test_a_wave_is_planned_and_opened_from_the_shell(app, client):
    shell = app.test_cli_runner()
    words = ["--title", "Winter", "--wave", "w1", "--design", "open", "--opens", str(TODAY)]
    added = shell.invoke(args=["waves", "add", "trafford", *words, "--closes", str(TODAY)])
    assert added.exit_code == 0, added.output
    assert "not open yet" in client.get("/s/trafford").text
    reason = ["--reason", "It is made for tests and nobody reads it"]
    assert shell.invoke(args=["waves", "open", "w1", *reason]).exit_code == 0
    assert client.get("/s/trafford/q/safe_area").status_code == 200
    again = shell.invoke(args=["waves", "add", "trafford", *words, "--closes", str(TODAY)])
    assert again.exit_code == 1 and "already" in again.output
    words[3], early = "w2", str(TODAY - dt.timedelta(days=1))
    back = shell.invoke(args=["waves", "add", "trafford", *words, "--closes", early])
    assert back.exit_code == 1 and "before it opens" in back.output
    assert shell.invoke(args=["waves", "open", "nothing"]).exit_code == 1


@pytest.mark.refusal(part="Answering", comes="the answers sent twice, or four times at the same moment")
def test_two_requests_to_send_at_the_same_moment_store_one(any_app):
    open_tiny()
    client = any_app.test_client()
    answer(client, "safe", safe="yes")
    token = client.token("/s/tiny/check")
    name = f"draft-{field.survey('tiny').id}"
    cookie = client.get_cookie(name, path="/s/tiny")
    start = threading.Barrier(4)

    def send_now(_number):
        own = any_app.test_client()
        own.set_cookie(name, cookie.value, path=cookie.path)
        start.wait()
        return own.post("/s/tiny/check", data={"csrf_token": token}).location

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send_now, range(4))) == {"/s/tiny/thanks"}
    # What this test has read so far is from before.
    db.session.rollback()
    assert len(stored()) == 1
