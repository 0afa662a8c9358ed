"""A rule of ours as an XPath expression of XLSForm, meaning the same in every program that fills such forms in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Item = Mapping[str, Any]

_SIGNS = {"at_least": ">=", "at_most": "<=", "equals": "=", "more_than": ">", "less_than": "<"}
_ALONE = frozenset({"none", "dont_know", "prefer_not"})


def companion(item: Item) -> str:
    """The name of the question beside a number or a ranking that takes "don't know" and the like."""
    return f"{item['name']}.choice"


def stands_aside(item: Item, choice: Mapping[str, Any]) -> bool:
    """Whether a choice is asked in a question of its own, because XLSForm has no place for it in this one."""
    return item["type"] in ("number", "ranking") and choice.get("kind") is not None


def row_name(item: Item, row: Mapping[str, Any]) -> str:
    """The name of the question that one row of a grid becomes: its column in data, but for marks XML forbids."""
    return f"{item['name']}.{row['value'].replace('+', '.p.').replace(':', '.c.')}"


def xpath(rule: Mapping[str, Any] | None, items: Mapping[str, Item]) -> str:
    """The expression of a rule whose items are document entries by name; "" where there is no rule."""
    return "" if rule is None else _expression(rule, items)


def _expression(rule: Mapping[str, Any], items: Mapping[str, Item]) -> str:
    for key, word in (("all", " and "), ("any", " or ")):
        if key in rule:
            return word.join(_part(part, items) for part in rule[key])
    if "not" in rule:
        return f"not({_expression(rule['not'], items)})"
    item = items[rule["item"]]
    if "answered" in rule:
        return _answered(item) if rule["answered"] else f"not({_answered(item)})"
    if "in" in rule:
        return _is_in(item, rule["in"])
    if "not_in" in rule:
        return f"not({_is_in(item, rule['not_in'])})"
    operator = next(key for key in rule if key != "item")
    return _compared(item, operator, rule[operator])


def _part(rule: Mapping[str, Any], items: Mapping[str, Item]) -> str:
    """A part of all or any, in brackets unless it is one comparison."""
    words = _expression(rule, items)
    return f"({words})" if " and " in words or " or " in words else words


def _fields(item: Item) -> list[str]:
    """The questions an item is asked with."""
    if item["type"] == "grid":
        return [row_name(item, row) for row in item["rows"]]
    aside = any(stands_aside(item, choice) for choice in item.get("choices", ()))
    return [item["name"], companion(item)] if aside else [item["name"]]


def _any(parts: list[str]) -> str:
    return " or ".join(parts)


def _answered(item: Item) -> str:
    return _any([f"${{{name}}} != ''" for name in _fields(item)])


def _is_in(item: Item, values: list[str]) -> str:
    aside = {choice["value"] for choice in item.get("choices", ()) if stands_aside(item, choice)}
    parts = []
    for value in values:
        if item["type"] == "grid":
            parts += [f"${{{name}}} = '{value}'" for name in _fields(item)]
        elif value in aside:
            parts.append(f"${{{companion(item)}}} = '{value}'")
        elif item["type"] in ("several", "ranking"):
            parts.append(f"selected(${{{item['name']}}}, '{value}')")
        else:
            parts.append(f"${{{item['name']}}} = '{value}'")
    return _any(parts)


def _compared(item: Item, operator: str, operand: Any) -> str:
    name = item["name"]
    if item["type"] == "month":
        return _MONTHS[operator](f"${{{name}}}", operand)
    if item["type"] != "several":
        return f"${{{name}}} {_SIGNS[operator]} {operand}"
    counted = f"count-selected(${{{name}}})"
    for choice in item.get("choices", ()):
        if choice.get("kind") in _ALONE:
            counted += f" - number(selected(${{{name}}}, '{choice['value']}'))"
    # Without an answer the count is 0, which must not be taken for one.
    return f"${{{name}}} != '' and {counted} {_SIGNS[operator]} {operand}"


def first_day(month: str) -> str:
    """The first day of a month ("2026-03"), as XPath writes it."""
    return f"date('{month}-01')"


def day_after(month: str) -> str:
    """The first day of the month after."""
    year, number = int(month[:4]), int(month[5:])
    return first_day(f"{year + number // 12}-{number % 12 + 1:02d}")


_MONTHS: dict[str, Callable[[str, str], str]] = {
    "at_least": lambda name, month: f"{name} >= {first_day(month)}",
    "more_than": lambda name, month: f"{name} >= {day_after(month)}",
    "at_most": lambda name, month: f"{name} < {day_after(month)}",
    "less_than": lambda name, month: f"{name} < {first_day(month)}",
    "equals": lambda name, month: f"{name} >= {first_day(month)} and {name} < {day_after(month)}",
}
