"""Did it go up, and is that real? Waves compared with a test, quarterly series on a control chart, and
verdicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.compare import difference, holm
from analysis.design import BASIS, KINDS, OPEN_SENTENCE, DesignError, DesignGateError, SurveyDesign
from analysis.estimate import proportion
from analysis.intervals import t_quantile

MET, NOT_MET, CANNOT_TELL = "met", "not met", "cannot tell"
# What a change in how a question was asked does to a comparison over time: nothing, ask for caution, or end it.
SAME, CAUTION, BREAKS = "none", "caution", "breaks"
# 2.66 = 3 / 1.128: three standard deviations from the mean moving range of two (Shewhart; Wheeler 1993).
XMR = 2.66
CHANGED_SENTENCE = "The question was changed since then, so that the two figures do not compare."
CAUTION_SENTENCE = "The question was changed a little since then; some of the difference may come from that."
FEWEST_POINTS = 5
SETTLED_POINTS = 12
SHIFT, DRIFT = 8, 6


def over_waves(
    waves: Mapping[str, SurveyDesign],
    item,
    is_in=None,
    *,
    where=None,
    leave_out=(),
    level: float = 0.95,
    shared_clusters: bool = False,
    asked: Mapping[tuple[str, str], str] | None = None,
) -> pd.DataFrame:
    """A proportion in each wave, with its change from the wave before and from the first.

    Args:
        waves: label -> design, oldest first. The others as in `compare.difference`.
        asked: (earlier label, later label) -> "none", "caution" or "breaks": what a change in how the item was
            asked between the two does to their comparison. A pair that is not in it was asked alike.

    Returns:
        A row a wave: wave, the columns of `proportion`, then change, change_lower, change_upper, change_p and
        change_from_first, first_lower, first_upper, first_p. p-values are Holm's over all changes of the
        table. A change is NaN where either wave is an open sample: no arrow is earned there; and where the item
        was changed so that the two do not compare. change_asked and first_asked say which: "none", "caution",
        "breaks", or "" where there is no earlier wave.

    Raises:
        DesignError: when `asked` holds anything else.
    """
    asked = dict(asked or {})
    if stray := sorted(set(asked.values()) - {SAME, CAUTION, BREAKS}):
        raise DesignError(f"asked holds {', '.join(stray)}; it must say none, caution or breaks.")
    rows, labels = [], list(waves)
    options = {"where": where, "leave_out": leave_out, "level": level}
    for i, label in enumerate(labels):
        row = proportion(waves[label], item, is_in, **options).iloc[0].to_dict()
        for name, before in (("change", i - 1), ("first", 0 if i else -1)):
            how = asked.get((labels[before], label), SAME) if before >= 0 else ""
            row |= _change(waves, labels, i, before, name, item, is_in, options, shared_clusters, how)
            row[f"{name}_asked"] = how
        rows.append({"wave": label, **row})
    table = pd.DataFrame(rows).rename(columns={"first": "change_from_first"})
    both = holm(np.concatenate([table["change_p"], table["first_p"].where(table.index > 1)]))
    table["change_p"], later = both[: len(table)], both[len(table) :]
    # The second wave's change from the first is its change from the wave before: one test, not two.
    table["first_p"] = np.where(table.index == 1, table["change_p"], later)
    return table


def _change(waves, labels, now, before, name, item, is_in, options, shared, how) -> dict:
    nothing = {name: np.nan, f"{name}_lower": np.nan, f"{name}_upper": np.nan, f"{name}_p": np.nan}
    if before < 0 or how == BREAKS or not (waves[labels[now]].has_error and waves[labels[before]].has_error):
        return nothing
    found = difference(
        waves[labels[now]], item, is_in, against=waves[labels[before]], shared_clusters=shared, **options
    )
    return dict(zip(nothing, (found.estimate, found.lower, found.upper, found.p), strict=True))


def control_chart(
    values: pd.Series,
    kind: str,
    *,
    baseline: int | None = None,
    within: tuple[float, float] | None = None,
    broken: Collection = (),
) -> pd.DataFrame:
    """An XmR chart of a series: what the series does by itself, and which points are more than that.

    Args:
        values: one number a period (a proportion 0..1, a score, a rate), in order; missing periods as NaN are
            passed over.
        kind: of the samples behind the figures: "probability", "quota" or "open".
        baseline: the first so many points set the centre and limits; None: all of them.
        within: limits are cut here, such as (0, 1).
        broken: the periods (of the index) from which the question was asked so that figures before do not compare.

    Returns:
        A row a period: value, centre, lower, upper, signal ("outside the limits", "shift": 8 in a row on one
            side,
        "drift": 6 in a row rising or falling, or ""), and provisional (limits from fewer than 12 points).

    Raises:
        DesignGateError: for an open sample. DesignError: fewer than 5 points, which set no limits; or a series that
            goes on across a break: what is before and after it are two series.
    """
    if kind not in KINDS:
        raise DesignError(f"kind is {kind!r}; it must be one of {', '.join(KINDS)}.")
    if kind == "open":
        raise DesignGateError(f"A control chart was refused. {OPEN_SENTENCE}")
    if across := [str(period) for period in values.index[1:] if period in set(broken)]:
        raise DesignError(
            f"The question was changed at {', '.join(across)}: figures before and after do not compare. "
            "Chart each stretch by itself."
        )
    known = values.dropna().astype(float)
    base = known if baseline is None else known.iloc[:baseline]
    if len(base) < FEWEST_POINTS:
        raise DesignError(
            f"A control chart needs at least {FEWEST_POINTS} points to set its limits; here are {len(base)}."
        )
    centre = float(base.mean())
    reach = XMR * float(base.diff().abs().mean())
    lower, upper = centre - reach, centre + reach
    if within is not None:
        lower, upper = max(lower, within[0]), min(upper, within[1])
    chart = pd.DataFrame({"value": known, "centre": centre, "lower": lower, "upper": upper})
    chart["signal"] = _signals(known.to_numpy(), centre, lower, upper)
    chart["provisional"] = len(base) < SETTLED_POINTS
    return chart.reindex(values.index)


def _signals(values, centre, lower, upper) -> list[str]:
    signals = [""] * len(values)
    side, step = np.sign(values - centre), np.sign(np.diff(values, prepend=values[0]))
    for name, marks, length in (("drift", step[1:], DRIFT - 1), ("shift", side, SHIFT)):
        offset = 1 if name == "drift" else 0
        for end in range(length, len(marks) + 1):
            run = marks[end - length : end]
            if run[0] != 0 and (run == run[0]).all():
                # A drift of 6 points is 5 steps; the point it starts from belongs to it.
                for i in range(end - length, end + offset):
                    signals[i] = name
    for i, value in enumerate(values):
        if value < lower or value > upper:
            signals[i] = "outside the limits"
    return signals


@dataclass(frozen=True)
class Reading:
    """A figure at one time: `value` (0..1 or a score), its `se` (NaN if unknown), `df`, and the `kind` of
    sample."""

    value: float
    se: float = float("nan")
    df: float = float("inf")
    kind: str = "probability"
    period: str = ""

    @classmethod
    def of(cls, row: pd.Series, kind: str, period: str = "", level: float = 0.95) -> Reading:
        """From a row of `proportion` or `mean` made at `level`. Where all or none said yes, the linearised
        error is 0 and the exact interval's half width over its t quantile stands for it."""
        se, df = float(row["se"]), float(row["df"])
        if se == 0 and row["upper"] > row["lower"]:
            se = float((row["upper"] - row["lower"]) / (2 * t_quantile(df, level)))
        return cls(float(row["estimate"]), se, df, kind, period)


