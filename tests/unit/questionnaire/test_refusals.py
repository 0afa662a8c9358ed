"""A document that cannot work is refused with every reason at once, the place, and what to do."""

import copy

import pytest

from consult.questionnaire import Questionnaire, QuestionnaireError


def problems(document, name, expected):
    """That a document is refused with these places, in order, and at each its words and what to do."""
    with pytest.raises(QuestionnaireError) as refusal:
        Questionnaire.from_document(document(name))
    found = refusal.value.problems
    assert [problem.place for problem in found] == [place for place, _ in expected]
    for problem, (_, words) in zip(found, expected, strict=True):
        assert words in problem.message
        assert problem.remedy.endswith(".")


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a rule that looks at its own page or a later one",
    gets='"the route would go round in a circle"',
)
def test_a_route_in_a_circle(document):
    problems(document, "refused_loop", [("rule of page \"a\"", "\"b\""), ("rule of page \"c\"", "\"c\"")])


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a rule that names an item or a choice that does not exist",
    gets="the name, and the rule's place",
)
@pytest.mark.parametrize(("name", "words"), [
    ("refused_unknown_item", "\"nobody\", which does not exist"),
    ("refused_unknown_choice", "\"z\", which is not a choice of \"a\""),
])
def test_a_rule_that_names_what_does_not_exist(name, words, document):
    problems(document, name, [("rule of page \"b\"", words)])


@pytest.mark.refusal(
    part="Questionnaires",
    comes="an item no answers lead to",
    gets='"No answers lead to it: its rules can never all hold"',
)
def test_an_item_no_answers_lead_to(document):
    problems(document, "refused_unreachable", [(f"item \"{name}\"", "No answers lead to it") for name in "bdf"])


@pytest.mark.refusal(
    part="Questionnaires",
    comes="two items of one name, two pages of one id, two choices or rows of one value",
    gets="which",
)
def test_a_name_given_twice(document):
    problems(document, "refused_twins", [
        ("item \"a\"", "\"x\" twice"), ("item \"a\"", "Two items"), ("page \"b\"", "Two pages"),
        ("item \"g\"", "\"r\" twice"),
    ])


@pytest.mark.refusal(part="Questionnaires", comes="a text missing in the master language", gets="where")
def test_a_text_missing_in_the_master_language(document):
    places = ("section \"s\" title", "item \"a\" text")
    problems(document, "refused_half_master", [(place, "missing in en") for place in places])


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a text too long for a phone",
    gets=(
        "its length and the most allowed: question 180, information page 600, hint and why 300, choice 90, row 70, "
        "title 80, intro 900, thanks 600, unit 30"
    ),
)
def test_a_text_too_long_for_a_phone(document):
    problems(document, "refused_long", [("item \"a\" text", "too long for a phone")])


# Document, the places of all its problems in order, and words that each problem must hold.
REFUSED = [
    ("refused_type", [("item \"a\"", "\"slider\" is not known")]),
    ("refused_placeholder", [("item \"a\" text", "{town}"), ("item \"a\" text", "\"{\""),
                             ("item \"a\" text", "\"}\"")]),
    ("refused_many", [("language \"pl\"", "nobody is named"), ("document", "version"), ("document", "audience"),
                      ("item \"a\"", "slider"), ("item \"b\"", "twice"), ("item \"c\"", "requierd"),
                      ("rule of page \"c\"", "zzz")]),
]


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a type, a kind, a key, a support line or an audience that is not known",
    gets="what is known",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="`{anything}` but `{area}` in a text, or a lone brace; any brace in a choice or a row",
    gets="what stands there",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="a language marked as reviewed with nobody named",
    gets="the language",
)
@pytest.mark.parametrize(("name", "expected"), REFUSED, ids=[name for name, _ in REFUSED])
def test_every_problem_is_said_at_once_with_its_place_and_remedy(name, expected, document):
    problems(document, name, expected)


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


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a type, a kind, a key, a support line or an audience that is not known",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="`{anything}` but `{area}` in a text, or a lone brace; any brace in a choice or a row",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="control characters or a direction override in a text",
    gets="which text",
)
@pytest.mark.refusal(part="Questionnaires", comes="a net that names what is no choice", gets="the name")
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


