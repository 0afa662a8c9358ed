"""The pages on words as officers use them, and what others may not see of them."""

import html
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, CodeFrame, QualitativeSource, Quote, TextReading, Theme
from consult.services.qualitative import coding, frames, quotes, sources, texts
from tests.addresses import sealed
from tests.integration.test_officer import send, words
from tests.integration.test_qualitative import keep, make_themes, weighed, words_wave, write

WORDS = "/officer/trafford/waves/tiny-1/words"
COMMENT = f"{WORDS}/comment"
SOURCES = "/officer/trafford/sources/"
NASTY = '=cmd() <script>alert(1)</script> \u202egnol\u202c @x'
GIVEN = {"kind": "focus_group", "survey": "", "who": "Eight mothers of young children", "place": "Broomwood centre",
         "held_on": "2026-03-04", "people": "8", "language": "en", "consent": "verbal",
         "notes": "They said that Tom is loud. The alley is dark."}  # fmt: skip


@pytest.fixture
def wave(app):
    return words_wave()


@pytest.fixture
def officer(sign_in, wave):
    return sign_in("officer", "trafford")


def post(client, address, form_on, **data):
    return client.post(address, data={"csrf_token": client.token(form_on), **data})


def test_from_a_text_to_a_figure_and_a_quote(officer, wave):
    """All the way by its links and buttons alone."""
    ids = [write(wave, "It is dark. Ring Tom on 07700 900123", sex="male" if n % 2 else "female") for n in range(12)]
    assert "12 Texts" in words(officer.get(WORDS)) or "Texts 12" in words(officer.get(WORDS))
    address = officer.get(f"{COMMENT}/read").location
    for _text in ids:
        page = officer.get(address)
        assert "1 name" in words(page) and "2 phone number" in words(page)
        keys = re.findall(r'name="take" type="checkbox" value="([\d-]+)" checked', page.text)
        assert len(keys) == 2
        address = post(officer, address, address, take=keys, action="save").location
    assert address.endswith("/words")
    send(officer, f"{COMMENT}/themes", name="Lighting", description="Dark places, lamps that do not work")
    theme = db.session.scalar(db.select(Theme))
    address = officer.get(f"{COMMENT}/code?mode=new").location
    for place, _text in enumerate(ids):
        page = officer.get(address)
        assert "It is dark. Ring [name] on [phone number]" in words(page) and "lamps that do not work" in words(page)
        address = post(officer, address, address, themes=str(theme.id) if place < 6 else "none").location
    assert address.endswith("/code")
    weighed(wave)
    assert "Lighting 50.0%" in words(officer.get(f"{COMMENT}/figures"))
    page = officer.get(f"{COMMENT}/quotes")
    address = html.unescape(re.search(r'href="([^"]+/quotes/from/[^/"]+)"', page.text)[1])
    assert post(officer, address, address, words="It is dark. […]").status_code == 303
    assert "It is dark. […] a resident" in words(officer.get(f"{COMMENT}/figures"))


def test_opening_a_text_is_written_down_and_its_words_are_not(officer, wave):
    id_ = write(wave, "Zanzibar is dark")
    officer.get(f"{COMMENT}/read/{id_}")
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "read text"))
    assert (event.actor, event.subject) == ("officer-trafford@test.example", "tiny-1: comment")
    assert event.detail == {"response": str(id_)}


def test_how_it_would_read_is_shown_and_nothing_kept(officer, wave):
    address = f"{COMMENT}/read/{write(wave, 'Tom is at the Bull')}"
    page = post(officer, address, address, take="0-3", by_hand="the Bull", action="preview")
    assert "How it would read [name] is at [taken out]" in words(page)
    assert '>the Bull</textarea>' in page.text and db.session.scalar(db.select(TextReading)) is None


