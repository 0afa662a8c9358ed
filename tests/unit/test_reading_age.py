"""The English of both questionnaires can be read at 9 to 11 years, and its Easy Read at less."""

import pytest
import textstat

from consult.questionnaire import Questionnaire, shipped_document, text

# A grade of the formulas is a school year of the United States, which begins at 6 where grade 1 is: grade + 5 years.
YEARS_BEFORE_GRADE_1 = 5


def sentences(questionnaire):
    """Everything that is said to the respondent, without the answers offered: those are no sentences."""
    around = [questionnaire.intro, questionnaire.thanks]
    asked = [words for item in questionnaire.items.values() for words in (item.text, item.hint, item.why) if words]
    return " ".join(text(words, "en").value.replace("{area}", "Trafford") for words in (*around, *asked))


def reading_age(words):
    """The higher of two formulas that count letters, words and sentences, in years."""
    grades = textstat.coleman_liau_index(words), textstat.automated_readability_index(words)
    return max(grades) + YEARS_BEFORE_GRADE_1


@pytest.mark.parametrize("name", ["residents", "youth"])
def test_the_questionnaire_is_read_at_9_to_11(name):
    questionnaire = Questionnaire.from_document(shipped_document(name))
    assert reading_age(sentences(questionnaire)) <= 11


@pytest.mark.parametrize("name", ["residents", "youth"])
def test_easy_read_is_easier_still(name):
    questionnaire = Questionnaire.from_document(shipped_document(name))
    easy = reading_age(sentences(questionnaire.easy()))
    assert easy <= 9
    assert easy < reading_age(sentences(questionnaire))


def test_the_measure_tells_hard_words_from_easy_ones():
    hard = "The partnership's multi-agency safeguarding arrangements necessitate proportionate information governance."
    assert reading_age(hard) > 16
    assert reading_age("The dog sat on the mat. It was a hot day.") < 9
