"""A questionnaire on paper: its questions numbered, its answers numbered within them, and what is keyed from a sheet.

What is printed and what is keyed count in the same way, so that the number beside a box is the number to type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .errors import AnswerError
from .items import Item
from .routing import path, prune
from .structure import Choice, Page, Questionnaire
from .texts import ascii_digits

# Before the number of an answer that stands where a number or a rank is typed, so that it cannot be taken for one.
STAR = "*"
_BETWEEN = re.compile(r"[\s,;+،、]+")
_MONTH = re.compile(r"(\d{1,2})\s*[\s/.-]\s*(\d{4})")


@dataclass(frozen=True)
class Question:
    """An item as it stands on paper; `number` counts the questions from 1, None where there is nothing to answer."""

    number: int | None
    item: Item
    page: Page

    @property
    def codes(self) -> dict[str, Choice]:
        """What is typed for each choice: its place in the document's order, with a star where numbers are typed."""
        return codes(self.item)

    def fields(self) -> tuple[tuple[str, str | None], ...]:
        """What is keyed: (name of the field, value of the row or None); the words of "other" last."""
        item = self.item
        if not item.asks:
            return ()
        if item.type == "grid":
            return tuple((item.field(row.value), row.value) for row in item.rows)
        own: tuple[tuple[str, str | None], ...] = ((item.name, None),)
        return (*own, (item.other_key, None)) if item.other else own


def codes(item: Item) -> dict[str, Choice]:
    """The code printed beside each choice of an item, in the document's order."""
    if item.type == "number":
        return {f"{STAR}{n}": choice for n, choice in enumerate(item.choices, 1)}
    return {str(n): choice for n, choice in enumerate(item.choices, 1)}


def questions(questionnaire: Questionnaire) -> list[Question]:
    """Everything on the sheet in its order; what cannot be asked here (a place without areas) is not on it."""
    found, number = [], 0
    for page in questionnaire.pages:
        for item in page.items:
            if not item.askable:
                continue
            number += item.asks
            found.append(Question(number if item.asks else None, item, page))
    return found


@dataclass
class Keyed:
    """What was read from the keys: `answers` as they are kept, those that the way does not lead to taken out.

    wrong     field name -> (code of the error, its parameters): nothing may be stored while there is any
    off_path  items that were answered on the sheet though the answers before led past them
    """

    answers: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, tuple[str, dict]] = field(default_factory=dict)
    off_path: list[Item] = field(default_factory=list)


def read(questionnaire: Questionnaire, typed: Mapping[str, str]) -> Keyed:
    """The answers of one sheet from what was typed, field name -> words.

    Nothing has to be answered on paper: nobody was there to ask. Errors are "not_a_code" (of what was typed), or those
    of Item.read.
    """
    keyed, given = Keyed(), {}
    for question in questions(questionnaire):
        if question.item.asks:
            given.update(_read(question, typed, keyed))
    if not keyed.wrong:
        keyed.answers = prune(questionnaire, given)
        keyed.off_path = [item for item in questionnaire.items.values()
                          if item.entries(given) and not item.entries(keyed.answers)]
    return keyed


def _read(question: Question, typed: Mapping[str, str], keyed: Keyed) -> dict[str, Any]:
    item, form = question.item, {}
    for name, _row in question.fields():
        words = (typed.get(name) or "").strip()
        try:
            form.update(_form(question, name, words))
        except AnswerError as error:
            keyed.wrong[name] = (error.code, error.params)
    if any(name in keyed.wrong for name, _row in question.fields()):
        return {}
    try:
        return _lenient(item, form)
    except AnswerError as error:
        keyed.wrong[question.fields()[0][0]] = (error.code, error.params)
        return {}


def _lenient(item: Item, form: Mapping[str, list[str]]) -> dict[str, Any]:
    """As Item.read, of an item that need not be answered, whatever it is on a screen."""
    return replace(item, required=False).read(form)


def _form(question: Question, name: str, words: str) -> dict[str, list[str]]:
    """The fields that a screen would have sent for what was typed into one."""
    item = question.item
    if not words:
        return {}
    if name == item.other_key or item.type == "text":
        return {name: [words]}
    if item.type == "grid":
        return {name: [_choice(question, words)]}
    if item.type == "number":
        known = question.codes.get(ascii_digits("".join(words.split())))
        return {item.choice_key: [known.value]} if known else {name: [words]}
    if item.type == "month":
        return _month(item, words)
    values = [_choice(question, one) for one in _BETWEEN.split(words) if one]
    if item.type == "ranking":
        return _ranks(item, values)
    if item.type != "several" and len(values) > 1:
        raise AnswerError("one_code")
    return {name: values}


def _choice(question: Question, typed: str) -> str:
    found = question.codes.get(ascii_digits(typed).lstrip("0") or "0")
    if found is None:
        raise AnswerError("not_a_code", most=len(question.codes))
    return found.value


def _ranks(item: Item, values: list[str]) -> dict[str, list[str]]:
    alone = [value for value in values if any(one.value == value for one in item.alternatives)]
    if len(values) - len(alone) > item.places:
        raise AnswerError("too_many_places", most=item.places)
    ranked = [value for value in values if value not in alone]
    return {**{item.field(place): [value] for place, value in enumerate(ranked, 1)}, item.name: alone}


def _month(item: Item, words: str) -> dict[str, list[str]]:
    found = _MONTH.fullmatch(ascii_digits(words))
    if not found:
        raise AnswerError("not_a_month")
    return {f"{item.name}.month": [found[1]], f"{item.name}.year": [found[2]]}


def differences(questionnaire: Questionnaire, first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Item]:
    """The items that two keyings of one sheet do not agree on."""
    return [item for item in questionnaire.items.values() if item.asks and item.entries(first) != item.entries(second)]


def compared(questionnaire: Questionnaire, first: Mapping[str, Any], second: Mapping[str, Any]) -> int:
    """How many items were asked on the way of either keying: what a rate of differences is a share of."""
    return len({item.name for answers in (first, second) for item in _asked(questionnaire, answers)})


def _asked(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Iterator[Item]:
    for page in path(questionnaire, answers):
        yield from (item for item in page.items if item.asks)
