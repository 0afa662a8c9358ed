"""The answers that a question offers, and the rows of a grid. `part` is "choices" or "rows" throughout."""

from __future__ import annotations

import copy
from typing import Any

from ..items import ITEM_TYPES
from .blank import YES_NO
from .finding import CannotAuthor, Dependent, Document, dependents, find, master, new_value
from .rules import forget
from .stock import STOCK_KINDS, stock_choice

CHOICES, ROWS = "choices", "rows"
# Kinds of which a question has one at most; each stands after the plain answers.
ORDER = ("other", "none", "dont_know", "prefer_not")


def new_kinds(item: Document) -> list[str]:
    """The kinds of answer that could still be added to a question: those it may have, and has not."""
    kind = ITEM_TYPES[item["type"]]
    had = {one.get("kind") for one in item.get(CHOICES, [])}
    return [one for one in ORDER if kind.takes_choices and one in kind.choice_kinds and one not in had]


def takes_plain(item: Document, part: str) -> bool:
    """Whether a plain answer, or a row, can be added."""
    kind = ITEM_TYPES[item["type"]]
    if part == ROWS:
        return kind.takes_rows
    return kind.takes_choices and item["type"] not in (*YES_NO, "number")


def add_answer(document: Document, name: str, part: str, words: str, kind: str | None = None) -> Document:
    """The question with one answer or row more: the last of the plain ones or, of a kind, after them.

    Without words an answer of a kind says what it says in the product's own questionnaires, in every language.
    Raises CannotAuthor "no_words", "yes_no".
    """
    changed = copy.deepcopy(document)
    item, lang = find(changed, name).item, master(changed)
    if kind is None and not takes_plain(item, part):
        raise CannotAuthor("yes_no")
    if kind is None and not words:
        raise CannotAuthor("no_words")
    parts = item.setdefault(part, [])
    made = stock_choice(kind) if kind else {"text": {}}
    made["value"] = new_value(kind or words, [*(one["value"] for one in parts), *(() if kind else STOCK_KINDS)])
    if words and made["text"].get(lang) != words:
        made["text"] = {lang: words}
    parts.insert(_position(parts, kind), made)
    return changed


def _position(parts: list[Document], kind: str | None) -> int:
    """Before the first answer of a kind that comes later."""
    rank = -1 if kind is None else ORDER.index(kind)
    later = (at for at, one in enumerate(parts) if one.get("kind") and ORDER.index(one["kind"]) > rank)
    return next(later, len(parts))


def change_answer(document: Document, name: str, part: str, value: str, words: str, **settings: Any) -> Document:
    """The answer in other words, its translations kept. Settings: `fixed`, and `net` (whether it counts there).

    Raises CannotAuthor "not_there", "no_words".
    """
    changed = copy.deepcopy(document)
    item = find(changed, name).item
    if not words:
        raise CannotAuthor("no_words")
    found = _part(item, part, value)
    found["text"] = {**found["text"], master(changed): words}
    if "fixed" in settings:
        found.pop("fixed", None)
        found |= {"fixed": True} if settings["fixed"] else {}
    if "net" in settings:
        _set_net(item, value, settings["net"])
    return changed


def _set_net(item: Document, value: str, counts: bool) -> None:
    """The net in the order of the choices, with this one or without it."""
    wanted = set(item.get("net", [])) - {value} | ({value} if counts else set())
    item.pop("net", None)
    if net := [one["value"] for one in item[CHOICES] if one["value"] in wanted]:
        item["net"] = net


def move_answer(document: Document, name: str, part: str, value: str, by: int) -> Document:
    """The answer one place earlier (by = -1) or later (1); at an end nothing happens."""
    changed = copy.deepcopy(document)
    item = find(changed, name).item
    parts = item[part] if part in item else []
    position = parts.index(_part(item, part, value))
    if 0 <= position + by < len(parts):
        parts.insert(position + by, parts.pop(position))
    return changed


def remove_answer(document: Document, name: str, part: str, value: str, with_rules: bool = False) -> Document:
    """The question without one answer or row; it leaves the net too.

    with_rules   whether what rules say of it goes as well

    Raises CannotAuthor "needed" with the rules that name it, "yes_no", "too_few" (part, least).
    """
    changed = copy.deepcopy(document)
    item = find(changed, name).item
    found = _part(item, part, value)
    if item["type"] in YES_NO and not found.get("kind"):
        raise CannotAuthor("yes_no")
    users: list[Dependent] = dependents(changed, name, value) if part == CHOICES else []
    if users and not with_rules:
        raise CannotAuthor("needed", users=users)
    if part == CHOICES:
        forget(changed, name, value)
        _set_net(item, value, False)
    item[part].remove(found)
    _check_enough(item, part)
    if not item[part]:
        del item[part]
    return changed


def _check_enough(item: Document, part: str) -> None:
    if part == ROWS and not item[ROWS]:
        raise CannotAuthor("too_few", part=part, least=1)
    plain = sum(not one.get("kind") for one in item.get(CHOICES, []))
    if part == CHOICES and ITEM_TYPES[item["type"]].needs_choices and plain < 2:
        raise CannotAuthor("too_few", part=part, least=2)
    if item["type"] == "ranking" and item.get("most", 0) > plain:
        item["most"] = plain


def _part(item: Document, part: str, value: str) -> Document:
    found = next((one for one in item.get(part, []) if one["value"] == value), None)
    if found is None:
        raise CannotAuthor("not_there")
    return found
