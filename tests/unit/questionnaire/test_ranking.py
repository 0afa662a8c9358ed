"""Choices put in order, place by place, without dragging."""

import pytest

from consult.questionnaire import AnswerError, Text, first_unanswered, flatten, problems


def form(*places, alone=None):
    """What a form sends: a list for each place, and for what stands alone."""
    return {f"a.{place}": [value] for place, value in enumerate(places, 1)} | ({"a": [alone]} if alone else {})


def refusal(read):
    with pytest.raises(AnswerError) as error:
        read()
    return error.value.code, error.value.params


@pytest.fixture
def item(load):
    return load("item_ranking").item("a")


def test_a_field_a_place_and_one_for_what_stands_alone(load, item):
    assert item.fields() == ("a.1", "a.2", "a.3", "a")
    assert load("item_ranking").item("b").fields() == ("b.1", "b.2", "b.3")


def test_the_answer_is_in_the_order_of_the_places(item):
    assert item.read(form("knives", "asb", "drugs")) == {"a": ["knives", "asb", "drugs"]}


def test_twice_the_same_names_it_and_the_second_place(item):
    assert refusal(lambda: item.read(form("asb", "knives", "asb"))) == ("twice", {"choice": "asb", "place": 3})


def test_a_place_left_out_in_between(item):
    assert refusal(lambda: item.read(form("asb", "", "drugs"))) == ("gap", {"place": 2})
    assert refusal(lambda: item.read(form("", "asb"))) == ("gap", {"place": 1})


def test_required_asks_for_every_place(item, load):
    assert refusal(lambda: item.read(form("asb", "drugs"))) == ("required", {"place": 3})
    assert refusal(lambda: item.read(form("", " "))) == ("required", {})
    assert load("item_ranking").item("b").read({"b.1": ["z"], "b.2": [""]}) == {"b": ["z"]}
    assert load("item_ranking").item("b").read({}) == {}


@pytest.mark.parametrize("value", ["dont_know", "prefer_not"])
def test_dont_know_is_an_answer_and_stands_alone(item, value):
    assert item.read(form(alone=value)) == {"a": [value]}
    assert refusal(lambda: item.read(form("asb", alone=value))) == ("exclusive", {"choice": value})


@pytest.mark.parametrize(("sent", "code"), [
    (form("asb", "guns", "drugs"), "not_offered"), (form(alone="guns"), "not_offered"),
    ({"a.1": ["asb", "drugs"]}, "unreadable"), ({"a.1": "asb"}, "unreadable"), ({"a.1": [3]}, "unreadable"),
])
def test_refuses_what_was_never_offered(item, sent, code):
    assert refusal(lambda: item.read(sent))[0] == code


@pytest.mark.parametrize(("kept", "code"), [
    ("asb", "unreadable"), (["asb", "drugs", "knives", "litter"], "unreadable"), (["asb", "asb", "drugs"], "twice"),
    (["asb", ["drugs"], "litter"], "unreadable"), (["asb", "drugs"], "required"), (["dont_know", "asb"], "exclusive"),
    (["asb", "guns", "drugs"], "not_offered"), ([], "required"), (None, "required"), ({"1": "asb"}, "unreadable"),
])
def test_what_is_stored_is_checked_again(load, kept, code):
    assert [problem.code for problem in problems(load("item_ranking"), {"a": kept} if kept is not None else {})] == [
        code]


def test_a_column_a_choice_holds_its_place(load, item):
    questionnaire = load("item_ranking")
    assert item.columns() == ("a=asb", "a=drugs", "a=knives", "a=litter", "a=dont_know", "a=prefer_not")
    assert flatten(questionnaire, {"a": ["knives", "asb", "drugs"], "b": ["z"]}) == {
        "a=asb": 2, "a=drugs": 3, "a=knives": 1, "a=litter": None, "a=dont_know": 0, "a=prefer_not": 0,
        "b=x": None, "b=y": None, "b=z": 1}
    assert flatten(questionnaire, {"a": ["dont_know"]})["a=dont_know"] == 1
    assert set(flatten(questionnaire, {}).values()) == {None}


def test_summary_numbers_the_places(item):
    assert item.summary(["knives", "asb"], "en") == [Text("1. Knives", "en"), Text("2. Asb", "en")]
    assert item.summary(["dont_know"], "en") == [Text("Dont know", "en")]
    assert item.summary(None, "en") == []


def test_going_on_stops_at_an_order_that_is_not_complete(load):
    assert first_unanswered(load("item_ranking"), {"a": ["asb", "drugs"]}).id == "a"
    assert first_unanswered(load("item_ranking"), {"a": ["asb", "drugs", "litter"]}) is None
