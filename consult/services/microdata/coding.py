"""Answers as the codes of a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from consult.questionnaire import Item
from consult.questionnaire.routing import is_answered
from consult.services.microdata.variables import (
    MONTH,
    NO_ANSWER,
    NOT_ASKED,
    NOT_KNOWN,
    NOT_PLACED,
    TEXT,
    Variable,
)

Answers = Mapping[str, Any]
# What the answer comes to in one column; None where there is none.
Read = Callable[[Answers], int | float | str | None]


class Coder:
    """Turns answers into the values of one variable of an item."""

    def __init__(self, variable: Variable, item: Item):
        self.item_name = item.name
        self.is_text = variable.kind == TEXT
        self._read = reader(variable, item)
        self._none = tuple(
            str(code) if variable.kind == MONTH else variable.base + code for code in (NOT_ASKED, NO_ANSWER))

    def code(self, answers: Answers, asked: Callable[[], Collection[str]]) -> int | float | str:
        """The value. `asked` gives the names of the items on this person's path: it is only called for if needed.

        An answer counts whether or not the path led to it: answers that were brought in never met the routing.
        """
        value = self._read(answers)
        if value is None:
            return self._none[1] if self.item_name in asked() else self._none[0]
        return value


def reader(variable: Variable, item: Item) -> Read:
    """How a variable is read from the answers to its item."""
    if item.type == "several":
        return _ticked(variable, item)
    if item.type == "ranking":
        return _placed(variable, item)
    if item.type == "number":
        return _number(variable, item)
    if item.type == "month":
        return lambda answers: item.amount(answers.get(item.name))
    codes = {value.key: value.code for value in variable.values if value.key is not None}
    # Every answer that was put together with others.
    other = next((value.code for value in variable.values if value.key is None and not value.is_missing), NOT_KNOWN)
    offered = {choice.value for choice in item.choices}
    if item.type == "grid":
        row = variable.column.partition(".")[2]
        return lambda answers: _chosen(_within(answers.get(item.name), row), codes, offered, other)
    return lambda answers: _chosen(answers.get(item.name), codes, offered, other)


def _within(answer: Any, row: str) -> Any:
    return answer.get(row) if isinstance(answer, Mapping) else None


def _chosen(answer: Any, codes: Mapping[str, int], offered: Collection[str], other: int) -> int | None:
    if not is_answered(answer):
        return None
    return codes.get(answer, other if answer in offered else NOT_KNOWN)


def _ticked(variable: Variable, item: Item) -> Read:
    choice = variable.column.partition("=")[2]
    alone = {value.key: value.code for value in variable.values if value.key is not None}

    def read(answers: Answers) -> int | None:
        chosen = item.chosen(answers.get(item.name))
        if not chosen:
            return None
        if choice in chosen:
            return 1
        return 0 if any(one not in alone for one in chosen) else alone[chosen[0]]

    return read


def _placed(variable: Variable, item: Item) -> Read:
    choice = variable.column.partition("=")[2]
    alone = {value.key: value.code for value in variable.values if value.key is not None}

    def read(answers: Answers) -> int | None:
        chosen = item.chosen(answers.get(item.name))
        if not chosen:
            return None
        if chosen[0] in alone:
            return alone[chosen[0]]
        return chosen.index(choice) + 1 if choice in chosen else NOT_PLACED

    return read


def _number(variable: Variable, item: Item) -> Read:
    codes = {value.key: value.code for value in variable.values if value.key is not None}

    def read(answers: Answers) -> int | float | None:
        answer = answers.get(item.name)
        amount = item.amount(answer)
        return codes.get(answer) if amount is None else amount

    return read
