"""The state of each translation: who wrote it, who has read it, and that nothing is lost when originals change."""

import copy

import pytest

from consult.extensions import db
from consult.models import AuditEvent, QuestionnaireVersion
from consult.questionnaire.strings import set_text
from consult.services import field, languages, versions
from consult.services.digest import digest
from consult.services.translating import saving
from consult.services.translating.states import progress, states
from tests.integration.test_officer import words
from tests.integration.test_respond import DOCUMENT, open_tiny

# Title, first and last page; the section; three questions and their six answers.
NUMBER = 13
QUESTION = "item:safe.text"


@pytest.fixture
def survey(any_app):
    return open_tiny().survey


@pytest.fixture
def live(survey):
    """The version that is open to answers."""
    return field.latest_version(survey)


@pytest.fixture
def draft(live):
    return versions.begin(live.survey, "tests")


def state(version, place=QUESTION, language="ur"):
    (found,) = [one for one in states(version, language) if one.text.place == place]
    return found


def save(version, words, place=QUESTION, kept_as="draft", **more):
    return saving.save_texts(version, "ur", {place: words}, kept_as, "officer@test.example", **more)


def ask(version, words, place=QUESTION):
    """Change an original, as whoever makes the questionnaire does."""
    versions.save(version, set_text(version.document, place, "en", words), "change question", "editor@test.example")


def read_all(version, reviewer="Nadia Khan"):
    places = [one.text.place for one in states(version, "ur")]
    return saving.mark_reviewed(version, "ur", places, reviewer, "tests")


def test_what_a_document_brings_is_what_it_says_of_itself(live):
    assert progress(states(live, "ur")) == {"machine": NUMBER}
    listed = {"en": {"state": "master"}, "ur": {"state": "reviewed", "reviewer": "Omar Ali"}}
    document = {**DOCUMENT, "version": 2, "languages": listed, "thanks": {"en": "That was all."}}
    version = QuestionnaireVersion(survey_id=live.survey_id, number=2, document=document, sha256=digest(document))
    db.session.add(version)
    db.session.commit()
    assert progress(states(version, "ur")) == {"reviewed": NUMBER - 1, "missing": 1}
    assert (state(version).person, state(version).at) == ("Omar Ali", None)
    assert state(version, "document.thanks").value is None


@pytest.mark.parametrize("language", ["en", "xx"])
def test_only_translations_have_states(live, language):
    with pytest.raises(KeyError):
        states(live, language)


def test_who_wrote_it_and_who_has_read_it(draft):
    outcome = save(draft, "کیا محفوظ ہیں؟")
    assert (outcome.saved, outcome.unchanged, outcome.refused) == ((QUESTION,), (), {})
    assert (state(draft).value, state(draft).state, state(draft).person) == (
        "کیا محفوظ ہیں؟", "draft", "officer@test.example")  # fmt: skip
    assert progress(states(draft, "ur")) == {"machine": NUMBER - 1, "draft": 1}
    save(draft, "کیا محفوظ ہیں؟", kept_as="reviewed", person="Nadia Khan")
    assert (state(draft).state, state(draft).person) == ("reviewed", "Nadia Khan")
    save(draft, "محفوظ؟", kept_as="machine")
    assert (state(draft).state, state(draft).person) == ("machine", None)


@pytest.mark.refusal(
    part="Translations",
    comes="a changed original",
    gets="its translation is kept, shown and marked as out of date",
)
def test_a_changed_original_makes_its_translation_stale_and_keeps_it(draft):
    read_all(draft)
    ask(draft, "Do you feel safe here?")
    stale = state(draft)
    assert (stale.state, stale.value) == ("stale", "کیا آپ محفوظ ہیں؟")
    assert (stale.was, stale.person, stale.old_source) == ("reviewed", "Nadia Khan", "Do you feel safe?")
    assert progress(states(draft, "ur")) == {"reviewed": NUMBER - 1, "stale": 1}
    assert languages.offered(draft, field.questionnaire(draft)) == ["en", "ur"], "it is shown all the same"
    versions.undo(draft, "tests")
    assert state(draft).state == "reviewed"
    ask(draft, "Do you feel safe here?")
    ask(draft, "Do you feel safe?")
    assert state(draft).state == "reviewed", "the words that were read are back"


def test_what_nobody_wrote_down_becomes_stale_too(draft):
    ask(draft, "Do you feel safe here?")
    assert (state(draft).state, state(draft).was, state(draft).old_source) == (
        "stale", "machine", "Do you feel safe?")  # fmt: skip
    ask(draft, "Do you ever feel safe?")
    assert (state(draft).state, state(draft).old_source) == ("stale", "Do you feel safe?")
    saving.mark_reviewed(draft, "ur", [QUESTION], "Nadia Khan", "tests")
    assert state(draft).state == "reviewed"


