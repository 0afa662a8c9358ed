"""What several families of checks ask of an item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..items import Item
from ..structure import Questionnaire, Words
from ..texts import quotes, without_quotes
from .findings import Context

# Items of the bank about who somebody is: optional, after the questions, with the reason why they are asked.
ABOUT = frozenset({
    "age_band", "age_young", "sex", "gender_identity", "orientation", "ethnic_group", "ethnic_detail", "religion",
    "main_language", "condition", "condition_limits", "tenure", "neighbourhood", "ward",
})  # fmt: skip
# Items of the bank after which support is offered: they can bring back what happened to somebody.
SENSITIVE = frozenset({
    "reasons_unsafe", "worry_knife", "worry_knife_young", "know_carries", "bought_knife", "where_bought",
    "trusted_adult",
})  # fmt: skip
_SENSITIVE_WORDS = re.compile(
    r"\b(stabbed|victims?|abused|assaulted|attacked|raped?|"
    r"sexual(ly)? (abuse|assault|harass|violence|exploit|touch)\w*|"
    r"self-harm\w*|suicid\w*|bullied|harassed|stalked|threatened|exploited|groomed|hit you|hurt you|forced (you|to))\b"
    # What somebody has done with a weapon of their own.
    r"|\b(have|has|do|did|are|were) you\b.*\b(carr\w+|bought|buy|own|use|used)\b.*\b(kni(fe|ves)|guns?|weapons?)\b",
    re.IGNORECASE,
)
# A subject that touches some of those who read it, whatever is asked about it.
_HEAVY_WORDS = re.compile(
    r"\b(kni(fe|ves)|guns?|weapons?|stabb\w*|abuse|assaults?|bully\w*|harassment|stalking|threats?|exploitation|grooming|"
    r"domestic (abuse|violence)|hate crimes?|murder\w*)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def words(text: Words | None, asked: Questionnaire) -> str:
    """The text in the master language, its quotes of answers and its places filled with a plain word; "" for none."""
    if not text:
        return ""
    value = text.get(asked.master, "")
    if quotes(value):
        value = without_quotes(value)
    return value.replace("{area}", "Trafford").strip()


def plain(text: str) -> str:
    """The text in small letters without punctuation: what two writings of one wording share."""
    return " ".join(re.sub(r"[^\w' -]", " ", text.replace("’", "'").casefold()).split())


def sentences(text: str) -> list[str]:
    """The sentences of a text, blank ones left out."""
    return [one.strip() for one in _SENTENCE.findall(text) if one.strip()]


def questions(asked: Questionnaire) -> Iterator[Item]:
    """The items that are answered, in order: not pages to read."""
    return (item for page in asked.pages for item in page.items if item.asks)


def in_bank_words(item: Item, asked: Questionnaire, context: Context) -> bool:
    """Whether the question is the bank's, word for word: the field's own wording, tried and published."""
    entry: Mapping[str, Any] | None = context.bank.get(item.bank or "")
    return entry is not None and plain(entry["wording"]) == plain(item.text.get(asked.master, ""))


def is_about(item: Item) -> bool:
    """Whether the item asks who somebody is."""
    return item.bank in ABOUT


def is_sensitive(item: Item, asked: Questionnaire) -> bool:
    """Whether the question can hurt: by its id in the bank, else by its English words."""
    if item.bank in SENSITIVE:
        return True
    return asked.master == "en" and _SENSITIVE_WORDS.search(words(item.text, asked)) is not None


def is_heavy(item: Item, asked: Questionnaire) -> bool:
    """Whether its English words are about a subject that touches some, without asking what happened to them."""
    return not is_sensitive(item, asked) and _HEAVY_WORDS.search(words(item.text, asked)) is not None