@pytest.mark.refusal(
    part="Questionnaires",
    comes=(
        "a ranking with nothing to order or with more places than choices; limits that nothing fits between; a unit, "
        "a limit or decimals that are none"
    ),
    gets="the item",
)
@pytest.mark.refusal(
    part="Questionnaires",
    comes="a page to read that is required, or has a reason or a benchmark",
    gets="which key",
)
@pytest.mark.parametrize(("name", "changes", "words"), [
    ("item_number", {"min": "0"}, "\"min\" is not a number"),
    ("item_number", {"max": 10 ** 15}, "\"max\" is not a number"),
    ("item_number", {"min": 121}, "no number fits"),
    ("item_number", {"decimals": 3}, "\"decimals\" cannot be used so"),
    ("item_number", {"decimals": True}, "\"decimals\" cannot be used so"),
    ("item_number", {"unit": "years"}, "There is no text"),
    ("item_number", {"unit": {"en": "years of age, as counted from birth"}}, "too long for a phone"),
    ("item_number", {"choices": [{"value": "x", "text": {"en": "X"}}]}, "for those who give none"),
    ("item_number", {"net": ["dont_know"]}, "has no net"),
    ("item_number", {"past": True}, "\"past\" is not known here"),
    ("item_month", {"min": "2020-13"}, "\"2020-13\" is not a month"),
    ("item_month", {"max": "now"}, "\"now\" is not a month"),
    ("item_month", {"min": 202003}, "\"202003\" is not a month"),
    ("item_month", {"min": "2026-03"}, "no month fits"),
    ("item_month", {"past": "yes"}, "neither true nor false"),
    ("item_month", {"choices": [{"value": "x", "text": {"en": "X"}}]}, "has no choices"),
    ("item_ranking", {"most": 5}, "5 places for 4 choices"),
    ("item_ranking", {"most": 0}, "\"most\" cannot be used so"),
    ("item_ranking", {"most": 11}, "\"most\" cannot be used so"),
    ("item_ranking", {"most": None, "choices": [{"value": "x", "text": {"en": "X"}}]}, "nothing to put in order"),
    ("item_ranking", {"net": ["asb"]}, "has no net"),
    ("item_consent", {"net": ["yes"]}, "has no net"),
    ("item_consent", {"choices": [{"value": value, "text": {"en": value}, "kind": kind} for value, kind in
                                  (("yes", None), ("no", None), ("later", "prefer_not"))]}, "does not go with type"),
    ("item_info", {"required": True}, "nothing to answer, so no \"required\""),
    ("item_info", {"why": {"en": "Because."}}, "nothing to answer, so no \"why\""),
    ("item_info", {"text": {"en": "x" * 601}}, "too long for a phone"),
    ("item_info", {"max_length": 5}, "\"max_length\" cannot be used so"),
    ("item_postcode", {"areas": "neighbourhoods"}, "A postcode lies in a ward"),
    ("item_postcode", {"areas": None}, "\"areas\" goes with type \"place\" or \"postcode\""),
    ("item_single", {"shuffle": "yes"}, "neither true nor false"),
    ("item_single", {"shuffle_rows": True}, "\"shuffle_rows\" is not known here"),
    ("item_scale", {"choices": [{"value": "x", "text": {"en": "X"}, "fixed": True}]}, "\"fixed\" is not known here"),
    ("item_single", {"most": 2}, "\"most\" is not known here"),
])
def test_one_slip_in_an_item_is_named(name, changes, words, refused):
    refused(name, changes, words)


