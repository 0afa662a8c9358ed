"""Reads the reference tables and answers questions about them."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

VERDICTS = ("exact", "similar", "not comparable")
LANGUAGES = ("en", "ur", "pl")
AUDIENCES = ("adults", "young")

_FOLDER = Path(__file__).parent


class UnknownReference(LookupError):
    """Nothing of that name is in the reference tables."""


def partnerships() -> list[dict[str, Any]]:
    """Every partnership, in the order they are set up.

    Each is ``{slug, name, title, lad_code, colour, neighbourhoods: [{code, name}], neighbourhoods_note,
    wards: [{code, name, neighbourhood}]}``: ``title`` is the partnership's own name, ``colour`` a CSS hex
    colour that white text can be read on, ``neighbourhood`` its code, or None where none is held.
    """
    return copy.deepcopy(_read("partnerships"))


def wards() -> dict[str, dict[str, dict[str, str]]]:
    """Greater Manchester's wards by the year of their boundaries, "2022" and "2023".

    Year -> code of the borough -> code of the ward -> its name.
    """
    return copy.deepcopy(_read("wards"))


def margins(slug: str, audience: str) -> list[dict[str, Any]]:
    """The Census 2021 margins of a partnership that serve one audience, "adults" or "young".

    Each is ``{id, title, dimensions, unit, base, source, source_address, date, caution, audience, targets}``;
    ``targets`` is a list of ``{categories, value}`` with one category for each dimension, in their order, and
    ``value`` a whole count of ``unit``. The first margin is the one other totals are reconciled to.
    Raises UnknownReference for an unknown partnership or audience.
    """
    table = _read("margins")
    if slug not in table:
        raise UnknownReference(f"No margins are held for a partnership called {slug!r}.")
    if audience not in AUDIENCES:
        raise UnknownReference(f"No audience is called {audience!r}: it is one of {', '.join(AUDIENCES)}.")
    return copy.deepcopy([row for row in table[slug] if row["audience"] == audience])


def benchmarks() -> list[dict[str, Any]]:
    """Every published figure a local result might be set beside.

    ``value`` and ``interval`` are proportions (0 to 1). ``base`` is the number who answered, or None where it
    was not published, and then no difference can be tested. ``partnership`` is the one partnership the figure
    is about, or None where any may use it. ``statement`` is the figure in words, by language.
    ``comparisons`` says, question by question, whether the two may stand side by side:
    ``{questionnaire, item, answers, verdict, differs}``, where ``answers`` are the choices of our question,
    any of which makes the figure (None where it is a score or no choice fits), and ``differs`` says
    what is not the same, by language.
    """
    return copy.deepcopy(_read("benchmarks"))


def boroughs() -> list[dict[str, Any]]:
    """Figures that are published for the boroughs of Greater Manchester one by one.

    Each is ``{id, measure, title, unit, better, period, period_from, period_to, average: {name, area, value},
    boroughs: {code: value}, publisher, source_title, source_address, caution}``; ``title`` and ``caution`` are by
    language, ``unit`` is "per_1000", ``average`` the published one.
    """
    return copy.deepcopy(_read("boroughs"))


@cache
def _read(name: str) -> Any:
    with open(_FOLDER / f"{name}.json", encoding="utf-8") as file:
        return json.load(file)
