"""New questions and questionnaires that can be read from the first moment."""

from __future__ import annotations

import copy

from ..items import ITEM_TYPES
from ..shipped import shipped_document
from .bank import bank_items, from_bank
from .finding import CannotAuthor, Document, new_name, new_value
from .stock import STOCK_KINDS, stock_choice

YES_NO = ("yes_no", "consent")
# Longer than a line, shorter than an essay.
WORDS_ASKED = 1000
# A question that fits any survey, and that nobody has to answer.
FIRST = {"adults": "residents.anything_else", "young": "youth.what_would_help"}
INTRO = ("Tell us what you think about {area}. We do not ask for your name or your address. You can stop at any "
         "time. Nothing is sent until you say so at the end.")
THANKS = "Thank you for telling us."


def blank_item(document: Document, type_name: str, text: str, answers: list[str] = (), rows: list[str] = (),
               kinds: list[str] = (), lang: str = "en") -> Document:
    """A new question of a type, with the words of its answers and rows, and the usual answers of these `kinds`.

    Raises CannotAuthor "too_few" (part: "answers" or "rows"; least) and "no_words".
    """
    kind = ITEM_TYPES[type_name]
    if not text:
        raise CannotAuthor("no_words")
    made: Document = {"name": new_name(document, text), "type": type_name, "text": {lang: text}}
    if type_name in YES_NO:
        made["choices"] = [stock_choice("yes"), stock_choice("no")]
    elif kind.needs_choices:
        made["choices"] = _parts(answers, lang, "answers", 2)
    if kind.takes_rows:
        made["rows"] = _parts(rows, lang, "rows", 1)
    if kind.takes_areas:
        made["areas"] = "wards" if type_name == "postcode" else "neighbourhoods"
    if kind.takes_length:
        made["max_length"] = WORDS_ASKED
    usual = [stock_choice(one) for one in kinds if kind.takes_choices and one in kind.choice_kinds]
    if usual:
        made["choices"] = [*made.get("choices", []), *usual]
    return made


def _parts(words: list[str], lang: str, part: str, least: int) -> list[Document]:
    found: list[Document] = []
    for one in dict.fromkeys(words):
        found.append({"value": new_value(one, [*(each["value"] for each in found), *STOCK_KINDS]), "text": {lang: one}})
    if len(found) < least:
        raise CannotAuthor("too_few", part=part, least=least)
    return found


def blank_document(title: str, audience: str) -> Document:
    """A questionnaire in English with one question, to begin from."""
    like = shipped_document("residents" if audience == "adults" else "youth")
    document: Document = {
        "id": new_value(title, (), "survey"), "version": 1, "title": {"en": title}, "audience": audience,
        "languages": {"en": {"state": "master"}}, "intro": {"en": INTRO}, "thanks": {"en": THANKS},
        "support": copy.deepcopy(like["support"]), "sections": [],
    }
    item = from_bank(bank_items(audience)[FIRST[audience]], document)
    document["sections"] = [{"id": "questions", "title": {"en": "Questions"},
                             "pages": [{"id": item["name"], "items": [item]}]}]
    return document
