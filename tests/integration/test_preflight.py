"""A wave opens when its questionnaire passes, or when somebody has said why it may stay as it is."""

import copy
import datetime as dt
import re
from contextlib import contextmanager

import pytest
from flask_babel import force_locale

from consult.extensions import db
from consult.models import AuditEvent, Partnership, PreflightReason
from consult.questionnaire import shipped_document
from consult.services import field, languages, opening, preflight, version_history, versions, wave_settings
from tests.integration.surveys import TODAY, document, yes_no

WAVE = "/officer/trafford/waves/tiny-1/"
PREFLIGHT = WAVE + "preflight"
WHY = "It was tried on twelve people, who understood it as one thing."
# Two faults: it asks two things, and it must be answered without a way out.
DOUBLE = "Do you walk or cycle to the shops?"


def plan(asked=None, slug="tiny", audience="adults"):
    """A wave that is not open yet, of a survey with these pages."""
    owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    new = field.NewWave(f"{slug}-1", "Tiny survey", "open", TODAY, TODAY + dt.timedelta(days=7))
    return field.add_survey_with_wave(owner, asked or document(yes_no("way", DOUBLE)), slug, new, "tests")


def margins_away(wave):
    """The questionnaires of these tests are too small to be weighed, and not about that."""
    for one in preflight._stored_margins(wave.survey):
        db.session.delete(one)
    db.session.commit()


@pytest.fixture
def wave(any_app):
    made = plan()
    margins_away(made)
    return made


def left(wave):
    return {(one.finding.code, one.finding.place) for one in opening.left(wave)}


def judged(wave, code):
    return next(one for one in preflight.of(wave) if one.finding.code == code)


def explain(wave, code, words=WHY):
    one = judged(wave, code)
    return preflight.give_reason(wave, code, one.finding.place, one.digest, words, "kim@trafford.example")


def in_other_words(version, words, **more):
    changed = copy.deepcopy(version.document)
    item = changed["sections"][0]["pages"][0]["items"][0]
    item["text"]["en"] = words
    item.update(more)
    versions.save(version, changed, "change question", "tests")


@contextmanager
def refused(words, by=preflight.CannotExplain):
    """Outside a request there is no reader whose language the words would be in."""
    with force_locale("en"), pytest.raises(by, match=words):
        yield


# The service

def test_a_wave_opens_once_each_warning_is_mended_or_explained(wave):
    assert left(wave) == {("double_barrelled", "way"), ("no_prefer_not", "way")}
    with pytest.raises(opening.NotReady) as refusal:
        opening.open_(wave, "tests")
    assert len(refusal.value.left) == 2 and wave.state == "draft" and wave.version.frozen_on is None
    explain(wave, "double_barrelled")
    assert left(wave) == {("no_prefer_not", "way")}
    in_other_words(wave.version, DOUBLE, required=False)
    opening.open_(wave, "tests")
    assert wave.state == "open" and wave.version.frozen_on == TODAY


def test_a_reason_is_kept_with_who_gave_it_and_written_down(wave):
    explain(wave, "double_barrelled")
    kept = judged(wave, "double_barrelled").reason
    assert (kept.reason, kept.actor, kept.at.date()) == (WHY, "kim@trafford.example", TODAY)
    explain(wave, "double_barrelled", "Walking and cycling are counted together here.")
    assert db.session.scalar(db.select(db.func.count()).select_from(PreflightReason)) == 1
    told = list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "explain warning")))
    assert [one.detail["reason"] for one in told] == [WHY, "Walking and cycling are counted together here."]


def test_another_text_needs_another_reason_and_the_old_one_stands_again_with_the_old_text(wave):
    explain(wave, "double_barrelled")
    in_other_words(wave.version, "Do you walk or drive to the shops?")
    assert ("double_barrelled", "way") in left(wave)
    in_other_words(wave.version, DOUBLE, hint={"en": "On most days."})
    assert ("double_barrelled", "way") not in left(wave)


