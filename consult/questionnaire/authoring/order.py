"""The order of pages and items, and which items share a page."""

from __future__ import annotations

import copy

from .finding import CannotAuthor, Document, check_order, find, free, page, pages
from .rules import both


def move_page(document: Document, page_id: str, by: int) -> Document:
    """The page one place earlier (by = -1) or later (1), into the next section where its own ends.

    At the very beginning or end nothing happens. Raises CannotAuthor "order" where a rule or a quote would look
    ahead, "only_page" where its section would be left empty.
    """
    changed = copy.deepcopy(document)
    at_section, moved = page(changed, page_id)
    position = at_section["pages"].index(moved)
    if 0 <= position + by < len(at_section["pages"]):
        at_section["pages"].insert(position + by, at_section["pages"].pop(position))
    else:
        number = changed["sections"].index(at_section) + by
        if not 0 <= number < len(changed["sections"]):
            return changed
        if len(at_section["pages"]) == 1:
            raise CannotAuthor("only_page")
        at_section["pages"].remove(moved)
        target = changed["sections"][number]["pages"]
        target.insert(0 if by > 0 else len(target), moved)
    check_order(changed)
    return changed


def move_item(document: Document, name: str, by: int) -> Document:
    """The item one place earlier or later: on its page where it shares one and there is room, else with its page."""
    changed = copy.deepcopy(document)
    place = find(changed, name)
    items = place.page["items"]
    position = items.index(place.item)
    if place.alone or not 0 <= position + by < len(items):
        return move_page(document, place.page["id"], by)
    items.insert(position + by, items.pop(position))
    return changed


def join_page(document: Document, page_id: str) -> Document:
    """The page's items asked on the page before it, in the same section. Who is asked what stays the same.

    Raises CannotAuthor "begins_section" where there is no such page, "order" where a rule looks at that page.
    """
    changed = copy.deepcopy(document)
    at_section, joined = page(changed, page_id)
    position = at_section["pages"].index(joined)
    if not position:
        raise CannotAuthor("begins_section")
    before = at_section["pages"][position - 1]
    if before.get("when") != joined.get("when"):
        for one in (before, joined):
            _rule_down(one)
    before["items"] += joined["items"]
    at_section["pages"].remove(joined)
    check_order(changed)
    return changed


def _rule_down(one: Document) -> None:
    """The rule of a page given to each of its items."""
    when = one.pop("when", None)
    for item in one["items"]:
        if (own := both(when, item.get("when"))) is not None:
            item["when"] = copy.deepcopy(own)


def split_page(document: Document, name: str) -> Document:
    """The item, and those after it on its page, on a page of their own. The first of a page is there already."""
    changed = copy.deepcopy(document)
    place = find(changed, name)
    position = place.page["items"].index(place.item)
    if not position:
        return changed
    taken = {one["id"] for _section, one in pages(changed)}
    made = {"id": free(name, taken), "items": place.page["items"][position:]}
    if "when" in place.page:
        made["when"] = copy.deepcopy(place.page["when"])
    place.page["items"] = place.page["items"][:position]
    siblings = place.section["pages"]
    siblings.insert(siblings.index(place.page) + 1, made)
    return changed
