"""The making of a questionnaire's text: one draft a survey, each step undone if wanted, nothing frozen ever changed."""

import copy

import pytest

from consult.extensions import db
from consult.models import AuditEvent, QuestionnaireVersion
from consult.questionnaire import QuestionnaireError
from consult.services import field, versions
from tests.integration.surveys import document, open_survey, yes_no


@pytest.fixture
def survey(any_app):
    return open_survey(document(yes_no("a", "First?"), yes_no("b", "Second?"))).survey


def asking(version, words):
    """The version's document with the first question in other words."""
    changed = copy.deepcopy(version.document)
    changed["sections"][0]["pages"][0]["items"][0]["text"]["en"] = words
    return changed


def first_question(version):
    return field.questionnaire(version).items["a"].text["en"]


def test_a_correction_is_a_new_version_and_the_frozen_one_stays(survey):
    first = field.latest_version(survey)
    assert versions.draft(survey) is None
    with pytest.raises(versions.Frozen):
        versions.save(first, asking(first, "Other?"), "change question", "tests")
    second = versions.begin(survey, "tests")
    assert (second.number, second.frozen_on) == (2, None)
    assert versions.begin(survey, "tests").id == second.id, "one draft a survey"
    versions.save(second, asking(second, "Other?"), "change question", "tests", "a")
    assert first_question(second) == "Other?"
    assert first_question(first) == "First?"
    assert survey.waves[0].version_id == first.id, "a wave that is open keeps what it asks"


def test_steps_are_undone_one_by_one_to_the_beginning(survey):
    version = versions.begin(survey, "tests")
    for words in ("One?", "Two?"):
        versions.save(version, asking(version, words), "change question", "tests", "a")
    assert [step.done for step in versions.steps(version)] == ["begin", "change question", "change question"]
    assert versions.undo(version, "tests").subject == "a"
    assert first_question(version) == "One?"
    versions.undo(version, "tests")
    assert first_question(version) == "First?"
    assert versions.undo(version, "tests") is None


def test_an_unusable_document_and_a_change_to_old_words_change_nothing(survey):
    version = versions.begin(survey, "tests")
    seen = version.sha256
    versions.save(version, asking(version, "One?"), "change question", "tests", based_on=seen)
    with pytest.raises(versions.Stale):
        versions.save(version, asking(version, "Two?"), "change question", "tests", based_on=seen)
    broken = asking(version, "Three?")
    broken["sections"][0]["pages"][1]["items"][0]["name"] = "a"
    with pytest.raises(QuestionnaireError):
        versions.save(version, broken, "change question", "tests")
    db.session.expire_all()
    assert first_question(db.session.get(QuestionnaireVersion, version.id)) == "One?"
    verbs = list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs[-2:] == ["begin version", "change questionnaire"]


def test_only_so_many_steps_are_kept(survey, monkeypatch):
    monkeypatch.setattr(versions, "MOST_STEPS", 3)
    version = versions.begin(survey, "tests")
    for number in range(8):
        versions.save(version, asking(version, f"{number}?"), "change question", "tests")
    kept = versions.steps(version)
    assert len(kept) <= 5
    while versions.undo(version, "tests"):
        pass
    assert first_question(version) == kept[0].document["sections"][0]["pages"][0]["items"][0]["text"]["en"]