@pytest.mark.refusal(
    part="What people wrote",
    comes=(
        "words to take out that the text does not hold; a suggestion of another text; more than fifty by hand; 64 KB "
        "of them"
    ),
    gets="nothing is kept; which words, what is typed stays",
)
@pytest.mark.parametrize("data, told", [
    ({"by_hand": "the Swan"}, "“the Swan” is not in the text"), ({"take": "4-9"}, "no longer fits the text"),
    ({"by_hand": "\n".join(["is"] * 51)}, "at most 50 things"),
    ({"by_hand": "x" * 65_536}, "Use 4000 characters or fewer")])  # fmt: skip
def test_a_redaction_that_cannot_be_says_why_and_keeps_what_was_typed(officer, wave, data, told):
    address = f"{COMMENT}/read/{write(wave, 'Tom is at the Bull')}"
    page = post(officer, address, address, **{"action": "save", **data})
    assert page.status_code == 422 and told in words(page) and db.session.scalar(db.select(TextReading)) is None
    assert data.get("by_hand", "") in page.text


@pytest.mark.refusal(
    part="What people wrote",
    comes="a text of 64 KB, with NUL, a right-to-left override, `=cmd()`, a script",
    gets="read, coded and shown as words; rules take a second at most",
)
def test_a_text_is_words_on_every_page_whatever_it_is(officer, wave):
    (light,) = make_themes(wave, NASTY)
    long = NASTY + " أ" * 30_000
    ids = [write(wave, text) for text in (NASTY, long, "one", "two", "three")]
    for id_ in ids:
        reading = keep(wave, id_)
        coding.code(wave, reading, [light], "ann")
    coding.code(wave, reading, [], "bob")
    theme = f"themes/{sealed('theme', light)}"
    paths = [f"{COMMENT}/{one}" for one in (f"read/{ids[0]}", f"read/{ids[1]}", "themes", theme, "code",
             f"code/{ids[0]}", "agreement", f"agreement/{ids[4]}", "quotes", "suggestions", "figures")]  # fmt: skip
    for path in paths:
        page = officer.get(path)
        assert page.status_code == 200 and "<script>alert" not in page.text, path


@pytest.mark.refusal(
    part="What people wrote",
    comes="a theme without a name, too long, or named like another but for capitals, blanks or accents",
    gets="which, what to do, what is typed stays",
)
@pytest.mark.parametrize("given, told", [
    ({"name": ""}, "Give the theme a name"), ({"name": " \x00 "}, "Give the theme a name"),
    ({"name": "x" * 81}, "Use 80 characters or fewer"), ({"name": "x" * 65_536}, "Use 80 characters or fewer"),
    ({"name": "STREET lights"}, "There is a theme “Street lights” already"),
    ({"description": "y" * 401}, "Use 400 characters or fewer")])  # fmt: skip
def test_a_theme_that_cannot_be_says_why_and_keeps_what_was_typed(officer, wave, given, told):
    make_themes(wave, "Street lights")
    page = send(officer, f"{COMMENT}/themes", **{"name": "Police", "description": "Patrols", **given})
    assert page.status_code == 422 and told in words(page)
    assert given.get("description", "Patrols") in page.text
    assert db.session.scalar(db.select(db.func.count(Theme.id))) == 1


def test_a_theme_is_changed_moved_and_retired(officer, wave):
    of_first, of_second = (f"{COMMENT}/themes/{sealed('theme', one)}" for one in make_themes(wave, "Light", "Police"))
    post(officer, of_second, of_second, action="up")
    assert [one.name for one in frames.themes_of(wave.survey, "comment")] == ["Police", "Light"]
    page = officer.get(of_first)
    assert 'value="Light"' in page.text
    assert post(officer, of_first, of_first, action="save", name="police",
                description="").status_code == 422  # fmt: skip
    post(officer, of_first, of_first, action="retire")
    db.session.expire_all()
    assert [one.name for one in frames.themes_of(wave.survey, "comment")] == ["Police"]
    assert "retired" in words(officer.get(f"{COMMENT}/themes"))
    post(officer, of_first, of_first, action="bring_back")
    db.session.expire_all()
    assert len(frames.themes_of(wave.survey, "comment")) == 2


