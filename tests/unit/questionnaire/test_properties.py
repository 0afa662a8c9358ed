"""Promises that hold for any document and any answers, searched by Hypothesis."""

import copy
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.questionnaire import (
    AnswerError,
    Questionnaire,
    QuestionnaireError,
    clean,
    fill,
    lost,
    path,
    problems,
    prune,
)

from .conftest import read_document

VALUES = ("x", "y", "z")

# The promises are about what comes out, not about how fast a busy machine finds it.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


TYPES = ("single", "several", "ranking", "number")
COMPARED = ("at_least", "at_most", "equals", "more_than", "less_than")


@st.composite
def rules(draw, earlier, depth=2):
    """A rule over items asked earlier (name -> type), or None."""
    if not earlier or draw(st.integers(0, 3)) == 0:
        return None
    kind = draw(st.sampled_from(("leaf", "leaf", "all", "any", "not") if depth else ("leaf",)))
    if kind == "leaf":
        return draw(leaves(earlier))
    parts = [part for part in (draw(rules(earlier, depth - 1)) for _ in range(2)) if part] or [
        {"item": sorted(earlier)[0], "answered": True}]
    return {"not": parts[0]} if kind == "not" else {kind: parts}


@st.composite
def leaves(draw, earlier):
    """A rule over one item: what its type allows."""
    name = draw(st.sampled_from(sorted(earlier)))
    if draw(st.integers(0, 4)) == 0:
        return {"item": name, "answered": draw(st.booleans())}
    if earlier[name] == "number" or (earlier[name] == "several" and draw(st.booleans())):
        return {"item": name, draw(st.sampled_from(COMPARED)): draw(st.integers(0, 3))}
    chosen = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True))
    return {"item": name, draw(st.sampled_from(("in", "not_in"))): chosen}


@st.composite
def documents(draw):
    """A document of items of several types, with rules of any shape on sections, pages and items."""
    choices = [{"value": value, "text": {"en": value}} for value in VALUES]
    sections, earlier = [], {}
    for number in range(draw(st.integers(1, 3))):
        before_section = dict(earlier)
        pages = []
        for _ in range(draw(st.integers(1, 3))):
            here, rule = [], draw(rules(earlier))
            for _ in range(draw(st.integers(1, 2))):
                name = f"q{len(earlier) + len(here)}"
                item = {"name": name, "type": draw(st.sampled_from(TYPES)), "text": {"en": "Q?"}}
                if item["type"] != "number":
                    item["choices"] = choices
                if own := draw(rules(earlier)):
                    item["when"] = own
                here.append(item)
            pages.append({"id": f"p{len(earlier)}", "items": here} | ({"when": rule} if rule else {}))
            earlier |= {item["name"]: item["type"] for item in here}
        rule = draw(rules(before_section))
        sections.append({"id": f"s{number}", "title": {"en": "S"}, "pages": pages} | ({"when": rule} if rule else {}))
    return {"id": "d", "version": 1, "title": {"en": "T"}, "audience": "adults",
            "languages": {"en": {"state": "master"}}, "intro": {"en": "I"}, "thanks": {"en": "T"}, "sections": sections}


def made(document):
    """The questionnaire; items that no answers reach are taken out, as its writer would be told to."""
    for _ in range(20):
        try:
            return Questionnaire.from_document(document)
        except QuestionnaireError as refusal:
            idle = {problem.place.split("\"")[1] for problem in refusal.problems}
            assert all("No answers lead to it" in problem.message for problem in refusal.problems)
            document = copy.deepcopy(document)
            for section in document["sections"]:
                for page in section["pages"]:
                    for item in page["items"]:
                        if item["name"] in idle:
                            item.pop("when", None)
                            page.pop("when", None)
                            section.pop("when", None)
    raise AssertionError("still unreachable")


ANSWERS = st.dictionaries(
    st.sampled_from([f"q{number}" for number in range(20)]),
    st.one_of(st.sampled_from(VALUES), st.lists(st.sampled_from(VALUES), unique=True), st.none(), st.just(""),
              st.dictionaries(st.sampled_from(VALUES), st.sampled_from(VALUES), max_size=1), st.integers()))


