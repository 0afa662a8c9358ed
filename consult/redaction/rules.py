"""What may identify somebody, by rules; telephone numbers by the phonenumbers library.

The rules are written for the United Kingdom and for English. Numbers, addresses of e-mail and the web, and
@handles are found in every script.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from consult.redaction.names import names
from consult.redaction.schools import schools

# In order of precedence: where two rules find overlapping places, the first keeps it.
KINDS = ("email", "web", "handle", "nhs", "phone", "date", "postcode", "plate", "address", "school", "name", "number")

# A telephone number is looked for in pieces: the library's time grows faster than the text.
_PIECE = 2_000

_STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|crescent|cres|grove|court|ct|way|place|pl|terrace|gardens|"
    "gdns|walk|mews|square|row|rise|view|green|fold|brow|bank"
)
# "10 men on the street" is no address.
_NO_STREET = r"(?:a|along|and|are|at|by|down|from|in|is|my|of|off|on|or|our|out|people|per|that|the|this|to|up|was)\b"
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|" \
         "nov(?:ember)?|dec(?:ember)?"  # fmt: skip
_RULES = {
    "email": re.compile(r"[\w.+-]{1,64}@\w[\w-]{0,62}(?:\.[\w-]{1,63}){1,6}"),
    "web": re.compile(r"\b(?:https?://|www\.)[^\s<>\"“”]{1,500}", re.I),
    "handle": re.compile(r"(?<![\w@.])@\w[\w.]{1,40}"),
    # Ten digits as the NHS prints them; any ten digits that pass its check are found below.
    "nhs": re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"),
    "date": re.compile(
        rf"(?<!\d)(?:\d{{1,2}}([/.-])\d{{1,2}}\1\d{{2}}(?:\d{{2}})?|\d{{4}}-\d{{2}}-\d{{2}}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH}),? \d{{4}})(?!\d)"
        rf"|\b(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}(?!\d)",
        re.I,
    ),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? {0,2}\d[ABD-HJLNP-UW-Z]{2}\b", re.I),
    # The current form, and those with a letter of the year before or after.
    "plate": re.compile(
        r"\b(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-HJ-NP-TV-Y]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-HJ-NP-TV-Y])\b"
    ),
    "address": re.compile(
        rf"\b(?:(?:flat|apartment|apt|unit|no\.?|number) ?)?\d{{1,4}}[a-z]?,? "
        rf"(?:(?!{_NO_STREET})(?:st\.|[a-z'’-]{{1,30}}) ){{1,3}}"
        rf"(?:{_STREET})\b|\b(?:flat|apartment|apt) ?\d{{1,4}}[a-z]?\b",
        re.I,
    ),
    # As numbers of the United Kingdom are written; the library finds those of other countries and of odd spacing.
    "phone": re.compile(r"(?<!\d)(?:\+44 ?(?:\(0\) ?)?|\(?0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)"),
    "number": re.compile(r"(?<!\d)\d(?:[ .\-/]?\d){5,40}(?!\d)"),
}


@dataclass(frozen=True)
class Found:
    """A place in a text: `start` to before `end`, and one of KINDS."""

    start: int
    end: int
    kind: str

    @property
    def key(self) -> str:
        """The place by itself, as a form sends it."""
        return f"{self.start}-{self.end}"


def suggestions(text: str) -> list[Found]:
    """What may identify somebody in a text, in order and without overlap."""
    taken: list[Found] = []
    for kind in KINDS:
        for start, end in _places(kind, text):
            place = bisect_left(taken, start, key=lambda one: one.start)
            # Those taken do not overlap, so that only the neighbours can.
            before, after = taken[max(0, place - 1) : place], taken[place : place + 1]
            if all(one.end <= start for one in before) and all(end <= one.start for one in after):
                taken.insert(place, Found(start, end, kind))
    return taken


def _places(kind: str, text: str) -> Iterable[tuple[int, int]]:
    if kind == "name":
        return names(text)
    if kind == "school":
        return schools(text)
    found = (match for match in _RULES[kind].finditer(text))
    if kind == "nhs":
        found = (match for match in found if _is_nhs(match[0]))
    places = (match.span() for match in found)
    return chain(places, _phones(text)) if kind == "phone" else places


def _is_nhs(written: str) -> bool:
    """Whether the tenth digit checks the nine before it, modulo 11, as the NHS Data Dictionary says."""
    digits = [int(one) for one in written if one.isdecimal()]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == digits[9] and check != 10


def _phones(text: str) -> Iterator[tuple[int, int]]:
    import phonenumbers

    for start in range(0, len(text), _PIECE):
        # Each piece reaches into the next as far as a number may.
        piece = text[start : start + _PIECE + 40]
        for match in phonenumbers.PhoneNumberMatcher(piece, "GB", max_tries=200):
            if match.start < _PIECE:
                yield start + match.start, start + match.end
