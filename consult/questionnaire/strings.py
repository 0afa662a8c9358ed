"""Every translatable text of a document, each at a place that stays, and what a translation of it must keep.

Texts of a questionnaire have no plural forms: nothing in them is counted. A translation that brings some (ICU's
"{n, plural, ...}") is refused like everything in braces that the original does not have, in words of its own.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .items import ITEM_TYPES
from .notes import LIMITS, MASTER, is_words
from .texts import PLACEHOLDERS, QUOTE, ascii_digits, clean, half_quotes, stray_placeholders, without_quotes

# The part of the first and the last page, beside those of the pages. No page's id begins so.
ENDS = "_ends"

FLAWS = (
    "blank", "unfit_character", "too_long", "plural_forms", "half_quote", "not_a_placeholder", "placeholder_lost",
    "placeholder_added",
)  # fmt: skip

_AREA = re.compile("|".join(re.escape(f"{{{name}}}") for name in sorted(PLACEHOLDERS)))
_PLURAL = re.compile(r"\{\s*[\w.]*\s*,\s*(?:plural|selectordinal|select)\s*,")


@dataclass(frozen=True)
class SourceText:
    """One text as it was written, and where it stands.

    place    "document.intro", "section:safety.title", "item:safe_dark.text", "item:safe_dark.choice:very_safe";
             the same in every version that has it
    source   the words in the master language
    role     "title", "intro", "easy_intro", "thanks", "section", "question", "info", "hint", "why", "unit",
             "easy_text", "easy_hint", "choice" or "row"
    context  for a translator: the question that a hint, a choice or a row belongs to; "" where it stands alone
    limit    the most characters that fit a phone
    part     the page it stands on, or ENDS; section: the section of that page, "" for ENDS
    words    language -> text, as the document has it
    """

    place: str
    source: str
    role: str
    context: str
    limit: int
    part: str
    section: str
    words: Mapping[str, str] = field(repr=False)

    def translation(self, language: str) -> str | None:
        """The words in a language; None where there are none."""
        value = self.words.get(language)
        return value if is_words(value) else None


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a translation: a code out of FLAWS, and what the sentence about it needs."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def master_of(document: Mapping[str, Any]) -> str:
    """The language that a checked document was written in."""
    return next(lang for lang, entry in document["languages"].items() if entry["state"] == MASTER)


def texts(document: Mapping[str, Any]) -> list[SourceText]:
    """Every translatable text of a checked document, in the order in which people meet them."""
    master = master_of(document)
    return [SourceText(source=words[master], words=words, **known) for known, words in _walk(document, master)]


def set_texts(document: Mapping[str, Any], language: str, values: Mapping[str, str]) -> dict[str, Any]:
    """A new document with these texts (place -> words) in a language and all else as it was.

    Raises KeyError for a place that the document does not have, ValueError for words without a letter: a text is
    replaced, never taken away.
    """
    made = copy.deepcopy(dict(document))
    known = {text.place: text for text in texts(made)}
    for place, value in values.items():
        if not is_words(value):
            raise ValueError(f"no words for {place}")
        known[place].words[language] = value
    return made


def set_text(document: Mapping[str, Any], place: str, language: str, value: str) -> dict[str, Any]:
    """As set_texts, for one."""
    return set_texts(document, language, {place: value})


def placeholders(words: str) -> list[str]:
    """What a text leaves to be filled in, as often as it stands there: "{area}", "{answer.reason}".

    What is said where there is no answer to quote is part of the words, and translated.
    """
    quoted = [f"{{answer.{ascii_digits(found[1])}}}" for found in QUOTE.finditer(words)]
    return _AREA.findall(without_quotes(words)) + quoted


def flaws(text: SourceText, value: str) -> list[Flaw]:
    """What keeps `value` from being a translation of a text; the language it is in makes no difference."""
    if not is_words(value):
        return [Flaw("blank")]
    return [*_form_flaws(text, value), *_brace_flaws(text, value)]


def _form_flaws(text: SourceText, value: str) -> Iterator[Flaw]:
    unfit = unfit_character(value)
    if unfit:
        yield Flaw("unfit_character", {"character": unfit})
    length = len(clean(value) or value)
    if length > text.limit:
        yield Flaw("too_long", {"length": length, "limit": text.limit})


def unfit_character(value: str) -> str | None:
    """The first control character, direction override or half character in a text ("U+202E"); None without any."""
    for one in value:
        # Between full stops, which compose with nothing: a combining mark alone is fit.
        if not one.isspace() and clean(f".{one}.") in (None, ".."):
            return f"U+{ord(one):04X}"
    return None


def _brace_flaws(text: SourceText, value: str) -> Iterator[Flaw]:
    if _PLURAL.search(value):
        yield Flaw("plural_forms")
        return
    for half in half_quotes(value):
        yield Flaw("half_quote", {"placeholder": half})
    for stray in dict.fromkeys(stray_placeholders(without_quotes(value))):
        yield Flaw("not_a_placeholder", {"placeholder": stray})
    wanted, found = Counter(placeholders(text.source)), Counter(placeholders(value))
    for code, counted in (("placeholder_lost", wanted - found), ("placeholder_added", found - wanted)):
        for placeholder in counted:
            yield Flaw(code, {"placeholder": placeholder})


# Where texts stand


def _walk(document: Mapping[str, Any], master: str) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """(the fields of a SourceText, its words by language) for each text."""
    ends = {"context": "", "part": ENDS, "section": ""}
    for key in ("title", "intro", "easy_intro"):
        yield from _one(f"document.{key}", key, document.get(key), _limit(key), **ends)
    for section in document["sections"]:
        for number, page in enumerate(section["pages"]):
            where = {"part": page["id"], "section": section["id"]}
            if number == 0:
                place = f"section:{section['id']}.title"
                yield from _one(place, "section", section["title"], LIMITS["title"], context="", **where)
            for item in page["items"]:
                yield from _of_item(item, master, where)
    yield from _one("document.thanks", "thanks", document["thanks"], LIMITS["thanks"], **ends)


def _of_item(item: dict[str, Any], master: str, where: dict[str, str]):
    here = f"item:{item['name']}"
    kind = ITEM_TYPES[item["type"]].text_limit
    yield from _one(f"{here}.text", kind, item["text"], LIMITS[kind], context="", **where)
    where = {**where, "context": item["text"][master]}
    for key in ("hint", "why", "unit"):
        yield from _one(f"{here}.{key}", key, item.get(key), LIMITS[key], **where)
    for key, role in (("choices", "choice"), ("rows", "row")):
        for entry in item.get(key, ()):
            yield from _one(f"{here}.{role}:{entry['value']}", role, entry["text"], LIMITS[role], **where)
    easy = item.get("easy", {})
    yield from _one(f"{here}.easy.text", "easy_text", easy.get("text"), LIMITS[kind], **where)
    yield from _one(f"{here}.easy.hint", "easy_hint", easy.get("hint"), LIMITS["hint"], **where)


def _one(place: str, role: str, words: dict[str, str] | None, limit: int, **where: str):
    if words is not None:
        yield {"place": place, "role": role, "limit": limit, **where}, words


def _limit(key: str) -> int:
    return LIMITS["intro" if key == "easy_intro" else key]
