"""Whether what somebody typed is a benchmark: in a form and in a file by the same rules, with the same words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _

from consult.models import Partnership
from consult.models.types import today
from consult.questionnaire import clean
from consult.services.library import judging, words
from consult.services.library.areas import place_of

# Every field, in the order of the form and of a file; how long it may be.
LONGEST = {
    "measure": 90, "wording": 1000, "scale": 2000, "net": 2000, "routed_base": 240, "value": 12, "lower": 12,
    "upper": 12, "base": 14, "effective_base": 14, "area": 120, "population": 240, "period_from": 10, "period_to": 10,
    "mode": 20, "publisher": 240, "title": 240, "source_address": 500, "note": 1000,
}  # fmt: skip
FIELDS = tuple(LONGEST)
LINES = ("scale", "net")
MISSING = {
    "measure": _("Choose the question that it is about"),
    "wording": _("Give the question word for word, as it was published"),
    "value": _("Give the value in per cent, such as 88"),
    "area": _("Say which area it is about"),
    "population": _("Say who was asked, such as “People of 16 and over”"),
    "period_from": _("Give the first day of the period that it is about"),
    "period_to": _("Give the last day of the period that it is about"),
    "mode": _("Choose how people were asked"),
    "publisher": _("Say who published it. A figure without a source is not kept"),
    "title": _("Give the title of the publication. A figure without a source is not kept"),
}
LARGEST_BASE = 10**9


@dataclass
class Checked:
    """What was typed, field by field as it is kept; `problems`: field -> why it cannot be. Lines stay lists."""

    columns: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)


def check(partnership: Partnership, typed: dict[str, str]) -> Checked:
    """Read every field of FIELDS; `scale` and `net` hold an answer a line. What is missing counts as empty."""
    given = {name: _tidy(name, typed.get(name) or "") for name in FIELDS}
    found = Checked()
    for name, value in given.items():
        if len(typed.get(name) or "") > LONGEST[name]:
            found.problems[name] = _("Use %(max)d characters or fewer", max=LONGEST[name])
        elif name in MISSING and not value:
            found.problems[name] = MISSING[name]
    for part in (_measure, _answers, _figure, _period, _source):
        part(partnership, given, found)
    if given["mode"] and given["mode"] not in words.MODES:
        found.problems.setdefault("mode", MISSING["mode"])
    level, code = place_of(given["area"])
    plain = {name: given[name] for name in ("wording", "routed_base", "area", "population", "mode", "publisher",
                                           "title")}  # fmt: skip
    found.columns |= {**plain, "area_level": level, "area_code": code,
                      "notes": {"note": given["note"]} if given["note"] else {}}  # fmt: skip
    return found


def _tidy(name: str, typed: str) -> str:
    cleaned = clean(typed) or ""
    if name in LINES:
        return "\n".join(" ".join(line.split()) for line in cleaned.split("\n") if line.strip())
    return " ".join(cleaned.split())


def measures(partnership: Partnership) -> dict[str, judging.Asked]:
    """"audience:question" -> the question, of all that a benchmark can be about here."""
    return {f"{one.questionnaire.audience}:{one.measure}": one for one in judging.questions(partnership)}


def _measure(partnership: Partnership, given: dict, found: Checked) -> None:
    if not given["measure"]:
        return
    if given["measure"] not in measures(partnership):
        found.problems["measure"] = _("None of your questionnaires asks “%(name)s”. Choose a question that you ask",
                                      name=given["measure"])  # fmt: skip
        return
    found.columns["audience"], found.columns["measure"] = given["measure"].split(":", 1)


def _answers(_partnership: Partnership, given: dict, found: Checked) -> None:
    scale, net = (given[name].split("\n") if given[name] else [] for name in LINES)
    found.columns |= {"scale": scale, "net": net}
    known = {one.casefold(): one for one in scale}
    if len(known) < 2:
        found.problems.setdefault("scale", _("Give at least two answers, one a line, in their order"))
    elif len(known) < len(scale):
        found.problems.setdefault("scale", _("An answer stands there twice. Give each once"))
    if not net:
        found.problems.setdefault("net", _("Say which of the answers the value counts, one a line"))
        return
    stray = [one for one in net if one.casefold() not in known]
    if stray:
        found.problems.setdefault("net", _("“%(answer)s” is not among the answers. Write it as it stands there",
                                           answer=stray[0]))  # fmt: skip
        return
    found.columns["net"] = [one for one in scale if one.casefold() in {each.casefold() for each in net}]


def _figure(_partnership: Partnership, given: dict, found: Checked) -> None:
    for name in ("value", "lower", "upper"):
        found.columns[name] = _share(name, given[name], found)
    value, lower, upper = (found.columns[name] for name in ("value", "lower", "upper"))
    if bool(given["lower"]) != bool(given["upper"]):
        found.problems.setdefault("upper" if given["lower"] else "lower",
                                  _("Give both ends of the interval, or neither"))  # fmt: skip
    elif None not in (value, lower, upper) and not lower <= value <= upper:
        found.problems.setdefault("lower", _("The interval does not hold the value: %(value)s is not between "
                                             "%(lower)s and %(upper)s", value=words.share(value),
                                             lower=words.share(lower), upper=words.share(upper)))  # fmt: skip
    for name in ("base", "effective_base"):
        found.columns[name] = _count(name, given[name], found)


def _share(name: str, typed: str, found: Checked) -> float | None:
    """A percentage as a share. A bare number between 0 and 1 is asked about: 0.88 is more often 88% than 0.88%."""
    if not typed:
        return None
    number = _number(typed.removesuffix("%"))
    if number is None:
        found.problems.setdefault(name, _("“%(typed)s” is no percentage. Write it such as 88 or 15.6", typed=typed))
    elif not 0 <= number <= 100:
        found.problems.setdefault(name, _("A percentage lies between 0 and 100; %(typed)s does not", typed=typed))
    elif 0 < number < 1 and not typed.endswith("%"):
        found.problems.setdefault(name, _("Values are in per cent. If you mean %(likely)s%%, write %(likely)s. If it "
                                          "is less than 1%%, write %(typed)s%%",
                                          likely=f"{(number * 100).normalize():f}", typed=typed))  # fmt: skip
    else:
        return round(float(number / 100), 6)
    return None


def _number(typed: str) -> Decimal | None:
    try:
        number = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _count(name: str, typed: str, found: Checked) -> int | None:
    if not typed:
        return None
    digits = typed.replace(",", "").replace(" ", "")
    if digits.isascii() and digits.isdigit() and 0 < int(digits) <= LARGEST_BASE:
        return int(digits)
    found.problems.setdefault(name, _("Give a whole number of people above 0, or nothing where it is not published"))
    return None


def _period(_partnership: Partnership, given: dict, found: Checked) -> None:
    ends = []
    for name in ("period_from", "period_to"):
        try:
            ends.append(dt.date.fromisoformat(given[name]) if given[name] else None)
        except ValueError:
            ends.append(None)
            found.problems.setdefault(name, _("Enter a date with year, month and day, such as 2027-01-31"))
    found.columns["period_from"], found.columns["period_to"] = ends
    if None in ends:
        return
    if ends[0] > ends[1]:
        found.problems.setdefault("period_to", _("The period ends before it begins"))
    elif ends[1] > today():
        found.problems.setdefault("period_to", _("This day is still to come"))
    months = [f"{day:%B} {day.year}" for day in ends]
    found.columns["period"] = months[0] if months[0] == months[1] else f"{months[0]} to {months[1]}"


def _source(_partnership: Partnership, given: dict, found: Checked) -> None:
    address = given["source_address"]
    found.columns["source_address"] = address or None
    if not address:
        if not given["note"]:
            found.problems.setdefault("source_address", _("Give its address. Where it is not on the web, say in the "
                                                          "note where it can be read"))  # fmt: skip
        return
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(sign in address for sign in " \"<>\\"):
        found.problems.setdefault("source_address", _("Give the whole address, beginning with https:// or http://"))


def typed_of(row) -> dict[str, str]:
    """A benchmark as it would be typed: what a form begins with, and a row of a file."""
    as_typed = {name: getattr(row, name) or "" for name in ("wording", "routed_base", "area", "population", "mode",
                                                           "publisher", "title", "source_address")}  # fmt: skip
    numbers = {name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in ("base",
                                                                                               "effective_base")}
    shares = {name: _percent(getattr(row, name)) for name in ("value", "lower", "upper")}
    days = {name: day.isoformat() if (day := getattr(row, name)) else "" for name in ("period_from", "period_to")}
    return {**as_typed, **numbers, **shares, **days, "measure": f"{row.audience}:{row.measure}",
            "scale": "\n".join(row.scale), "net": "\n".join(row.net), "note": row.notes.get("note", "")}  # fmt: skip


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    number = f"{(Decimal(str(round(share, 6))) * 100).normalize():f}"
    return f"{number}%" if 0 < share < 0.01 else number