def test_a_reason_stands_in_the_next_version_and_not_in_another_survey(wave):
    explain(wave, "double_barrelled")
    explain(wave, "no_prefer_not")
    opening.open_(wave, "tests")
    field.close(wave, "tests")
    versions.begin(wave.survey, "tests")
    following = field.plan_wave(wave.survey, field.NewWave("tiny-2", "Next", "open", TODAY, TODAY), "tests")
    assert following.version.number == 2 and left(following) == set()
    assert judged(following, "double_barrelled").reason.version.number == 1
    assert len(left(plan(slug="other"))) == 2


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason for an error",
    gets='"This has to be mended"',
)
def test_no_reason_stands_for_an_error(any_app):
    wave = plan(document(yes_no("hurt", "Have you been attacked?")))
    margins_away(wave)
    codes = {one.finding.code: one for one in preflight.of(wave)}
    assert codes["no_support"].finding.level == "error"
    with refused("mended"):
        explain(wave, "no_support")
    preflight.explain(wave, preflight.of(wave), WHY, "tests")
    with pytest.raises(opening.NotReady):
        opening.open_(wave, "tests")


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason that is empty, of a word or two, or of more than 500 characters",
    gets="what is wanted, beside its box, with what was typed",
)
@pytest.mark.parametrize(("words", "said"), [("", "sentence"), ("   \n ", "sentence"), ("ok", "sentence"),
                                             ("x" * 501, "500")])  # fmt: skip
def test_a_reason_is_a_sentence(wave, words, said):
    with refused(said):
        explain(wave, "double_barrelled", words)
    assert ("double_barrelled", "way") in left(wave)


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason for a text that somebody changed meanwhile",
    gets="not kept; the new text, and what was typed",
)
def test_a_reason_for_words_that_were_changed_meanwhile_is_not_kept(wave):
    seen = judged(wave, "double_barrelled")
    in_other_words(wave.version, "Do you walk or drive to the shops?")
    with refused("changed meanwhile"):
        preflight.give_reason(wave, "double_barrelled", "way", seen.digest, WHY, "tests")
    in_other_words(wave.version, "Do you walk to the shops?")
    with refused("no longer found"):
        preflight.give_reason(wave, "double_barrelled", "way", seen.digest, WHY, "tests")
    assert db.session.scalar(db.select(db.func.count()).select_from(PreflightReason)) == 0


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a questionnaire changed between the check and the opening",
    gets="the wave stays shut and is checked again",
)
def test_a_questionnaire_changed_between_the_look_and_the_opening_stays_shut(wave, monkeypatch):
    explain(wave, "double_barrelled")
    explain(wave, "no_prefer_not")

    def looked(wave, look=opening.left):
        found = look(wave)
        in_other_words(wave.version, "What is your name?")
        return found

    monkeypatch.setattr(opening, "left", looked)
    with pytest.raises(field.Changed):
        opening.open_(wave, "tests")
    db.session.expire_all()
    assert field.wave_by_slug("tiny-1").state == "draft"


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a wave closed before it was ever open, then opened",
    gets="checked like any other",
)
def test_a_wave_that_was_open_opens_again_and_one_that_was_only_closed_does_not(wave):
    field.close(wave, "tests")
    with pytest.raises(opening.NotReady):
        opening.open_(wave, "tests")
    preflight.explain(wave, opening.left(wave), WHY, "tests")
    opening.open_(wave, "tests")
    field.close(wave, "tests")
    db.session.execute(db.delete(PreflightReason))
    db.session.commit()
    opening.open_(wave, "tests")
    assert wave.state == "open"


def test_what_a_wave_leaves_out_is_not_asked_and_cannot_be_weighed_by(any_app):
    wave = plan(shipped_document("residents"))
    before = left(wave)
    wave_settings.leave_out(wave, ["tenure"], "tests")
    assert left(wave) - before == {("margin_not_asked", "")}


