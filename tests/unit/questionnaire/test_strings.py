"""Every translatable text has a place, can be replaced alone, and a translation keeps what the original leaves open."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire, QuestionnaireError, clean, shipped_document, shipped_names
from consult.questionnaire.strings import (
    FLAWS,
    SourceText,
    flaws,
    master_of,
    placeholders,
    set_text,
    set_texts,
    texts,
    unfit_character,
)

FOLDER = Path(__file__).resolve().parents[2] / "questionnaires"


def tiny_documents():
    """The small documents that a questionnaire can be made of."""
    for file in sorted(FOLDER.glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        try:
            Questionnaire.from_document(document)
        except (QuestionnaireError, TypeError, AttributeError):
            continue
        yield file.stem, document


DOCUMENTS = {**{name: shipped_document(name) for name in shipped_names()}, **dict(tiny_documents())}


def leaves(node, path=()):
    """Path -> value of everything in a JSON document, however it is made."""
    if isinstance(node, dict):
        return {key: value for name, one in node.items() for key, value in leaves(one, (*path, name)).items()}
    if isinstance(node, list):
        return {key: value for n, one in enumerate(node) for key, value in leaves(one, (*path, n)).items()}
    return {path: node}


def texts_anywhere(document):
    """The words of every mapping that has the master language in it, found without knowing what documents are."""
    master = master_of(document)
    return Counter(value for path, value in leaves(document).items()
                   if path[-1] == master and path[0] != "languages")  # fmt: skip


def test_there_are_documents_to_look_at():
    assert {"residents", "youth", "piping", "easy", "item_grid", "item_number"} <= DOCUMENTS.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_text_is_left_out_and_none_is_there_twice(name):
    document = DOCUMENTS[name]
    found = texts(document)
    assert Counter(one.source for one in found) == texts_anywhere(document)
    assert max(Counter(one.place for one in found).values()) == 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_text_is_replaced_and_nothing_else(name):
    document = DOCUMENTS[name]
    before = leaves(document)
    for text in texts(document):
        after = leaves(set_text(document, text.place, "xx", "Ⅷ"))
        changed = {path: value for path, value in after.items() if before.get(path) != value}
        (path,) = changed
        assert path[-1] == "xx" and changed[path] == "Ⅷ" and before.keys() <= after.keys()
        assert before[(*path[:-1], master_of(document))] == text.source
    assert leaves(document) == before, "the document itself stays as it is"


def test_places_and_contexts_by_hand():
    found = {one.place: one for one in texts(shipped_document("residents"))}
    dark = found["item:safe_dark.text"]
    assert (dark.role, dark.context, dark.limit) == ("question", "", 180)
    assert (dark.part, dark.section) == ("safe_dark", "safety")
    very = found["item:safe_dark.choice:very_safe"]
    assert (very.source, very.role, very.limit, very.context) == ("Very safe", "choice", 90, dark.source)
    assert found["document.intro"].part == "_ends" and found["section:about.title"].role == "section"


def test_places_stay_when_items_move():
    document = shipped_document("youth")
    before = {one.place: one.source for one in texts(document)}
    document["sections"].reverse()
    document["sections"][0]["pages"].reverse()
    assert {one.place: one.source for one in texts(document)} == before


@pytest.mark.parametrize("name", ["residents", "youth"])
def test_the_translations_that_ship_have_no_flaw(name):
    for text in texts(shipped_document(name)):
        assert text.words.keys() == {"en", "ur", "ar", "pa", "bn", "fa", "pl", "ro", "so", "zh"}
        assert not [(text.place, lang, flaws(text, words)) for lang, words in text.words.items() if flaws(text, words)]


@pytest.mark.parametrize("words, found", [
    ("How safe?", []),
    ("How safe is {area}, {area}?", ["{area}", "{area}"]),
    ("You said {answer.reason|something else}. Why?", ["{answer.reason}"]),
    ("{answer.a|x} in {area}, {answer.b2|y z}", ["{area}", "{answer.a}", "{answer.b2}"]),
    ("{answer.b۲|y}", ["{answer.b2}"]),
])  # fmt: skip
def test_what_is_left_to_be_filled_in(words, found):
    assert placeholders(words) == found


def source(words, limit=60):
    return SourceText("item:a.text", words, "question", "", limit, "a", "s", {"en": words})


QUOTING = "You said {answer.reason|something else}, in {area}."


@pytest.mark.parametrize("original, value, wrong", [
    ("Safe?", "Bezpiecznie?", []),
    ("Safe?", " ", ["blank"]),
    ("Safe?", "x" * 60, []),
    ("Safe?", "x" * 61, ["too_long"]),
    ("Safe?", "a\x00b", ["unfit_character"]),
    ("Safe?", "a\u202eb", ["unfit_character"]),
    ("Safe?", "a\ud800b", ["unfit_character"]),
    ("Safe?", "می\u200cخواهم 👩\u200d👧 e\u0301", []),
    ("Safe?", "one\r\ntwo\tthree", []),
    (QUOTING, "W {area}: {answer.reason|coś innego}.", []),
    (QUOTING, "W {area}: {answer.reason|coś}.", []),
    (QUOTING, "{answer.reason|coś innego}.", ["placeholder_lost"]),
    (QUOTING, "W {area}.", ["placeholder_lost"]),
    (QUOTING, "W {area}, {area}: {answer.reason|coś}.", ["placeholder_added"]),
    (QUOTING, "W {area}: {answer.powód|coś}.", ["half_quote", "placeholder_lost"]),
    (QUOTING, "W {area}: {answer.reason}.", ["half_quote", "placeholder_lost"]),
    (QUOTING, "W {obszar}: {answer.reason|coś}.", ["not_a_placeholder", "placeholder_lost"]),
    (QUOTING, "W {area: {answer.reason|coś}.", ["not_a_placeholder", "placeholder_lost"]),
    ("{area}?", "{area}, {n, plural, one {# raz} other {# razy}}", ["plural_forms"]),
    ("{area}?", "{ n , selectordinal, few {a} other {b}} {area}", ["plural_forms"]),
])  # fmt: skip
def test_flaws_by_hand(original, value, wrong):
    found = [flaw.code for flaw in flaws(source(original), value)]
    assert found == wrong and set(found) <= set(FLAWS)


def test_a_flaw_says_which_character_and_how_long():
    assert unfit_character("a\u202eb") == "U+202E"
    assert flaws(source("Safe?"), "x" * 61)[0].params == {"length": 61, "limit": 60}


@given(st.text(max_size=40))
def test_what_has_no_flaw_a_questionnaire_takes(words):
    document = json.loads((FOLDER / "item_text.json").read_text(encoding="utf-8"))
    text = next(one for one in texts(document) if one.role == "question")
    if not flaws(text, words):
        Questionnaire.from_document(set_text(document, text.place, "en", clean(words) or text.source))


def test_a_place_that_is_not_there_and_words_that_are_none():
    document = shipped_document("youth")
    with pytest.raises(KeyError):
        set_texts(document, "pl", {"item:nowhere.text": "x"})
    with pytest.raises(ValueError):
        set_texts(document, "pl", {"document.title": " "})
