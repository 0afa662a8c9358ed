"""Limits on an answer: what of an XLSForm constraint we can say."""

from __future__ import annotations

import re
from typing import Any

from .expressions import Call, Compared, Joined, Literal, NotCarried, Reference, parsed
from .neutral import Question
from .wording import kind_of

MOST_TYPED = 5000
_MONTH = re.compile(r"((?:19|20|21)\d\d-(?:0[1-9]|1[0-2]))-(\d\d)")
_SELF = Reference(".")


def constrain(question: Question, source: str) -> bool:
    """Sets the limits of `question` that a constraint gives; whether all of it could be said so."""
    try:
        tree = parsed(source)
    except NotCarried:
        return False
    parts = tree.parts if isinstance(tree, Joined) and tree.word == "and" else (tree,)
    return all([_part(question, part) for part in parts])


def _part(question: Question, tree: Any) -> bool:
    if isinstance(tree, Joined) and tree.word == "and":
        return all([_part(question, part) for part in tree.parts])
    if isinstance(tree, Call) and tree.name == "not" and question.type == "several":
        return _alone(question, tree.given)
    if not isinstance(tree, Compared):
        return False
    left, sign, right = tree.left, tree.sign, tree.right
    if right == _SELF:
        left, sign, right = right, {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign), left
    if left == _SELF and question.type == "number" and isinstance(right, Literal):
        return _number(question, sign, right.value)
    if left == _SELF and question.type == "month" and isinstance(right, Call):
        return _month(question, sign, right)
    if left == Call("string-length", (_SELF,)) and question.type == "text" and isinstance(right, Literal):
        return _length(question, sign, right.value)
    return False


def _number(question: Question, sign: str, value: str) -> bool:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", value):
        return False
    number = float(value) if "." in value else int(value)
    whole = not question.more.get("decimals") and number == int(number)
    if sign in ("<", ">") and whole:
        number, sign = int(number) + (1 if sign == ">" else -1), sign + "="
    key = {">=": "min", "<=": "max"}.get(sign)
    if key is None:
        return False
    question.more[key] = number
    return True


def _month(question: Question, sign: str, right: Call) -> bool:
    if right.name == "today" and sign in ("<=", "<"):
        question.more["past"] = True
        return True
    given = right.given[0] if right.name == "date" and len(right.given) == 1 else None
    found = _MONTH.fullmatch(given.value) if isinstance(given, Literal) else None
    if found is None:
        return False
    if sign == ">=" and found[2] == "01":
        question.more["min"] = found[1]
        return True
    if sign == "<" and found[2] == "01":
        year, month = int(found[1][:4]), int(found[1][5:])
        question.more["max"] = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}"
        return True
    return False


def _length(question: Question, sign: str, value: str) -> bool:
    if sign not in ("<", "<=") or not re.fullmatch(r"\d{1,6}", value):
        return False
    question.more["max_length"] = max(1, min(MOST_TYPED, int(value) - (sign == "<")))
    return True


def _alone(question: Question, given: tuple[Any, ...]) -> bool:
    """not(selected(., 'none') and count-selected(.) > 1): that choice stands alone."""
    parts = given[0].parts if len(given) == 1 and isinstance(given[0], Joined) and given[0].word == "and" else ()
    chosen = [part.given[1].value for part in parts if isinstance(part, Call) and part.name == "selected"
              and len(part.given) == 2 and part.given[0] == _SELF and isinstance(part.given[1], Literal)]
    counted = Call("count-selected", (_SELF,))
    several = [part for part in parts if part in (Compared(">", counted, Literal("1")),
                                                  Compared(">=", counted, Literal("2")))]
    option = next((one for one in question.choices if [one.value] == chosen), None)
    if option is None or len(several) != 1 or len(parts) != 2:
        return False
    # What stands alone is "none of these" unless its words say that it is something else.
    option.kind = option.kind or kind_of(option.text) or "none"
    return True