def test_a_language_that_somebody_signed_or_that_is_held_back_is_settled(any_app):
    wave = plan(shipped_document("youth"), slug="young")
    assert "unread_translation" in {code for code, _place in left(wave)}
    others = [language for language in languages.states(wave.version) if language != "en"]
    for language in others[:-1]:
        languages.hold_back(wave.version, language, True, "tests")
    assert judged(wave, "unread_translation").finding.parameters == {"languages": others[-1:]}
    languages.sign(wave.version, others[-1], "Amina Khan", "tests")
    assert left(wave) == set()
    opening.open_(wave, "tests")


def test_the_surveys_that_every_partnership_has_come_with_no_error(any_app):
    for survey in db.session.scalars(db.select(field.Survey)):
        found = preflight.findings(field.latest_version(survey))
        assert found and all(one.finding.level == "warning" for one in found)


# The pages

@pytest.fixture
def shown(app):
    made = plan()
    margins_away(made)
    return made


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("</head>", 1)[1]).split())


def reason_for(client, code, reason):
    """Send a reason as the page's form would."""
    page = client.get(PREFLIGHT).text
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if f'value="{code}"' in one)
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
    return client.post(PREFLIGHT, data={**fields, "reason": reason})


def test_an_officer_finds_explains_and_opens(app, sign_in, shown):
    client = sign_in("officer", "trafford")
    page = client.get(WAVE)
    assert "2 things in its questionnaire are left to mend or to explain" in words(page)
    assert "Open the wave" not in page.text and PREFLIGHT in page.text
    said = words(client.get(PREFLIGHT))
    assert "It may ask two things at once: “walk or cycle”" in said and "To be mended or explained (2)" in said
    assert "questionnaire#question-way" in client.get(PREFLIGHT).text
    assert 'id="question-way"' in client.get(WAVE + "questionnaire").text
    for code in ("double_barrelled", "no_prefer_not"):
        assert reason_for(client, code, WHY).status_code == 303
    said = words(client.get(PREFLIGHT))
    assert "Explained (2)" in said and WHY in said and "officer-trafford@test.example" in said
    assert "Nothing is left." in said
    assert client.post(WAVE, data={"csrf_token": client.token(WAVE), "state": "open"}).status_code == 302
    db.session.expire_all()
    assert field.wave_by_slug("tiny-1").state == "open"


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a wave opened although something is left, by its page or by hand",
    gets="it stays shut; how much is left, and where",
)
def test_a_wave_posted_open_all_the_same_stays_shut_and_says_why(app, sign_in, shown):
    client = sign_in("officer", "trafford")
    page = client.post(WAVE, data={"csrf_token": client.token(WAVE), "state": "open"})
    assert page.status_code == 422 and "has to be checked first" in words(page)
    assert field.wave_by_slug("tiny-1").state == "draft"


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason that is empty, of a word or two, or of more than 500 characters",
)
def test_a_reason_that_is_none_is_refused_beside_its_box_and_not_lost(app, sign_in, shown):
    page = reason_for(sign_in("officer", "trafford"), "double_barrelled", "too")
    assert page.status_code == 422 and ">too</textarea>" in page.text
    target = re.search(r'href="#(reason-double_barrelled-\w+)"', page.text)[1]
    assert f'id="{target}"' in page.text and f'aria-describedby="{target}-error"' in page.text


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason for a text that somebody changed meanwhile",
)
def test_a_reason_for_a_text_that_was_changed_is_shown_again(app, sign_in, shown):
    client = sign_in("officer", "trafford")
    page = client.get(PREFLIGHT).text
    in_other_words(shown.version, "Do you walk to the shops?")
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if 'value="double_barrelled"' in one)
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
    page = client.post(PREFLIGHT, data={**fields, "reason": WHY})
    assert page.status_code == 422 and "no longer found" in page.text and WHY in page.text
    assert 'href="#adrift"' in page.text and 'id="adrift"' in page.text


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a reason for a finding that does not exist",
    gets="the same",
)
def test_what_was_made_up_is_refused(app, sign_in, shown):
    client = sign_in("officer", "trafford")
    token = client.token(PREFLIGHT)
    for data in ({}, {"code": "x" * 500, "place": "y" * 500, "seen": "z" * 500, "reason": WHY},
                 {"code": "double_barrelled", "place": "way", "seen": "", "reason": WHY}):  # fmt: skip
        assert client.post(PREFLIGHT, data={"csrf_token": token, **data}).status_code == 422
    assert db.session.scalar(db.select(db.func.count()).select_from(PreflightReason)) == 0


