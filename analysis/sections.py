"""From estimates to the figures of a section: disclosure control, benchmarks, the design gate, who answered.

What comes out is plain data to be frozen (shares 0..1 to five decimals). What may not be shown is not in it:
neither the value nor the count that hid it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.benchmarks import Benchmark
from analysis.disclosure import CHILDREN, PRESETS, Rule, protect, protect_share
from analysis.intervals import t_quantile
from analysis.measures import PROBLEMS, SEVERAL, SHARE
from analysis.measuring import Estimated, Share

SHOWN, WITHHELD = "shown", "withheld"
SMALL_BASE, SMALL_COUNT, UNANIMOUS = "small_base", "small_count", "unanimous"
HIGHER, LOWER, CANNOT_TELL = "higher", "lower", "cannot_tell"
EXACT, SIMILAR, NOT_COMPARABLE = "exact", "similar", "not comparable"
TOTAL = "Total"
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


def finding(estimated: Estimated, rule: Rule, beside: Sequence[Beside] = ()) -> dict:
    """The figures of one measure as they may be published.

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
    whole = estimated.net or estimated.parts[0]
    if reason := _withheld(estimated, rule):
        known = None if reason == SMALL_BASE or estimated.led else rule.shown_count(whole.base)
        return {**body, "state": WITHHELD, "reason": reason, "base": known, "least_base": _least(rule)}
    body |= {"state": SHOWN, "base": rule.shown_count(whole.base)}
    body["effective_base"] = round(whole.effective_base)
    if estimated.net:
        body |= _figures(estimated.net)
    if estimated.led:
        body["led"] = {"value": kept(estimated.led.value), "base": rule.shown_count(estimated.led.base)}
    body["parts"] = _parts(estimated, rule)
    shown = {part["id"] for part in body["parts"] if part["state"] == SHOWN}
    body["beside"] = [_beside(one, estimated) for one in beside if one.choice is None or one.choice in shown]
    return body


def _withheld(estimated: Estimated, rule: Rule) -> str | None:
    whole = estimated.net or estimated.parts[0]
    reason = _reason(whole, rule) if estimated.net else _base_reason(whole, rule)
    if reason or estimated.led is None:
        return reason
    # A routed base is a count of those who gave the answers that led here: it must be sayable itself.
    return _reason(estimated.led, rule)


def _nothing() -> dict:
    """Every key of a finding, so that a withheld one has the same form."""
    return {
        "state": WITHHELD, "reason": None, "base": None, "effective_base": None, "least_base": None,
        "value": None, "lower": None, "upper": None, "led": None, "parts": [], "beside": [],
    }  # fmt: skip


def _least(rule: Rule) -> int:
    return max(rule.least_base, rule.fewest)


def _base_reason(share: Share, rule: Rule) -> str | None:
    """Why nothing may be said of this base. 0 of it said so, then, cannot be the reason."""
    hidden = protect_share(0, share.base, rule, schools=share.schools).hidden
    return SMALL_BASE if hidden else None


def _reason(share: Share, rule: Rule) -> str | None:
    if reason := _base_reason(share, rule):
        return reason
    if not protect_share(share.people, share.base, rule, estimate=share.value, schools=share.schools).hidden:
        return None
    return UNANIMOUS if share.people == share.base else SMALL_COUNT


def _figures(share: Share) -> dict:
    return {"value": kept(share.value), "lower": kept(share.lower), "upper": kept(share.upper)}


def kept(value: float | None) -> float | None:
    """A share to a thousandth of a per cent: finer than anybody reads, so that a whole percentage is rounded once.

    From a tenth of a per cent 45.46 would first become 45.5 and then 46.
    """
    return None if value is None or np.isnan(value) else round(float(value), 5)


def _parts(estimated: Estimated, rule: Rule) -> list[dict]:
    if estimated.measure.kind in (SEVERAL, PROBLEMS):
        hidden = {part.id for part in estimated.parts if _reason(part, rule)}
    else:
        hidden = _hidden_answers(estimated, rule)
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
    return {**body, "state": SHOWN, **_figures(part), "base": rule.shown_count(part.base)}


