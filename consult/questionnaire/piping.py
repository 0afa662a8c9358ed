"""Texts that quote an earlier answer: "{answer.reason|what you told us}"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .items import Item
from .routing import path
from .structure import Questionnaire, Words
from .texts import QUOTE, Text, ascii_digits, clean, quotes

# First strong isolate and its end: an answer in another script never reorders the sentence around it.
_ISOLATE, _END = "\u2068", "\u2069"

Written = Callable[[Item, Any], str | None]


def piped(words: Text, questionnaire: Questionnaire, answers: Mapping[str, Any], lang: str,
          written: Written | None = None) -> Text:
    """The text with each quote replaced by the answer in `lang`, or by its fallback where there is none.

    There is none when the item is off the path, skipped, or answered with "don't know" or "prefer not to say".
    Quotes are replaced once and last: `fill` other placeholders before, for a text that was typed may hold braces.
    `written` puts numbers and months (an item and its answer, never None) as the reader's language writes them; None
    from it leaves them as kept. The value is plain text: whoever makes a page of it escapes it.
    """
    if not quotes(words.value):
        return words
    asked = {item.name: item for page in path(questionnaire, answers) for item in page.items}

    def value(found: Any) -> str:
        item = asked.get(ascii_digits(found[1]))
        said = _quoted(item, answers, lang, written) if item is not None else None
        return f"{_ISOLATE}{said}{_END}" if said else found[2]

    return replace(words, value=QUOTE.sub(value, words.value))


def _quoted(item: Item, answers: Mapping[str, Any], lang: str, written: Written | None) -> str | None:
    answer = answers.get(item.name)
    said = item.quoted(answer, lang, answers.get(item.other_key))
    if said and written and item.is_figure:
        said = written(item, answer) or said
    # Answers from a file were never cleaned, and an isolate closed inside a value would let it out.
    return " ".join((clean(said) or "").split()) if said else None


def quoted_by(words: Words) -> list[str]:
    """The names of the items that a text quotes, in any of its languages."""
    return list(dict.fromkeys(name for value in words.values() for name in quotes(value)))