def truth(rule, answers):
    """What a rule means, said another way than routing says it: over sets of chosen values."""
    match rule:
        case None:
            return True
        case {"all": parts}:
            return not [part for part in parts if not truth(part, answers)]
        case {"any": parts}:
            return bool([part for part in parts if truth(part, answers)])
        case {"not": part}:
            return not truth(part, answers)
        case {"item": name, "answered": wanted}:
            return (answers.get(name) not in (None, "", [], {})) == wanted
        case {"item": name, "in": values}:
            return bool(chosen(answers.get(name)) & set(values))
        case {"item": name, "not_in": values}:
            return not chosen(answers.get(name)) & set(values)
        case {"item": name, **comparison}:
            amount, ((key, limit),) = counted(answers.get(name)), comparison.items()
            if amount is None or answers.get(name) == []:
                return False
            return {"at_least": amount > limit - 1, "at_most": amount < limit + 1, "equals": amount - limit == 0,
                    "more_than": amount > limit, "less_than": amount < limit}[key]


def counted(value):
    return len(value) if isinstance(value, list) else value if isinstance(value, int) else None


def chosen(value):
    return {value} if isinstance(value, str) else set(value) if isinstance(value, list) else set()


def asked(questionnaire, answers):
    return [(page.id, [item.name for item in page.items]) for page in path(questionnaire, answers)]


@patient
@given(documents(), ANSWERS)
def test_an_item_is_asked_exactly_when_its_rules_hold_over_the_answers_already_on_the_path(document, answers):
    questionnaire = made(document)
    # An answer of the wrong kind chooses nothing and counts as nothing.
    kept_as = {"single": str, "several": list, "ranking": list, "number": int}
    readable = {name: value for name, value in answers.items() if name in questionnaire.items
                and isinstance(value, kept_as[questionnaire.item(name).type])}
    on_path, expected = {}, []
    for page in questionnaire.pages:
        if truth(page.section.when, on_path) and truth(page.when, on_path):
            items = [item.name for item in page.items if truth(item.when, on_path)]
            if items:
                expected.append((page.id, items))
                on_path |= {name: readable[name] for name in items if name in readable}
    assert asked(questionnaire, readable) == expected


@patient
@given(documents(), ANSWERS)
def test_prune_keeps_the_path_and_is_idempotent(document, answers):
    questionnaire = made(document)
    kept = prune(questionnaire, answers)
    assert prune(questionnaire, kept) == kept
    assert asked(questionnaire, kept) == asked(questionnaire, answers)
    assert kept.items() <= answers.items()


@patient
@given(documents(), ANSWERS, st.sampled_from([f"q{number}" for number in range(20)]), st.sampled_from(VALUES))
def test_changing_an_answer_never_leaves_an_answer_off_the_path(document, answers, name, value):
    questionnaire = made(document)
    changed = prune(questionnaire, prune(questionnaire, answers) | {name: value})
    on_path = {item for _, items in asked(questionnaire, changed) for item in items}
    assert changed.keys() <= on_path


@patient
@given(documents(), ANSWERS, st.sampled_from([f"q{number}" for number in range(20)]), st.sampled_from(VALUES))
def test_what_is_said_to_be_lost_is_exactly_what_a_change_takes_away(document, answers, name, value):
    questionnaire = made(document)
    before = prune(questionnaire, answers)
    after = before | ({name: value} if name in questionnaire.items else {})
    gone = [item.name for item in lost(questionnaire, before, after)]
    assert set(gone) == set(before) - set(prune(questionnaire, after))
    assert gone == [item for item in questionnaire.items if item in gone]
    assert lost(questionnaire, before, before) == []


@patient
@given(documents(), ANSWERS, ANSWERS)
def test_nothing_that_is_still_asked_is_lost(document, before, after):
    questionnaire = made(document)
    gone = {item.name for item in lost(questionnaire, before, after)}
    assert not gone & {item for _, items in asked(questionnaire, after) for item in items}
    assert gone <= set(before)


@patient
@given(documents(), ANSWERS, st.data())
def test_leaving_out_what_nothing_looks_at_changes_no_other_question(document, answers, data):
    questionnaire = made(document)
    name = data.draw(st.sampled_from(sorted(questionnaire.items)))
    try:
        left = questionnaire.without([name])
    except QuestionnaireError as refusal:
        assert all("looks at" in problem.message or "No question" in problem.message for problem in refusal.problems)
        return
    expected = [(page, kept) for page, items in asked(questionnaire, answers)
                if (kept := [item for item in items if item != name])]
    assert asked(left, answers) == expected


@patient
@given(documents(), ANSWERS, ANSWERS)
def test_answers_off_the_path_change_nothing(document, answers, stale):
    questionnaire = made(document)
    on_path = {item for _, items in asked(questionnaire, answers) for item in items}
    noisy = answers | {name: value for name, value in stale.items() if name not in on_path}
    assert asked(questionnaire, noisy) == asked(questionnaire, answers)
    assert problems(questionnaire, noisy) == problems(questionnaire, answers)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
                    max_leaves=8)


