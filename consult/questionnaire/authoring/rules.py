"""Rules as people put them: a flat list of conditions, all or any of which must hold.

A leaf is {"item": name, operator: operand} as in a document. What is nested deeper is kept as it is and shown in
words; to change it here is to put another in its place.
"""

from __future__ import annotations

import copy
from typing import Any

from .finding import CannotAuthor, Document, find, page, pages, section

Leaf = dict[str, Any]
SECTION, PAGE, ITEM = "section", "page", "item"


def holder_of(document: Document, kind: str, id_: str) -> list[Document]:
    """The parts of the document that hold the rule of a section, a page or an item.

    An item alone on its page is ruled by its page: the two are one to whoever writes a questionnaire. The first is
    where a changed rule is written. Raises CannotAuthor "not_there".
    """
    if kind == SECTION:
        return [section(document, id_)]
    if kind == PAGE:
        return [page(document, id_)[1]]
    place = find(document, id_)
    return [place.page, place.item] if place.alone else [place.item]


def rule(document: Document, kind: str, id_: str) -> Leaf | None:
    """The rule of a section, a page or an item; None where it is for everybody."""
    return both(*(holder.get("when") for holder in holder_of(document, kind, id_)))


def set_rule(document: Document, kind: str, id_: str, condition: Leaf | None) -> Document:
    """The document with another rule for a section, a page or an item; None takes it away."""
    changed = copy.deepcopy(document)
    holders = holder_of(changed, kind, id_)
    for holder in holders:
        holder.pop("when", None)
    if condition is not None:
        holders[0]["when"] = copy.deepcopy(condition)
    return changed


def flat(condition: Leaf | None) -> tuple[str, list[Leaf]] | None:
    """("all" or "any", leaves) of a rule; None where it is nested deeper than a list."""
    if condition is None:
        return "all", []
    joined = next((key for key in ("all", "any") if key in condition), None)
    parts = [_leaf(part) for part in condition[joined]] if joined else [_leaf(condition)]
    return None if None in parts else (joined or "all", parts)


def _leaf(condition: Leaf) -> Leaf | None:
    if "item" in condition:
        return condition
    inner = condition.get("not", {})
    # The exact opposite of one is the other, unanswered items included.
    for key, opposite in (("in", "not_in"), ("not_in", "in")):
        if key in inner:
            return {"item": inner["item"], opposite: inner[key]}
    return {**inner, "answered": not inner["answered"]} if "answered" in inner else None


def unflat(joined: str, leaves: list[Leaf]) -> Leaf | None:
    """The rule of a flat list."""
    return None if not leaves else leaves[0] if len(leaves) == 1 else {joined: leaves}


def add_leaf(condition: Leaf | None, leaf: Leaf, joined: str) -> Leaf:
    """A flat rule with one condition more, where all or any must hold. A nested one is replaced."""
    leaves = (flat(condition) or ("all", []))[1]
    return unflat(joined, [*leaves, leaf] if leaf not in leaves else leaves)


def remove_leaf(condition: Leaf | None, number: int) -> Leaf | None:
    """A flat rule without its condition of that number, from 0. Raises CannotAuthor "not_there"."""
    found = flat(condition)
    if found is None or not 0 <= number < len(found[1]):
        raise CannotAuthor("not_there")
    return unflat(found[0], [leaf for at, leaf in enumerate(found[1]) if at != number])


def set_joined(condition: Leaf | None, joined: str) -> Leaf | None:
    """A flat rule of which now all, or any, must hold."""
    found = flat(condition)
    return condition if found is None else unflat(joined, found[1])


def both(*conditions: Leaf | None) -> Leaf | None:
    """A rule that holds when each of these does; none of them stands for everybody. Said twice it is said once."""
    found: list[Leaf] = []
    for condition in conditions:
        found += [condition] if condition is not None and condition not in found else []
    return {"all": found} if len(found) > 1 else found[0] if found else None


def without(condition: Leaf | None, name: str, value: str | None = None) -> Leaf | None:
    """A rule without what it says of an item or, with `value`, of that choice; None where nothing is left."""
    if condition is None:
        return None
    for joined in ("all", "any"):
        if joined in condition:
            kept = [left for part in condition[joined] if (left := without(part, name, value)) is not None]
            return unflat(joined, kept)
    if "not" in condition:
        inner = without(condition["not"], name, value)
        return None if inner is None else {"not": inner}
    return condition if condition["item"] != name else None if value is None else _without_choice(condition, value)


def _without_choice(leaf: Leaf, value: str) -> Leaf | None:
    operator = next(key for key in leaf if key != "item")
    if operator not in ("in", "not_in"):
        return leaf
    left = [one for one in leaf[operator] if one != value]
    return {**leaf, operator: left} if left else None


def forget(document: Document, name: str, value: str | None = None) -> None:
    """Take what rules say of an item, or of one choice of it, out of this document."""
    for holder in (*document["sections"], *(one for pair in pages(document) for one in (pair[1], *pair[1]["items"]))):
        if "when" in holder:
            left = without(holder.pop("when"), name, value)
            if left is not None:
                holder["when"] = left
