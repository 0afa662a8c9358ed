"""Whether somebody can decline to answer, and whether the list can be taken in on a phone."""

from __future__ import annotations

from collections.abc import Iterator

from ..items import Item
from ..structure import Questionnaire
from .common import is_about, is_sensitive, plain, questions, words
from .findings import Context, Hit

# More than these, and the first are out of sight when the last are read on a screen of 360 x 640.
MOST_CHOICES = 15
MOST_ROWS = 10
# A question and its hint together, in characters: half of such a screen.
LONGEST_QUESTION = 320


def no_way_out(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions that have to be answered without a "prefer not to say"."""
    for item in questions(asked):
        if _must_tell(item) and not _is_private(item, asked):
            yield Hit(item.name, plain(words(item.text, asked)))


def must_tell_private(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """The same of what can hurt, or of who somebody is: nobody may be made to tell that."""
    for item in questions(asked):
        if _must_tell(item) and _is_private(item, asked):
            yield Hit(item.name, plain(words(item.text, asked)))


def _must_tell(item: Item) -> bool:
    # Of a consent both answers are a way out.
    return item.required and item.type != "consent" and all(one.kind != "prefer_not" for one in item.choices)


def _is_private(item: Item, asked: Questionnaire) -> bool:
    return is_about(item) or is_sensitive(item, asked)


def too_many(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Lists and grids of more lines than fit a phone. The partnership's own areas can be searched: not these."""
    for item in questions(asked):
        own = [one for one in item.choices if not one.is_area]
        if len(own) > MOST_CHOICES:
            yield Hit(item.name, f"{len(own)} choices", {"number": len(own), "limit": MOST_CHOICES})
        elif len(item.rows) > MOST_ROWS:
            yield Hit(item.name, f"{len(item.rows)} rows", {"number": len(item.rows), "limit": MOST_ROWS})


def too_long(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions that with their hint fill half of a phone, in any language that is offered."""
    for item in questions(asked):
        hint = item.hint or {}
        lengths = {lang: len(item.text.get(lang, "")) + len(hint.get(lang, "")) for lang in asked.languages}
        language = max(lengths, key=lengths.__getitem__)
        if lengths[language] > LONGEST_QUESTION:
            text = f"{item.text.get(language, '')} {hint.get(language, '')}"
            parameters = {"number": lengths[language], "limit": LONGEST_QUESTION, "language": language}
            yield Hit(item.name, plain(text), parameters)