def test_a_new_version_keeps_what_was_read_and_the_live_one_what_it_has(live):
    read_all(live)
    second = versions.begin(live.survey, "tests")
    assert progress(states(second, "ur")) == {"reviewed": NUMBER}
    ask(second, "Do you feel safe here?")
    save(second, "نیا عنوان", "document.title")
    assert progress(states(second, "ur")) == {"reviewed": NUMBER - 2, "stale": 1, "draft": 1}
    assert progress(states(live, "ur")) == {"reviewed": NUMBER}
    assert languages.states(live)["ur"].state == "reviewed"


def test_a_text_that_comes_in_otherwise_is_a_draft_of_whoever_brought_it(draft):
    read_all(draft)
    document = copy.deepcopy(draft.document)
    page = copy.deepcopy(document["sections"][0]["pages"][0])
    page["id"] = page["items"][0]["name"] = "again"
    document["sections"][0]["pages"].append(page)
    versions.save(draft, set_text(document, QUESTION, "ur", "محفوظ؟"), "add question", "editor@test.example")
    for place in (QUESTION, "item:again.text"):
        assert (state(draft, place).state, state(draft, place).person) == ("draft", "editor@test.example")
    assert languages.states(draft)["ur"].state == "machine"


def test_a_language_is_reviewed_when_each_of_its_texts_is(live):
    places = [one.text.place for one in states(live, "ur")]
    saving.mark_reviewed(live, "ur", places[:5], "Nadia Khan", "tests")
    assert (languages.states(live)["ur"].state, languages.states(live)["ur"].unread) == ("machine", NUMBER - 5)
    saving.mark_reviewed(live, "ur", places[5:], "Omar Ali", "tests")
    found = languages.states(live)["ur"]
    assert (found.state, found.reviewer, found.unread) == ("reviewed", "Nadia Khan, Omar Ali", 0)
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "review texts")).all()[-1]
    assert event.detail == {"language": "ur", "reviewer": "Omar Ali", "texts": NUMBER - 5}


def test_a_signature_for_all_is_a_signature_for_each(draft):
    languages.sign(draft, "ur", "Nadia Khan", "tests")
    assert {(one.state, one.person) for one in states(draft, "ur")} == {("reviewed", "Nadia Khan")}
    ask(draft, "Do you feel safe here?")
    found = languages.states(draft)["ur"]
    assert (found.state, found.stale, found.unread, found.reviewer) == ("machine", 1, 1, None)
    languages.sign(draft, "ur", "Omar Ali", "tests")
    assert (languages.states(draft)["ur"].state, state(draft).person) == ("reviewed", "Omar Ali")


def test_a_signature_from_before_states_were_kept_holds_for_its_version(live):
    from consult.models import LanguageReview
    from consult.models.types import today

    db.session.add(LanguageReview(version_id=live.id, language="ur", reviewer="Nadia Khan", signed_on=today(),
                                  recorded_by="tests", held_back=False))  # fmt: skip
    db.session.commit()
    found = languages.states(live)["ur"]
    assert (found.state, found.reviewer, found.signed_on) == ("reviewed", "Nadia Khan", today())


def test_people_see_the_note_until_all_is_read_and_again_when_an_original_changes(app):
    wave = open_tiny()

    def note():
        # The survey's page in Urdu has one more such line while nobody has read it all.
        return app.test_client().get("/s/tiny?lang=ur").text.count("respond__step")

    unread = note()
    read_all(wave.version)
    assert note() == unread - 1
    second = versions.begin(wave.survey, "tests")
    ask(second, "Do you feel safe here?")
    assert note() == unread - 1, "the open wave asks what it asked"
    wave.version_id = second.id
    db.session.commit()
    assert note() == unread
    assert "کیا آپ محفوظ ہیں؟" in words(app.test_client().get("/s/tiny/q/safe?lang=ur"))


def test_a_frozen_version_is_read_but_not_written(live):
    with pytest.raises(versions.Frozen):
        save(live, "محفوظ؟")
    assert field.latest_version(live.survey).id == live.id and state(live).value == "کیا آپ محفوظ ہیں؟"
    outcome = save(live, "محفوظ؟", begin=True)
    assert (outcome.version.number, outcome.version.frozen_on) == (2, None)
    assert state(outcome.version).value == "محفوظ؟" and state(live).value == "کیا آپ محفوظ ہیں؟"


