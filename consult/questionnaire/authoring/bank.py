"""The bank of items as things to ask: each with its wording, its translations and where it comes from."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..reading import FROM_16
from ..shipped import item_bank, shipped_document, shipped_names
from .finding import Document, free, places

ADULTS, YOUNG = "adults", "young"


@dataclass(frozen=True)
class BankItem:
    """One question of the bank.

    key        where the product asks it, "residents.safe_dark"
    bank       its id in the bank; entry: what the bank says of it (wording, scale, net, source, benchmarks,
               comparability)
    item       the question as the product asks it; section: the title it stands under, by language
    """

    key: str
    bank: str
    entry: dict[str, Any]
    item: Document
    section: dict[str, str]


def bank_items(audience: str) -> dict[str, BankItem]:
    """Key -> question, as it is asked of this audience where it is asked of both, in the questionnaires' order."""
    return dict(_items(audience))


def from_bank(found: BankItem, document: Document) -> Document:
    """The question as a new item for a document, without rules: those look at answers that may not be asked here.

    It keeps its name where that is free, for figures and earlier waves are found by it.
    """
    made = copy.deepcopy(found.item)
    made.pop("when", None)
    taken = {place.item["name"] for place in places(document)}
    made["name"] = free(made["name"], taken)
    if document["audience"] == YOUNG and found.bank in FROM_16:
        made["from_age"] = 16
    return made


def home(bank: str | None, audience: str) -> tuple[str, str] | None:
    """(questionnaire, item) under which figures that may stand beside a question of the bank are listed.

    None where the bank has it for the other audience only: adults are never set beside children.
    """
    return _homes(audience).get(bank or "")


@cache
def _homes(audience: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for key, one in _items(audience).items():
        document, name = key.split(".")
        if shipped_document(document)["audience"] == audience:
            found.setdefault(one.bank, (document, name))
    return found


@cache
def _items(audience: str) -> dict[str, BankItem]:
    found, entries, known = {}, item_bank(), set()
    for name, document in _documents(audience):
        here = set()
        for place in places(document):
            bank = place.item.get("bank")
            if bank in entries and bank not in known:
                key = f"{name}.{place.item['name']}"
                found[key] = BankItem(key, bank, entries[bank], place.item, place.section["title"])
                here.add(bank)
        known |= here
    return found


def _documents(audience: str) -> list[tuple[str, Document]]:
    """The shipped questionnaires, those for this audience first, and those that are offered to answer before others."""
    documents = [(name, shipped_document(name)) for name in shipped_names()]
    return sorted(documents, key=lambda one: (one[1]["audience"] != audience, len(one[1]["languages"]) == 1))
