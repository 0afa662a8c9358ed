"""The checker: numbers and claims of a text against what the figures carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.wording.carried import Carried
from consult.wording.claims import claims
from consult.wording.numbers import BARE, PERCENT, Number, numbers, plain

# Half a unit of what is written, and a hair for how fractions are kept.
HALF, HAIR = 0.5, 1e-6
# How far a number may be from the figure after "about", and on the right side of it after "over" or "under".
ABOUT, BEYOND = 2.5, 5.0

_ABOUT = re.compile(r"\b(?:about|around|roughly|nearly|almost|some|około|prawie|niemal)\s*$|تقریباً\s*$", re.IGNORECASE)
_OVER = re.compile(r"\b(?:over|more than|above|at least|ponad|więcej niż)\s*$", re.IGNORECASE)
_UNDER = re.compile(r"\b(?:under|less than|fewer than|below|poniżej|mniej niż)\s*$", re.IGNORECASE)
_MORE_OR_LESS = re.compile(
    r"\s*(?:%|per ?cent|procent\w*)?\s*(?:(?:more|higher|less|lower|fewer|above|below|better|worse|increase|decrease|"
    r"rise|fall|drop|reduction|wyż\w+|niż(?:sz|ej)\w*|więcej|mniej)\b|زیادہ|کم\b)", re.IGNORECASE)  # fmt: skip
_FEW = re.compile(r"\b(?:a few|a handful|only (?:one|two|three|four)|nobody|no one|none|everyone|everybody)\b",
                  re.IGNORECASE)  # fmt: skip
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
          "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100}  # fmt: skip
_IN = re.compile(rf"\b(\d+|{'|'.join(_WORDS)}) (?:in|out of)(?: every)? (\d+|{'|'.join(_WORDS)})\b", re.IGNORECASE)
_PARTS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5}
_FRACTION = re.compile(rf"\b(a|{'|'.join(_WORDS)})[ -]({'|'.join(_PARTS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Flag:
    """One thing that the figures do not carry: its code, and the words that it is about ("" for what is missing)."""

    code: str
    found: str


def check(text: str, lang: str, carried: Carried) -> list[Flag]:
    """What a text in a language says beyond its figures, each code and words once, in order.

    Codes: number, per_cent, base, withheld, population, and those of `claims.CLAIMS`.
    """
    words = plain(text)
    for name in sorted((plain(name) for name in carried.names if name.strip()), key=len, reverse=True):
        words = words.replace(name, " ")
    words, spoken = _spoken_shares(words, carried)
    found = [*spoken, *_numbers(words, carried), *(Flag(*claim) for claim in claims(words, lang, carried))]
    if carried.withheld and (few := _FEW.search(words)):
        found.append(Flag("withheld", few[0]))
    if carried.routed is not None and not _names(plain(text), carried.routed):
        found.append(Flag("base", ""))
    return list(dict.fromkeys(found))


def _numbers(words: str, carried: Carried):
    found = [number for number in numbers(words) if not any(reading in carried.free for reading in number.readings)]
    # One limit alone would be read as the figure: an interval has two.
    limits = [number for number in found if number.kind == PERCENT and _is_limit(number, carried)]
    for number in found:
        written = words[number.start:number.end]
        if carried.withheld:
            yield Flag("withheld", written)
        elif number.kind == PERCENT:
            yield from _percent(words, number, written, carried, in_interval=len(limits) > 1 and number in limits)
        elif not _is_carried(words, number, carried):
            yield Flag("number", written)


def _percent(words: str, number: Number, written: str, carried: Carried, in_interval: bool):
    """A percentage is a share; of a difference it would be read as a share of a share."""
    if _MORE_OR_LESS.match(words[number.end:]):
        yield Flag("per_cent", f"{written}%")
    elif not in_interval and not _near(words, number, carried.shares):
        of_difference = _near(words, number, carried.points)
        yield Flag("per_cent" if of_difference else "number", f"{written}%")


def _is_carried(words: str, number: Number, carried: Carried) -> bool:
    if number.kind == BARE:
        return any(_is_count(reading, carried.counts) for reading in number.readings)
    return _near(words, number, carried.points)


def _is_limit(number: Number, carried: Carried) -> bool:
    """Limits are told outwards, so up to a whole percentage from what they are."""
    return any(abs(reading - 100 * limit) < 1 + HAIR for reading in number.readings for limit in carried.limits)


def _near(words: str, number: Number, shares: tuple[float, ...]) -> bool:
    """Whether a number is one of the shares or differences as it is rounded, or as "about" and "over" allow."""
    before = words[: number.start]
    for reading in number.readings:
        for share in shares:
            off = reading - 100 * share
            if abs(off) <= HALF * 10**-number.decimals + HAIR:
                return True
            if _ABOUT.search(before) and abs(off) <= ABOUT:
                return True
            if (_OVER.search(before) and -BEYOND <= off <= 0) or (_UNDER.search(before) and 0 <= off <= BEYOND):
                return True
    return False


def _is_count(reading: float, counts: tuple[int, ...]) -> bool:
    """A number of people as it is, or to the nearest ten or hundred where that changes it by less than a tenth."""
    return any(
        reading == count or any(reading == round(count / step) * step and abs(reading - count) < count / 10
                                for step in (10, 100, 1000))
        for count in counts
    )  # fmt: skip


def _spoken_shares(words: str, carried: Carried) -> tuple[str, list[Flag]]:
    """Shares said as "two in five" or "a third": flagged where they are none, and taken out of the text."""
    flags = []
    for pattern, sizes in ((_IN, _WORDS), (_FRACTION, _PARTS)):
        for found in pattern.finditer(words):
            part = 1 if found[1].lower() == "a" else _WORDS.get(found[1].lower()) or int(found[1])
            of = sizes.get(found[2].lower()) or int(found[2])
            near = of and any(abs(part / of - share) <= min(0.05, HALF / of) for share in carried.shares)
            if carried.withheld or not near:
                flags.append(Flag("withheld" if carried.withheld else "number", found[0]))
        words = pattern.sub(" ", words)
    return words, flags


def _names(words: str, base: int) -> bool:
    return any(_is_count(reading, (base,)) for number in numbers(words) for reading in number.readings)
