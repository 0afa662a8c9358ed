"""Takes out of a text what a person has decided on, and shows a text with what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.redaction.rules import Found

# What stands where something was taken out. In English: it is part of the kept text, whatever its language.
MARKS = {
    "email": "[e-mail address]", "web": "[web address]", "handle": "[user name]", "nhs": "[NHS number]",
    "phone": "[phone number]", "date": "[date]", "postcode": "[postcode]", "plate": "[number plate]",
    "address": "[address]", "school": "[school]", "name": "[name]", "number": "[number]",
}  # fmt: skip
BY_HAND = "[taken out]"
_MARK = re.compile("|".join(re.escape(mark) for mark in (*MARKS.values(), BY_HAND)))


class NotInText(ValueError):
    """Words to take out that the text does not hold: `words`."""

    def __init__(self, words: list[str]):
        self.words = words
        super().__init__(", ".join(words))


@dataclass(frozen=True)
class Segment:
    """A piece of a text; `found` where it is a suggestion."""

    words: str
    found: Found | None = None


def parts(text: str, found: Sequence[Found]) -> list[Segment]:
    """The whole text in pieces, those that were found apart from the rest."""
    pieces, end = [], 0
    for one in found:
        if one.start > end:
            pieces.append(Segment(text[end : one.start]))
        pieces.append(Segment(text[one.start : one.end], one))
        end = one.end
    if end < len(text):
        pieces.append(Segment(text[end:]))
    return pieces


def take_out(text: str, accepted: Iterable[Found], by_hand: Iterable[str] = ()) -> str:
    """The text with a mark in place of everything `accepted`, and of every occurrence of the words `by_hand`.

    Words by hand are found whether or not they are written with capitals. Where two places overlap or touch within
    a word, one mark stands for both. Raises NotInText for words that are not there.
    """
    places = [(one.start, one.end, MARKS[one.kind]) for one in accepted]
    missing = []
    for words in by_hand:
        found = [(*match.span(), BY_HAND) for match in re.finditer(re.escape(words), text, re.IGNORECASE)]
        missing += [] if found else [words]
        places += found
    if missing:
        raise NotInText(missing)
    written, end = [], 0
    for start, stop, mark in _merged(places):
        written += [text[end:start], mark]
        end = stop
    return "".join([*written, text[end:]])


def without_marks(redacted: str) -> str:
    """A redacted text with a full stop in place of each mark: the words of a mark are nobody's."""
    return _MARK.sub(" . ", redacted)


def _merged(places: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, stop, mark in sorted(places):
        if merged and start < merged[-1][1]:
            before = merged[-1]
            merged[-1] = (before[0], max(before[1], stop), before[2])
        else:
            merged.append((start, stop, mark))
    return merged
