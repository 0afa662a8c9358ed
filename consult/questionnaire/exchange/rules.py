"""From a condition that was read to a rule of ours, where there is one that means exactly the same."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .expressions import Call, Compared, Joined, Literal, NotCarried, Reference

_KEYS = {"=": "equals", "<": "less_than", "<=": "at_most", ">": "more_than", ">=": "at_least"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SIGNS = {"=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_ALONE = ("none", "dont_know", "prefer_not")
_COUNTS = ("count-selected", "count")
_MONTH = re.compile(r"((?:19|20|21)\d\d-(?:0[1-9]|1[0-2]))(?:-01)?")


@dataclass(frozen=True)
class Known:
    """A question that a condition may look at.

    values   the choices: value in the file -> value in the document
    kinds    value in the document -> kind
    choice   where the name in the file stands for one choice that is ticked or not: that choice
    part     whether the name in the file is only a part of the item (a row of a grid)
    """

    name: str
    type: str
    values: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    choice: str | None = None
    part: bool = False


Find = Callable[[str], Known]
Rule = dict[str, Any]


def rule_of(tree: Any, find: Find) -> Rule | bool:
    """The rule of a condition; True or False for one that always or never holds.

    find   gives the question of a name in the file, or raises NotCarried

    Raises NotCarried where no rule of ours means the same.
    """
    if isinstance(tree, Joined):
        return _joined(tree.word, [rule_of(part, find) for part in tree.parts])
    if isinstance(tree, Literal):
        return _literal_truth(tree.value)
    if isinstance(tree, Compared):
        return _compared(tree, find)
    if isinstance(tree, Call):
        return _called(tree, find)
    raise NotCarried("rule_unread")


def negation(rule: Rule | bool) -> Rule | bool:
    """The opposite of a rule."""
    if isinstance(rule, bool):
        return not rule
    if set(rule) == {"item", "in"}:
        return {"item": rule["item"], "not_in": rule["in"]}
    if "answered" in rule:
        return {"item": rule["item"], "answered": not rule["answered"]}
    return {"not": rule}


def joined(word: str, rules: list[Rule]) -> Rule:
    """Rules joined by "and" or "or"; those that are joined so already are taken apart first."""
    key = "all" if word == "and" else "any"
    parts = [part for rule in rules for part in (rule[key] if set(rule) == {key} else [rule])]
    return parts[0] if len(parts) == 1 else {key: parts}


def _joined(word: str, rules: list[Rule | bool]) -> Rule | bool:
    deciding = word == "or"
    if any(rule is deciding for rule in rules):
        return deciding
    kept = [rule for rule in rules if not isinstance(rule, bool)]
    return joined(word, kept) if kept else not deciding


def _literal_truth(value: str) -> bool:
    if value in ("1", "0", ""):
        return value == "1"
    raise NotCarried("rule_unread")


def _called(call: Call, find: Find) -> Rule | bool:
    name, given = call.name, call.given
    if name == "not" and len(given) == 1:
        return negation(rule_of(given[0], find))
    if name in ("true", "false") and not given:
        return name == "true"
    if name == "selected" and len(given) == 2 and isinstance(given[1], Literal):
        return _is_chosen(_asked(given[0], find), given[1].value)
    if name == "is_empty" and len(given) == 1:
        return _answered(_asked(given[0], find), False)
    raise NotCarried("rule_unread", name)


def _asked(side: Any, find: Find) -> Known:
    if not isinstance(side, Reference):
        raise NotCarried("rule_unread")
    return find(side.name)


def _compared(tree: Compared, find: Find) -> Rule | bool:
    left, sign, right = tree.left, tree.sign, tree.right
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, sign, right = right, _TURNED[sign], left
    if sign == "!=":
        return negation(_compared(Compared("=", left, right), find))
    if isinstance(right, Call) and right.name == "date" and len(right.given) == 1:
        return _month(_asked(left, find), sign, right.given[0])
    if not isinstance(right, Literal):
        raise NotCarried("rule_unread")
    if isinstance(left, Call):
        return _counted(left, sign, right.value, find)
    return _against(_asked(left, find), sign, right.value)


def _counted(call: Call, sign: str, value: str, find: Find) -> Rule | bool:
    """How many are ticked, or how long a text is: the latter only as "anything at all"."""
    if len(call.given) != 1 or not re.fullmatch(r"\d+", value):
        raise NotCarried("rule_unread", call.name)
    known, number = _asked(call.given[0], find), int(value)
    anything = (sign, number) in ((">", 0), (">=", 1))
    if anything and call.name in (*_COUNTS, "string-length", "strlen"):
        return _answered(known, True)
    if call.name not in _COUNTS or known.type != "several":
        raise NotCarried("rule_unread", call.name)
    # Our amount leaves out what stands alone, and is nothing where nothing is answered.
    least = number + 1 if sign == ">" else number
    if sign in (">", ">=") and least >= 2:
        return {"item": known.name, _KEYS[sign]: number}
    if sign == "=" and (number >= 2 or (number == 1 and not _alone(known))):
        return {"item": known.name, "equals": number}
    raise NotCarried("rule_unread", call.name)


def _against(known: Known, sign: str, value: str) -> Rule | bool:
    if value == "" and sign == "=":
        return _answered(known, False)
    if known.choice is not None:
        if sign != "=" or value not in ("Y", "1"):
            raise NotCarried("rule_unread", known.name)
        return _is_chosen(known, known.choice)
    if known.values and not (known.type == "number" and _number(value) is not None):
        return _exactly(known, value) if sign == "=" else _in_order(known, sign, value)
    if known.type == "number" and (number := _number(value)) is not None:
        return {"item": known.name, _KEYS[sign]: number}
    raise NotCarried("rule_words", known.name)


def _exactly(known: Known, value: str) -> Rule:
    rule = _is_chosen(known, value)
    if known.type != "several" or known.kinds.get(rule["in"][0]) in _ALONE:
        return rule
    # The whole answer is this one choice.
    return {"all": [rule, {"item": known.name, "equals": 1}]}


def _in_order(known: Known, sign: str, value: str) -> Rule:
    """Codes compared as numbers: the choices whose codes are so."""
    number = _number(value)
    codes = {code: _number(code) for code in known.values}
    if number is None or known.type not in ("single", "scale", "yes_no") or None in codes.values() or known.part:
        raise NotCarried("rule_words", known.name)
    fitting = [known.values[code] for code, at in codes.items() if _SIGNS[sign](at, number)]
    if not fitting:
        raise NotCarried("rule_never", known.name)
    return {"item": known.name, "in": fitting}


def _is_chosen(known: Known, value: str) -> Rule:
    if known.part:
        raise NotCarried("rule_row", known.name)
    if value not in known.values:
        raise NotCarried("rule_choice" if known.values else "rule_words", known.name)
    return {"item": known.name, "in": [known.values[value]]}


def _answered(known: Known, so: bool) -> Rule:
    if known.part:
        raise NotCarried("rule_row", known.name)
    if known.choice is not None:
        raise NotCarried("rule_unread", known.name)
    return {"item": known.name, "answered": so}


def _month(known: Known, sign: str, given: Any) -> Rule:
    found = _MONTH.fullmatch(given.value) if isinstance(given, Literal) else None
    if known.type != "month" or found is None or sign not in (">=", "<"):
        raise NotCarried("rule_words", known.name)
    return {"item": known.name, _KEYS[sign]: found[1]}


def _alone(known: Known) -> bool:
    return any(kind in _ALONE for kind in known.kinds.values())


def _number(value: str) -> int | float | None:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", value):
        return None
    return float(value) if "." in value else int(value)
