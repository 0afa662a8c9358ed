"""A document that cannot work is refused with every reason at once, the place, and what to do."""

import copy

import pytest

from consult.questionnaire import Questionnaire, QuestionnaireError

# Document, the places of all its problems in order, and words that each problem must hold.
REFUSED = [
    ("refused_loop", [("rule of page \"a\"", "\"b\""), ("rule of page \"c\"", "\"c\"")]),
    ("refused_unknown_item", [("rule of page \"b\"", "\"nobody\", which does not exist")]),
    ("refused_unknown_choice", [("rule of page \"b\"", "\"z\", which is not a choice of \"a\"")]),
    ("refused_unreachable", [("item \"b\"", "No answers lead to it"), ("item \"d\"", "No answers lead to it"),
                             ("item \"f\"", "No answers lead to it")]),
    ("refused_twins", [("item \"a\"", "\"x\" twice"), ("item \"a\"", "Two items"), ("page \"b\"", "Two pages"),
                       ("item \"g\"", "\"r\" twice")]),
    ("refused_half_master", [("section \"s\" title", "missing in en"), ("item \"a\" text", "missing in en")]),
    ("refused_long", [("item \"a\" text", "too long for a phone")]),
    ("refused_type", [("item \"a\"", "\"slider\" is not known")]),
    ("refused_placeholder", [("item \"a\" text", "{town}"), ("item \"a\" text", "\"{\""),
                             ("item \"a\" text", "\"}\"")]),
    ("refused_many", [("language \"pl\"", "nobody is named"), ("document", "version"), ("document", "audience"),
                      ("item \"a\"", "slider"), ("item \"b\"", "twice"), ("item \"c\"", "requierd"),
                      ("rule of page \"c\"", "zzz")]),
]


@pytest.mark.parametrize(("name", "expected"), REFUSED, ids=[name for name, _ in REFUSED])
def test_every_problem_is_said_at_once_with_its_place_and_remedy(name, expected, document):
    with pytest.raises(QuestionnaireError) as refusal:
        Questionnaire.from_document(document(name))
    found = refusal.value.problems
    assert [problem.place for problem in found] == [place for place, _ in expected]
    for problem, (_, words) in zip(found, expected, strict=True):
        assert words in problem.message
        assert problem.remedy.endswith(".")


def changed(document, *keys, value):
    """A copy with one place in it replaced."""
    document = copy.deepcopy(document)
    entry = document
    for key in keys[:-1]:
        entry = entry[key]
    entry[keys[-1]] = value
    return document


ITEM = ("sections", 0, "pages", 0, "items", 0)
PAGE_2 = ("sections", 0, "pages", 1)


