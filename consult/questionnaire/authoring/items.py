"""Questions put in, changed and taken out."""

from __future__ import annotations

import copy
from typing import Any

from ..items import ITEM_TYPES
from .blank import YES_NO
from .finding import CannotAuthor, Document, dependents, find, free, master, page, pages, section
from .rules import forget

WORDS = ("text", "hint", "why", "unit")


def add(document: Document, item: Document, section_id: str, after: str | None = None) -> Document:
    """The item on a page of its own: after the page `after`, else at the end of the section.

    Raises CannotAuthor "not_there".
    """
    changed = copy.deepcopy(document)
    target = section(changed, section_id)["pages"]
    position = len(target)
    if after:
        at_section, before = page(changed, after)
        target = at_section["pages"]
        position = target.index(before) + 1
    taken = {one["id"] for _section, one in pages(changed)}
    target.insert(position, {"id": free(item["name"], taken), "items": [copy.deepcopy(item)]})
    return changed


def change_item(document: Document, name: str, values: dict[str, Any]) -> Document:
    """The item with other values by key, as a document has them; None or nothing takes a key out.

    Texts (text, hint, why, unit) are given as words in the document's own language: their translations stay, and a
    text that is taken out goes in every language. Raises CannotAuthor "not_there" and "no_words".
    """
    changed = copy.deepcopy(document)
    item, lang = find(changed, name).item, master(changed)
    if "text" in values and not values["text"]:
        raise CannotAuthor("no_words")
    for key, value in values.items():
        if key in WORDS and value:
            item[key] = {**item.get(key, {}), lang: value}
        elif value is None or value is False or value in ("", []):
            item.pop(key, None)
        else:
            item[key] = value
    _keep_consistent(item)
    return changed


def _keep_consistent(item: Document) -> None:
    """What a changed setting makes pointless goes: a fixed place where nothing is shuffled."""
    kind = ITEM_TYPES[item["type"]]
    for choice in item.get("choices", []):
        if not (kind.takes_shuffle and item.get("shuffle")):
            choice.pop("fixed", None)
    if item["type"] in YES_NO:
        item.pop("shuffle", None)


def remove_item(document: Document, name: str, with_rules: bool = False) -> Document:
    """The document without an item, and without its page or section where nothing else is there.

    with_rules   whether what rules say of it goes as well

    Raises CannotAuthor "needed" with what rests on it, "last_question".
    """
    changed = copy.deepcopy(document)
    place = find(changed, name)
    users = [one for one in dependents(changed, name) if not (with_rules and one.by == "rule")]
    if users:
        raise CannotAuthor("needed", users=users)
    forget(changed, name)
    place.page["items"].remove(place.item)
    if not place.page["items"]:
        place.section["pages"].remove(place.page)
    if not place.section["pages"]:
        changed["sections"].remove(place.section)
    if not any(ITEM_TYPES[item["type"]].asks for _section, one in pages(changed) for item in one["items"]):
        raise CannotAuthor("last_question")
    return changed
