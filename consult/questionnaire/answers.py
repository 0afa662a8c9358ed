"""Answers as a whole: what is wrong with them, where to go on, and as a flat row of data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .errors import AnswerError, AnswerProblem
from .items import Item
from .routing import path
from .structure import Page, Questionnaire


def problems(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[AnswerProblem]:
    """Everything that keeps these answers from being submitted, along the whole path, in page order."""
    return [problem for page in path(questionnaire, answers) for problem in page_problems(page, answers)]


def page_problems(page: Page, answers: Mapping[str, Any]) -> list[AnswerProblem]:
    """What is wrong on one page, as `path` gives it (with only the items asked)."""
    found = []
    for item in page.items:
        try:
            _check(item, answers)
        except AnswerError as error:
            found.append(AnswerProblem(page.id, item.name, error.code, error.params))
    return found


def _check(item: Item, answers: Mapping[str, Any]) -> None:
    item.check(answers.get(item.name))
    if item.other:
        item.check_other(answers.get(item.other_key))


def first_unanswered(questionnaire: Questionnaire, answers: Mapping[str, Any],
                     visited: Collection[str] | None = None) -> Page | None:
    """The first page of the path that still needs the respondent, or None when all is done.

    A page needs them when something on it cannot be submitted. With `visited` (page ids), a page of optional
    items that was never shown and holds no answer needs them too.
    """
    for page in path(questionnaire, answers):
        if page_problems(page, answers):
            return page
        if visited is not None and page.id not in visited:
            if not any(item.entries(answers) for item in page.items):
                return page
    return None


def columns(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The names of all flat data columns, in the questionnaire's order."""
    return tuple(column for item in questionnaire.items.values() for column in item.columns())


def flatten(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """One flat row with every one of `columns`; None where an item was not asked or not answered.

    Takes the answers as they are: imported responses never met the routing. `prune` first where they did.
    """
    row: dict[str, Any] = {}
    for item in questionnaire.items.values():
        row.update(item.flat(answers))
    return row