def test_marks_in_a_reason_are_words(app, sign_in, shown):
    client = sign_in("officer", "trafford")
    reason_for(client, "double_barrelled", "<script>alert(1)</script> is only text here")
    assert "&lt;script&gt;alert(1)" in client.get(PREFLIGHT).text


def test_a_viewer_reads_and_is_offered_no_box(app, sign_in, shown):
    page = sign_in("viewer", "trafford").get(PREFLIGHT)
    assert "walk or cycle" in words(page) and "<textarea" not in page.text


def test_every_finding_has_its_words(app, sign_in):
    from consult.blueprints.officer.preflight.words import WORDS
    from consult.questionnaire.preflight import CHECKS

    assert set(WORDS) == {one.code for one in CHECKS}


FAULTS = {
    "id": "faults", "version": 1, "audience": "young", "title": {"en": "Faults"},
    "languages": {"en": {"state": "master"}, "pl": {"state": "machine"}}, "thanks": {"en": "Thank you."},
    "intro": {"en": "It takes about 1 minute."}, "support": [],
    "sections": [{"id": "all", "title": {"en": "All"}, "pages": []}],
}  # fmt: skip


def test_a_questionnaire_with_most_faults_is_told_in_whole_sentences(app, sign_in):
    asked = copy.deepcopy(FAULTS)
    scale = [{"value": one.lower(), "text": {"en": one}} for one in ("Good", "Great", "Bad")]
    many = [{"value": f"c{n}", "text": {"en": f"Place {n}"}} for n in range(20)]
    items = [
        {"name": "sex", "type": "single", "text": {"en": "What is your sex?"}, "bank": "sex", "required": True,
         "choices": scale[:1]},
        {"name": "who", "type": "text", "text": {"en": "Who did it?"}, "max_length": 900, "required": True},
        {"name": "name", "type": "text", "text": {"en": "What is your name?"}, "hint": {"en": "x " * 60 + "x"}},
        {"name": "school", "type": "text", "text": {"en": "Which school do you go to?"}},
        {"name": "scaled", "type": "scale", "text": {"en": "Do you agree that it is shocking?"}, "choices": scale},
        {"name": "many", "type": "single", "text": {"en": "Which place or street?"}, "choices": many},
        {"name": "carried", "type": "single", "text": {"en": "Have you carried a knife?"}, "choices": scale,
         "benchmark": "yef_carried_weapon_2024", "support": ["999"]},
        {"name": "hurt", "type": "single", "text": {"en": "Were you attacked?"}, "choices": scale, "benchmark": "none"},
        {"name": "faith", "type": "single", "text": {"en": "What is your religion?"}, "bank": "religion",
         "choices": scale},
        {"name": "hope", "type": "scale", "text": {"en": "How hopeful?"}, "bank": "hope", "choices": scale,
         "benchmark": "beewell_hope_year_10_2023"},
    ]  # fmt: skip
    asked["sections"][0]["pages"] = [{"id": one["name"], "items": [one]} for one in items]
    wave = plan(asked)
    found = {one.finding.code for one in preflight.of(wave)}
    assert len(found) >= 18
    for language in ("en", "ur"):
        page = sign_in("officer", "trafford").get(f"{PREFLIGHT}?lang={language}")
        assert page.status_code == 200 and not re.search(r"%\(\w+\)s", page.text)
    assert "“a knife”; the published figure beside it counts “any weapon”" in words(
        sign_in("officer", "trafford").get(f"{PREFLIGHT}?lang=en"))


