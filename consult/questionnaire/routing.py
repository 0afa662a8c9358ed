"""Which pages a respondent meets. Small on purpose: the same rules are mirrored where there is no server.

The path is computed again from the answers every time and nothing about it is kept. Pages are walked in
order and a rule sees only the answers to items already on the path, so an answer left over from a road not
taken never leads anywhere. tests/questionnaires/routing_vectors.json holds the cases every mirror must pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .structure import Condition, Page, Questionnaire


def is_answered(value: Any) -> bool:
    """Whether there is an answer at all. A "don't know" or "prefer not to say" is one."""
    return value is not None and value != "" and value != [] and value != {}


def holds(condition: Condition | None, seen: Mapping[str, Any], items: Mapping[str, Any]) -> bool:
    """Whether a rule holds, given `seen`, the answers on the path so far.

    An unanswered item makes `in`, `at_least` and `at_most` false. `not_in` is the exact opposite of `in`, so
    an unanswered item makes it true.
    """
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(part, seen, items) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, seen, items) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], seen, items)
    item, value = items[condition["item"]], seen.get(condition["item"])
    if "answered" in condition:
        return is_answered(value) is condition["answered"]
    if "in" in condition:
        return is_answered(value) and any(chosen in condition["in"] for chosen in item.chosen(value))
    if "not_in" in condition:
        return not holds({"item": item.name, "in": condition["not_in"]}, seen, items)
    amount = item.amount(value) if is_answered(value) else None
    if "at_least" in condition:
        return amount is not None and amount >= condition["at_least"]
    return amount is not None and amount <= condition["at_most"]


def _walk(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Iterator[Page]:
    seen: dict[str, Any] = {}
    items = questionnaire.items
    for page in questionnaire.pages:
        if not (holds(page.section.when, seen, items) and holds(page.when, seen, items)):
            continue
        asked = tuple(item for item in page.items if item.askable and holds(item.when, seen, items))
        if not asked:
            continue
        yield page.narrowed(asked)
        seen.update((item.name, answers[item.name]) for item in asked if item.name in answers)


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
