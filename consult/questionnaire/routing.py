"""Which pages a respondent meets. Small on purpose: the same rules are mirrored where there is no server.

The path is computed again from the answers every time and nothing about it is kept. Pages are walked in
order and a rule sees only the answers to items already on the path, so an answer left over from a road not
taken never leads anywhere. tests/questionnaires/routing_vectors.json holds the cases every mirror must pass.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .structure import Condition, Page, Questionnaire

if TYPE_CHECKING:
    from .items import Item

# What a rule may say of an item's amount.
COMPARISONS = {"at_least": operator.ge, "at_most": operator.le, "equals": operator.eq, "more_than": operator.gt,
               "less_than": operator.lt}


def is_answered(value: Any) -> bool:
    """Whether there is an answer at all. A "don't know" or "prefer not to say" is one."""
    return value is not None and value != "" and value != [] and value != {}


def holds(condition: Condition | None, seen: Mapping[str, Any], items: Mapping[str, Item]) -> bool:
    """Whether a rule holds, given `seen`, the answers on the path so far.

    An unanswered item makes `in` and every comparison false, and so does one answered with "don't know" where it has
    no amount. `not_in` is the exact opposite of `in`, so an unanswered item makes it true. An item that is not among
    `items`, because it is left out for somebody, is unanswered.
    """
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(part, seen, items) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, seen, items) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], seen, items)
    item = items.get(condition["item"])
    value = None if item is None else seen.get(item.name)
    if "answered" in condition:
        return is_answered(value) is condition["answered"]
    if "in" in condition:
        return _is_in(item, value, condition["in"])
    if "not_in" in condition:
        return not _is_in(item, value, condition["not_in"])
    amount = item.amount(value) if is_answered(value) else None
    return amount is not None and all(
        compare(amount, condition[key]) for key, compare in COMPARISONS.items() if key in condition)


def _is_in(item: Item | None, value: Any, values: list[str]) -> bool:
    return is_answered(value) and any(chosen in values for chosen in item.chosen(value))


def _walk(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Iterator[Page]:
    seen: dict[str, Any] = {}
    items = questionnaire.items
    for page in questionnaire.pages:
        # Most pages are everybody's, and this is walked several times for each answer kept.
        asked = page.items if page.is_everybodys else _asked(page, seen, items)
        if not asked:
            continue
        yield page.narrowed(asked)
        for item in asked:
            if item.asks and item.name in answers:
                seen[item.name] = answers[item.name]


def _asked(page: Page, seen: Mapping[str, Any], items: Mapping[str, Any]) -> tuple[Item, ...]:
    if not (holds(page.section.when, seen, items) and holds(page.when, seen, items)):
        return ()
    return tuple(item for item in page.items if item.askable and holds(item.when, seen, items))


def path(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> list[Page]:
    """The pages these answers lead through, first to last, each with only the items asked on it."""
    return list(_walk(questionnaire, answers))


def prune(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without everything off the path, in the questionnaire's order. Idempotent."""
    kept: dict[str, Any] = {}
    for page in _walk(questionnaire, answers):
        for item in page.items:
            kept.update(item.entries(answers))
    return kept


def lost(questionnaire: Questionnaire, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Item]:
    """The items answered in `before` that are no longer asked once the answers are `after`.

    Their answers are what `prune` would take away, in the questionnaire's order: to be said before it is done. An
    item that is still asked is not lost, even where `after` has no answer to it.
    """
    asked = {item.name for page in _walk(questionnaire, after) for item in page.items}
    return [item for item in questionnaire.items.values() if item.name not in asked and item.entries(before)]


def references(condition: Condition | None) -> list[str]:
    """The names of the items a rule looks at."""
    if condition is None:
        return []
    if "not" in condition:
        return references(condition["not"])
    parts = condition.get("all") or condition.get("any")
    if parts is not None:
        return [name for part in parts for name in references(part)]
    return [condition["item"]] if "item" in condition else []
