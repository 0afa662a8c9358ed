"""What a figure tells of people: of those in a group who answered a question, how many gave certain answers.

Every output that tells figures of a wave (a page, a table, a sentence, a file) is a set of such counts, whatever
it looks like: a weighted share with its base tells a reader about as much as the count itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure_rules import Rule, protect_share

SMALL_BASE, SMALL_COUNT, UNANIMOUS = "small_base", "small_count", "unanimous"


@dataclass(frozen=True)
class Count:
    """One figure as a reader who wants to know more sees it.

    variable   the data column it is about: "safe_area", "reasons_unsafe=asb", "asb.litter", "asb:high"
    answers    the values of it that are counted; all that stay in the base for a count of the base itself
    group      (dimension, category) pairs that all hold for the people told of; empty for everybody
    people     unweighted people of the group who gave one of `answers`; base: those of them who are in the base
    schools    clusters that the base comes from, where they are recorded
    """

    variable: str
    answers: frozenset[str]
    group: frozenset[tuple[str, str]]
    people: int
    base: int
    schools: int | None = None


def primary(counts: Sequence[Count], rule: Rule) -> dict[Count, str]:
    """The counts that may not be told for what they are themselves, each with SMALL_BASE, SMALL_COUNT or UNANIMOUS."""
    return {count: reason for count in counts if (reason := _reason(count, rule))}


def _reason(count: Count, rule: Rule) -> str | None:
    # 0 of the base said so, then, cannot be the reason.
    if protect_share(0, count.base, rule, schools=count.schools).hidden:
        return SMALL_BASE
    share = count.people / count.base
    if not protect_share(count.people, count.base, rule, estimate=share, schools=count.schools).hidden:
        return None
    return UNANIMOUS if count.people == count.base else SMALL_COUNT
