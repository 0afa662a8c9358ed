"""What changed between two texts of a questionnaire, and whether figures compare: each rule of docs/versions.md."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire, shipped_document
from consult.questionnaire.differences import EFFECTS, KINDS, differences, effect


def page(name, **item):
    base = {"name": name, "type": "scale", "text": {"en": f"How safe is {name}?"}, "choices": [
        {"value": value, "text": {"en": words}} for value, words in
        (("very", "Very safe"), ("fairly", "Fairly safe"), ("bit", "A bit unsafe"), ("un", "Very unsafe"))]}
    return {"id": name, "items": [{**base, **item}]}


def document(*pages):
    return {
        "id": "tiny", "version": 1, "audience": "adults", "title": {"en": "Tiny"},
        "languages": {"en": {"state": "master"}}, "intro": {"en": "Hello."}, "thanks": {"en": "Thanks."},
        "support": [], "sections": [{"id": "s", "title": {"en": "S"}, "pages": list(pages)}],
    }  # fmt: skip


def between(old, new):
    return differences(Questionnaire.from_document(old), Questionnaire.from_document(new))


def told(old, new):
    """(item, kind, effect, code) of every change between two lists of pages."""
    return [(one.item, one.kind, one.effect, one.code) for one in between(document(*old), document(*new))]


def of_item(before, after):
    """(kind, effect, code) of the changes of one item whose entries differ so."""
    return [one[1:] for one in told([page("a", **before)], [page("a", **after)])]


def scale(*pairs, **kinds):
    made = [{"value": value, "text": {"en": words}} for value, words in pairs]
    return {"choices": made + [{"value": kind, "text": {"en": words}, "kind": kind} for kind, words in kinds.items()]}


TWO = (("yes", "Yes"), ("no", "No"))
THREE = (*TWO, ("some", "Sometimes"))


def test_nothing_changed_is_no_change():
    for name in ("residents", "youth", "ess9"):
        assert between(shipped_document(name), shipped_document(name)) == []


@pytest.mark.parametrize(("was", "now", "expected"), [
    ("How safe is it?", "How safe is it after dark?", ("wording", "breaks", "text")),
    ("How safe is it?", "How unsafe is it?", ("wording", "breaks", "text")),
    ("How worried are you?", "How worries are you?", ("wording", "breaks", "text")),
    ("In your neighbuorhood?", "In your neighbourhood?", ("wording", "caution", "text_slip")),
    ("In your neighborhood?", "In your neighbourhood?", ("wording", "caution", "text_slip")),
    ("How  safe is it", "How safe is it?", ("wording", "none", "text_marks")),
    ("Don’t you know?", "Don't you know?", ("wording", "none", "text_marks")),
])  # fmt: skip
def test_the_words_of_the_question(was, now, expected):
    assert of_item({"text": {"en": was}}, {"text": {"en": now}}) == [expected]


def test_hints_reasons_and_easy_read():
    assert of_item({}, {"hint": {"en": "15 minutes' walk"}}) == [("wording", "caution", "hint_new")]
    assert of_item({"why": {"en": "To know."}}, {"why": {"en": "For us."}}) == []
    assert of_item({}, {"easy": {"text": {"en": "Safe?"}}}) == [("wording", "caution", "easy")]


def test_another_translation_asks_for_caution_in_its_language_and_a_new_one_does_nothing():
    def polish(words):
        made = document(page("a", **{"choices": [], "type": "text"}))
        made["sections"][0]["pages"][0]["items"][0].pop("choices")
        if words:
            made["sections"][0]["pages"][0]["items"][0]["text"]["pl"] = words
        return made

    changed = between(polish("Jak tu jest?"), polish("Czy tu jest dobrze?"))
    assert [(one.kind, one.effect, one.parameters) for one in changed] == [
        ("wording", "caution", {"languages": ["pl"]})]
    assert between(polish(None), polish("Jak tu jest?")) == []


@pytest.mark.parametrize(("kind", "was", "now", "expected"), [
    ("single", TWO, THREE, ("scale", "breaks", "choices")),
    ("single", THREE, TWO, ("scale", "breaks", "choices")),
    ("several", TWO, THREE, ("scale", "caution", "choices")),
    ("scale", TWO, TWO[::-1], ("scale", "breaks", "scale_turned")),
    ("single", TWO, TWO[::-1], ("order", "caution", "choices_order")),
    ("single", TWO, (("yes", "Yes, often"), ("no", "No")), ("scale", "breaks", "choices_worded")),
    ("single", TWO, (("yes", "YES"), ("no", "No")), None),
    # The same words under another value are another column of data.
    ("single", TWO, (("1", "Yes"), ("no", "No")), ("scale", "breaks", "choices")),
])  # fmt: skip
def test_the_answers_offered(kind, was, now, expected):
    assert of_item({"type": kind, **scale(*was)}, {"type": kind, **scale(*now)}) == ([expected] if expected else [])


@pytest.mark.parametrize(("kind", "effect"), [("dont_know", "breaks"), ("prefer_not", "caution")])
def test_answers_beside_the_scale(kind, effect):
    with_it = scale(*TWO, **{kind: "Rather not"})
    assert of_item(scale(*TWO), with_it) == [("scale", effect, f"{kind}_added")]
    assert of_item(with_it, scale(*TWO)) == [("scale", effect, f"{kind}_removed")]


def test_the_rows_of_a_grid():
    def rows(*pairs):
        return {"type": "grid", "rows": [{"value": value, "text": {"en": words}} for value, words in pairs]}

    two = (("litter", "Litter"), ("noise", "Noise"))
    assert of_item(rows(*two), rows(*two[:1])) == [("scale", "breaks", "rows")]
    assert of_item(rows(*two), rows(*two[::-1])) == [("order", "caution", "rows_order")]
    assert of_item(rows(*two), rows(two[0], ("noise", "Loud parties"))) == [("scale", "breaks", "rows_worded")]


@pytest.mark.parametrize(("was", "now", "expected"), [
    ({"net": ["very"]}, {"net": ["very", "fairly"]}, ("net", "breaks", "net")),
    ({"net": ["fairly", "very"]}, {"net": ["very", "fairly"]}, None),
    ({}, {"required": True}, ("required", "caution", "required")),
    ({"required": True}, {}, ("required", "caution", "optional")),
    ({}, {"type": "single"}, ("type", "caution", "type_shown")),
    ({"type": "single"}, {"type": "several"}, ("type", "breaks", "type")),
    ({"type": "single"}, {"type": "single", "shuffle": True}, ("order", "caution", "shuffle")),
    ({}, {"from_age": 16}, ("routing", "breaks", "routing")),
    ({"support": ["999"]}, {"bank": "safe_dark"}, None),
])  # fmt: skip
def test_what_else_an_item_has(was, now, expected):
    assert of_item(was, now) == ([expected] if expected else [])


def test_units_and_limits_of_a_number():
    def number(**more):
        return {"type": "number", "choices": [], **more}

    assert of_item(number(), number(unit={"en": "years"})) == [("scale", "breaks", "unit")]
    assert of_item(number(), number(max=10)) == [("scale", "caution", "limits")]


def test_other_people_are_asked_and_so_are_those_who_depend_on_them():
    led = page("b", when={"item": "a", "in": ["un"]})
    assert told([page("a"), page("b")], [page("a"), led]) == [("b", "routing", "breaks", "routing")]
    further = page("c", when={"item": "b", "answered": True})
    changed = told([page("a"), led, further], [page("a", text={"en": "Another?"}), led, further])
    assert changed == [("a", "wording", "breaks", "text"), ("b", "routing", "breaks", "routing_through"),
                       ("c", "routing", "breaks", "routing_through")]  # fmt: skip
    # What only asks for caution leaves the base of others as it is.
    assert told([page("a"), led], [page("a", hint={"en": "Here."}), led]) == [("a", "wording", "caution", "hint_new")]


def test_new_gone_and_another_question_before():
    a, b, c = page("a"), page("b"), page("c")
    assert told([a, c], [a, b, c]) == [("b", "added", "none", "added"), ("c", "order", "caution", "follows")]
    assert told([a, b, c], [a, c]) == [("c", "order", "caution", "follows"), ("b", "removed", "none", "removed")]
    assert {one[0] for one in told([a, b, c], [b, a, c])} == {"a", "b", "c"}


def test_the_gravest_effect_holds():
    changes = between(document(page("a"), page("b")), document(page("a", required=True), page("b", net=["very"])))
    assert effect(changes) == "breaks" and effect(changes[:1]) == "caution" and effect([]) == "none"


ITEMS = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)
MORE = st.sampled_from([{}, {"required": True}, {"text": {"en": "Other?"}}, {"net": ["very"]}, {"type": "single"}])


@given(ITEMS, ITEMS, st.dictionaries(st.sampled_from("abcdef"), MORE), st.dictionaries(st.sampled_from("abcdef"), MORE))
def test_changes_are_of_items_there_and_going_back_is_as_grave(old, new, then, now):
    before = document(*(page(name, **copy.deepcopy(then.get(name, {}))) for name in old))
    after = document(*(page(name, **copy.deepcopy(now.get(name, {}))) for name in new))
    there, back = between(before, after), between(after, before)
    assert {one.kind for one in there} <= set(KINDS) and {one.effect for one in there} <= set(EFFECTS)
    assert {one.item for one in there} <= set(old) | set(new)
    for name in set(old) & set(new):
        assert effect(one for one in there if one.item == name) == effect(one for one in back if one.item == name)
    assert {one.item for one in there if one.kind == "added"} == set(new) - set(old)
    assert {one.item for one in there if one.kind == "removed"} == set(old) - set(new)
