"""Text in several languages, placeholders in it, and the cleaning of what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

# What a text may quote. The web layer gives the values, so that one document serves every partnership.
PLACEHOLDERS = frozenset({"area"})

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
# An earlier answer: the item's name, then what is said where there is no answer. A translator may type the name with
# the digits of another script, or a whole text be given them.
QUOTE = re.compile(r"\{answer\.([a-z][a-z\d_]*)\|([^{}|]*[^{}|\s][^{}|]*)\}")
_HALF_QUOTE = re.compile(r"\{answer\b[^{}]*\}")
# Embeddings, overrides and isolates reorder everything printed after them, in an export or on an officer's
# page. The marks U+200E/U+200F and the joiners U+200C/U+200D stay: Persian, Urdu and emoji need them.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Neither XML (so neither Word nor Excel) can hold these, and a byte order mark inside a text is never meant.
_NEVER_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Text:
    """Words and the language they are really in, which may not be the language that was asked for."""

    value: str
    lang: str

    def __str__(self) -> str:
        return self.value


def text(mapping: Mapping[str, str], lang: str, master: str = "en") -> Text:
    """The words of `mapping` in `lang`, else in `master`, else in whichever language has some.

    Raises LookupError when the mapping holds no words at all: a blank is never shown.
    """
    for candidate in (lang, master, *mapping):
        value = mapping.get(candidate)
        if value and value.strip():
            return Text(value, candidate)
    raise LookupError("a text without words in any language")


Fillable = TypeVar("Fillable", str, Text)


def fill(words: Fillable, values: Mapping[str, str]) -> Fillable:
    """Replaces each `{name}` by `values[name]`, once: a value that itself holds braces is left as it is.

    This is not str.format: `{0.__class__}` and the like are plain characters. A name without a value stays.
    """
    if isinstance(words, Text):
        return replace(words, value=fill(words.value, values))
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), words)


def quotes(words: str) -> list[str]:
    """The names of the items whose answers a text quotes, each as often as it is quoted."""
    return [ascii_digits(found[1]) for found in QUOTE.finditer(words)]


def plain_quotes(words: str) -> str:
    """The same with the names in its quotes written as they are in answers, for whoever fills them in elsewhere."""
    return QUOTE.sub(lambda found: f"{{answer.{ascii_digits(found[1])}|{found[2]}}}", words)


def half_quotes(words: str) -> list[str]:
    """What looks like the quote of an answer and is none: without a fallback, or with a blank one."""
    return _HALF_QUOTE.findall(QUOTE.sub("", words))


def without_quotes(words: str) -> str:
    """The text without quotes of answers, whole or half."""
    return _HALF_QUOTE.sub("", words)


def ascii_digits(words: str) -> str:
    """The same with the digits of every script written 0 to 9."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in words)


def stray_placeholders(words: str, known: frozenset[str] = PLACEHOLDERS) -> list[str]:
    """What stands in braces and is not a known placeholder, and any brace left alone."""
    unknown = [found[0] for found in _PLACEHOLDER.finditer(words) if found[1] not in known]
    rest = _PLACEHOLDER.sub("", words)
    return unknown + [brace for brace in "{}" if brace in rest]


def clean(words: str) -> str | None:
    """What a person typed, fit to be kept, shown and exported; None when it is not text at all.

    Composed (NFC), line ends made one kind, control characters and direction overrides taken out, blank
    ends cut. Emoji, joiners and every script stay. Idempotent.
    """
    if _LONE_SURROGATE.search(words):
        return None
    words = _LINE_ENDS.sub("\n", words).replace("\t", " ")
    words = _REORDERING.sub("", _NEVER_TEXT.sub("", words))
    return unicodedata.normalize("NFC", words).strip()
