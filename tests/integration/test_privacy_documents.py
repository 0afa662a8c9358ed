"""Privacy notice, accessibility statement and impact assessment: made from the settings, and changed with them."""

import datetime as dt
import io
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Partnership
from consult.models.partnership import DISCLOSURE_RULES
from consult.models.types import today
from consult.services import privacy
from tests.integration.surveys import document, open_survey, post, yes_no
from tests.integration.test_officer import words

PRIVACY, WAVE = "/officer/trafford/privacy", "/officer/trafford/waves/tiny-1/"
DAY = dt.timedelta(days=1)
NAMES = {"controller": "Trafford Council", "contact": "safer@trafford.example", "dpo_contact": "dpo@trafford.example",
         "ico_number": "ZA123456"}  # fmt: skip


def in_words(date):
    return f"{date.day} {date:%B %Y}"


def special(name, text, **more):
    return yes_no(name, text, **{"bank": name} if name in ("religion", "condition") else {}, **more)


def asks(audience="adults", *more):
    text = {"name": "words", "type": "text", "text": {"en": "Anything else?"}, "max_length": 300}
    return document(yes_no("safe", "Do you feel safe?"), {"id": "words", "items": [text]}, *more, audience=audience)


@pytest.fixture
def wave(app):
    return open_survey(asks())


def notice(app, page="privacy", slug="tiny"):
    return words(app.test_client().get(f"/s/{slug}/{page}"))


def change(wave, **columns):
    for name, value in columns.items():
        setattr(wave, name, value)
    db.session.commit()


def test_every_page_of_a_survey_leads_to_both(app, wave):
    for page in ("", "/q/safe", "/withdraw", "/privacy"):
        shown = app.test_client().get(f"/s/tiny{page}").text
        assert 'href="/s/tiny/privacy"' in shown and 'href="/s/tiny/accessibility"' in shown


def test_a_notice_names_who_answers_for_it_once_somebody_has_said_so(app, wave, sign_in):
    before = notice(app)
    assert "Your council can tell you who answers for it" in before and "None" not in before
    client = sign_in("officer", "trafford")
    assert "names nobody yet" in words(client.get(WAVE))
    assert post(client, PRIVACY, **NAMES).status_code == 303
    after = notice(app)
    for value in NAMES.values():
        assert value in after, value
    assert "Your council can tell you" not in after and "names nobody yet" not in words(client.get(WAVE))
    assert "safer@trafford.example" in notice(app, "accessibility")
    # Another partnership's notices are its own.
    open_survey(asks(), slug="other", partnership="stockport")
    assert "trafford.example" not in notice(app, slug="other")
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "change privacy contacts"))
    assert event.detail == NAMES


@pytest.mark.refusal(part="Privacy", comes="names for the notice that are too long, or a number that is none",
                     gets="words beside the field, and nothing is changed")  # fmt: skip
def test_names_that_cannot_be_are_refused(app, wave, sign_in):
    client = sign_in("officer", "trafford")
    refused = post(client, PRIVACY, **NAMES | {"ico_number": "none yet", "contact": "x" * 161})
    assert refused.status_code == 422 and "Enter the number as the public register has it" in words(refused)
    assert "Use 160 characters or fewer" in words(refused) and 'value="Trafford Council"' in refused.text
    owner = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    assert owner.controller is None


@pytest.mark.parametrize(
    ("columns", "there", "gone"),
    [
        ({"open_link": False}, "letter with a code", None),
        ({"channels": []}, None, "worker’s tablet"),
        ({"channels": ["outreach"]}, "worker’s tablet", "letter with a code"),
        ({"retention_days": 100}, "What you write in your own words is kept until", None),
        ({"answers_days": 400}, "All answers are kept until", "Nobody has said yet when the answers are deleted"),
        ({"answers_days": None}, "Nobody has said yet when the answers are deleted", "All answers are kept until"),
        ({"left_out": ["words"]}, None, "A person reads what you write"),
    ],
)
def test_changing_a_setting_changes_the_notice(app, wave, columns, there, gone):
    change(wave, **columns)
    said = notice(app)
    assert there is None or there in said
    assert gone is None or gone not in said


def test_the_notice_gives_the_days_that_the_plan_says(app, wave):
    change(wave, retention_days=100, answers_days=400)
    said = notice(app)
    assert f"kept until {in_words(wave.closes_on + 100 * DAY)}, then deleted" in said
    assert f"All answers are kept until {in_words(wave.closes_on + 400 * DAY)}" in said
    change(wave, answers_deleted_on=today())
    assert f"All answers were deleted on {in_words(today())}" in notice(app)


def test_the_notice_names_what_the_law_protects_most_where_it_is_asked(app):
    open_survey(asks("adults", special("religion", "What is your religion?"),
                     special("ill", "Do you have an illness or a disability?")))  # fmt: skip
    assert "religion, health" in notice(app)
    open_survey(asks(), slug="plain")
    assert "what the law protects most" not in notice(app, slug="plain")