@pytest.mark.refusal(part="Questionnaires", comes="an item no answers lead to")
@pytest.mark.parametrize(("name", "rule", "words"), [
    ("route_number", {"item": "age", "in": ["17"]}, "which is not a choice"),
    ("route_number", {"item": "age", "more_than": "17"}, "needs a number"),
    ("route_number", {"item": "age", "equals": True}, "needs a number"),
    ("route_number", {"item": "age", "at_least": float("inf")}, "needs a number"),
    ("route_number", {"item": "age", "at_least": float("nan")}, "needs a number"),
    ("route_equals", {"item": "reasons", "at_least": 10 ** 400}, "needs a number"),
    ("route_month", {"item": "moved", "at_least": 2025}, "needs a month such as \"2026-03\""),
    ("route_month", {"item": "moved", "at_least": "2025-4"}, "needs a month such as \"2026-03\""),
    ("route_month", {"item": "moved", "in": ["2025-04"]}, "has no choices"),
    ("route_ranking", {"item": "worst", "at_least": 1}, "has no number to compare"),
    ("route_number", {"item": "age", "at_least": 1, "at_most": 2}, "cannot be made of"),
    # Numbers and months that the item cannot have.
    ("route_number", {"item": "age", "more_than": 120}, "No answers lead to it"),
    ("route_number", {"item": "age", "less_than": 0}, "No answers lead to it"),
    ("route_number", {"all": [{"item": "age", "more_than": 17}, {"item": "age", "less_than": 18}]},
     "No answers lead to it"),
    ("route_number", {"item": "age", "equals": 17.5}, "No answers lead to it"),
    ("route_month", {"item": "moved", "more_than": "2026-12"}, "No answers lead to it"),
    ("route_month", {"all": [{"item": "moved", "more_than": "2025-03"}, {"item": "moved", "less_than": "2025-04"}]},
     "No answers lead to it"),
    ("route_equals", {"item": "reasons", "more_than": 3}, "No answers lead to it"),
    ("route_ranking", {"all": [{"item": "worst", "in": [value]} for value in ("asb", "drugs", "knives")]},
     "No answers lead to it"),
    ("route_ranking", {"all": [{"item": "worst", "in": [value]} for value in ("asb", "dont_know")]},
     "No answers lead to it"),
])
def test_a_rule_that_cannot_work_is_named(name, rule, words, document):
    good = document(name)
    Questionnaire.from_document(good)
    with pytest.raises(QuestionnaireError) as refusal:
        Questionnaire.from_document(changed(good, *PAGE_2, "when", value=rule))
    assert any(words in problem.message for problem in refusal.value.problems)


@pytest.mark.parametrize(("name", "rule"), [
    ("route_number", {"all": [{"item": "age", "more_than": 16}, {"item": "age", "less_than": 18}]}),
    ("route_number", {"item": "age", "at_least": 120}), ("route_number", {"item": "age", "less_than": 0.5}),
    ("route_decimal", {"all": [{"item": "hours", "more_than": 2}, {"item": "hours", "less_than": 2.02}]}),
    ("route_month", {"all": [{"item": "moved", "more_than": "2025-03"}, {"item": "moved", "less_than": "2025-05"}]}),
    ("route_month", {"item": "moved", "at_most": "2000-01"}),
    ("route_ranking", {"all": [{"item": "worst", "in": [value]} for value in ("asb", "knives")]}),
    ("route_ranking", {"not": {"item": "worst", "in": ["asb", "drugs", "knives"]}}),
])
def test_a_narrow_way_that_exists_is_found(name, rule, document):
    Questionnaire.from_document(changed(document(name), *PAGE_2, "when", value=rule))


def test_a_required_order_fills_every_place(document):
    """With both places filled, two of the three are always among them."""
    full = changed(document("route_ranking"), *ITEM, "required", value=True)
    rule = {"all": [{"item": "worst", "not_in": [value]} for value in ("asb", "drugs", "dont_know")]}
    with pytest.raises(QuestionnaireError, match="No answers lead to it"):
        Questionnaire.from_document(changed(full, *PAGE_2, "when", value=rule))
    Questionnaire.from_document(changed(document("route_ranking"), *PAGE_2, "when", value=rule))


def test_a_rule_about_a_page_to_read_is_refused(document):
    wrong = document("item_info")
    wrong["sections"][0]["pages"][1]["when"] = {"item": "a", "answered": True}
    with pytest.raises(QuestionnaireError, match="is of type \"info\" and has no answer"):
        Questionnaire.from_document(wrong)


def test_a_rule_about_words_that_were_typed_is_refused(document):
    loose = changed(document("route_chain"), "sections", 0, "pages", 5, "when", value={"item": "e", "in": ["yes"]})
    with pytest.raises(QuestionnaireError, match="has no choices"):
        Questionnaire.from_document(loose)


@pytest.mark.refusal(part="Questionnaires", comes="rules nested more than 12 deep", gets='"This is not a rule"')
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


@pytest.mark.refusal(
    part="Questionnaires",
    comes="a language half translated",
    gets="the language is withheld, with the places that lack words",
)
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
