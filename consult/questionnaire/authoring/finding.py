"""Finding things in a document, the names of new ones, and who rests on what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..notes import MASTER
from ..piping import quoted_by
from ..routing import references
from ..shipped import shipped_document, shipped_names

Document = dict[str, Any]

LONGEST_NAME = 40
# Texts in which an earlier answer may be quoted.
_QUOTING = ("text", "hint", "why")


@dataclass(frozen=True)
class Dependent:
    """What rests on an answer. `kind`: "section", "page" or "item"; `by`: "rule" or "quote"."""

    kind: str
    id: str
    by: str


class CannotAuthor(ValueError):
    """A change that cannot be made. Nothing was changed.

    code     "not_there", "needed", "order", "last_question", "only_page", "first_section", "begins_section",
             "rule_between", "yes_no", "too_few", "no_words", "nothing_to_ask"
    params   of "needed": users (Dependents); of "order": user (a Dependent) and needs, the name of an item
    """

    def __init__(self, code: str, **params: Any):
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True)
class Place:
    """An item with its page and its section, as they stand in the document itself."""

    section: Document
    page: Document
    item: Document

    @property
    def alone(self) -> bool:
        """Whether it has its page to itself."""
        return len(self.page["items"]) == 1


def master(document: Document) -> str:
    """The language that the document was written in."""
    return next(lang for lang, entry in document["languages"].items() if entry["state"] == MASTER)


def pages(document: Document) -> Iterator[tuple[Document, Document]]:
    """(section, page) of every page in order."""
    return ((section, page) for section in document["sections"] for page in section["pages"])


def places(document: Document) -> Iterator[Place]:
    """Every item with where it stands, in order."""
    return (Place(section, page, item) for section, page in pages(document) for item in page["items"])


def find(document: Document, name: str) -> Place:
    """Where an item stands. Raises CannotAuthor "not_there"."""
    found = next((place for place in places(document) if place.item["name"] == name), None)
    return found or _not_there()


def section(document: Document, section_id: str) -> Document:
    """A section of the document. Raises CannotAuthor "not_there"."""
    found = next((one for one in document["sections"] if one["id"] == section_id), None)
    return found or _not_there()


def page(document: Document, page_id: str) -> tuple[Document, Document]:
    """(section, page) of a page. Raises CannotAuthor "not_there"."""
    found = next((pair for pair in pages(document) if pair[1]["id"] == page_id), None)
    return found or _not_there()


def _not_there():
    raise CannotAuthor("not_there")


def said(document: Document, words: dict[str, str] | None) -> str:
    """A text in the document's own language; blank where there is none."""
    return (words or {}).get(master(document), "")


# Who rests on what

def dependents(document: Document, name: str, value: str | None = None) -> list[Dependent]:
    """What has a rule about an item or, with `value`, about that choice of it; without one, also what quotes it."""
    found = []
    for one in document["sections"]:
        found += _of("section", one["id"], one.get("when"), [one["title"]], name, value)
    for _section, one in pages(document):
        found += _of("page", one["id"], one.get("when"), [], name, value)
        for item in one["items"]:
            texts = [*(item.get(key) for key in _QUOTING), *item.get("easy", {}).values()]
            found += _of("item", item["name"], item.get("when"), texts, name, value)
    return found


def _of(kind, id_, when, texts, name, value) -> list[Dependent]:
    found = []
    if name in references(when) if value is None else _names_choice(when, name, value):
        found.append(Dependent(kind, id_, "rule"))
    if value is None and any(name in quoted_by(words or {}) for words in texts):
        found.append(Dependent(kind, id_, "quote"))
    return found


def _names_choice(when: Any, name: str, value: str) -> bool:
    if when is None:
        return False
    parts = when.get("all") or when.get("any") or ([when["not"]] if "not" in when else [])
    own = when.get("item") == name and value in (when.get("in") or when.get("not_in") or [])
    return own or any(_names_choice(part, name, value) for part in parts)


def check_order(document: Document) -> None:
    """Raises CannotAuthor "order" where a rule or a quote looks at its own page or a later one."""
    earlier: set[str] = set()
    for at_section, at_page in pages(document):
        for kind, one, id_ in _holders(at_section, at_page):
            for needed in _looks_at(one):
                if needed not in earlier:
                    raise CannotAuthor("order", user=Dependent(kind, id_, "rule"), needs=needed)
        earlier |= {item["name"] for item in at_page["items"]}


def _holders(at_section: Document, at_page: Document) -> Iterator[tuple[str, Document, str]]:
    if at_section["pages"][0] is at_page:
        yield "section", at_section, at_section["id"]
    yield "page", at_page, at_page["id"]
    for item in at_page["items"]:
        yield "item", item, item["name"]


def _looks_at(one: Document) -> list[str]:
    texts = [one.get(key) for key in (*_QUOTING, "title")] + list(one.get("easy", {}).values())
    return [*references(one.get("when")), *(name for words in texts for name in quoted_by(words or {}))]


# Names

@cache
def _taken_by_the_product() -> frozenset[str]:
    """Names that mean a certain question: figures are published by them, so nothing else may be called so."""
    return frozenset(place.item["name"] for name in shipped_names() for place in places(shipped_document(name)))


def new_name(document: Document, words: str) -> str:
    """A name for a new item, made of its words: in no other use here, and of no question of the product's."""
    taken = {place.item["name"] for place in places(document)} | _taken_by_the_product()
    return free(_identifier(words) or "question", taken | {one["id"] for _section, one in pages(document)})


def new_value(words: str, taken: Collection[str], otherwise: str = "answer") -> str:
    """The value of a new choice or row, or an id, made of its words; `otherwise` where they hold no plain letters."""
    return free(_identifier(words) or otherwise, taken)


def free(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or the same with the first number that makes it new."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        ending = f"_{number}"
        found = wanted[:LONGEST_NAME - len(ending)] + ending
    return found


def _identifier(words: str) -> str:
    """Small letters, digits and _ of some words, beginning with a letter; blank where they hold none."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.sub(r"[^a-z0-9]+", "_", re.sub(r"['’]", "", plain)).strip("_").split("_")
    name = ""
    for part in parts:
        if name and len(name) + 1 + len(part) > 24:
            break
        name = f"{name}_{part}" if name else part[:LONGEST_NAME]
    return name if name[:1].isalpha() else f"q_{name}" if name else ""