def _hidden_answers(estimated: Estimated, rule: Rule) -> set[str]:
    """The answers to hide where they add up: to the base, and to the net that is said above them."""
    base, schools = estimated.base, estimated.parts[0].schools
    net = set(estimated.asked.net)
    sides = ["net", "rest"] if net and estimated.measure.kind == SHARE else ["rest"]
    rows = []
    for part in estimated.parts:
        own = "net" if "net" in sides and part.id in net else "rest"
        rows += [(side, part.id, part.people if side == own else 0) for side in sides]
        rows.append((TOTAL, part.id, part.people))
    for side in sides:
        rows.append((side, TOTAL, sum(count for name, answer, count in rows if name == side)))
    rows.append((TOTAL, TOTAL, base))
    table = pd.DataFrame(rows, columns=["side", "answer", "count"]).assign(base=base, schools=schools)
    # Weighted shares are shown, not counts: what a rule would blur has to be hidden.
    hiding = replace(rule, fewest=max(rule.fewest, rule.low + 1), low=0, round_to=1)
    safe = protect(table, hiding, by=["side", "answer"], base="base", schools="schools" if schools else None)
    answers = safe[safe["answer"] != TOTAL]
    if safe.attrs.get("unsafe_total") or safe.loc[(safe["answer"] == TOTAL), "suppressed"].any():
        return {part.id for part in estimated.parts}
    return set(answers.loc[answers["suppressed"], "answer"])


def _beside(one: Beside, estimated: Estimated) -> dict:
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
        "difference": difference(share, one.benchmark) if allowed and share is not None else None,
    }


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


def who_answered(title: str, rows: Iterable[Mapping], unanswered: int, rule: Rule) -> dict:
    """One margin of the population beside those who answered.

    Args:
        title: the margin's key.
        rows: {categories, target, people}: the population's number and the unweighted people who answered.
        unanswered: people whose category is not known.

    Returns:
        {key, base, unanswered, rows: [{categories, state, sample, target, heard}]} with shares 0..1; `heard`
        is "less", "none" or "enough". Under a rounding rule the shares come from the rounded counts.
    """
    rows = list(rows)
    known = sum(row["people"] for row in rows)
    population = sum(row["target"] for row in rows)
    hidden = _hidden_categories(rows, rule) if known else set(range(len(rows)))
    total = sum(rule.shown_count(row["people"]) for row in rows) if rule.rounds else known
    told = []
    for place, row in enumerate(rows):
        target = row["target"] / population
        body = {"categories": list(row["categories"]), "target": kept(target)}
        if place in hidden:
            told.append({**body, "state": WITHHELD, "sample": None, "heard": None})
            continue
        sample = (rule.shown_count(row["people"]) if rule.rounds else row["people"]) / total
        heard = "none" if row["people"] == 0 else "less" if sample < UNDER_HEARD * target else "enough"
        told.append({**body, "state": SHOWN, "sample": kept(sample), "heard": heard})
    # The wave's number of people is known: with either of the two a reader would have the other.
    small = 0 < unanswered < max(rule.fewest, rule.low + 1)
    return {
        "key": title,
        "base": None if small else rule.shown_count(known),
        "unanswered": None if small else rule.shown_count(unanswered),
        "rows": told,
    }


def _hidden_categories(rows: Sequence[Mapping], rule: Rule) -> set[int]:
    counts = [row["people"] for row in rows]
    table = pd.DataFrame({"row": [*map(str, range(len(counts))), TOTAL], "count": [*counts, sum(counts)]})
    table["base"] = sum(counts)
    # Who answered is a table of counts of everybody: the rule on schools is about what they said.
    safe = protect(table, replace(rule, least_schools=0), by=["row"], base="base")
    if safe.attrs.get("unsafe_total") or bool(safe["suppressed"].iloc[-1]):
        return set(range(len(rows)))
    return {place for place in range(len(rows)) if bool(safe["suppressed"].iloc[place])}
