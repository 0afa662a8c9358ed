"""Which of a questionnaire's items are about what the law protects most (UK GDPR, Articles 9 and 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .items import Item
from .structure import Questionnaire

# Category -> ids of the bank, and English words of a question that is not from the bank. Gender identity is no special
# category in the law's words and is treated like one here.
SPECIAL = {
    "ethnicity": ({"ethnic_group", "ethnic_detail"}, r"\b(ethnic\w*|race|racial)\b"),
    "religion": ({"religion"}, r"\b(religio\w+|faith|philosophical belief)\b"),
    "health": ({"condition", "condition_limits"}, r"\b(health|disab\w+|illness\w*|pregnan\w+|medical)\b"),
    "orientation": ({"orientation"}, r"\bsexual(ity| orientation)\b|\bsex life\b"),
    "gender": ({"gender_identity"}, r"\bgender\b.*\b(identity|birth)\b|\btrans(gender)?\b"),
    "politics": (set(), r"\b(politic\w+|trade union)\b"),
    "offences": ({"know_carries", "bought_knife", "where_bought"}, r"\b(convict\w+|criminal record|arrested)\b|"
                 r"\byou\b.*\b(bought|carr\w+)\b.*\b(kni(fe|ves)|weapons?)\b"),
}  # fmt: skip
_WORDS = {category: re.compile(words, re.IGNORECASE) for category, (_ids, words) in SPECIAL.items()}


def special_items(asked: Questionnaire) -> dict[str, list[Item]]:
    """Category of SPECIAL -> the items that are about it, in the order of the questionnaire; without empty ones."""
    items = [item for page in asked.pages for item in page.items if item.asks]
    found = {category: list(_about(category, items, asked.master)) for category in SPECIAL}
    return {category: about for category, about in found.items() if about}


def _about(category: str, items: list[Item], master: str) -> Iterator[Item]:
    ids, _words = SPECIAL[category]
    for item in items:
        # The bank knows what its own items are about; of others their English words are read.
        told = item.bank in ids if item.bank else master == "en" and _WORDS[category].search(item.text.get("en", ""))
        if told or item.name in ids:
            yield item
