"""What a section measures: which item, which answers count, who is in the base, and which way is better.

A measure is fixed here; the questionnaire of a wave says with which choices it was asked (`Asked`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHARE, SEVERAL, SINGLE, PROBLEMS = "share", "several", "single", "problems"

# Perceived anti-social behaviour: seven strands scored 3 to 0, summed to 0..21; 11 or more is high
# (British Crime Survey, later Crime Survey for England and Wales).
HIGH_SCORE = 11


class MeasureError(ValueError):
    """A measure that does not fit how the wave asked its item; the sentence says where."""


@dataclass(frozen=True)
class Measure:
    """One thing that is measured.

    id         its name in documents and files
    item       the questionnaire's item
    audience   "adults" or "young": the two are never pooled
    kind       SHARE: one answer, some of which make the net. SEVERAL: any number of answers, each its own
               share of those asked. SINGLE: one answer each, ranked. PROBLEMS: a grid scored together, the
               net being a high score, each row's share beside it
    better     "up" or "down": which way is an improvement; None where neither is
    """

    id: str
    item: str
    audience: str
    kind: str
    better: str | None = None


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


@dataclass(frozen=True)
class Asked:
    """How a wave's questionnaire asked an item.

    choices   answers on the subject, in order
    apart     answers that stay in the base without being on the subject: don't know, something else, none
    refused   answers that leave the base: prefer not to say
    net       the answers that count together
    rows      the lines of a grid
    route     (item, answers) pairs; whoever gave any of them was led to this item. (): everybody was
    """

    item: str
    choices: tuple[str, ...]
    apart: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    route: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """The answers of those in the base, in order."""
        return self.choices + self.apart


def columns(measure: Measure, asked: Asked) -> list[str]:
    """The data columns that the measure is estimated from."""
    if measure.kind == SEVERAL:
        own = [f"{asked.item}={choice}" for choice in asked.kept + asked.refused]
    elif measure.kind == PROBLEMS:
        own = [f"{asked.item}.{row}" for row in asked.rows]
    else:
        own = [asked.item]
    return own + [item for item, _answers in asked.route if item not in own]


def check(measure: Measure, asked: Asked) -> None:
    """Raises MeasureError unless the item was asked as the measure needs it."""
    if measure.kind in (SHARE, PROBLEMS):
        if not asked.net:
            raise MeasureError(f"{asked.item!r} does not say which answers count together.")
        if stray := sorted(set(asked.net) - set(asked.choices)):
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
