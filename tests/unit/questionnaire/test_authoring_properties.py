"""Promises of the making of documents that hold for any document and any sequence of steps, searched by Hypothesis."""

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire, QuestionnaireError, authoring, path
from consult.questionnaire.authoring import CannotAuthor

from .test_properties import ANSWERS, documents, patient

IDLE = "No answers lead to it"


def readable(document):
    """The document without rules on what no answers reach, as its writer would be told to make it."""
    for _ in range(20):
        try:
            Questionnaire.from_document(document)
            return document
        except QuestionnaireError as refusal:
            idle = {problem.place.split("\"")[1] for problem in refusal.problems}
            document = copy.deepcopy(document)
            for section in document["sections"]:
                for page in section["pages"]:
                    if idle & {item["name"] for item in page["items"]}:
                        for holder in (section, page, *page["items"]):
                            holder.pop("when", None)
    raise AssertionError("still unreachable")


def stored(document):
    """The document as it comes out of a file or the database: no two parts of it are one object."""
    return json.loads(json.dumps(document))


def names(document):
    return [item["name"] for _section, page in authoring.pages(document) for item in page["items"]]


@st.composite
def steps(draw, document):
    """One step: a function of the document. What it is done to is picked from what is there."""
    name = draw(st.sampled_from(names(document)))
    place = authoring.find(document, name)
    page, section = place.page["id"], place.section["id"]
    by = draw(st.sampled_from((-1, 1)))
    value = draw(st.sampled_from(("x", "y", "z", "none_such")))
    flag = draw(st.booleans())
    bank = draw(st.sampled_from(sorted(authoring.bank_items("adults"))))
    type_name = draw(st.sampled_from(("single", "several", "yes_no", "grid", "text", "info", "number", "ranking")))
    leaf = {"item": draw(st.sampled_from(names(document))), "answered": flag}
    return draw(st.sampled_from([
        lambda old: authoring.move_item(old, name, by),
        lambda old: authoring.move_section(old, section, by),
        lambda old: authoring.join_page(old, page),
        lambda old: authoring.split_page(old, name),
        lambda old: authoring.begin_section(old, page, "New"),
        lambda old: authoring.join_section(old, section),
        lambda old: authoring.remove_item(old, name, with_rules=flag),
        lambda old: authoring.remove_answer(old, name, "choices", value, with_rules=flag),
        lambda old: authoring.move_answer(old, name, "choices", value, by),
        lambda old: authoring.add_answer(old, name, "choices", "More", None),
        lambda old: authoring.add_answer(old, name, "choices", "", "dont_know")
        if "dont_know" in authoring.new_kinds(authoring.find(old, name).item) else old,
        lambda old: authoring.change_item(old, name, {"text": "Other?", "hint": "H", "required": flag}),
        lambda old: authoring.add(old, authoring.from_bank(authoring.bank_items("adults")[bank], old), section),
        lambda old: authoring.add(
            old, authoring.blank_item(old, type_name, "Own?", ["One", "Two"], ["Row"], ["prefer_not"]), section, page),
        lambda old: authoring.set_rule(old, "item", name, authoring.add_leaf(authoring.rule(old, "item", name), leaf,
                                                                             "any")),
        lambda old: authoring.set_rule(old, "item", name, None),
    ]))


@patient
@given(st.data())
def test_any_sequence_of_steps_leaves_a_document_that_reads(data):
    document = readable(stored(data.draw(documents())))
    for _ in range(data.draw(st.integers(1, 6))):
        before = copy.deepcopy(document)
        step = data.draw(steps(document))
        try:
            changed = step(document)
        except CannotAuthor:
            changed = document
        assert document == before, "a step leaves the document it was given as it is"
        try:
            Questionnaire.from_document(changed)
            document = changed
        except QuestionnaireError as refusal:
            # Only a rule that was just made may be refused later than here, and only for what it says.
            said = [problem.message for problem in refusal.problems]
            assert all(IDLE in one or "looks at" in one for one in said), said
        assert len(set(names(document))) == len(names(document))


REGROUPING = {
    "join_page": lambda document, place: authoring.join_page(document, place.page["id"]),
    "split_page": lambda document, place: authoring.split_page(document, place.item["name"]),
    "begin_section": lambda document, place: authoring.begin_section(document, place.page["id"], "New"),
    "join_section": lambda document, place: authoring.join_section(document, place.section["id"]),
}


@patient
@given(st.data(), ANSWERS, st.sampled_from(sorted(REGROUPING)))
def test_regrouping_asks_everybody_the_same(data, answers, kind):
    """Pages and sections are only how questions stand together: who is asked what does not change with them."""
    document = readable(stored(data.draw(documents())))
    place = authoring.find(document, data.draw(st.sampled_from(names(document))))
    try:
        changed = REGROUPING[kind](document, place)
    except CannotAuthor:
        return

    def asked(one):
        return [item.name for page in path(Questionnaire.from_document(one), answers) for item in page.items]

    assert asked(changed) == asked(document)
