"""Yes or no, consent, a page to read, and a ward by its postcode."""

import copy

import pytest

from consult.questionnaire import (
    AnswerError,
    Questionnaire,
    QuestionnaireError,
    Text,
    columns,
    first_unanswered,
    flatten,
    path,
    problems,
    prune,
)


def code(read):
    with pytest.raises(AnswerError) as error:
        read()
    return error.value.code


class TestYesNo:
    def test_yes_no_and_two_ways_out(self, load):
        item = load("item_yes_no").item("a")
        assert [item.parse([value]) for value in ("yes", "no", "dont_know", "prefer_not")] == [
            "yes", "no", "dont_know", "prefer_not"]
        assert code(lambda: item.parse([])) == "required"
        assert code(lambda: item.parse(["maybe"])) == "not_offered"
        assert item.summary("no", "en") == [Text("No", "en")]


class TestConsent:
    def test_either_answer_is_one_and_none_is_not(self, load):
        questionnaire = load("item_consent")
        assert problems(questionnaire, {"a": "no"}) == problems(questionnaire, {"a": "yes"}) == []
        assert [problem.code for problem in problems(questionnaire, {})] == ["required"]
        assert questionnaire.item("a").read({"a": ["no"]}) == {"a": "no"}


@pytest.mark.refusal(
    part="Questionnaires",
    comes="`yes_no` or `consent` with other values than yes and no",
    gets="what the two are",
)
@pytest.mark.parametrize(("name", "values"), [
    ("item_yes_no", ["yes"]), ("item_yes_no", ["yes", "no", "maybe"]), ("item_yes_no", ["Yes", "No"]),
    ("item_consent", ["no"]), ("item_consent", ["agree", "decline"]),
])
def test_the_two_values_are_yes_and_no(document, name, values):
    wrong = copy.deepcopy(document(name))
    wrong["sections"][0]["pages"][0]["items"][0]["choices"] = [{"value": one, "text": {"en": one}} for one in values]
    with pytest.raises(QuestionnaireError, match="has the choices \"yes\" and \"no\", and no others"):
        Questionnaire.from_document(wrong)


class TestInfo:
    def test_nothing_is_read_kept_shown_or_exported(self, load):
        questionnaire = load("item_info")
        item = questionnaire.item("a")
        assert item.read({"a": ["x"]}) == {} and item.fields() == () and item.columns() == ()
        assert item.summary("x", "en") == []
        assert prune(questionnaire, {"a": "x", "b": "y"}) == {"b": "y"}
        assert columns(questionnaire) == ("b", "d") and flatten(questionnaire, {"a": "x"}) == {"b": None, "d": None}

    def test_it_is_met_once_and_never_in_the_way(self, load):
        questionnaire = load("item_info")
        assert [page.id for page in path(questionnaire, {})] == ["a", "b", "c"]
        assert first_unanswered(questionnaire, {}, visited=()).id == "a"
        assert first_unanswered(questionnaire, {"a": "x"}, visited=()).id == "a"
        assert first_unanswered(questionnaire, {}, visited=["a", "b"]).id == "c"
        assert first_unanswered(questionnaire, {}, visited=["a", "b", "c"]) is None
        assert problems(questionnaire, {"a": ["anything"]}) == []


class TestPostcode:
    def test_the_postcode_has_a_field_and_is_nowhere_else(self, load):
        questionnaire = load("item_postcode")
        item = questionnaire.item("a")
        assert item.input_key == "a.postcode"
        assert item.fields() == ("a", "a.postcode")
        assert item.columns() == ("a",)
        answers = item.read({"a": ["E05015239"], "a.postcode": ["WA14 1AA"]})
        assert answers == {"a": "E05015239"}
        assert prune(questionnaire, answers | {"a.postcode": "WA14 1AA"}) == answers
        assert "WA14 1AA" not in str(flatten(questionnaire, answers | {"a.postcode": "WA14 1AA"}))

    def test_a_postcode_alone_is_no_ward(self, load):
        item = load("item_postcode").item("a")
        assert item.read({"a.postcode": ["WA14 1AA"]}) == {}
        assert code(lambda: item.parse(["WA14 1AA"])) == "not_offered"

    def test_it_is_a_place_in_every_other_way(self, load):
        questionnaire = load("item_postcode")
        assert [choice.value for choice in questionnaire.item("a").choices] == ["E05015239", "E05015241", "elsewhere"]
        assert path(load("item_postcode", None), {}) == []