@pytest.mark.refusal(
    part="What people wrote",
    comes='no theme and not "None of these"; both; a theme of another question or of no number',
    gets="what to do; nothing is kept",
)
@pytest.mark.parametrize("chosen, told", [
    ([], "Tick the themes it speaks of"), (["none", "1"], "not both"), (["9999"], "not known any more"),
    (["1; DROP"], "not known any more"), (["9" * 30], "not known any more")])  # fmt: skip
def test_a_coding_that_cannot_be_says_why(officer, wave, chosen, told):
    reading = keep(wave, write(wave, "It is dark"))
    make_themes(wave, "Light")
    address = f"{COMMENT}/code/{reading.response_id}"
    page = post(officer, address, address, themes=chosen)
    assert page.status_code == 422 and told in words(page) and texts.progress_of(wave, "comment").coded == 0


@pytest.mark.refusal(
    part="What people wrote",
    comes="coding without a code frame",
    gets="a link to making one; nothing is kept",
)
def test_coding_without_a_frame_leads_to_making_one(officer, wave):
    reading = keep(wave, write(wave, "It is dark"))
    for path in ("code", f"code/{reading.response_id}"):
        page = officer.get(f"{COMMENT}/{path}")
        assert "Make the code frame first" in words(page)
    address = f"{COMMENT}/code/{reading.response_id}"
    page = post(officer, address, f"{COMMENT}/themes", themes="none")
    assert page.status_code == 422 and "no themes to code to" in words(page)
    assert db.session.scalar(db.select(CodeFrame)) is None


def test_a_dozen_themes_at_once(officer, wave):
    make_themes(wave, *(f"Theme {n}" for n in range(15)))
    reading = keep(wave, write(wave, "It is dark"))
    page = officer.get(f"{COMMENT}/code/{reading.response_id}").text
    before, behind = page.split('<details class="more-themes"')
    assert before.count('name="themes"') == 12 and behind.count('name="themes"') == 4 and "3 more themes" in behind


def test_the_second_coder_does_not_see_the_firsts_choice(officer, wave, sign_in):
    reading = keep(wave, write(wave, "It is dark"))
    (light,) = make_themes(wave, "Light")
    coding.code(wave, reading, [light], "officer-trafford@test.example")
    address = f"{COMMENT}/code/{reading.response_id}"
    assert f'value="{light}" checked' in officer.get(address).text
    admin = sign_in("admin", "trafford")
    page = admin.get(address).text
    assert "checked" not in page and "officer-trafford" not in page
    # Nor by way of settling, which is for texts that both have coded.
    assert admin.get(f"{COMMENT}/agreement/{reading.response_id}").status_code == 404
    page = post(admin, address + "?mode=second", address, themes="none")
    assert page.status_code == 303
    settling = f"{COMMENT}/agreement/{reading.response_id}"
    assert settling in admin.get(f"{COMMENT}/agreement").text
    assert post(admin, settling, settling, themes=str(light)).status_code == 303
    db.session.expire_all()
    assert texts.progress_of(wave, "comment").coded == 1
    # At that agreement of one text, kappa cannot be said.
    assert "officer-trafford@test.example" in words(admin.get(f"{COMMENT}/agreement"))


def test_a_text_in_another_language_is_marked_and_named(officer, wave):
    id_ = write(wave, "یہاں اندھیرا ہے", language="ur")
    page = officer.get(f"{COMMENT}/read/{id_}")
    assert '<blockquote class="written" lang="ur" dir="rtl">' in page.text
    assert "another language: Urdu" in words(page) and "not found by rule" in words(page)


def test_suggestions_come_from_redacted_texts_only(officer, wave):
    ids = [write(wave, "Broken street lights near Zebediah Fortescue") for _one in range(4)]
    assert "No text is read yet" in words(officer.get(f"{COMMENT}/suggestions"))
    for id_ in ids:
        keep(wave, id_, ["Zebediah Fortescue"])
    page = officer.get(f"{COMMENT}/suggestions")
    assert "street lights" in words(page) and "Zebediah" not in page.text and "fortescue" not in page.text
    assert 'value="broken street lights"' in officer.get(
        html.unescape(re.search(r'href="([^"]+themes\?name=[^"#]+)', page.text)[1])).text  # fmt: skip


