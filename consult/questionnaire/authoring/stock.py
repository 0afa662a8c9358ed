"""Words that the product has in every language already, so that a new question's usual answers need no translator."""

from __future__ import annotations

from functools import cache

from ..shipped import shipped_document
from .finding import Document, places

# Kind of choice -> where the shipped questionnaires have it.
_KINDS = {
    "dont_know": ("residents", "safe_area"), "prefer_not": ("residents", "safe_area"),
    "other": ("residents", "primary_concern"), "none": ("residents", "change"),
}
_VALUES = {"yes": ("residents", "condition"), "no": ("residents", "condition")}
STOCK_KINDS = tuple(_KINDS)


def stock_choice(key: str) -> Document:
    """The choice "yes" or "no", or the usual one of a kind, with its words by language."""
    if key in _VALUES:
        return _copy(next(one for one in _choices(_VALUES[key]) if one["value"] == key))
    found = next(one for one in _choices(_KINDS[key]) if one.get("kind") == key)
    return {**_copy(found), "value": key}


def _copy(choice: Document) -> Document:
    return {**choice, "text": dict(choice["text"])}


@cache
def _choices(where: tuple[str, str]) -> list[Document]:
    document, name = where
    return next(place.item for place in places(shipped_document(document)) if place.item["name"] == name)["choices"]
