"""The same questionnaire for somebody: in Easy Read, for children, without what a wave leaves out, as of a month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from .errors import Problem, QuestionnaireError

if TYPE_CHECKING:
    from .items.base import Item
    from .structure import Page, Questionnaire

CHILD = 15


def easy(questionnaire: Questionnaire) -> Questionnaire:
    """As Questionnaire.easy."""
    if not questionnaire.has_easy:
        return questionnaire
    intro = {**questionnaire.intro, **(questionnaire.easy_intro or {})}
    return replace(_with_items(questionnaire, lambda item: item.easy()), intro=intro)


def under_16(questionnaire: Questionnaire) -> Questionnaire:
    """As Questionnaire.for_age(True)."""
    return _keeping(questionnaire, [name for name, item in questionnaire.items.items()
                                    if item.from_age is None or item.from_age <= CHILD])


def as_of(questionnaire: Questionnaire, month: str) -> Questionnaire:
    """As Questionnaire.as_of."""
    return _with_items(questionnaire, lambda item: item.as_of(month))


def without(questionnaire: Questionnaire, names: Iterable[str]) -> Questionnaire:
    """As Questionnaire.without."""
    left_out = list(dict.fromkeys(names))
    kept = [name for name in questionnaire.items if name not in left_out]
    left = _keeping(questionnaire, kept)
    problems = [problem for name in left_out for problem in _needed(questionnaire, left, name)]
    if left_out and not any(item.asks for item in left.items.values()):
        problems.append(Problem("document", "No question would be left.", "Keep at least one."))
    if problems:
        raise QuestionnaireError(problems)
    return left


def _needed(questionnaire: Questionnaire, left: Questionnaire, name: str) -> list[Problem]:
    """Why an item cannot be left out."""
    place = f"item \"{name}\""
    item = questionnaire.items.get(name)
    if item is None:
        return [Problem(place, "There is no such item.", "Name only items of this questionnaire.")]
    found = []
    if item.required:
        found.append(Problem(place, "An answer to it is required, so it cannot be left out.",
                             "Leave out only questions that may be skipped."))
    for user in _users(left, name):
        found.append(Problem(place, f"The {user} looks at its answer.", "Keep it, or leave that out too."))
    return found


def _users(questionnaire: Questionnaire, name: str) -> list[str]:
    """The sections, pages and items with a rule or a text that looks at an item."""
    from .piping import quoted_by
    from .routing import references

    users = []
    for section in questionnaire.sections:
        if name in (*references(section.when), *quoted_by(section.title)):
            users.append(f"section \"{section.id}\"")
    for page in questionnaire.pages:
        if name in references(page.when):
            users.append(f"page \"{page.id}\"")
        users.extend(f"item \"{item.name}\"" for item in page.items
                     if name in references(item.when) or any(name in quoted_by(words) for words in item.texts()))
    return users


def _keeping(questionnaire: Questionnaire, names: Collection[str]) -> Questionnaire:
    """Only these items, without pages that hold none of them."""
    if len(names) == len(questionnaire.items):
        return questionnaire
    wanted = set(names)
    pages = [page.narrowed(tuple(item for item in page.items if item.name in wanted))
             for page in questionnaire.pages]
    return _of(questionnaire, tuple(page for page in pages if page.items))


def _with_items(questionnaire: Questionnaire, change: Callable[[Item], Item]) -> Questionnaire:
    pages = tuple(page.narrowed(tuple(change(item) for item in page.items)) for page in questionnaire.pages)
    return questionnaire if pages == questionnaire.pages else _of(questionnaire, pages)


def _of(questionnaire: Questionnaire, pages: tuple[Page, ...]) -> Questionnaire:
    items = {item.name: item for page in pages for item in page.items}
    return replace(questionnaire, pages=pages, items=MappingProxyType(items))