SECRET, AGREED, UNASKED = "Marmalade lorries nightly", "Parsnip vans nightly", "Gherkin carts nightly"


@pytest.mark.refusal(
    part="What people wrote",
    comes="a quote of somebody who said no, or was not asked; with a word changed; of a text since redacted otherwise",
)
def test_words_of_whoever_said_no_are_quoted_nowhere(app, sign_in, wave, client):
    """A quote is made by force of whatever was approved before; then every output is searched."""
    (light,) = make_themes(wave, "Light")
    kept = {}
    for text, consent in ((SECRET, "no"), (AGREED, "yes"), (UNASKED, None)):
        for n in range(6):
            reading = keep(wave, write(wave, text, consent=consent, sex="male" if n % 2 else "female"))
            coding.code(wave, reading, [light] * (n < 3), "ann")
        kept[text] = reading
    quotes.approve(wave, "comment", kept[AGREED].id, AGREED, "ann")
    for text in (SECRET, UNASKED):
        db.session.add(Quote(reading_id=kept[text].id, wave_id=wave.id, words=text, approved_by="an attacker"))
    db.session.commit()
    weighed(wave)
    assert [one.words for one in quotes.of(wave, "comment")] == [AGREED]
    officer, viewer, outreach = (sign_in(role, "trafford") for role in ("officer", "viewer", "outreach"))
    assert AGREED in officer.get(f"{COMMENT}/figures").text and AGREED in viewer.get(f"{COMMENT}/figures").text
    for one in (f"{COMMENT}/quotes", f"{COMMENT}/figures"):
        page = officer.get(one).text
        assert SECRET not in page and UNASKED not in page
    for text in (SECRET, UNASKED):
        assert officer.get(f"{COMMENT}/quotes/from/{sealed('reading', kept[text].id)}").status_code == 404
    for reader in (viewer, outreach, client):
        for path in walk(app, kept[SECRET]):
            page = reader.get(path).data
            assert SECRET.encode() not in page and UNASKED.encode() not in page, path


def walk(app, reading):
    """Every address that may be asked for of this wave."""
    values = {"partnership_slug": "trafford", "wave_slug": "tiny-1", "survey_slug": "survey-tiny-1", "item": "comment",
              "response_id": reading.response_id, "reading_id": reading.id, "number": 1, "section": "lived-experience",
              "form": "csv", "language": "en"}  # fmt: skip
    for rule in app.url_map.iter_rules():
        apart = rule.endpoint.startswith(("outreach.", "security."))
        given = {name: values.get(name, 1) for name in rule.arguments}
        if "GET" in rule.methods and not apart and all(name in values or name.endswith("_id") for name in given):
            yield rule.build(given)[1]


@pytest.mark.parametrize("role", ["viewer", "outreach"])
def test_those_who_only_look_read_no_text(app, sign_in, wave, role):
    reading = keep(wave, write(wave, SECRET, consent="yes"))
    make_themes(wave, "Light")
    source = sources.add(wave.survey.partnership, None, sources.NewSource(
        "interview", "A shopkeeper", "Sale", wave.opens_on, 1, "verbal", "en"), SECRET, "ann")  # fmt: skip
    client = sign_in(role, "trafford")
    for path in walk(app, reading):
        assert SECRET.encode() not in client.get(path).data, path
    token = client.token("/account/")
    for path in (f"{COMMENT}/read/{reading.response_id}", f"{SOURCES}{sealed('source', source.id)}/delete"):
        assert client.post(path, data={"csrf_token": token, "action": "hold"}).status_code == 403


