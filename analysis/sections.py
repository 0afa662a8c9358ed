"""From estimates to the figures of a section: disclosure control, benchmarks, the design gate, who answered.

What comes out is plain data to be frozen (shares 0..1 to five decimals). What may not be shown is not in it:
neither the value nor the count that hid it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

import numpy as np

from analysis.benchmarks import Benchmark
from analysis.counts import DIFFERENCE, SECONDARY, Count
from analysis.disclosure import CHILDREN, PRESETS, Rule
from analysis.intervals import t_quantile
from analysis.measures import SHARE
from analysis.measuring import Estimated, Share
from analysis.protection import withheld
from analysis.protection_moves import least_told
from analysis.telling_counts import (
    EVERYBODY,
    Group,
    base_is_told,
    count_of_part,
    counts_of,
    counts_of_people,
    why_withheld,
)

SHOWN, WITHHELD = "shown", "withheld"
HIGHER, LOWER, CANNOT_TELL = "higher", "lower", "cannot_tell"
EXACT, SIMILAR, NOT_COMPARABLE = "exact", "similar", "not comparable"
# Heard from less than three quarters of their share of the population, or not at all.
UNDER_HEARD = 0.75
# What a partnership's setting is called in the disclosure presets.
RULES = {"council": "council", "nhs": "nhs", "base10": "small_base", "schools": "schools"}


def rule_for(setting: str, audience: str, schools_known: bool) -> Rule:
    """The disclosure rule of a wave. Young people's is the strictest, whatever the setting.

    The number of schools can only be asked of where the clusters of the answers are recorded.
    """
    rule = CHILDREN if audience == "young" else PRESETS[RULES[setting]]
    return rule if schools_known else replace(rule, least_schools=0)


@dataclass(frozen=True)
class Beside:
    """A published figure set beside a measure: its id, the figure, the verdict on comparing the two, and the
    choice it belongs to in a ranking (None: the net)."""

    id: str
    benchmark: Benchmark
    verdict: str
    choice: str | None = None


def finding(estimated: Estimated, rule: Rule, beside: Sequence[Beside] = (),
            hidden: Mapping[Count, str] | None = None, group: Group = EVERYBODY) -> dict:  # fmt: skip
    """The figures of one measure as they may be published.

    Args:
        hidden: those of `counts_of` that may not be told, as the door says that knows everything told beside and
            before; None: worked out of this finding alone.
        group: as for `counts_of`.

    {id, kind, audience, item, better, design, state, reason, base, effective_base, least_base, value, lower,
    upper, led, parts: [{id, in_net, apart, state, value, lower, upper, base}], beside: [{id, verdict, choice,
    value, base, difference}]}. A withheld finding keeps its base only where the base itself may be shown.
    """
    body = {
        "id": estimated.measure.id,
        "kind": estimated.measure.kind,
        "audience": estimated.measure.audience,
        "item": estimated.measure.item,
        "better": estimated.measure.better,
        "design": estimated.kind,
        **_nothing(),
    }
    hidden = withheld(counts_of(estimated, group), (), rule) if hidden is None else hidden
    whole = estimated.net or estimated.parts[0]
    if reason := why_withheld(estimated, hidden, group):
        known = rule.shown_count(whole.base) if base_is_told(estimated, hidden, group) else None
        # Whoever reads that it was an earlier edition would know that few have answered since.
        reason = SECONDARY if reason == DIFFERENCE else reason
        return {**body, "state": WITHHELD, "reason": reason, "base": known, "least_base": _least(rule)}
    body |= {"state": SHOWN, "base": rule.shown_count(whole.base)}
    body["effective_base"] = rule.shown_count(round(whole.effective_base))
    if estimated.net:
        body |= _figures(estimated.net, rule)
    if estimated.led:
        body["led"] = {"value": _figures(estimated.led, rule)["value"], "base": rule.shown_count(estimated.led.base)}
    gone = {part.id for part in estimated.parts if count_of_part(part, estimated, group) in hidden}
    body["parts"] = _parts(estimated, gone, rule)
    shown = {part["id"] for part in body["parts"] if part["state"] == SHOWN}
    body["beside"] = [_beside(one, estimated, rule) for one in beside if one.choice is None or one.choice in shown]
    return body


def _nothing() -> dict:
    """Every key of a finding, so that a withheld one has the same form."""
    return {
        "state": WITHHELD, "reason": None, "base": None, "effective_base": None, "least_base": None,
        "value": None, "lower": None, "upper": None, "led": None, "parts": [], "beside": [],
    }  # fmt: skip


def _least(rule: Rule) -> int:
    return max(rule.least_base, rule.fewest)


def _figures(share: Share, rule: Rule) -> dict:
    return as_told(share.value, share.lower, share.upper, rule, share=True)


def as_told(value: float | None, lower: float | None, upper: float | None, rule: Rule, share: bool = False) -> dict:
    """A share, or a difference of shares, as it leaves the house: {value, lower, upper}.

    Under a rule that rounds numbers of people in whole per cent, the interval outwards: finer shares, and limits that
    are finer, would give the numbers back.
    """
    if not rule.rounds:
        return {"value": kept(value), "lower": kept(lower), "upper": kept(upper)}
    if share and value is not None and 0 < value < 1:
        # Never 0% of somebody, nor 100% of not quite everybody.
        value = min(max(value, 0.01), 0.99)
    ways = {"value": (value, ROUND_HALF_UP), "lower": (lower, ROUND_FLOOR), "upper": (upper, ROUND_CEILING)}
    return {name: None if kept(one) is None else float(Decimal(str(kept(one))).quantize(Decimal("0.01"), way))
            for name, (one, way) in ways.items()}  # fmt: skip


def kept(value: float | None) -> float | None:
    """A share to a thousandth of a per cent: finer than anybody reads, so that a whole percentage is rounded once.

    From a tenth of a per cent 45.46 would first become 45.5 and then 46.
    """
    return None if value is None or np.isnan(value) else round(float(value), 5)


def _parts(estimated: Estimated, hidden: set[str], rule: Rule) -> list[dict]:
    parts = [_part(part, estimated, part.id in hidden, rule) for part in estimated.parts]
    if estimated.measure.kind == SHARE:
        return parts
    # Ranked; those that may not be shown come last, and those not on the subject after all others.
    apart = estimated.asked.apart
    return sorted(parts, key=lambda part: (part["id"] in apart, part["value"] is None, -(part["value"] or 0)))


def _part(part: Share, estimated: Estimated, hidden: bool, rule: Rule) -> dict:
    in_net = estimated.measure.kind == SHARE and part.id in estimated.asked.net
    body = {"id": part.id, "in_net": in_net, "apart": part.id in estimated.asked.apart}
    if hidden:
        return {**body, "state": WITHHELD, "value": None, "lower": None, "upper": None, "base": None}
    return {**body, "state": SHOWN, **_figures(part, rule), "base": rule.shown_count(part.base)}


def _beside(one: Beside, estimated: Estimated, rule: Rule) -> dict:
    share = estimated.net
    if one.choice is not None:
        share = next(part for part in estimated.parts if part.id == one.choice)
    allowed = one.verdict in (EXACT, SIMILAR) and estimated.kind != "open"
    return {
        "id": one.id,
        "verdict": one.verdict,
        "choice": one.choice,
        "value": kept(one.benchmark.value),
        "base": one.benchmark.base,
        "difference": _of_published(share, one.benchmark, rule) if allowed and share is not None else None,
    }


def _of_published(share: Share, benchmark: Benchmark, rule: Rule) -> dict | None:
    found = difference(share, benchmark)
    return found and {**as_told(found["value"], found["lower"], found["upper"], rule), "verdict": found["verdict"]}


def difference(share: Share, benchmark: Benchmark, level: float = 0.95) -> dict | None:
    """Ours less theirs, as shares, with an interval in which both errors are: {value, lower, upper, verdict}.

    None where either error is unknown. Two samples drawn apart: the variances add; normal quantile, as the
    benchmark's degrees of freedom are not published. Where all or none of ours said yes the linearised error is 0,
    which no sample can know: there the distances to the limits of our interval stand for it (Newcombe 1998).
    """
    error = benchmark.standard_error
    if share.se is None or np.isnan(error):
        return None
    value = share.value - benchmark.value
    quantile = float(t_quantile(np.inf, level))
    ours = (quantile * share.se,) * 2 if share.se else (share.value - share.lower, share.upper - share.value)
    below, above = (float(np.hypot(distance, quantile * error)) for distance in ours)
    verdict = HIGHER if value - below > 0 else LOWER if value + above < 0 else CANNOT_TELL
    return {"value": kept(value), "lower": kept(value - below), "upper": kept(value + above), "verdict": verdict}


def who_answered(title: str, rows: Iterable[Mapping], unanswered: int, rule: Rule,
                 hidden: Mapping[Count, str] | None = None) -> dict:  # fmt: skip
    """One margin of the population beside those who answered.

    Args:
        title: the margin's key.
        rows: {categories, target, people}: the population's number and the unweighted people who answered.
        unanswered: people whose category is not known.
        hidden: those of `counts_of_people` that may not be told; None: worked out of this margin alone.

    Returns:
        {key, base, unanswered, rows: [{categories, state, sample, target, heard}]} with shares 0..1; `heard`
        is "less", "none" or "enough". Under a rounding rule the shares come from the rounded counts.
    """
    rows = list(rows)
    counts = counts_of_people(title, rows)
    hidden = withheld(counts, (), rule) if hidden is None else hidden
    by_row = counts[-len(rows) :]
    known = sum(row["people"] for row in rows)
    population = sum(row["target"] for row in rows)
    total = sum(rule.shown_count(row["people"]) for row in rows) if rule.rounds else known
    told = []
    for row, count in zip(rows, by_row, strict=True):
        target = row["target"] / population
        body = {"categories": list(row["categories"]), "target": kept(target)}
        if count in hidden:
            told.append({**body, "state": WITHHELD, "sample": None, "heard": None})
            continue
        sample = (rule.shown_count(row["people"]) if rule.rounds else row["people"]) / total
        heard = "none" if row["people"] == 0 else "less" if sample < UNDER_HEARD * target else "enough"
        told.append({**body, "state": SHOWN, "sample": kept(sample), "heard": heard})
    # The wave's number of people is known: with either of the two a reader would have the other.
    small = 0 < unanswered < least_told(rule) or counts[0] in hidden
    return {
        "key": title,
        "base": None if small else rule.shown_count(known),
        "unanswered": None if small else rule.shown_count(unanswered),
        "rows": told,
    }
