"""A success measure over time: its figure in every wave or period, what broke the series, and the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from consult.models import OutsideFigure, SuccessMeasure, Wave
from consult.models.types import today
from consult.questionnaire.differences import BREAKS, CAUTION, NONE
from consult.services import disclosure
from consult.services.success import figures
from consult.services.success.figures import Effect, Estimates, NoFigure

if TYPE_CHECKING:
    from analysis.disclosure import Rule
    from analysis.success import Change, Figure, Judged, Target

SHOWN, WITHHELD = "shown", "withheld"
# What is said of how a typed figure was asked, as an effect on a comparison.
EFFECTS = {"same": NONE, "nearly": CAUTION, "otherwise": BREAKS}


@dataclass(frozen=True)
class Point:
    """One period of a series.

    id        the wave's slug, or "figure-<number>" of one that was typed
    state     "shown", "withheld" with the `reason` of the disclosure control, or why there is no figure
    base      as it may be told; None where it may not
    since     what stands between it and the point before that has a figure
    figure    the estimate; None unless it is shown
    """

    id: str
    title: str
    on: dt.date
    kind: str | None
    state: str
    reason: str | None = None
    base: int | None = None
    effective_base: float | None = None
    since: Effect = Effect()
    figure: Figure | None = None
    source: str | None = None
    wave: Wave | None = None
    estimates: Estimates | None = None


@dataclass(frozen=True)
class Baseline:
    """Where the measure began: a point of the series, or a typed figure with its source."""

    value: float
    title: str
    figure: Figure
    point: str | None = None
    source: str | None = None
    base: int | None = None


@dataclass(frozen=True)
class Series:
    """A measure with all that is known of it. `latest` is the newest point that has a figure or is withheld."""

    measure: SuccessMeasure
    points: tuple[Point, ...]
    latest: Point | None
    baseline: Baseline | None
    target: Target | None
    judged: Judged
    change: Change | None
    since: Effect


def waves_of(measure: SuccessMeasure) -> list[Wave]:
    """The waves of the measure's survey that took answers, the oldest first."""
    if measure.survey is None:
        return []
    waves = [wave for wave in measure.survey.waves if wave.state != "draft" and not wave.is_to_come]
    return sorted(waves, key=lambda wave: (wave.opens_on, wave.id))


def measured_on(wave: Wave) -> dt.date:
    """The last day that a wave's figures can be of: today where it goes on."""
    return min(wave.closes_on, today())


def target_of(measure: SuccessMeasure) -> Target | None:
    """The measure's target, None where any change for the better is wanted."""
    from analysis.success import Target

    return Target(measure.target_kind, measure.target_amount) if measure.target_kind else None


def series(measure: SuccessMeasure) -> Series:
    """Every period of the measure with its verdict, after disclosure control."""
    from analysis.success import CANNOT_TELL, Judged, change, judge
    from analysis.success import WITHHELD as HIDDEN

    points = _of_waves(measure) if measure.survey else _of_figures(measure.figures)
    latest = next((one for one in reversed(points) if one.state in (SHOWN, WITHHELD)), None)
    baseline, hidden = _baseline(measure, points)
    target = target_of(measure)
    if latest is not None and (latest.state == WITHHELD or hidden):
        return Series(measure, points, latest, baseline, target, Judged(CANNOT_TELL, HIDDEN), None, Effect())
    begun = baseline is not None and latest is not None and baseline.point != latest.id
    if not begun:
        judged = judge(None, None, direction=measure.direction)
        return Series(measure, points, latest, baseline, target, judged, None, Effect())
    since = _since(measure, points, baseline, latest)
    how = {"asked": since.effect, "joint": _joint(points, baseline, latest)}
    judged = judge(latest.figure, baseline.figure, direction=measure.direction, target=target, **how)
    return Series(measure, points, latest, baseline, target, judged, change(latest.figure, baseline.figure, **how),
                  since)  # fmt: skip


def _of_waves(measure: SuccessMeasure) -> tuple[Point, ...]:
    found: list[Point] = []
    for wave in waves_of(measure):
        try:
            point = of_one_wave(measure, wave)
        except NoFigure as none:
            found.append(Point(wave.slug, wave.title, measured_on(wave), wave.design, none.code, wave=wave))
            continue
        before = next((one for one in reversed(found) if one.estimates is not None), None)
        since = figures.between(before.wave, wave, measure) if before else Effect()
        found.append(replace(point, since=since))
    return tuple(found)


