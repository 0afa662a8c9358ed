"""Names and values as a document takes them, made from what a file calls things."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 40


def name_of(found: str, otherwise: str = "question") -> str:
    """A name of small letters, digits and _ that begins with a letter."""
    words = re.sub(r"[^a-z0-9]+", "_", _plain(found).lower()).strip("_")
    if not words:
        return otherwise
    return (words if words[0].isalpha() else f"q_{words}")[:LONGEST].rstrip("_")


def value_of(found: str) -> str:
    """A choice's value: letters, digits and _:+-, beginning with a letter or a digit."""
    found = f"minus_{found[1:]}" if re.fullmatch(r"-\d.*", found) else found
    return re.sub(r"[^A-Za-z0-9_:+-]+", "_", _plain(found)).strip("_:+-")[:LONGEST] or "choice"


def unique(wanted: str, taken: set[str]) -> str:
    """`wanted`, or the same with a number after it that is not taken; it is taken from now on."""
    found, number = wanted, 2
    while found in taken:
        ending = f"_{number}"
        found, number = wanted[: LONGEST - len(ending)] + ending, number + 1
    taken.add(found)
    return found


def _plain(words: str) -> str:
    """Letters without their marks, where they are Latin letters with marks."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode() or words