def test_no_version_is_begun_for_nothing(live):
    assert save(live, "کیا آپ محفوظ ہیں؟", begin=True).unchanged == (QUESTION,)
    assert list(save(live, "x" * 181, begin=True).refused) == [QUESTION]
    assert field.latest_version(live.survey).id == live.id


def test_good_texts_are_saved_beside_bad_ones(draft):
    outcome = saving.save_texts(draft, "ur", {
        QUESTION: "محفوظ؟", "document.intro": "بغیر جگہ کے", "document.title": " ", "item:why.choice:dark": "x" * 91,
        "item:nowhere.text": "کچھ",
    }, "draft", "tests")  # fmt: skip
    assert outcome.saved == (QUESTION,)
    assert {place: [flaw.code for flaw in found] for place, found in outcome.refused.items()} == {
        "document.intro": ["placeholder_lost"], "document.title": ["blank"], "item:why.choice:dark": ["too_long"],
        "item:nowhere.text": ["unknown_place"],
    }  # fmt: skip
    assert state(draft, "document.intro").value == "{area} کے بارے میں تین سوال۔"


def test_what_was_typed_is_kept_as_text(draft):
    save(draft, "  =HYPERLINK(1)\r\nمحفوظ؟ ")
    assert state(draft).value == "=HYPERLINK(1)\nمحفوظ؟"


def test_somebody_else_changed_it_meanwhile(draft):
    seen = {one.text.place: one.seen for one in states(draft, "ur")}
    save(draft, "اول")
    outcome = save(draft, "دوم", seen=seen)
    assert [(flaw.code, flaw.params["now"]) for flaw in outcome.refused[QUESTION]] == [("changed_meanwhile", "اول")]
    assert state(draft).value == "اول"
    untouched = save(draft, "کیا آپ محفوظ ہیں؟", seen=seen)
    assert (untouched.unchanged, state(draft).value) == ((QUESTION,), "اول"), "a box nobody typed in takes nothing back"
    read = save(draft, "کیا آپ محفوظ ہیں؟", kept_as="reviewed", person="Nadia Khan", seen=seen)
    assert read.refused and state(draft).state == "draft", "what was read is not what is there"
    ask(draft, "Do you feel safe here?")
    seen = {**seen, QUESTION: seen[QUESTION].split(".")[0] + "." + state(draft).seen.split(".")[1]}
    assert [flaw.code for flaw in save(draft, "سوم", seen=seen).refused[QUESTION]] == ["source_changed"]


@pytest.mark.refusal(part="Translations", comes="two languages of one draft at the same moment", gets="both are kept")
def test_two_languages_of_one_draft_at_the_same_moment(any_app, draft):
    saving.add_language(draft, "pl", "tests")
    version_id = draft.id
    with any_app.app_context():
        other = db.session.get(QuestionnaireVersion, version_id)
        saving.save_texts(other, "pl", {QUESTION: "Bezpiecznie?"}, "draft", "tests")
    # This session still has the draft as it was before.
    save(draft, "محفوظ؟")
    assert state(draft).value == "محفوظ؟" and state(draft, language="pl").value == "Bezpiecznie?"


@pytest.mark.refusal(part="Translations", comes="a language that is unknown or there already", gets="that it is")
def test_another_language_is_listed_and_not_offered_until_it_is_whole(draft):
    saving.add_language(draft, "cy", "tests")
    assert progress(states(draft, "cy")) == {"missing": NUMBER}
    assert languages.offered(draft, field.questionnaire(draft)) == ["en", "ur"]
    typed = {one.text.place: one.text.source for one in states(draft, "cy")}
    saving.save_texts(draft, "cy", typed, "draft", "tests")
    assert languages.offered(draft, field.questionnaire(draft)) == ["en", "ur", "cy"]
    for language, told in (("ur", "already"), ("xx", "not known"), ("../x", "not known")):
        with any_request(), pytest.raises(saving.CannotTranslate, match=told):
            saving.add_language(draft, language, "tests")


def any_request():
    from flask import current_app

    return current_app.test_request_context()


def test_a_language_is_not_added_to_a_frozen_version(live):
    with pytest.raises(versions.Frozen):
        saving.add_language(live, "pl", "tests")


def test_a_state_is_somebodys(draft):
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text(
            "INSERT INTO text_state (survey_id, language, place, source_digest, text_digest, source, state) "
            f"VALUES ({draft.survey_id}, 'ur', 'p', 'a', 'b', 's', 'reviewed')"))  # fmt: skip
