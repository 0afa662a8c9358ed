"""Texts that quote an earlier answer: what is quoted, what is said where there is none, and what never happens."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire, QuestionnaireError, Text, fill, piped, text

from .conftest import read_document

QUOTING = Questionnaire.from_document(read_document("piping"))
QUOTE = QUOTING.item("quote")


def said(words, answers, lang="en", **more):
    """A text with its quotes filled in; the isolates shown as brackets."""
    value = piped(text(words, lang), QUOTING, answers, lang, **more).value
    return value.replace("\u2068", "⟨").replace("\u2069", "⟩")


def test_the_words_of_a_choice_in_the_readers_language():
    assert said(QUOTE.text, {"reason": "litter"}) == "You said ⟨Litter⟩. Why?"
    assert said(QUOTE.text, {"reason": "litter"}, "pl") == "Odpowiedź: ⟨Śmieci⟩. Dlaczego?"
    assert said(QUOTING.sections[1].title, {"reason": "drugs"}) == "About ⟨Drugs⟩"


@pytest.mark.parametrize("answers", [
    {}, {"reason": "dont_know"}, {"reason": "prefer_not"}, {"reason": "other"}, {"reason": "never offered"},
    {"reason": ["litter"]}, {"reason": 7}, {"reason": ""},
])
def test_without_an_answer_of_substance_the_fallback_is_said(answers):
    assert said(QUOTE.text, answers) == "You said nothing yet. Why?"


def test_what_was_typed_beside_other_is_quoted():
    assert said(QUOTE.text, {"reason": "other", "reason.other": "dogs"}) == "You said ⟨dogs⟩. Why?"


def test_every_kind_of_answer_that_can_be_quoted():
    answers = {"all": ["litter", "drugs"], "first": ["drugs", "litter"], "age": 17, "moved": "2024-03"}
    assert said(QUOTE.why, answers) == (
        "You ticked ⟨Litter, Drugs⟩, first ⟨Drugs⟩, age ⟨17⟩, since ⟨2024-03⟩.")
    ways_out = {"all": ["none"], "first": ["dont_know"], "age": "prefer_not", "moved": "long ago"}
    assert said(QUOTE.why, ways_out) == "You ticked nothing, first nothing, age unknown, since some time."
    assert said(QUOTE.why, {"age": 0}).endswith("age ⟨0⟩, since some time.")


def test_numbers_and_months_as_the_language_writes_them():
    def written(item, answer):
        return {"moved": "March 2024"}.get(item.name)

    answers = {"all": ["litter"], "age": 17, "moved": "2024-03"}
    assert said(QUOTE.why, answers, written=written) == (
        "You ticked ⟨Litter⟩, first nothing, age ⟨17⟩, since ⟨March 2024⟩.")


def test_a_name_is_found_in_the_digits_of_another_script():
    document = json.loads(json.dumps(read_document("piping")).replace("reason", "reason2"))
    document["sections"][1]["pages"][0]["items"][0]["text"]["pl"] = "{answer.reason٢|-}"
    questionnaire = Questionnaire.from_document(document)
    assert questionnaire.languages == ("en", "pl")
    words = text(questionnaire.item("quote").text, "pl")
    assert piped(words, questionnaire, {"reason2": "litter"}, "pl").value == "\u2068Śmieci\u2069"


def test_an_answer_off_the_path_is_not_quoted():
    assert said(QUOTE.hint, {"age": 17, "words": "hello"}) == "You wrote: ⟨hello⟩"
    assert said(QUOTE.hint, {"age": 12, "words": "hello"}) == "You wrote: nothing"


def test_of_long_words_the_first_80_characters():
    assert said(QUOTE.hint, {"age": 17, "words": "a" * 80}) == f"You wrote: ⟨{'a' * 80}⟩"
    assert said(QUOTE.hint, {"age": 17, "words": "a" * 81}) == f"You wrote: ⟨{'a' * 80}…⟩"


@pytest.mark.parametrize(("typed", "shown"), [
    ("two\nlines\r\nthree", "two lines three"), ("a\u2069b\u202ec", "abc"), ("{area}", "{area}"),
    ("{answer.reason|x}", "{answer.reason|x}"), ("\\1 \\g<0> %s {0.__class__}", "\\1 \\g<0> %s {0.__class__}"),
    ("<b>&amp;</b>", "<b>&amp;</b>"), ("שלום", "שלום"),
])
def test_what_was_typed_stays_what_it_is(typed, shown):
    answers = {"reason": "litter", "age": 17, "words": typed}
    assert said(QUOTE.hint, answers) == f"You wrote: ⟨{shown}⟩"


def test_other_placeholders_are_filled_before_and_quotes_last():
    words = Text("In {area}: {answer.words|nothing}", "en")
    filled = piped(fill(words, {"area": "Sale"}), QUOTING, {"age": 17, "words": "{area}"}, "en")
    assert filled == Text("In Sale: \u2068{area}\u2069", "en")


@given(st.text(max_size=200))
def test_a_value_never_leaves_its_isolate_and_is_never_read_again(typed):
    answers = {"reason": "litter", "age": 17, "words": typed}
    words = piped(Text("{answer.words|-} then {answer.reason|-}", "en"), QUOTING, answers, "en").value
    assert words.endswith(" then \u2068Litter\u2069")
    value = words.removesuffix(" then \u2068Litter\u2069")
    if value != "-":
        assert (value[0], value[-1]) == ("\u2068", "\u2069")
        assert not set(value[1:-1]) & set("\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\n\r\u2028\u2029\x00")
        assert len(value) <= 83


@given(st.text(max_size=60))
def test_a_text_without_a_quote_is_left_alone(words):
    if "{answer." not in words:
        assert piped(Text(words, "en"), QUOTING, {"reason": "litter"}, "en") == Text(words, "en")


def changed(page, key, words, item=0, section=1):
    document = copy.deepcopy(read_document("piping"))
    document["sections"][section]["pages"][page]["items"][item][key] = words
    return document


def refusal(document):
    with pytest.raises(QuestionnaireError) as error:
        Questionnaire.from_document(document)
    return str(error.value)


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a quote of an item that does not exist, is asked on the same page or later, or has no one answer",
    gets="the item, and the text's place",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="a quote without a fallback, or in a choice, a row or the first and last page",
    gets="what stands there",
)
@pytest.mark.parametrize(("words", "said"), [
    ("{answer.nobody|x}", "quotes the item \"nobody\", which does not exist"),
    ("{answer.quote|x}", "asked on the same page or a later one"),
    ("{answer.reason}", "says nothing where there is no answer"),
    ("{answer.reason|}", "says nothing where there is no answer"),
    ("{answer.reason| }", "says nothing where there is no answer"),
    ("{answer.reason|{area}}", "which nothing fills"),
    ("{answer.reason|x", "which nothing fills"),
    ("{answers.reason|x}", "which nothing fills"),
])
def test_a_quote_that_cannot_work_is_refused(words, said):
    assert said in refusal(changed(0, "hint", {"en": words, "pl": words}))


def test_a_section_quotes_only_what_was_asked_before_it():
    document = copy.deepcopy(read_document("piping"))
    document["sections"][0]["title"] = {"en": "{answer.reason|x}", "pl": "{answer.reason|x}"}
    assert "section \"s\" title: It quotes \"reason\"" in refusal(document)


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a quote without a fallback, or in a choice, a row or the first and last page",
)
def test_choices_rows_and_the_first_page_quote_nothing():
    document = copy.deepcopy(read_document("piping"))
    document["intro"] = {"en": "{answer.reason|x}", "pl": "{answer.reason|x}"}
    document["sections"][0]["pages"][1]["items"][0]["choices"][0]["text"] = document["intro"]
    found = refusal(document)
    assert "document intro: The text in en quotes an answer" in found
    assert "item \"all\", choice \"litter\": The text in en quotes an answer" in found


def test_an_information_page_may_quote_and_cannot_be_quoted():
    document = copy.deepcopy(read_document("piping"))
    pages = document["sections"][1]["pages"]
    words = {"en": "You said {answer.reason|nothing}.", "pl": "Odpowiedź: {answer.reason|nic}."}
    pages.insert(0, {"id": "told", "items": [{"name": "told", "type": "info", "text": words}]})
    Questionnaire.from_document(document)
    pages[1]["items"][0]["hint"] = {"en": "{answer.told|x}", "pl": "{answer.told|x}"}
    assert "quotes \"told\", which is of type \"info\"" in refusal(document)


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a language that quotes other answers than the master",
    gets="where. The language is withheld",
)
@pytest.mark.parametrize("polish", ["Dlaczego?", "{answer.all|x} Dlaczego?", "{answer.reason|x} {answer.reason|x}"])
def test_a_language_that_quotes_other_answers_than_the_master_is_withheld(polish):
    document = changed(0, "text", {"en": "You said {answer.reason|nothing}. Why?", "pl": polish})
    questionnaire = Questionnaire.from_document(document)
    assert questionnaire.languages == ("en",)
    assert [problem.message for problem in questionnaire.withheld["pl"]] == [
        "The text in pl does not quote the same answers as the master's."]