# The shell

@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="the same from the shell",
    gets="each finding in a line; nothing opened",
)
def test_the_shell_tells_what_is_left_and_opens_with_a_reason(app, shown):
    run = app.test_cli_runner().invoke
    refused = run(args=["waves", "open", "tiny-1"])
    assert refused.exit_code == 1 and "warning: double_barrelled: way: words walk or cycle" in refused.output
    assert run(args=["waves", "open", "tiny-1", "--reason", "no"]).exit_code == 1
    assert field.wave_by_slug("tiny-1").state == "draft"
    assert run(args=["waves", "open", "tiny-1", "--reason", WHY]).exit_code == 0
    db.session.expire_all()
    assert field.wave_by_slug("tiny-1").state == "open"
    assert {one.reason.reason for one in preflight.of(shown)} == {WHY}


@pytest.mark.refusal(part="Check before opening, and versions", comes="a reason for an error")
def test_the_shell_takes_no_reason_for_an_error(app):
    margins_away(plan(document(yes_no("hurt", "Have you been attacked?"))))
    result = app.test_cli_runner().invoke(args=["waves", "open", "tiny-1", "--reason", WHY])
    assert result.exit_code == 1 and "error: no_support: hurt" in result.output


# Versions

def test_a_note_is_kept_changed_and_taken_away(any_app):
    version = plan().version
    version_history.write_note(version, "Shorter after a trial.", "kim")
    assert version_history.of(version.survey)[0].note.note == "Shorter after a trial."
    version_history.write_note(version, "Shorter.", "kim")
    version_history.write_note(version, " ", "kim")
    assert version_history.of(version.survey)[0].note is None
    with refused("1000", version_history.CannotNote):
        version_history.write_note(version, "x" * 1001, "kim")
    told = db.session.scalars(db.select(AuditEvent.detail).where(AuditEvent.verb == "note version"))
    assert [one["note"] for one in told] == ["Shorter after a trial.", "Shorter.", ""]


@pytest.mark.refusal(
    part="Check before opening, and versions",
    comes="a note of more than 1,000 characters",
    gets="what is wanted, beside its box, with what was typed",
)
def test_versions_are_told_with_their_waves_and_what_changed(app, sign_in, shown):
    preflight.explain(shown, preflight.of(shown), WHY, "tests")
    opening.open_(shown, "tests")
    draft = versions.begin(shown.survey, "tests")
    in_other_words(draft, "Do you walk to the park?", required=False)
    client = sign_in("officer", "trafford")
    said = words(client.get(WAVE + "versions"))
    assert "Version 2 being made" in said and "Version 1 no longer changes" in said and "No wave asks it." in said
    assert "Figures before and after do not compare (1)" in said
    assert f"It is worded otherwise. It was: “{DOUBLE}” It is: “Do you walk to the park?”" in said
    assert "Compare with caution (1)" in said and "It may be skipped now." in said
    address = WAVE + "versions/2"
    data = {"csrf_token": client.token(WAVE + "versions")}
    assert client.post(address, data={**data, "note": "One thing at a time."}).status_code == 303
    assert "One thing at a time." in words(client.get(WAVE + "versions"))
    refused = client.post(address, data={**data, "note": "y" * 1001})
    assert refused.status_code == 422 and "y" * 1001 in refused.text and 'href="#note-2"' in refused.text
    assert client.post(WAVE + "versions/9", data={**data, "note": "x"}).status_code == 404


def test_every_change_has_its_words(app):
    import inspect

    from consult.blueprints.officer.versions.words import WORDS
    from consult.questionnaire import differences

    source = inspect.getsource(differences)
    codes = set(re.findall(r'"(\w+)"', source))
    assert {code for code in WORDS if not code.endswith(("_added", "_removed"))} <= codes
    for kind in ("dont_know", "prefer_not", "other", "none"):
        assert {f"{kind}_added", f"{kind}_removed"} <= set(WORDS)