def test_another_partnerships_words_are_not_there(app, sign_in, wave):
    other = words_wave("other-1", "stockport")
    reading = keep(other, write(other, SECRET))
    (theirs,) = make_themes(other, "Light")
    source = sources.add(other.survey.partnership, None, sources.NewSource(
        "interview", "A shopkeeper", "Marple", other.opens_on, 1, "verbal", "en"), SECRET, "ann")  # fmt: skip
    make_themes(wave, "Mine")
    officer = sign_in("officer", "trafford")
    for path in (f"read/{reading.response_id}", f"code/{reading.response_id}", f"agreement/{reading.response_id}",
                 f"themes/{sealed('theme', theirs)}", f"quotes/from/{sealed('reading', reading.id)}"):  # fmt: skip
        assert officer.get(f"{COMMENT}/{path}").status_code == 404, path
    assert officer.get(f"{SOURCES}{sealed('source', source.id)}").status_code == 404
    token = officer.token("/account/")
    for action in ("redact", "code", "delete"):
        answer = officer.post(f"{SOURCES}{sealed('source', source.id)}/{action}", data={"csrf_token": token})
        assert answer.status_code == 404
    assert "shopkeeper" not in words(officer.get(SOURCES))


def test_a_source_is_kept_redacted_for_good_and_coded(officer, wave):
    light, _police = make_themes(wave, "Light", "Police")
    location = send(officer, SOURCES + "new", **{**GIVEN, "survey": str(wave.survey_id)}).location
    page = officer.get(location)
    assert "Eight mothers of young children" in words(page) and "1 name" in words(page)
    post(officer, location + "/redact", location, take="15-18", action="save")
    db.session.expire_all()
    source = db.session.scalar(db.select(QualitativeSource))
    assert source.notes == "They said that [name] is loud. The alley is dark." and source.state == "ready"
    assert post(officer, location + "/code", location, themes=str(light)).status_code == 303
    assert "1 theme heard" in words(officer.get(SOURCES))
    # It stands beside the figures and is not in them.
    for n in range(12):
        coding.code(wave, keep(wave, write(wave, "Dark", sex="male" if n % 2 else "female")), [light] * (n < 6), "ann")
    weighed(wave)
    assert "Light 50.0% 12 1 of 1" in words(officer.get(f"{COMMENT}/figures"))
    post(officer, location + "/delete", location)
    assert db.session.scalar(db.select(QualitativeSource)) is None and officer.get(location).status_code == 404
    db.session.expire_all()
    assert sources.heard(wave.survey, "comment") == ({}, 0)


@pytest.mark.refusal(
    part="What people wrote",
    comes="a source that names somebody, is yet to come, has nobody in it, or no agreement; notes of 64 KB",
    gets="which field and why, all else stays",
)
@pytest.mark.parametrize("given, told", [
    ({"kind": ""}, "Choose what it was"), ({"who": ""}, "Say who was in the room"),
    ({"who": "Mrs Khan and her friends"}, "Take out “Mrs Khan”"),
    ({"place": "Tom Smith’s house"}, "Take out “Tom Smith"),
    ({"held_on": "2999-01-01"}, "still to come"), ({"held_on": "soon"}, "Enter a date"),
    ({"people": "0"}, "Choose a number from 1 to 500"), ({"people": "many"}, "Enter a whole number"),
    ({"consent": ""}, "Without their agreement"), ({"notes": "\x00"}, "Write what was said"),
    ({"notes": "z" * 65_536}, "Use 20000 characters or fewer"), ({"survey": "999"}, "Not a valid choice"),
    ({"language": "tlh"}, "Not a valid choice")])  # fmt: skip
def test_a_source_that_cannot_be_kept_says_why_and_keeps_what_was_typed(officer, wave, given, told):
    page = send(officer, SOURCES + "new", **{**GIVEN, **given})
    assert page.status_code == 422 and told in words(page), words(page)[-600:]
    assert db.session.scalar(db.select(QualitativeSource)) is None
    assert ("They said that Tom is loud" in page.text) == ("notes" not in given)
    if "place" not in given:
        assert 'value="Broomwood centre"' in page.text


def test_a_place_of_another_question_is_not_there(officer, wave):
    for item in ("dark", "nothing", "sex"):
        assert officer.get(f"{WORDS}/{item}/themes").status_code == 404
    id_ = write(wave, "Dark")
    assert officer.get(f"{WORDS}/reasons.other/read/{id_}").status_code == 404
