"""The officers' pages on translations: nothing typed is lost, nobody's work is written over, and who may do what."""

import io

import pytest

from consult.extensions import db
from consult.models import AuditEvent
from consult.services import field, languages, versions
from consult.services.translating.states import progress, states
from tests.integration.test_officer import words
from tests.integration.test_respond import open_tiny
from tests.integration.test_translating import NUMBER, QUESTION, ask, read_all, save, state
from tests.integration.test_translation_files import taken_out, typed_into, unit, units

PAGE = "/officer/trafford/questionnaires/tiny/translations"
PART = f"{PAGE}/ur/texts/safe"
FILES = f"{PAGE}/ur/files"
LIVE = "کیا آپ محفوظ ہیں؟"


@pytest.fixture
def survey(app):
    return open_tiny().survey


@pytest.fixture
def draft(survey):
    return versions.begin(survey, "tests")


@pytest.fixture
def officer(sign_in, survey):
    return sign_in("officer", "trafford")


def boxes(client, address=PART):
    """Everything that a browser would send of the form on a page, as it stands there."""
    import html5lib

    tree = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
    form = tree.find(".//main//form")
    found = {one.get("name"): one.get("value", "") for one in form.iter("input")}
    return {**found, **{one.get("name"): one.text or "" for one in form.iter("textarea")}}


def send(client, address=PART, place=QUESTION, value=None, **data):
    form = boxes(client, address)
    if value is not None:
        form[f"text-{place}"] = value
    return client.post(address, data={**form, **data})


def shown(page, place=QUESTION):
    """What stands in a text's box on a page."""
    import html5lib

    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    return next(one.text for one in tree.iter("textarea") if one.get("id") == f"text-{place}")


def latest(survey):
    db.session.expire_all()
    return field.latest_version(survey)


def test_the_way_there_and_how_far_each_language_is(officer, draft):
    page = officer.get("/officer/trafford/waves/tiny-1/questionnaire")
    assert f'href="{PAGE}"' in page.text
    assert f'href="{PAGE}"' in officer.get("/officer/trafford/waves/tiny-1/channels/languages").text
    save(draft, "محفوظ؟")
    ask(draft, "What makes you feel unsafe?", "item:why.text")
    assert "Urdu offered 1 draft 11 by a computer 1 out of date" in words(officer.get(PAGE))
    whole = words(officer.get(f"{PAGE}/ur"))
    assert "All (13) Untranslated (0) Out of date (1) Not reviewed (13)" in whole
    stale = officer.get(f"{PAGE}/ur?show=stale")
    assert "What makes you feel unsafe?" in words(stale) and "Do you feel safe?" not in words(stale)


def test_a_text_is_saved_as_a_draft_of_whoever_typed_it(officer, draft, survey):
    answer = send(officer, value="محفوظ؟", state="draft")
    assert answer.status_code == 303 and answer.location == f"{PART}?show=all"
    assert "1 text is saved." in words(officer.get(PART))
    found = state(latest(survey))
    assert (found.value, found.state, found.person) == ("محفوظ؟", "draft", "officer-trafford@test.example")
    assert "By officer-trafford@test.example on" in words(officer.get(PART))
    last = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "change questionnaire")).all()[-1]
    assert last.detail == {"done": "translate", "to": "ur"}, "who, what, and never the words"


def test_texts_are_marked_as_read_by_somebody_named(officer, draft, survey):
    send(officer, value="محفوظ؟", state="reviewed", reviewer=" Nadia  Khan ")
    assert "4 texts are marked as reviewed." in words(officer.get(PART))
    read = [one for one in states(latest(survey), "ur") if one.text.part == "safe"]
    assert {(one.state, one.person) for one in read} == {("reviewed", "Nadia Khan")} and len(read) == 4
    assert "Read by Nadia Khan on" in words(officer.get(PART))


@pytest.mark.refusal(
    part="Translations",
    comes="texts marked as reviewed by nobody",
    gets="nothing is saved, that is said, all that was typed is there",
)
def test_without_a_name_nothing_is_saved_and_all_that_was_typed_is_there(officer, draft, survey):
    page = send(officer, value="محفوظ؟", state="reviewed", reviewer=" ")
    assert page.status_code == 422 and shown(page) == "محفوظ؟"
    assert "Name the person who has read these texts. Nothing was saved." in words(page)
    assert state(latest(survey)).value == LIVE


@pytest.mark.refusal(
    part="Translations",
    comes="one that is too long, has a control character or an override, or is blank",
)
def test_a_text_that_cannot_be_saved_comes_back_in_its_box_and_the_others_are_saved(officer, draft, survey):
    form = {**boxes(officer), f"text-{QUESTION}": "ہ" * 181, "text-item:safe.choice:yes": "جی ہاں"}
    page = officer.post(PART, data={**form, "state": "draft"})
    told = words(page)
    assert page.status_code == 422 and shown(page) == "ہ" * 181
    assert "Question: It has 181 characters; 180 fit a phone. Say it shorter." in told
    assert "1 text is saved. The texts named above were not saved." in told
    assert f'href="#text-{QUESTION}"' in page.text
    assert state(latest(survey), "item:safe.choice:yes").value == "جی ہاں" and state(latest(survey)).value == LIVE