def places(entry, keys=()):
    """Every place in a document, as the keys that lead to it."""
    yield keys
    for key, inner in (entry.items() if isinstance(entry, dict) else
                       enumerate(entry) if isinstance(entry, list) else ()):
        yield from places(inner, (*keys, key))


NUMBERS, MONTHS = (Questionnaire.from_document(read_document(name)) for name in ("item_number", "item_month"))
SEEDS = [read_document(name) for name in ("route_section", "route_grid", "item_place", "item_several", "languages",
                                               "item_number", "item_month", "item_ranking", "item_info", "shuffle",
                                               "route_month", "piping", "easy", "ages", "item_postcode")]


@settings(patient, max_examples=400)
@given(st.data())
def test_a_document_of_any_shape_is_read_or_refused_never_worse(data):
    document = copy.deepcopy(data.draw(st.sampled_from(SEEDS)))
    *keys, last = data.draw(st.sampled_from([found for found in places(document) if found]))
    entry = document
    for key in keys:
        entry = entry[key]
    entry[last] = data.draw(JSON)
    try:
        questionnaire = Questionnaire.from_document(document)
    except QuestionnaireError as refusal:
        assert refusal.problems
    else:
        path(questionnaire, {})
        path(questionnaire.easy().for_age(True).as_of("2026-11"), {})


@patient
@given(st.sampled_from(["item_single", "item_several", "item_grid", "item_text", "item_scale", "item_number",
                        "item_month", "item_ranking", "item_yes_no", "item_consent", "item_place", "item_postcode"]),
       st.lists(st.text(max_size=50)) | st.lists(st.sampled_from(["x", "y", "none", "other", "high", "asb", "yes"])) |
       st.dictionaries(st.sampled_from(["litter", "noise", "drugs", "roads", "", "1", "2", "choice", "month", "year"]),
                       st.lists(st.sampled_from(["big", "small", "huge", "asb", "drugs", "3", "2024", "dont_know"]) |
                                st.text(max_size=8), max_size=2)))
def test_what_a_form_sends_is_an_answer_that_can_be_stored_or_is_refused(name, raw):
    item = Questionnaire.from_document(read_document(name)).item("a")
    try:
        value = item.parse(raw)
    except AnswerError:
        return
    item.check(value)
    assert item.summary(value, "en") or value is None


@patient
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaned_words_hold_no_control_or_override_and_stay_clean(words):
    cleaned = clean(words)
    assert clean(cleaned) == cleaned
    assert not [one for one in cleaned if unicodedata.category(one) == "Cc" and one != "\n"]
    assert not [one for one in cleaned if unicodedata.bidirectional(one) in
                ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")]


@patient
@given(st.integers(-10 ** 15 + 1, 10 ** 15 - 1), st.sampled_from("0٠۰০੦०０"))
def test_a_whole_number_is_read_in_the_digits_of_every_script(number, nought):
    typed = "".join(chr(ord(nought) + int(digit)) if digit != "-" else digit for digit in str(number))
    assert NUMBERS.item("c").parse([typed]) == number


@patient
@given(st.decimals(-5, 10 ** 9, places=2), st.sampled_from(".,\u066b"))
def test_a_decimal_number_is_read_with_each_mark(number, mark):
    assert NUMBERS.item("b").parse([str(number).replace(".", mark)]) == float(number)


@patient
@given(st.text(st.sampled_from("0123456789٣۴৫ .,-\u066b\u066c'\u200f\u00a0e+"), max_size=24))
def test_what_is_typed_for_a_number_is_one_or_refused_and_never_another(typed):
    try:
        number = NUMBERS.item("c").parse([typed])
    except AnswerError as error:
        assert error.code in ("not_a_number", "too_small", "too_large")
        return
    if number is not None:
        digits = [unicodedata.digit(one) for one in typed if one.isdigit()]
        assert abs(number) == sum(digit * 10 ** place for place, digit in enumerate(reversed(digits)))
        assert not set(typed) & set(".,\u066b\u066c'e+")


@patient
@given(st.integers(1900, 2100), st.integers(1, 12))
def test_months_keep_the_order_of_time(year, month):
    item = MONTHS.item("c")
    kept = item.parse({"month": [str(month)], "year": [str(year)]})
    assert kept == f"{year}-{month:02}"
    assert (item.amount(kept) < "2000-01") == (year < 2000)


@patient
@given(st.text(), st.text())
def test_filling_never_fails_and_never_reads_the_value_again(words, value):
    assert fill("{area}", {"area": value}) == value
    fill(words, {"area": value})