def of_one_wave(measure: SuccessMeasure, wave: Wave) -> Point:
    """The measure in one wave, after disclosure control. Raises NoFigure."""
    estimates = figures.of_wave(measure, wave)
    point = Point(wave.slug, wave.title, measured_on(wave), wave.design, SHOWN, wave=wave, estimates=estimates)
    one, rule = estimates.whole, disclosure.rule_of(wave)
    reason = disclosure.hidden(wave, [one.count]).get(one.count)
    if reason:
        return replace(point, state=WITHHELD, reason=reason)
    return replace(point, figure=blurred(one.figure, rule), base=rule.shown_count(one.count.base),
                   effective_base=rule.shown_count(round(one.effective_base)))  # fmt: skip


def blurred(figure: Figure, rule: Rule) -> Figure:
    """A figure as it may be told: under a rule that rounds numbers of people in whole per cent."""
    from analysis.sections import as_told

    if not rule.rounds:
        return figure
    told = as_told(figure.value, figure.lower, figure.upper, rule, share=True)
    return replace(figure, **{name: float("nan") if value is None else value for name, value in told.items()})


def _of_figures(typed: Sequence[OutsideFigure]) -> tuple[Point, ...]:
    found = []
    for place, one in enumerate(typed):
        since = Effect(EFFECTS[one.asked], ("typed",) if one.asked != "same" else ()) if place else Effect()
        figure = outside(one.value, one.base, one.design)
        found.append(
            Point(f"figure-{one.id}", one.period, one.measured_on, one.design, SHOWN, base=one.base, since=since,
                  figure=figure, source=one.source)
        )  # fmt: skip
    return tuple(found)


def outside(value: float, base: int | None, design: str | None) -> Figure:
    """A published figure. Its error is that of a simple random sample of its base; without a base, or of a sample of
    which nothing is known, it is not known."""
    from analysis import Benchmark
    from analysis.intervals import proportion_interval, t_quantile
    from analysis.success import Figure

    if base is None or design in (None, "open"):
        return Figure(value, kind=design or "probability")
    error = Benchmark(value, base=base).standard_error
    lower, upper = (float(one[0]) for one in proportion_interval(
        value, error**2, float("inf"), method="wilson", floor_base=base))  # fmt: skip
    if not error:
        error = (upper - lower) / (2 * float(t_quantile(float("inf"), 0.95)))
    return Figure(value, error, float("inf"), lower, upper, design)


def _baseline(measure: SuccessMeasure, points: Sequence[Point]) -> tuple[Baseline | None, bool]:
    """Where the measure began, and whether that may not be told."""
    if measure.baseline_value is not None:
        figure = outside(measure.baseline_value, measure.baseline_base, "probability")
        return Baseline(measure.baseline_value, measure.baseline_period or "", figure, None, measure.baseline_source,
                        measure.baseline_base), False  # fmt: skip
    if measure.baseline_wave is not None:
        point = next((one for one in points if one.id == measure.baseline_wave.slug), None)
    else:
        point = next((one for one in points if one.state == SHOWN), None)
    if point is None or point.state != SHOWN:
        return None, point is not None and point.state == WITHHELD
    return Baseline(point.figure.value, point.title, point.figure, point.id, point.source, point.base), False


def _since(measure: SuccessMeasure, points: Sequence[Point], baseline: Baseline, latest: Point) -> Effect:
    """What changed in how the question was asked from the baseline to the newest figure."""
    if latest.wave is not None and baseline.point is not None:
        start = next(one for one in points if one.id == baseline.point)
        return figures.between(start.wave, latest.wave, measure)
    found = []
    if baseline.point is None and measure.baseline_asked:
        found.append((EFFECTS[measure.baseline_asked], "typed"))
    if latest.wave is not None:
        # A typed baseline was judged against the question as it stood when it was typed.
        known = [one.wave for one in points if one.wave.opens_on <= measure.set_on] or [points[0].wave]
        whole = figures.between(known[-1], latest.wave, measure)
        found += [(whole.effect, cause) for cause in whole.causes]
    else:
        ids = [one.id for one in points]
        first = ids.index(baseline.point) if baseline.point else 0
        found += [(one.since.effect, cause) for one in points[first + 1 :] for cause in one.since.causes]
    return figures.gravest(found)


def _joint(points: Sequence[Point], baseline: Baseline, latest: Point):
    start = next((one for one in points if one.id == baseline.point), None)
    if start is None or start.estimates is None or latest.estimates is None or latest.kind == "open":
        return None
    return None if start.kind == "open" else figures.joint_of(latest.estimates, start.estimates)
