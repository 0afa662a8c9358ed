"""Disclosure control: which figures may be shown at all, and what must go with them so that no hidden one is
had by subtraction.

Rules are presets of the partnership's kind; children's figures take the strictest. A figure is hidden
because it is small itself (primary), or because it would give a hidden one away (secondary). A reader sees
the same mark for both.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

MARK = "[c]"
MARK_MEANING = "[c]: not shown, to protect people who answered"


class DisclosureError(ValueError):
    """A table that cannot be protected as it is; the sentence says what to change."""


@dataclass(frozen=True)
class Rule:
    """What may be shown.

    Args:
        name: what it is called.
        fewest: counts of 1 to fewest - 1 are hidden, and shares whose yes or no is that small.
        least_base: shares on a base below this are hidden.
        least_schools: figures from fewer schools (or other institutions) than this are hidden.
        low, low_shown: counts of 1 to `low` are shown as `low_shown` instead of hidden (0: not used).
        round_to: other counts are rounded to the nearest multiple (1: not rounded).
        unanimous: whether a share of exactly 100% may be shown: it tells something of everyone in the base.
    """

    name: str
    fewest: int = 1
    least_base: int = 0
    least_schools: int = 0
    low: int = 0
    low_shown: int = 0
    round_to: int = 1
    unanimous: bool = True

    @property
    def rounds(self) -> bool:
        return self.round_to > 1

    def shown_count(self, count: float) -> int:
        """A count as it is printed under a rounding rule."""
        if 0 < count <= self.low:
            return self.low_shown
        return (
            int((count + self.round_to / 2) // self.round_to * self.round_to) if self.rounds else int(count)
        )


COUNCIL = Rule("fewer than 5 hidden", fewest=5)
NHS = Rule("1 to 7 shown as 5, others to the nearest 5", low=7, low_shown=5, round_to=5)
SMALL_BASE = Rule("base under 10 hidden", fewest=5, least_base=10)
SCHOOLS = Rule("base under 30, or two or fewer schools, hidden", fewest=5, least_base=30, least_schools=3)


def strictest(*rules: Rule) -> Rule:
    """The rule that hides whatever any of `rules` would hide or blur. What one blurs (1 to 7 as 5) it
    hides."""
    merged = {
        f.name: max(getattr(r, f.name) for r in rules) for f in fields(Rule) if f.name.startswith("least_")
    }
    fewest = max([r.fewest for r in rules] + [r.low + 1 for r in rules if r.low])
    return Rule(
        "strictest of: " + "; ".join(r.name for r in rules),
        fewest=fewest,
        unanimous=all(r.unanimous for r in rules),
        **merged,
    )


CHILDREN = strictest(
    COUNCIL, NHS, SMALL_BASE, SCHOOLS, Rule("no figure about every child asked", unanimous=False)
)
PRESETS = {"council": COUNCIL, "nhs": NHS, "small_base": SMALL_BASE, "schools": SCHOOLS, "children": CHILDREN}


@dataclass(frozen=True)
class Shown:
    """A share that may be published: `value` 0..1, with the `base` to print beside it."""

    value: float
    base: int
    hidden = False


@dataclass(frozen=True)
class Hidden:
    """A share that may not be published; `reason` is for the officer, not for the page."""

    reason: str
    hidden = True


def protect_share(
    numerator: float, base: float, rule: Rule, *, estimate: float | None = None, schools: int | None = None
) -> Shown | Hidden:
    """Whether "2% had bought a knife" may be said: of 300 that is six children.

    Args:
        numerator, base: people who said so, and people asked: unweighted counts, whatever the percentage is.
        estimate: the weighted share to publish, 0..1; None: numerator / base.
        schools: institutions the base comes from, where the rule asks.

    Returns:
        Shown (under a rounding rule with both counts rounded) or Hidden with the reason. A small number of
        people who did *not* say so hides it as well: 98% of 300 names six.

    Raises:
        DisclosureError: when numerator and base contradict each other, or the rule needs `schools`.
    """
    if not 0 <= numerator <= base:
        raise DisclosureError(f"{numerator} of {base} is no share: check the two counts.")
    reason = base_reason(base, rule, schools) or _share_reason(numerator, base, rule, estimate is not None)
    if reason:
        return Hidden(reason)
    shown_base = rule.shown_count(base)
    value = estimate if estimate is not None else rule.shown_count(numerator) / shown_base
    return Shown(min(float(value), 1.0), shown_base)


def base_reason(base: float, rule: Rule, schools: float | None = None) -> str:
    """Why a figure on this base may not be shown, or ""."""
    if base == 0:
        return "nobody was asked"
    if base < rule.least_base:
        return f"base under {rule.least_base}"
    if base < rule.fewest:
        return f"fewer than {rule.fewest} people"
    if rule.least_schools:
        if schools is None or pd.isna(schools):
            raise DisclosureError(f"The rule “{rule.name}” needs the number of schools behind each figure.")
        if schools < rule.least_schools:
            return f"from fewer than {rule.least_schools} schools"
    return ""


def _share_reason(numerator: float, base: float, rule: Rule, weighted: bool) -> str:
    others = base - numerator
    for people, who in ((numerator, "said so"), (others, "did not")):
        if 0 < people < rule.fewest:
            return f"fewer than {rule.fewest} people {who}"
        if weighted and 0 < people <= rule.low:
            return f"{rule.low} people or fewer {who}"
    if others == 0 and not rule.unanimous:
        return "everyone who was asked said so"
    return ""
