"""Channels, as officers set them up: short links, posters, settings, and what each role and partnership may see."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import typst

from consult import create_app
from consult.config import ConfigError
from consult.extensions import db
from consult.models import AuditEvent, DropOff, Link, Response, Survey
from consult.services import field, links, wave_settings
from tests.addresses import sealed
from tests.integration.test_officer import send, words
from tests.integration.test_respond import DOCUMENT, answer, open_tiny
from tests.integration.test_respond import send as send_answers
from tests.integration.waves import add_people, add_wave
from tests.printed import codes_in, pages_of, text_of

WAVE = "/officer/trafford/waves/tiny-1/"
CHANNELS = WAVE + "channels"
PAGES = ("", "/links", "/invitations", "/settings", "/left-out", "/exit-button", "/languages")
NASTY = '#panic("x") $x$ @a =1+1 *b* \\u // <b>&\'"'
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def wave(app):
    return open_tiny()


@pytest.fixture
def officer(sign_in, wave):
    return sign_in("officer", "trafford")


def make_link(client, title="Library", language="any") -> Link:
    made = send(client, CHANNELS + "/links", title=title, language=language)
    assert made.status_code == 303, words(made)
    return db.session.scalar(db.select(Link).order_by(Link.id.desc()))


def page_of(client, link):
    return client.get(f"{CHANNELS}/links/{sealed('link', link.id)}")


def poster(client, link, language="en"):
    return client.get(f"{CHANNELS}/links/{sealed('link', link.id)}/poster-{language}.pdf")


def set_exit(client, address, **data):
    page = CHANNELS + "/exit-button"
    return client.post(page, data={"csrf_token": client.token(page), "address": address, **data})


def answers_of(client, first):
    """Somebody follows an address and answers all of it."""
    client.get(client.get(first).location)
    answer(client, "safe", safe="yes")
    answer(client, "words", words="")
    assert send_answers(client).location == "/s/tiny/thanks"


@pytest.mark.parametrize("role", ["officer", "viewer", "outreach"])
def test_every_page_opens_and_only_officers_find_buttons(sign_in, wave, role):
    client = sign_in(role, "trafford")
    links.add(wave.survey, "Library", None, "tests")
    for page in (*PAGES, f"/links/{sealed('link', 1)}"):
        opened = client.get(CHANNELS + page)
        assert opened.status_code == 200, page
        if role != "officer":
            assert "<button" not in opened.text.split("<main")[1], page
    assert "channels" in client.get(WAVE).text


# Short links

def test_a_short_link_leads_to_its_survey_in_its_language(app, officer):
    link = make_link(officer, language="ur")
    assert re.fullmatch("[2-9BCDFGHJKMNPQRSTVWXYZ]{6}", link.token)
    for typed in (link.token, link.token.lower()):
        onward = app.test_client().get(f"/r/{typed}").location
        assert urlsplit(onward).path == "/s/tiny" and parse_qs(urlsplit(onward).query) == {
            "lang": ["ur"], "via": [link.token]}  # fmt: skip
    assert '<html lang="ur"' in app.test_client().get(onward).text


def test_without_a_language_the_browser_decides(app, officer):
    link = make_link(officer)
    assert parse_qs(urlsplit(app.test_client().get(f"/r/{link.token}").location).query) == {"via": [link.token]}


@pytest.mark.parametrize("token", ["ZZZZZZ", "x", "' OR 1=1", "%00", "ا", "A" * 3000])
def test_an_unknown_link_says_so(client, wave, token):
    page = client.get(f"/r/{token}")
    assert page.status_code == 404 and "look for a missing letter" in words(page)


def test_a_link_of_a_survey_that_is_over_says_that(app, officer, wave):
    link = make_link(officer)
    field.close(wave, "tests")
    client = app.test_client()
    page = client.get(client.get(f"/r/{link.token}").location)
    assert page.status_code == 200 and "This survey is closed" in words(page)


def test_each_links_responses_are_counted_apart(app, officer, wave):
    library, market = make_link(officer), make_link(officer, "Market")
    make_link(officer, "Nobody came")
    for link in (library, library, market):
        answers_of(app.test_client(), f"/r/{link.token}")
    add_people(wave, (1, {"safe": "yes"}))
    assert links.counts(wave) == {library.id: 2, market.id: 1, None: 1}
    said = words(officer.get(CHANNELS + "/links"))
    for title, count in (("Library", 2), ("Market", 1), ("Nobody came", 0)):
        assert re.search(rf"{title} \S+ left to the browser {count}\b", said), said
    said = words(officer.get(WAVE))
    assert "Library 2 50.0%" in said and "Market 1 25.0%" in said and "No short link 1 25.0%" in said


def test_another_surveys_link_counts_nowhere_else(app, wave):
    other = add_wave("other-1")
    link = links.add(other.survey, "Other", None, "tests")
    answers_of(app.test_client(), f"/r/{links.add(wave.survey, 'Own', None, 'tests').token}")
    client = app.test_client()
    client.get(f"/s/tiny?via={link.token}")
    answer(client, "safe", safe="yes")
    answer(client, "words", words="")
    send_answers(client)
    assert link.id not in links.counts(wave) and sum(links.counts(wave).values()) == 2


@pytest.mark.parametrize("given, told", [
    ({"title": ""}, "Say where this link will stand"), ({"title": "x" * 81}, "Use 80 characters or fewer"),
    ({"title": "\x00 \u202e"}, "Say where this link will stand"), ({"language": "xx"}, "Not a valid choice"),
    ({"language": ""}, "Choose a language")])  # fmt: skip
def test_a_link_that_cannot_be_made_is_said(officer, wave, given, told):
    page = send(officer, CHANNELS + "/links", **{"title": "Library", "language": "any", **given})
    assert page.status_code == 422 and told in words(page) and links.of(wave.survey) == []


def test_a_title_is_words_wherever_it_stands(app, officer, wave):
    link = make_link(officer, f"{SCRIPT} {NASTY}")
    answers_of(app.test_client(), f"/r/{link.token}")
    for address in (CHANNELS + "/links", f"{CHANNELS}/links/{sealed('link', link.id)}", WAVE):
        page = officer.get(address)
        assert SCRIPT not in page.text and "&lt;script&gt;" in page.text, address


# Posters

def test_a_poster_leads_a_phone_to_the_link(app, officer):
    link = make_link(officer)
    made = poster(officer, link)
    assert made.mimetype == "application/pdf" and pages_of(made.data) == 1
    # Scanned, it opens in the poster's language; typed, in the browser's.
    assert codes_in(made.data) == [f"http://localhost/r/{link.token}?lang=en"]
    assert f"localhost/r/{link.token}" in text_of(made.data) and "http" not in text_of(made.data)
    assert "Tiny survey" in text_of(made.data) and "Three questions about Trafford." in text_of(made.data)
    urdu = poster(officer, link, "ur")
    (address,) = codes_in(urdu.data)
    assert "چھوٹا سروے" in text_of(urdu.data)
    assert '<html lang="ur"' in app.test_client().get(app.test_client().get(address).location).text


def test_a_poster_of_a_link_with_a_language_says_it_once(officer):
    link = make_link(officer, language="ur")
    assert codes_in(poster(officer, link, "ur").data) == [f"http://localhost/r/{link.token}"]


def test_the_qr_code_alone_leads_to_the_link(officer):
    link = make_link(officer)
    picture = officer.get(f"{CHANNELS}/links/{sealed('link', link.id)}/qr.svg")
    assert picture.mimetype == "image/svg+xml" and picture.data.startswith(b"<svg xmlns=")
    page = b'#set page(width: 6cm, height: 6cm, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 6cm)'
    assert codes_in(typst.compile(page, sys_inputs={"svg": picture.text})) == [f"http://localhost/r/{link.token}"]


def test_printed_addresses_are_those_the_public_uses(app, officer):
    link = make_link(officer)
    app.config["PUBLIC_ADDRESS"] = "https://survey.example.gov.uk"
    assert codes_in(poster(officer, link).data) == [f"https://survey.example.gov.uk/r/{link.token}?lang=en"]
    assert f"https://survey.example.gov.uk/r/{link.token}" in words(page_of(officer, link))


@pytest.mark.parametrize("value", ["survey.example.gov.uk", "https://a.example/path", "https://", "ftp://a.example"])
def test_a_public_address_that_is_none_stops_the_start(tmp_path, monkeypatch, value):
    monkeypatch.setenv("PUBLIC_ADDRESS", value)
    with pytest.raises(ConfigError, match="PUBLIC_ADDRESS"):
        create_app({"INSTANCE": tmp_path})


def test_what_officers_wrote_is_words_on_a_poster(sign_in, app):
    document = {**DOCUMENT, "title": {"en": NASTY, "ur": NASTY}, "intro": {"en": NASTY, "ur": NASTY}}
    wave = add_wave("nasty-1", document=document)
    link = links.add(wave.survey, "Library", None, "tests")
    officer = sign_in("officer", "trafford")
    made = officer.get(f"/officer/trafford/waves/nasty-1/channels/links/{sealed('link', link.id)}/poster-en.pdf")
    assert text_of(made.data).replace(" ", "").count(NASTY.replace(" ", "")) == 2


def test_a_language_that_is_held_back_has_no_poster(officer, wave):
    link = make_link(officer)
    token = officer.token(CHANNELS + "/languages")
    officer.post(CHANNELS + "/languages/ur", data={"csrf_token": token, "action": "hold"})
    assert poster(officer, link, "ur").status_code == 404 and poster(officer, link, "xx").status_code == 404
    assert "اردو" not in text_of(poster(officer, link).data)


def test_another_partnerships_link_is_not_there(sign_in, wave):
    theirs = add_wave("stockport-1", "stockport")
    own = links.add(theirs.survey, "Their library", None, "tests")
    link = links.add(wave.survey, "Library", None, "tests")
    client = sign_in("officer", "stockport")
    base = "/officer/stockport/waves/stockport-1/channels/links"
    assert client.get(f"{base}/{sealed('link', own.id)}").status_code == 200
    for ending in ("", "/qr.svg", "/poster-en.pdf"):
        assert client.get(f"{base}/{sealed('link', link.id)}{ending}").status_code == 404
        assert client.get(f"{CHANNELS}/links/{sealed('link', link.id)}{ending}").status_code == 404


# Settings

def test_an_officer_decides_who_may_answer_and_what_is_promised(app, officer, wave):
    day = wave.closes_on + dt.timedelta(days=30)
    assert send(officer, CHANNELS + "/settings", open_link="no", results_by=day.isoformat()).status_code == 303
    assert "for people who were invited" in app.test_client().get("/s/tiny").text
    db.session.refresh(wave)
    assert wave.results_by == day and "Only people with an invitation" in words(officer.get(CHANNELS))
    assert send(officer, CHANNELS + "/settings", open_link="yes", results_by="").status_code == 303
    db.session.refresh(wave)
    assert wave.open_link and wave.results_by is None
    verbs = list(db.session.scalars(db.select(AuditEvent.verb)))
    assert verbs.count("change wave") == 2


def test_results_are_not_promised_before_the_end(officer, wave):
    page = send(officer, CHANNELS + "/settings", open_link="no", results_by=wave.opens_on.isoformat())
    assert page.status_code == 422 and "before the wave closes" in words(page)
    db.session.refresh(wave)
    assert wave.open_link and wave.results_by is None


def test_optional_questions_are_left_out_before_the_wave_opens(app, sign_in):
    wave = add_wave("tiny-1", document=DOCUMENT, state="draft")
    officer = sign_in("officer", "trafford")
    page = officer.get(CHANNELS + "/left-out")
    assert 'value="words"' in page.text and 'value="safe"' not in page.text
    assert send(officer, CHANNELS + "/left-out", left_out=["words"]).status_code == 303
    db.session.refresh(wave)
    assert [one.id for one in field.asked(wave).pages] == ["safe", "why"]
    assert "1 question is left out" in words(officer.get(CHANNELS))
    assert send(officer, CHANNELS + "/left-out").status_code == 303
    db.session.refresh(wave)
    assert wave.left_out == []


@pytest.mark.parametrize("names", [["safe"], ["nothing"], ["words", "why"]])
def test_what_is_needed_cannot_be_left_out(sign_in, app, names):
    wave = add_wave("tiny-1", document=DOCUMENT, state="draft")
    page = send(sign_in("officer", "trafford"), CHANNELS + "/left-out", left_out=names)
    assert page.status_code == 422 and "There is a problem" in words(page)
    db.session.refresh(wave)
    assert wave.left_out == []


def test_once_it_was_open_a_wave_asks_what_it_asks(officer, wave):
    page = send(officer, CHANNELS + "/left-out", left_out=["words"])
    assert page.status_code == 422 and "can no longer change" in words(page)
    field.close(wave, "tests")
    with pytest.raises(wave_settings.CannotChange):
        wave_settings.leave_out(wave, ["words"], "tests")
    assert wave.left_out == []


def test_the_exit_button_comes_and_goes(app, officer, wave):
    site = "https://www.bbc.co.uk/weather"
    assert f'value="{site}"' in officer.get(CHANNELS + "/exit-button").text
    assert set_exit(officer, site, has_exit="y").status_code == 303
    assert "Exit this page" in app.test_client().get("/s/tiny").text
    assert set_exit(officer, site).status_code == 303
    assert "Exit this page" not in app.test_client().get("/s/tiny").text


@pytest.mark.parametrize("address", [
    "", "http://www.bbc.co.uk/", "javascript:alert(1)", "//evil.example", "https://", "https://localhost",
    "https://user:word@www.bbc.co.uk/", "https://a.example; script-src *", "https://a.example,b.example/",
    "https://a.example;script-src/", "https://a.example'/", "https://[::1", "https://ä.example/", "https://*.example/",
    "https://a.example/" + "x" * 200, "https://a.example\n.b.example"])  # fmt: skip
def test_an_exit_leads_only_to_a_plain_site(officer, wave, address):
    page = set_exit(officer, address, has_exit="y")
    assert page.status_code == 422 and "beginning with https://" in words(page)
    assert db.session.get(Survey, wave.survey_id, populate_existing=True).exit_address is None


# The wave's page

def test_the_wave_says_where_people_stopped_and_who_agreed(officer, wave):
    db.session.add_all([
        DropOff(wave_id=wave.id, page_id="words", number=3), DropOff(wave_id=wave.id, page_id="safe", number=12),
        DropOff(wave_id=wave.id, page_id="gone", number=9),
        Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en", answers={},
                 consent_route="school"),
    ])  # fmt: skip
    db.session.commit()
    said = words(officer.get(WAVE))
    assert "Do you feel safe? 12 Anything else? 3" in said and "School 1 100.0%" in said


def test_a_wave_without_them_says_nothing_of_them(officer):
    said = words(officer.get(WAVE))
    assert "Where people stopped" not in said and "short link" not in said and "who agreed" not in said
