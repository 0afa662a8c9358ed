"""What is measured: which item, which answers count, who is in the base, and which way is better.

Some measures are named here, for sections that tell the same in every wave; any other item of a questionnaire has
one by its type (`measure_for`). The questionnaire of a wave says with which choices it was asked (`Asked`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHARE, SEVERAL, SINGLE, PROBLEMS = "share", "several", "single", "problems"
ROWS, FIRST = "rows", "first"
# Kinds that are an order of answers until one of them is chosen.
RANKINGS = (SEVERAL, SINGLE, ROWS, FIRST)
# Types of items with one answer each.
ONE_ANSWER = ("single", "scale", "yes_no", "place", "postcode")

# Perceived anti-social behaviour: seven strands scored 3 to 0, summed to 0..21; 11 or more is high
# (British Crime Survey, later Crime Survey for England and Wales).
HIGH_SCORE = 11


class MeasureError(ValueError):
    """A measure that does not fit how the wave asked its item; the sentence says where.

    `code`: "typed" (an item that has no choices), "rows" (a grid that can only be told row by row), "no_row" (a row
    that is not there), or "asked".
    """

    def __init__(self, sentence: str, code: str = "asked"):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    id         its name in documents and files
    item       the questionnaire's item
    audience   "adults" or "young": the two are never pooled
    kind       SHARE: one answer, some of which make the net. SEVERAL: any number of answers, each its own
               share of those asked. SINGLE: one answer each, ranked. PROBLEMS: a grid scored together, the
               net being a high score, each row's share beside it. ROWS: a grid, each row's share of its net.
               FIRST: choices put in order, the share that put each of them first
    better     "up" or "down": which way is an improvement; None where neither is
    row        the one row of a grid that it is about; None: the whole item
    """

    id: str
    item: str
    audience: str
    kind: str
    better: str | None = None
    row: str | None = None


MEASURES = (
    Measure("safe_area", "safe_area", "adults", SHARE, "up"),
    Measure("safe_dark", "safe_dark", "adults", SHARE, "up"),
    Measure("reasons_unsafe", "reasons_unsafe", "adults", SEVERAL),
    Measure("reasons_safe", "reasons_safe", "adults", SEVERAL),
    Measure("primary_concern", "primary_concern", "adults", SINGLE),
    Measure("high_asb", "asb", "adults", PROBLEMS, "down"),
    Measure("worry_knife", "worry_knife", "young", SHARE, "down"),
)


def measures(audience: str) -> tuple[Measure, ...]:
    """The measures of one audience, in the order they are told."""
    return tuple(measure for measure in MEASURES if measure.audience == audience)


def measure_for(item: Any, audience: str, row: str | None = None) -> Measure:
    """How an item of a questionnaire is measured: as the named measure where it fits it, else by its type.

    Args:
        item: with `name`, `type`, `net`, `choices` and `rows`, as items of consult.questionnaire have them.
        audience: "adults" or "young".
        row: the row of a grid that is meant alone; its measure has the id "item.row".

    Raises:
        MeasureError: for an item without choices, a row that is not there, and a grid as a whole that says neither
            which answers count together nor can be scored.
    """
    kind = _kind(item, row)
    if row is not None:
        return Measure(f"{item.name}.{row}", item.name, audience, kind, row=row)
    named = next((one for one in measures(audience) if (one.item, one.kind) == (item.name, kind)), None)
    return named or Measure(item.name, item.name, audience, kind)


def better_way(item: str, audience: str) -> str | None:
    """Which way an item's net is better, "up" or "down", as its named measure says; None where none does."""
    return next((one.better for one in measures(audience) if one.item == item), None)


def is_named(measure: Measure) -> bool:
    """Whether it is one of the measures that have sentences of their own."""
    return measure in MEASURES


def _kind(item: Any, row: str | None) -> str:
    if row is not None and row not in [one.value for one in item.rows]:
        raise MeasureError(f"{item.name!r} has no row {row!r}.", "no_row")
    if item.type in ONE_ANSWER or row is not None:
        return SHARE if item.net else SINGLE
    if item.type in ("several", "ranking"):
        return SEVERAL if item.type == "several" else FIRST
    if item.type != "grid":
        raise MeasureError(f"{item.name!r} has no choices whose shares could be told.", "typed")
    if not item.net:
        raise MeasureError(f"{item.name!r} does not say which answers count together: take a row.", "rows")
    scored = any((one.item, one.kind) == (item.name, PROBLEMS) for one in MEASURES)
    plain = [choice for choice in item.choices if choice.kind is None]
    return PROBLEMS if scored and (len(item.rows), len(plain)) == (7, 4) else ROWS


@dataclass(frozen=True)
class Asked:
    """How a wave's questionnaire asked an item.

    item      the data column, or what its columns begin with: "safe_area", "asb", "asb.litter" for a row alone
    choices   answers on the subject, in order
    apart     answers that stay in the base without being on the subject: don't know, something else, none
    refused   answers that leave the base: prefer not to say
    net       the answers that count together
    rows      the lines of a grid
    route     (item, answers) pairs; whoever gave any of them was led to this item. () where that cannot be said
    routed    whether earlier answers decide who is asked, even where `route` cannot say which
    """

    item: str
    choices: tuple[str, ...]
    apart: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    route: tuple[tuple[str, tuple[str, ...]], ...] = ()
    routed: bool = False

    @property
    def kept(self) -> tuple[str, ...]:
        """The answers of those in the base, in order."""
        return self.choices + self.apart


def columns(measure: Measure, asked: Asked) -> list[str]:
    """The data columns that the measure is estimated from."""
    if measure.kind in (SEVERAL, FIRST):
        own = [f"{asked.item}={choice}" for choice in asked.kept + asked.refused]
    elif measure.kind in (PROBLEMS, ROWS):
        own = [f"{asked.item}.{row}" for row in asked.rows]
    else:
        own = [asked.item]
    return own + [item for item, _answers in asked.route if item not in own]


def check(measure: Measure, asked: Asked) -> None:
    """Raises MeasureError unless the item was asked as the measure needs it."""
    if measure.kind in (SHARE, PROBLEMS, ROWS):
        if not asked.net:
            raise MeasureError(f"{asked.item!r} does not say which answers count together.")
        if stray := sorted(set(asked.net) - set(asked.kept)):
            raise MeasureError(f"{asked.item!r} counts answers that it does not offer: {', '.join(stray)}.")
    if measure.kind == PROBLEMS and (len(asked.rows), len(asked.choices)) != (7, 4):
        raise MeasureError(f"{asked.item!r} needs seven problems of four answers each for the score 0 to 21.")


def route(condition: Mapping[str, Any] | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The (item, answers) pairs of a routing rule of a questionnaire: {"item", "in"}, or {"any": [...]}.

    () for no rule. Raises MeasureError for a rule of another form: its base could not be named in a sentence.
    """
    if not condition:
        return ()
    if "any" in condition:
        return tuple(pair for part in condition["any"] for pair in route(part))
    if set(condition) == {"item", "in"}:
        return ((condition["item"], tuple(condition["in"])),)
    raise MeasureError("Only a rule that somebody gave one of certain answers can name a base in a sentence.")
