"""A questionnaire on paper: what is typed from a sheet, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire, paper, path, shipped_document
from tests.integration.surveys import document

WARDS = {"wards": [{"value": f"W{n}", "text": f"Ward {n}"} for n in range(1, 4)],
         "neighbourhoods": [{"value": "N1", "text": "North"}]}  # fmt: skip


def choice(value, kind=None):
    return {"value": value, "text": {"en": value.title()}, **({"kind": kind} if kind else {})}


def made(*items):
    """A questionnaire of these items, each on a page."""
    pages = [{"id": item["name"], "items": [{"text": {"en": item["name"]}, **item}]} for item in items]
    return Questionnaire.from_document(document(*pages), WARDS)


ALL = made(
    {"name": "one", "type": "single", "required": True,
     "choices": [choice("a"), choice("b"), choice("else", "other"), choice("no", "prefer_not")]},
    {"name": "many", "type": "several",
     "choices": [choice("x"), choice("y"), choice("z"), choice("none", "none")]},
    {"name": "grid", "type": "grid", "required": True, "choices": [choice("big"), choice("small")],
     "rows": [{"value": "litter", "text": {"en": "Litter"}}, {"value": "noise", "text": {"en": "Noise"}}]},
    {"name": "order", "type": "ranking", "most": 2,
     "choices": [choice("p"), choice("q"), choice("r"), choice("dk", "dont_know")]},
    {"name": "times", "type": "number", "min": 0, "max": 99, "choices": [choice("dk", "dont_know")]},
    {"name": "moved", "type": "month"},
    {"name": "words", "type": "text", "max_length": 20},
    {"name": "ward", "type": "postcode", "areas": "wards", "choices": [choice("away")]},
    {"name": "told", "type": "info"},
)  # fmt: skip


def read(**typed):
    return paper.read(ALL, {name.replace("__", "."): words for name, words in typed.items()})


def test_questions_are_counted_and_information_is_not():
    assert [(one.number, one.item.name) for one in paper.questions(ALL)] == [
        (1, "one"), (2, "many"), (3, "grid"), (4, "order"), (5, "times"), (6, "moved"), (7, "words"), (8, "ward"),
        (None, "told"),
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "answers"), [
    ({"one": "2"}, {"one": "b"}),
    ({"one": "۲"}, {"one": "b"}),
    ({"one": " 02 "}, {"one": "b"}),
    ({"one": "3", "one__other": "a park"}, {"one": "else", "one.other": "a park"}),
    ({"many": "3 1"}, {"many": ["x", "z"]}),
    ({"many": "1,3"}, {"many": ["x", "z"]}),
    ({"many": "4"}, {"many": ["none"]}),
    ({"grid__litter": "1"}, {"grid": {"litter": "big"}}),
    ({"order": "3 1"}, {"order": ["r", "p"]}),
    ({"order": "4"}, {"order": ["dk"]}),
    ({"times": "17"}, {"times": 17}),
    ({"times": "1"}, {"times": 1}),
    ({"times": "*1"}, {"times": "dk"}),
    ({"moved": "3 2026"}, {"moved": "2026-03"}),
    ({"moved": "12/1999"}, {"moved": "1999-12"}),
    ({"words": " dark \u202estreets "}, {"words": "dark streets"}),
    ({"ward": "2"}, {"ward": "W2"}),
    ({"ward": "4"}, {"ward": "away"}),
    ({}, {}),
])  # fmt: skip
def test_what_is_typed_is_the_number_beside_the_box(typed, answers):
    keyed = read(**typed)
    assert (keyed.answers, keyed.wrong) == (answers, {})


@pytest.mark.refusal(
    part="Sheets of paper",
    comes="two answers where one fits, more ranks than places, a month that is none, a text too long",
    gets="said at its field",
)
@pytest.mark.parametrize(("typed", "code"), [
    ({"one": "5"}, "not_a_code"),
    ({"one": "x"}, "not_a_code"),
    ({"one": "1 2"}, "one_code"),
    ({"many": "1 9"}, "not_a_code"),
    ({"many": "1 4"}, "exclusive"),
    ({"grid__noise": "3"}, "not_a_code"),
    ({"order": "1 2 3"}, "too_many_places"),
    ({"order": "1 1"}, "twice"),
    ({"times": "100"}, "too_large"),
    ({"times": "many"}, "not_a_number"),
    ({"moved": "13 2026"}, None),
    ({"moved": "march"}, "not_a_month"),
    ({"words": "x" * 21}, "too_long"),
    ({"ward": "M33 1AA"}, "not_a_code"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_and_nothing_is_kept(typed, code):
    keyed = read(**{"words": "kept", **typed})
    [(name, (found, _params))] = keyed.wrong.items()
    assert name == next(iter(typed)).replace("__", ".") or name.startswith(next(iter(typed)))
    assert code in (None, found) and keyed.answers == {}


def test_what_was_answered_off_the_way_is_named_and_left_out():
    routed = made(
        {"name": "knows", "type": "yes_no", "choices": [choice("yes"), choice("no")]},
        {"name": "who", "type": "text", "when": {"item": "knows", "in": ["yes"]}},
    )
    keyed = paper.read(routed, {"knows": "2", "who": "somebody"})
    assert keyed.answers == {"knows": "no"} and [item.name for item in keyed.off_path] == ["who"]


def test_two_keyings_are_compared_item_by_item():
    first, second = {"one": "a", "many": ["x"], "words": "hm"}, {"one": "a", "many": ["x", "y"], "times": 3}
    assert [item.name for item in paper.differences(ALL, first, second)] == ["many", "times", "words"]
    # Nine items, of which one tells and asks nothing.
    assert paper.compared(ALL, first, second) == 8


FIELDS = [field for one in paper.questions(ALL) for field, _row in one.fields()]


@given(st.dictionaries(
    st.sampled_from(FIELDS),
    st.text(max_size=30) | st.from_regex(r"[*]?\d{1,3}( \d)?", fullmatch=True)))
def test_whatever_is_typed_is_an_answer_or_is_said_to_be_none(typed):
    keyed = paper.read(ALL, typed)
    assert not (keyed.answers and keyed.wrong)
    for page in path(ALL, keyed.answers):
        for item in page.items:
            if item.name in keyed.answers and not item.required:
                item.check(keyed.answers[item.name])


def test_the_shipped_questionnaires_can_be_keyed_whole():
    for name in ("residents", "youth"):
        questionnaire = Questionnaire.from_document(shipped_document(name), WARDS)
        asked = {item.name for item in questionnaire.items.values() if item.asks and item.askable}
        assert {one.item.name for one in paper.questions(questionnaire) if one.number} == asked
        typed = {field: "1" for one in paper.questions(questionnaire) for field, _row in one.fields()}
        assert not paper.read(questionnaire, typed).wrong