@pytest.mark.refusal(
    part="Translations",
    comes="a translation without what the original has in braces, with more, or with plural forms",
    gets="beside its box what is wrong; it is still in the box, the others are saved",
)
@pytest.mark.refusal(
    part="Translations",
    comes="one that is too long, has a control character or an override, or is blank",
    gets="the same",
)
@pytest.mark.parametrize("place, typed, told", [
    ("document.intro", "تین سوال", "“{area}” is missing"),
    ("document.intro", "{area} {area}", "not in the original, or not so often"),
    ("document.intro", "{area} {whoever}", "“{whoever}” stands for nothing"),
    ("document.title", "", "The box is empty"),
    ("document.title", "a\u202eb", "direction override (U+202E)"),
    ("document.title", "{n, plural, other {x}}", "Texts of a questionnaire have none"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_the_box(officer, draft, survey, place, typed, told):
    page = send(officer, f"{PAGE}/ur/texts/_ends", place, typed, state="draft")
    assert page.status_code == 422 and told in words(page) and (shown(page, place) or "") == typed
    assert progress(states(latest(survey), "ur")) == {"machine": NUMBER}


@pytest.mark.refusal(
    part="Translations",
    comes="two people at one text",
    gets="the first is kept and shown to the second, whose words are in the box",
)
def test_somebody_elses_words_are_not_written_over(officer, draft, survey):
    form = boxes(officer)
    save(draft, "کسی اور نے")
    page = officer.post(PART, data={**form, f"text-{QUESTION}": "میں نے", "state": "draft"})
    assert page.status_code == 422 and shown(page) == "میں نے"
    assert "Somebody else changed this translation since. It now says: “کسی اور نے”" in words(page)
    assert state(latest(survey)).value == "کسی اور نے"
    # Having seen it, one may go on.
    again = {**boxes(officer), f"text-{QUESTION}": "میں نے", "state": "draft"}
    assert officer.post(PART, data=again).status_code == 303 and state(latest(survey)).value == "میں نے"


def test_a_stale_text_shows_what_changed(officer, draft):
    read_all(draft)
    ask(draft, "Do you feel safe here?")
    page = officer.get(PART)
    assert "out of date" in words(page) and "Translated from: Do you feel safe?" in words(page)
    assert "<del>safe?</del>" in page.text and "<ins>safe here?</ins>" in page.text and shown(page) == LIVE
    assert "Read by Nadia Khan" in words(page)
    said = words(officer.get("/officer/trafford/waves/tiny-1/channels/languages"))
    assert "Signed by Nadia Khan" in said, "the open wave asks what was read"


def test_a_frozen_version_is_kept_and_the_page_says_what_it_begins(officer, survey):
    told = words(officer.get(PART))
    assert "With the first text that you change, version 2 is begun" in told
    assert send(officer, state="reviewed", reviewer="Nadia Khan").status_code == 303
    assert latest(survey).number == 1 and state(latest(survey)).state == "reviewed", "reading changes no words"
    assert send(officer, value="محفوظ؟", state="draft").status_code == 303
    assert latest(survey).number == 2 and state(latest(survey)).value == "محفوظ؟"
    assert state(survey.waves[0].version).value == LIVE


@pytest.mark.refusal(
    part="Translations",
    comes="a version that was opened to answers while somebody was typing",
    gets="nothing is changed, what was typed is there, the button begins the next version",
)
def test_frozen_while_somebody_was_typing_it_says_so_and_keeps_what_was_typed(officer, draft, survey):
    form = {**boxes(officer), f"text-{QUESTION}": "محفوظ؟", "state": "draft"}
    draft.frozen_on = field.today()
    db.session.commit()
    page = officer.post(PART, data=form)
    assert page.status_code == 422 and "no longer changes" in words(page) and shown(page) == "محفوظ؟"
    assert "version 3 is begun" in words(page) and latest(survey).number == 2


def test_another_language(officer, draft, survey):
    form = {"csrf_token": officer.token(PAGE)}
    assert "Choose a language" in words(officer.post(PAGE, data={**form, "language": ""}))
    assert officer.post(PAGE, data={**form, "language": "ur"}).status_code == 422
    assert officer.post(PAGE, data={**form, "language": "pl"}).location == f"{PAGE}/pl"
    assert progress(states(latest(survey), "pl")) == {"missing": NUMBER}
    assert 'lang="pl" dir="ltr"' in officer.get(f"{PAGE}/pl/texts/safe").text
    officer.post(PAGE, data={**form, "language": "he"})
    assert 'lang="he" dir="rtl"' in officer.get(f"{PAGE}/he/texts/safe").text, "as the locale library knows"
    assert "Consult’s own pages are not in this language" in words(officer.get(PAGE))
    assert languages.offered(latest(survey), field.questionnaire(latest(survey))) == ["en", "ur"]


def test_another_language_of_a_frozen_questionnaire_is_one_of_the_next_version(officer, survey):
    token = officer.token(PAGE)
    refused = officer.post(PAGE, data={"csrf_token": token, "language": "pl"})
    assert refused.status_code == 422 and "no longer changes" in words(refused) and latest(survey).number == 1
    officer.post(PAGE, data={"csrf_token": token, "language": "pl", "begin": "yes"})
    assert latest(survey).number == 2 and "pl" in latest(survey).document["languages"]


def bring(client, content, name="urdu.xlsx", **data):
    token = client.token(FILES)
    return client.post(FILES, data={"csrf_token": token, "state": "draft", **data, "file": (io.BytesIO(content), name)})


def test_a_file_is_taken_out_and_brought_back_with_a_report(officer, draft, survey):
    got = officer.get(f"{FILES}/xlsx")
    assert got.headers["Content-Disposition"] == "attachment; filename=tiny-v2-ur.xlsx"
    content = typed_into(got.data, {QUESTION: {"target": "محفوظ؟"}, "document.intro": {"target": "تین سوال"}})
    page = bring(officer, content)
    told = words(page)
    assert "1 text was saved. 11 texts stay as they were. 1 row was refused, and the text here is kept." in told
    assert "3 document.intro تین سوال “{area}” is missing." in told
    assert state(latest(survey)).value == "محفوظ؟"
    assert officer.get(f"{FILES}/xliff").headers["Content-Disposition"].endswith("tiny-v2-ur.xlf")
    verbs = db.session.scalars(db.select(AuditEvent.verb)).all()
    assert verbs.count("export translation") == 2 and verbs.count("import translation") == 1


@pytest.mark.parametrize("content, name, data, told", [
    (b"x", "urdu.xlsx", {}, "cannot be read as an Excel workbook"),
    (b"<!DOCTYPE x []><x/>", "urdu.xlf", {}, "a DTD"),
    (b"x", "urdu.doc", {}, "Files of this kind cannot be read"),
    (b"", "", {}, "Choose the file that the translator sent back"),
    (b"x", "urdu.xlf", {"state": "reviewed"}, "Name the person who has read these texts"),
    (b"x", "urdu.xlf", {"state": "gospel"}, "Not a valid choice"),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_on_the_page(officer, draft, content, name, data, told):
    page = bring(officer, content, name, **data)
    assert page.status_code == 422 and told in words(page)


def test_a_file_for_a_frozen_version_begins_the_next_where_the_page_says_so(officer, survey):
    content = typed_into(taken_out(latest(survey), "xliff"), {QUESTION: {"target": "محفوظ؟"}})
    refused = bring(officer, content, "urdu.xlf")
    assert refused.status_code == 422 and latest(survey).number == 1
    assert "1 text was saved." in words(bring(officer, content, "urdu.xlf", begin="yes"))
    assert latest(survey).number == 2


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>"])
def test_words_are_words(officer, draft, survey, markup):
    send(officer, value=markup, state="draft")
    assert state(latest(survey)).value == markup
    assert markup not in officer.get(PART).text and shown(officer.get(PART)) == markup
    escaped = markup.replace("<", "&lt;")
    page = bring(officer, units(unit("x" * 181 + escaped, id=f"item:{escaped}")).encode(), "urdu.xlf")
    assert "1 row was refused" in words(page) and markup not in page.text


@pytest.mark.parametrize("address", [
    f"{PAGE}/en", f"{PAGE}/xx", f"{PAGE}/ur/texts/nowhere", f"{PAGE}/xx/files", f"{FILES}/exe",
    PAGE.replace("tiny", "none"), PAGE.replace("tiny", "stockport")])  # fmt: skip
def test_what_is_not_there(officer, address):
    assert officer.get(address).status_code == 404


def test_a_viewer_reads_and_changes_nothing(sign_in, draft, survey):
    client = sign_in("viewer", "trafford")
    for address in (PAGE, f"{PAGE}/ur", PART):
        page = client.get(address)
        assert page.status_code == 200 and "<button" not in page.text.split("<main")[1]
    assert LIVE in words(client.get(PART)) and client.get(FILES).status_code == 403
    token = client.token("/account/")
    for address in (PAGE, PART, FILES):
        assert client.post(address, data={"csrf_token": token, "state": "draft"}).status_code == 403


def test_a_form_of_another_site_changes_nothing(officer, draft, survey):
    data = {f"text-{QUESTION}": "محفوظ؟", "state": "draft"}
    assert officer.post(PART, data=data).status_code == 400 and state(latest(survey)).value == LIVE


def test_a_form_changes_only_texts_of_its_page(officer, draft, survey):
    send(officer, state="draft", **{"text-document.title": "نیا", "text-item:nowhere.text": "x"})
    assert state(latest(survey), "document.title").value == "چھوٹا سروے"