@dataclass(frozen=True)
class Verdict:
    """met, not met or cannot tell; `reason` is a sentence. `shortfall` is how far the target still is
    (negative: passed), with its interval, in the units of the measure."""

    verdict: str
    reason: str
    shortfall: float
    lower: float
    upper: float
    basis: str


def verdict(
    latest: Reading,
    *,
    direction: str,
    target: float | None = None,
    change: float | None = None,
    baseline: Reading | float | None = None,
    level: float = 0.95,
    asked: str = SAME,
) -> Verdict:
    """Whether a success measure is met.

    Args:
        latest: the newest figure.
        direction: "up" or "down": which way is better.
        target: the value to reach; or
        change: the change from the baseline to reach, such as 0.05 for five points (always positive); or
            neither: any change in the direction.
        baseline: where it started; its own error counts where it has one (a bare number is taken as exact).
        level: coverage of the interval that must clear the target.
        asked: "none", "caution" or "breaks": what a change in how the question was asked since the baseline does to
            the comparison. A fixed target with a question that was changed since it was set is a case of it too.

    Returns:
        Verdict: "met" when the whole interval is at or past the target, "not met" when all of it falls short,
        "cannot tell" otherwise, and always for an open sample, a figure without a known error, or a question that was
        changed so that the two do not compare. Where caution is due, the reason says so.

    Raises:
        DesignError: when target, change and baseline contradict each other.
    """
    sign = _sign(direction)
    goal, variance, dfs, kinds = _goal(latest, sign, target, change, baseline)
    shortfall = sign * (goal - latest.value)
    basis = BASIS["open" if "open" in kinds else "quota" if "quota" in kinds else "probability"]
    if asked not in (SAME, CAUTION, BREAKS):
        raise DesignError(f"asked is {asked!r}; it must be none, caution or breaks.")
    if asked == BREAKS:
        return Verdict(CANNOT_TELL, CHANGED_SENTENCE, np.nan, np.nan, np.nan, basis)
    if "open" in kinds:
        return Verdict(CANNOT_TELL, OPEN_SENTENCE, shortfall, np.nan, np.nan, basis)
    half = float(t_quantile(min(dfs), level)) * float(np.sqrt(variance))
    if not np.isfinite(half):
        return Verdict(
            CANNOT_TELL,
            "The error of a figure is not known, so chance cannot be ruled out.",
            shortfall,
            np.nan,
            np.nan,
            basis,
        )
    lower, upper = shortfall - half, shortfall + half
    if upper <= 0 and (target is not None or change is not None or shortfall < 0):
        found, reason = MET, "The figure is past the target by more than chance explains."
    elif lower > 0:
        found, reason = NOT_MET, "The figure falls short of the target by more than chance explains."
    else:
        found, reason = CANNOT_TELL, "The target lies within the figure's margin of error."
    if target is None and change is None:
        reason = (
            reason.replace("past the target", "better than the baseline")
            .replace("short of the target", "behind the baseline")
            .replace("target lies", "baseline lies")
        )
    if asked == CAUTION:
        reason = f"{reason} {CAUTION_SENTENCE}"
    return Verdict(found, reason, shortfall, lower, upper, basis)


def _sign(direction: str) -> int:
    if direction not in ("up", "down"):
        raise DesignError(f"direction is {direction!r}; it must be up or down.")
    return 1 if direction == "up" else -1


def _goal(latest, sign, target, change, baseline) -> tuple[float, float, Sequence[float], set[str]]:
    """The value to reach, the variance of latest minus it, the degrees of freedom, the kinds of sample."""
    variance, dfs, kinds = latest.se**2, [latest.df], {latest.kind}
    if target is not None:
        if change is not None:
            raise DesignError("Give either target or change, not both.")
        return target, variance, dfs, kinds
    if baseline is None:
        raise DesignError("A measure without a target needs its baseline.")
    if change is not None and not change > 0:
        raise DesignError(f"change is {change}; it is how far to go in the direction, above 0.")
    start = baseline if isinstance(baseline, Reading) else Reading(float(baseline), 0.0)
    goal = start.value + sign * (change or 0.0)
    return goal, variance + start.se**2, [*dfs, start.df], kinds | {start.kind}