@pytest.mark.parametrize(
    ("item", "category"),
    [
        (yes_no("mine", "What is your ethnic group?"), "ethnicity"),
        (yes_no("mine", "Is your health good?"), "health"),
        (yes_no("mine", "What is your sexual orientation?"), "orientation"),
        (yes_no("mine", "Have you ever bought a knife?"), "offences"),
        (yes_no("mine", "Do you vote for a political party?"), "politics"),
        (yes_no("mine", "Do you feel safe at the bus stop?"), None),
        (yes_no("mine", "Are there too many knives about?"), None),
    ],
)
def test_special_categories_are_found_in_questions_of_ones_own(app, item, category):
    wave = open_survey(document(yes_no("safe", "Do you feel safe?"), item))
    assert privacy.facts(wave).special == ((category,) if category else ())


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("trafford", {"ethnicity", "religion", "health", "orientation", "gender"}),
     ("trafford-youth", {"ethnicity", "gender", "offences"})],
)  # fmt: skip
def test_special_categories_of_the_shipped_questionnaires(app, slug, expected):
    from consult.models import Survey, Wave

    survey = db.session.scalar(db.select(Survey).where(Survey.slug == slug))
    wave = Wave(survey_id=survey.id, version_id=survey.versions[0].id, slug="x", title="X", design="open",
                state="draft", opens_on=today(), closes_on=today(), disclosure_rule="schools")  # fmt: skip
    db.session.add(wave)
    db.session.commit()
    assert set(privacy.facts(wave).special) == expected


def test_a_young_persons_notice_is_for_them_and_easy_to_read(app):
    from tests.unit.test_reading_age import reading_age

    open_survey(asks("young"), consent_routes=["school"])
    said = notice(app)
    assert "These rights are yours, whatever your age" in said and "an adult agrees first" in said
    page = app.test_client().get("/s/tiny/privacy").text.split("<main")[1]
    sentences = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<li>(.*?)</li>", page)]
    whole = " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in sentences)
    assert reading_age(whole) <= 12


def test_the_accessibility_statement_says_what_is_lacking_in_this_survey(app):
    import copy

    plain = asks()
    open_survey(plain)
    said = notice(app, "accessibility")
    for part in ("WCAG 2.2, level AA", "axe", "keyboard", "Equality and Human Rights Commission",
                 "There is no Easy Read version", "no version in sign language"):  # fmt: skip
        assert part in said, part
    assert "A computer translated" not in said
    translated = copy.deepcopy(plain)
    translated["languages"]["pl"] = {"state": "machine"}

    def add(part):
        if isinstance(part, dict):
            if set(part) == {"en"}:
                part["pl"] = part["en"] + " po polsku"
            for value in part.values():
                add(value)
        elif isinstance(part, list):
            for value in part:
                add(value)

    add({name: value for name, value in translated.items() if name != "languages"})
    open_survey(translated, slug="two")
    assert "no person has checked them yet: Polski" in notice(app, "accessibility", "two")


def test_a_survey_that_has_never_been_open_says_so(app):
    assert "not open yet" in notice(app, slug="trafford")


def test_an_assessment_says_what_is_on_and_what_is_not(app, wave, sign_in):
    client = sign_in("officer", "trafford")
    before = words(client.get(WAVE + "impact"))
    assert "Not on. Nobody has said when the responses are deleted" in before
    assert "Not on. Set an exit button" in before and "Nobody has been named" in before
    assert before.count("For you to fill in:") >= 6
    change(wave, retention_days=100, answers_days=400)
    wave.survey.exit_address = "https://www.example.org"
    db.session.commit()
    post(client, PRIVACY, **NAMES)
    after = words(client.get(WAVE + "impact"))
    until = in_words(wave.closes_on + 400 * DAY)
    assert f"Responses are deleted whole after {until}" in after and "“Exit this page” button leaves" in after
    assert "Not on. Nobody has said" not in after and "Trafford Council" in after
    change(wave, channels=[])
    assert "A tablet is lost" in after and "A tablet is lost" not in words(client.get(WAVE + "impact"))
    assert "A child is asked" not in after


@pytest.mark.parametrize("rule", DISCLOSURE_RULES)
def test_an_assessment_says_the_rule_of_disclosure_in_the_officers_language(app, wave, sign_in, rule):
    change(wave, disclosure_rule=rule)
    client = sign_in("officer", "trafford")
    said = words(client.get(WAVE + "impact?lang=ur"))
    assert "ہر حصہ ایک دوسرا شخص منظور کرتا ہے" in said and "hidden" not in said and "people" not in said
    assert "What is never shown in a publication: A" in words(client.get(WAVE + "impact?lang=en"))


def test_the_assessment_is_a_word_file_with_the_same_words(app, wave, sign_in):
    from docx import Document

    file = sign_in("viewer", "trafford").get(WAVE + "impact.docx")
    assert file.status_code == 200 and "dpia-tiny-1.docx" in file.headers["Content-Disposition"]
    made = Document(io.BytesIO(file.data))
    text = "\n".join(one.text for one in made.paragraphs)
    assert "Data protection impact assessment" in text and "For you to fill in:" in text
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Risk", "Likely", "Severe", "Measure"]
    assert any("Not on." in row.cells[3].text for row in table.rows)
