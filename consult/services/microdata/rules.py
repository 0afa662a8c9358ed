"""Who is asked a question, as an expression that an analyst reads: safe_dark in (bit_unsafe, very_unsafe)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SIGNS = {"at_least": ">=", "at_most": "<=", "equals": "==", "more_than": ">", "less_than": "<"}


def in_words(*conditions: Mapping[str, Any] | None) -> str | None:
    """The rules of a section, a page and an item, all of which must hold; None where there is none."""
    told = [_one(condition) for condition in conditions if condition is not None]
    return " and ".join(told) or None


def _one(condition: Mapping[str, Any]) -> str:
    for key, between in (("all", " and "), ("any", " or ")):
        if key in condition:
            return "(" + between.join(map(_one, condition[key])) + ")"
    if "not" in condition:
        return f"not {_one(condition['not'])}"
    item = condition["item"]
    for key, sign in (("in", "in"), ("not_in", "not in")):
        if key in condition:
            return f"{item} {sign} ({', '.join(condition[key])})"
    if "answered" in condition:
        return f"{item} {'answered' if condition['answered'] else 'not answered'}"
    return " and ".join(f"{item} {sign} {condition[key]}" for key, sign in _SIGNS.items() if key in condition)
