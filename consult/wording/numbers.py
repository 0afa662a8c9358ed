"""Numbers in running text, in the digits and separators of English, Polish and Urdu, and what each is a number of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PERCENT, POINTS, BARE = "percent", "points", "bare"

_DIGITS = {ord(sign): str(value) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, sign in enumerate(row)}
_SIGNS = {ord("٪"): "%", ord("٫"): ".", ord("٬"): ",", ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u2009"): " "}
# Marks of direction and joiners, which stand in text without being read.
_UNSEEN = dict.fromkeys(map(ord, "\u200e\u200f\u200c\u200d\u2066\u2067\u2068\u2069\u061c"))

_NUMBER = r"(?<![\d.,])\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?(?!\d)|(?<!\d)\d+(?:[.,]\d+)?"
_PERCENT = r"(?:%|per ?cent\b|pct\b|procent\w*|فی ?صد(?!ی))"
_POINTS = r"(?:percentage[ -]points?\b|points?\b|pp\b|punkt\w*|p\. ?p\.|فیصدی پوائنٹ\w*|فی ?صد پوائنٹ\w*|پوائنٹ\w*)"
_FOUND = re.compile(_NUMBER)
_AFTER_PERCENT = re.compile(rf"\s*{_PERCENT}", re.IGNORECASE)
_AFTER_POINTS = re.compile(rf"\s*-?{_POINTS}", re.IGNORECASE)
# Of "between 58 and 77%" and "58–77%" the sign at the end is of both.
_JOINED = re.compile(
    rf"\s*(?:[-–—]|to\b|and\b|do\b|a\b|i\b|سے|اور)\s*[+−-]?(?:{_NUMBER})\s*(?P<of>{_POINTS}|{_PERCENT})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number as written: every reading of its separators, its decimals, what it is of, and where it stands."""

    readings: tuple[float, ...]
    decimals: int
    kind: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text with Western digits and signs, without marks that are not read."""
    return text.translate(_UNSEEN).translate(_DIGITS).translate(_SIGNS)


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a `plain` text, in order."""
    for found in _FOUND.finditer(text):
        readings, decimals = _read(found[0])
        yield Number(readings, decimals, _kind(text, found), found.start(), found.end())


def _read(written: str) -> tuple[tuple[float, ...], int]:
    """"1,212" may be a thousand and more or, in Polish, a decimal: both readings are kept."""
    whole = re.fullmatch(r"(\d{1,3}(?:[ ,.]\d{3})+)(?:[.,](\d+))?", written)
    plain_form = re.fullmatch(r"(\d+)(?:[.,](\d+))?", written)
    readings = []
    if whole:
        readings.append(float(re.sub(r"\D", "", whole[1]) + "." + (whole[2] or "0")))
    if plain_form:
        readings.append(float(plain_form[1] + "." + (plain_form[2] or "0")))
    fraction = (plain_form or whole)[2]
    return tuple(readings), len(fraction) if fraction else 0


def _kind(text: str, found: re.Match) -> str:
    after = text[found.end():]
    # A sign belongs to a difference: "(−20)".
    if _AFTER_POINTS.match(after) or text[: found.start()].endswith(("+", "−")):
        return POINTS
    if _AFTER_PERCENT.match(after) or text[: found.start()].endswith("%"):
        return PERCENT
    joined = _JOINED.match(after)
    if joined is None:
        return BARE
    return POINTS if re.fullmatch(_POINTS, joined["of"], re.IGNORECASE) else PERCENT
