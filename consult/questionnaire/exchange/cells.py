"""Texts in cells and back again, and the JSON that stands beside them for what a cell cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..texts import QUOTE, ascii_digits, clean

# Excel keeps 32,767 characters in a cell, and counts some signs twice.
MOST_IN_CELL = 16_000
# The column that holds what XLSForm has no column for. Other programs pass over a column they do not know.
OWN = "consult"
FALLBACK = "…"

# A quote of an answer, as XLSForm writes it.
REFERENCE = re.compile(r"\$\{\s*([^${}\s]+)\s*\}")
# What Excel takes for a character of its own.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

NAMES = {"en": "English", "ur": "Urdu", "ar": "Arabic", "pa": "Punjabi", "bn": "Bengali", "fa": "Persian",
         "pl": "Polish", "ro": "Romanian", "so": "Somali", "zh": "Chinese"}


def language_header(lang: str) -> str:
    """A language as the head of a column names it: "Polish (pl)"."""
    return f"{NAMES.get(lang, lang)} ({lang})"


def in_cell(words: Any) -> str:
    """Words as they stand in a cell: quotes of answers become references; what no cell can hold is taken out."""
    if not isinstance(words, str):
        return ""
    words = clean(words.encode("utf-8", "replace").decode()) or ""
    words = _ESCAPE.sub(r"_ x\1_", words)
    return QUOTE.sub(lambda found: f"${{{ascii_digits(found[1])}}}", words)[:MOST_IN_CELL]


def from_cell(cell: str, before: Any = None) -> str:
    """The words of a cell; references become quotes, with the fallbacks they had `before` in the same text."""
    fallbacks = {ascii_digits(name): said for name, said in QUOTE.findall(before)} if isinstance(before, str) else {}
    return REFERENCE.sub(lambda found: f"{{answer.{found[1]}|{fallbacks.get(found[1], FALLBACK)}}}", cell)


def exact(texts: Mapping[str, Any]) -> dict[str, Any]:
    """Of texts by language, those that a cell alone does not give back: to be kept beside it."""
    return {lang: words for lang, words in texts.items() if not in_cell(words) or from_cell(in_cell(words)) != words}


def restored(cells: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Texts by language from the cells and what `exact` kept of them. A cell that was changed since wins."""
    texts = {lang: from_cell(cell, kept.get(lang)) for lang, cell in cells.items() if cell}
    same = {lang: words for lang, words in kept.items() if in_cell(words) == cells.get(lang, "")}
    return {**texts, **same}


def own_columns(value: Any) -> dict[str, str]:
    """JSON over as many columns as it needs: consult, consult_2..."""
    # An escape that Excel would read as a character is written so that it does not.
    whole = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("_x", "\\u005fx")
    whole = re.sub("[\x7f-\x9f\u00a0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]", _escaped, whole)
    parts = [whole[start:start + MOST_IN_CELL] for start in range(0, len(whole), MOST_IN_CELL)]
    # A reader cuts blanks at the ends of a cell: none may end or begin there.
    return {own_column(number): f"|{part}|" for number, part in enumerate(parts, 1)}


def own_column(number: int) -> str:
    """The name of the first, second... column of JSON."""
    return OWN if number == 1 else f"{OWN}_{number}"


def own_value(row: Mapping[str, str]) -> Any:
    """What `own_columns` put into a row; None where there is nothing, or nothing that can be read."""
    parts = []
    while (part := row.get(own_column(len(parts) + 1), "")).startswith("|"):
        parts.append(part[1:-1])
    try:
        return json.loads("".join(parts)) if parts else None
    except (ValueError, RecursionError):
        return None


def languages_of(texts: Iterable[Mapping[str, Any] | None]) -> list[str]:
    """Every language that any of these texts is in, in the order they are met."""
    return list(dict.fromkeys(lang for one in texts if one for lang in one))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
