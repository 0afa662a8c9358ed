"""Sections: runs of pages under one title. None is ever empty, so one begins where another is divided."""

from __future__ import annotations

import copy

from .finding import CannotAuthor, Document, check_order, master, new_value, page, section
from .rules import both


def begin_section(document: Document, page_id: str, title: str) -> Document:
    """The page and those after it in its section under a title of their own, with the same rule.

    Raises CannotAuthor "begins_section" where it begins one already.
    """
    changed = copy.deepcopy(document)
    before, first = page(changed, page_id)
    position = before["pages"].index(first)
    if not position:
        raise CannotAuthor("begins_section")
    taken = {one["id"] for one in changed["sections"]}
    made = {"id": new_value(title, taken, "section"), "title": {master(changed): title},
            "pages": before["pages"][position:]}
    if "when" in before:
        made["when"] = copy.deepcopy(before["when"])
    before["pages"] = before["pages"][:position]
    changed["sections"].insert(changed["sections"].index(before) + 1, made)
    return changed


def rename_section(document: Document, section_id: str, title: str) -> Document:
    """The section under another title, in the document's own language."""
    changed = copy.deepcopy(document)
    section(changed, section_id)["title"][master(changed)] = title
    return changed


def move_section(document: Document, section_id: str, by: int) -> Document:
    """The section one place earlier or later. Raises CannotAuthor "order" where a rule or a quote would look ahead."""
    changed = copy.deepcopy(document)
    position = changed["sections"].index(section(changed, section_id))
    if 0 <= position + by < len(changed["sections"]):
        changed["sections"].insert(position + by, changed["sections"].pop(position))
        check_order(changed)
    return changed


def join_section(document: Document, section_id: str) -> Document:
    """The section's pages at the end of the section before it, each asked of the same people as before.

    Raises CannotAuthor "first_section".
    """
    changed = copy.deepcopy(document)
    joined = section(changed, section_id)
    position = changed["sections"].index(joined)
    if not position:
        raise CannotAuthor("first_section")
    before = changed["sections"][position - 1]
    if before.get("when") != joined.get("when"):
        for one in (before, joined):
            _rule_down(one)
    before["pages"] += joined["pages"]
    changed["sections"].remove(joined)
    check_order(changed)
    return changed


def _rule_down(one: Document) -> None:
    """The rule of a section given to each of its pages."""
    when = one.pop("when", None)
    for each in one["pages"]:
        if (own := both(when, each.get("when"))) is not None:
            each["when"] = copy.deepcopy(own)
