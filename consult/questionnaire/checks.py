"""Rules about rules: what a condition or a quote may look at, and whether each item can be reached at all."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .items import Item
from .notes import Notes
from .piping import quoted_by
from .routing import COMPARISONS, holds, path, references
from .structure import Choice, Page, Questionnaire, Words

DEEPEST = 12
# Beyond this many combinations of answers an item is taken to be reachable: refusing a document because
# the search was cut short would be worse than letting an idle page through.
MOST_COMBINATIONS = 5_000
# And beyond this many pages walked for one document, whoever wrote it waits for it.
MOST_PAGES_WALKED = 1_000_000

_OPERATORS = ("in", "not_in", "answered", *COMPARISONS)


def check_rules(questionnaire: Questionnaire, notes: Notes, areas_known: bool) -> None:
    """Notes every rule that cannot work and, if there is none, every item that nobody can reach."""
    rules = _RuleChecker(questionnaire, notes, areas_known)
    earlier: set[str] = set()
    sections_seen: set[str] = set()
    for page in questionnaire.pages:
        if page.section.id not in sections_seen:
            rules.check(f"section \"{page.section.id}\"", page.section.when, earlier)
            rules.check_quotes(f"section \"{page.section.id}\" title", page.section.title, earlier)
            sections_seen.add(page.section.id)
        rules.check(f"page \"{page.id}\"", page.when, earlier)
        for item in page.items:
            rules.check(f"item \"{item.name}\"", item.when, earlier)
            for words in item.texts():
                rules.check_quotes(f"item \"{item.name}\"", words, earlier)
        earlier |= {item.name for item in page.items}
    if not notes.problems:
        _check_reachable(questionnaire, notes)


class _RuleChecker:
    def __init__(self, questionnaire: Questionnaire, notes: Notes, areas_known: bool):
        self.questionnaire, self.notes, self.areas_known = questionnaire, notes, areas_known

    def check(self, place: str, condition: Any, earlier: set[str], depth: int = 0) -> None:
        """Notes what is wrong with one rule. `earlier`: the items on pages before it."""
        if condition is None and depth == 0:
            return
        place = place if depth else f"rule of {place}"
        if not isinstance(condition, dict) or depth > DEEPEST:
            self.notes.add(place, "This is not a rule.",
                           "Write {\"item\": ..., \"in\": [...]}, all, any or not.")
            return
        keys = set(condition)
        if keys in ({"all"}, {"any"}):
            self._check_parts(place, condition, earlier, depth)
        elif keys == {"not"}:
            self.check(place, condition["not"], earlier, depth + 1)
        elif len(keys) == 2 and "item" in keys and keys & set(_OPERATORS):
            self._check_leaf(place, condition, earlier)
        else:
            self.notes.add(place, f"A rule cannot be made of {', '.join(sorted(keys)) or 'nothing'}.",
                           f"Use \"item\" with one of {', '.join(_OPERATORS)}; or all, any or not alone.")

    def check_quotes(self, place: str, words: Words | None, earlier: set[str]) -> None:
        """Notes each quote of an answer that cannot be there yet, or that cannot be quoted."""
        for name in quoted_by(words or {}):
            item = self.questionnaire.items.get(name)
            if item is None:
                self.notes.add(place, f"It quotes the item \"{name}\", which does not exist.",
                               "Correct the name or add the item.")
            elif name not in earlier:
                self.notes.add(place, f"It quotes \"{name}\", which is asked on the same page or a later one.",
                               f"Ask \"{name}\" on an earlier page or take the quote out.")
            elif not item.quotable:
                self.notes.add(place, f"It quotes \"{name}\", which is of type \"{item.type}\" and has no one answer.",
                               "Take the quote out.")

    def _check_parts(self, place: str, condition: dict[str, Any], earlier: set[str], depth: int) -> None:
        parts = next(iter(condition.values()))
        if not isinstance(parts, list) or not parts:
            self.notes.add(place, "\"all\" and \"any\" need a list of rules.", "Write [{...}, {...}].")
            return
        for part in parts:
            self.check(place, part, earlier, depth + 1)

    def _check_leaf(self, place: str, condition: dict[str, Any], earlier: set[str]) -> None:
        name = condition["item"]
        item = self.questionnaire.items.get(name) if isinstance(name, str) else None
        if item is None:
            self.notes.add(place, f"It names the item \"{name}\", which does not exist.",
                           "Correct the name or add the item.")
        elif name not in earlier:
            self.notes.add(place, f"It looks at \"{name}\", which is asked on the same page or a later one: "
                           "the route would go round in a circle.",
                           f"Ask \"{name}\" on an earlier page or take the rule out.")
        elif not item.asks:
            self.notes.add(place, f"It looks at \"{name}\", which is of type \"{item.type}\" and has no answer.",
                           "Take the rule out.")
        else:
            self._check_operator(place, item, condition)

    def _check_operator(self, place: str, item: Item, condition: dict[str, Any]) -> None:
        operator, operand = next((key, value) for key, value in condition.items() if key != "item")
        if operator in ("in", "not_in"):
            self._check_choices(place, item, operator, operand)
        elif operator == "answered" and not isinstance(operand, bool):
            self.notes.add(place, "\"answered\" is neither true nor false.", "Write true or false.")
        elif operator in COMPARISONS:
            if not item.measurable:
                self.notes.add(place,
                               f"\"{item.name}\" is of type \"{item.type}\" and has no number to compare.",
                               "Use \"in\" with the choices that are meant.")
            elif not item.compares(operand):
                self.notes.add(place, f"\"{operator}\" needs {item.amount_words}.", f"Write {item.amount_words}.")

    def _check_choices(self, place: str, item: Item, operator: str, operand: Any) -> None:
        if not isinstance(operand, list) or not operand or not all(isinstance(one, str) for one in operand):
            self.notes.add(place, f"\"{operator}\" needs a list of choices.", "Write [\"...\", \"...\"].")
        elif not item.takes_choices:
            self.notes.add(place, f"\"{item.name}\" is of type \"{item.type}\" and has no choices.",
                           "Use \"answered\".")
        elif not item.takes_areas or self.areas_known:
            for value in operand:
                if item.choice(value) is None:
                    self.notes.add(place, f"It names \"{value}\", which is not a choice of \"{item.name}\".",
                                   "Correct the value or add the choice.")


class _Effort:
    """How many pages may still be walked, and answers looked at, for one document."""

    def __init__(self) -> None:
        self.left = MOST_PAGES_WALKED

    def spend(self, pages: int) -> bool:
        """Whether that many may be walked; they are then counted."""
        self.left -= pages
        return self.left >= 0


def _check_reachable(questionnaire: Questionnaire, notes: Notes) -> None:
    effort = _Effort()
    for page in questionnaire.pages:
        if page.is_everybodys:
            continue
        for item in page.items:
            if item.takes_areas and not item.askable:
                continue
            if not _reachable(questionnaire, page, item, effort):
                notes.add(f"item \"{item.name}\"", "No answers lead to it: its rules can never all hold.",
                          "Correct the rules of the item, its page and its section, or take it out.")


def _reachable(questionnaire: Questionnaire, page: Page, item: Item, effort: _Effort) -> bool:
    """Tries answers to every item the rules look at, and walks the real path each time."""
    involved = _involved(questionnaire, page, item)
    deciding = [one for _, one in involved if one is not item]
    if effort.left < 0 or not all(one.askable for one in deciding):
        return True
    simple = _mentioned(condition for at_page, one in involved
                        for condition in (at_page.section.when, at_page.when, one.when))
    page_ids = {at_page.id for at_page, _ in involved}
    road = replace(questionnaire, pages=tuple(one for one in questionnaire.pages if one.id in page_ids))
    # One more than will be tried, so that a cut list always ends in "taken to be reachable".
    # The most promising first: where there is a way, it is then nearly always among the first tried.
    options = [sorted(itertools.islice(_candidates(one, simple[one.name]), MOST_COMBINATIONS + 1),
                      key=lambda value, one=one: -_satisfied(one, value, simple[one.name]))
               for one in deciding]
    effort.spend(sum(map(len, options)))
    for tried, values in enumerate(itertools.product(*options)):
        if tried >= MOST_COMBINATIONS or not effort.spend(len(road.pages)):
            return True
        answers = {one.name: value for one, value in zip(deciding, values, strict=True) if value is not None}
        if any(item.name == asked.name for found in path(road, answers) for asked in found.items):
            return True
    return False


def _involved(questionnaire: Questionnaire, page: Page, item: Item) -> list[tuple[Page, Item]]:
    """This item and those that decide, directly or through one another, whether it is asked."""
    pages = {one.name: found for found in questionnaire.pages for one in found.items}
    involved, known = [(page, item)], {item.name}
    for at_page, at_item in involved:
        for condition in (at_page.section.when, at_page.when, at_item.when):
            for name in references(condition):
                if name not in known:
                    known.add(name)
                    involved.append((pages[name], questionnaire.items[name]))
    return involved


def _mentioned(conditions: Iterable[Any]) -> Mapping[str, list[Mapping[str, Any]]]:
    """The simple conditions about each item, however deep they stand."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    waiting = [condition for condition in conditions if condition is not None]
    for condition in waiting:
        if "item" in condition:
            found[condition["item"]].append(condition)
        else:
            waiting.extend(condition.get("all") or condition.get("any") or [condition["not"]])
    return found


def _satisfied(item: Item, value: Any, simple: list[Mapping[str, Any]]) -> int:
    """How many of the simple conditions about an item hold with this answer."""
    items, seen = {item.name: item}, {item.name: value}
    return sum(holds(condition, seen, items) for condition in simple)


def _candidates(item: Item, simple: list[Mapping[str, Any]]) -> Iterator[Any]:
    """Answers to an item, one for each way the conditions can tell answers apart; None for a skipped one."""
    sets = [frozenset(one.get("in", one.get("not_in", ()))) for one in simple]
    alike: dict[tuple[bool, ...], list[Choice]] = {}
    for choice in item.choices:
        alike.setdefault(tuple(choice.value in values for values in sets), []).append(choice)
    thresholds = [one[key] for one in simple for key in COMPARISONS if key in one]
    yield from item.examples([found[0].value for found in alike.values()], thresholds)
    if not item.required:
        yield None