@pytest.mark.parametrize(("keys", "value", "words"), [
    (("id",), "has space", "cannot be used as an identifier"),
    (("version",), True, "whole number"),
    (("languages",), {}, "0 languages are the master"),
    (("languages",), {"en": {"state": "master"}, "pl": {"state": "master"}}, "2 languages are the master"),
    (("languages", "en", "state"), "finished", "state is not one of"),
    (("support",), ["horoscope"], "support \"horoscope\" is not known"),
    (("sections",), [], "There are no sections"),
    (("sections",), "x", "not a list of objects"),
    ((*ITEM, "name"), "a.b", "cannot be used as an identifier"),
    ((*ITEM, "name"), "a=b", "cannot be used as an identifier"),
    ((*ITEM, "choices"), [], "There are no choices"),
    ((*ITEM, "choices", 0, "value"), "x=1", "cannot be used as an identifier"),
    ((*ITEM, "choices", 0, "kind"), "none", "does not go with type \"single\""),
    ((*ITEM, "rows"), [{"value": "r", "text": {"en": "R"}}], "has no rows"),
    ((*ITEM, "net"), ["x", "nowhere"], "net names \"nowhere\""),
    ((*ITEM, "areas"), "wards", "goes with type \"place\""),
    ((*ITEM, "max_length"), 10, "cannot be used so"),
    ((*ITEM, "required"), "yes", "neither true nor false"),
    ((*ITEM, "text"), {"en": "Safe?\u202e"}, "direction override"),
    ((*ITEM, "text"), {"en": "Safe?\x00"}, "control characters"),
    ((*ITEM, "text"), {"en": "  "}, "missing in en"),
    ((*ITEM, "text"), "Safe?", "There is no text"),
    ((*ITEM, "choices", 0, "text"), {"en": "In {area}"}, "which nothing fills"),
    ((*PAGE_2, "when"), {"item": "a", "in": []}, "needs a list of choices"),
    ((*PAGE_2, "when"), {"item": "a", "in": "x"}, "needs a list of choices"),
    ((*PAGE_2, "when"), {"item": "a", "at_least": 2}, "has no number to compare"),
    ((*PAGE_2, "when"), {"item": "a", "answered": "yes"}, "neither true nor false"),
    ((*PAGE_2, "when"), {"item": "a", "in": ["x"], "not_in": ["y"]}, "cannot be made of"),
    ((*PAGE_2, "when"), {"all": []}, "need a list of rules"),
    ((*PAGE_2, "when"), [], "This is not a rule"),
    ((*PAGE_2, "when"), {}, "cannot be made of nothing"),
])
def test_one_slip_is_named(keys, value, words, document):
    good = document("route_chain")
    Questionnaire.from_document(good)
    with pytest.raises(QuestionnaireError) as refusal:
        Questionnaire.from_document(changed(good, *keys, value=value))
    assert any(words in problem.message for problem in refusal.value.problems)


def test_a_rule_about_words_that_were_typed_is_refused(document):
    loose = changed(document("route_chain"), "sections", 0, "pages", 5, "when", value={"item": "e", "in": ["yes"]})
    with pytest.raises(QuestionnaireError, match="has no choices"):
        Questionnaire.from_document(loose)


def test_a_rule_nested_without_end_is_refused(document):
    rule = {"item": "a", "in": ["x"]}
    for _ in range(5000):
        rule = {"not": rule}
    with pytest.raises(QuestionnaireError, match="This is not a rule"):
        Questionnaire.from_document(changed(document("route_chain"), *PAGE_2, "when", value=rule))


@pytest.mark.parametrize("nothing", [None, [], "residents", 1])
def test_what_is_no_document_is_refused(nothing):
    with pytest.raises(QuestionnaireError, match="not a questionnaire document"):
        Questionnaire.from_document(nothing)


def test_an_area_named_by_a_rule_must_be_one_of_the_partnerships(document, load):
    wrong = changed(document("route_place"), "sections", 0, "pages", 2, "when",
                    value={"item": "where", "in": ["east"]})
    with pytest.raises(QuestionnaireError, match="\"east\", which is not a choice"):
        Questionnaire.from_document(wrong, {"neighbourhoods": [{"value": "north", "text": "North"}]})
    # Without a partnership nobody can say which areas there are.
    Questionnaire.from_document(wrong)


def test_a_language_half_translated_is_not_offered_and_says_what_it_lacks(load):
    questionnaire = load("languages")
    assert questionnaire.languages == ("en", "pl")
    assert questionnaire.language_state("pl") == "reviewed"
    assert [problem.place for problem in questionnaire.withheld["ur"]] == ["item \"a\", choice \"no\""]


def test_the_search_for_unreachable_items_ends(document):
    """Twenty items decide together: far more mixes than can be tried, and still an answer at once."""
    pages = [{"id": f"q{n}", "items": [{"name": f"q{n}", "type": "single", "text": {"en": "Q?"}, "choices": [
        {"value": "x", "text": {"en": "X"}}, {"value": "y", "text": {"en": "Y"}}]}]} for n in range(20)]
    rule = {"all": [{"item": f"q{n}", "in": ["y"]} for n in range(20)]}
    pages.append({"id": "end", "when": rule, "items": [{"name": "end", "type": "text", "text": {"en": "E?"}}]})
    big = changed(document("route_chain"), "sections", 0, "pages", value=pages)
    assert Questionnaire.from_document(big).page("end").when == rule
