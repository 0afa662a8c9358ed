"""The figure of a success measure in one wave, of everybody and of groups, with what a comparison of waves needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.models import SuccessMeasure, Wave, WeightingRun
from consult.questionnaire import Item
from consult.questionnaire.differences import BREAKS, CAUTION, NONE
from consult.services import asking, comparability, designs, field, weigh
from consult.services.cells import StaleRun

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.design import SurveyDesign
    from analysis.measures import Asked
    from analysis.success import Figure, Joint

# Why a wave has no figure.
UNWEIGHTED, STALE, UNASKED, NOBODY = "unweighted", "stale", "unasked", "nobody"
FLAG = "flag success"
ELSEWHERE = "elsewhere"


class NoFigure(Exception):
    """The wave has no figure of the measure; `code` says why."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Estimate:
    """A weighted share with what an attacker reads in it. Not yet seen by the disclosure control."""

    figure: Figure
    count: Count
    effective_base: float


@dataclass(frozen=True)
class Estimates:
    """The estimates of one wave: category -> Estimate, None for everybody whom the measure is about."""

    wave: Wave
    run: WeightingRun
    asked: Asked
    design: SurveyDesign
    found: dict[str | None, Estimate]
    where: dict | None

    @property
    def whole(self) -> Estimate:
        """Of everybody whom the measure is about."""
        return self.found[None]


@dataclass(frozen=True)
class Effect:
    """What stands between two figures: "none", "caution" or "breaks", and the kinds of change that do it."""

    effect: str = NONE
    causes: tuple[str, ...] = ()


def of_wave(measure: SuccessMeasure, wave: Wave, by: str | None = None) -> Estimates:
    """The measure in a wave, and in each answer of the item `by`. Raises NoFigure."""
    from analysis.measures import Measure, columns

    asked = how_asked(wave, measure.item)
    run = weigh.current(wave)
    if run is None:
        raise NoFigure(UNWEIGHTED)
    plain = Measure(measure.item, measure.item, wave.survey.audience, kind_of(asked), measure.direction)
    dimensions = list(dict.fromkeys(filter(None, (measure.group and measure.group["dimension"], by))))
    items = field.questionnaire(wave.version).items
    if any(name not in items for name in dimensions):
        raise NoFigure(UNASKED)
    needed = columns(plain, asked)
    try:
        frame = designs.frame(run, [*needed, *(name for name in dimensions if name not in needed)])
    except StaleRun as stale:
        raise NoFigure(STALE) from stale
    design = designs.design(run, frame.assign(**{FLAG: _flag(asked, frame)}))
    where = {measure.group["dimension"]: [measure.group["category"]]} if measure.group else None
    found = _estimates(measure, asked, design, where, by, categories_of(items[by]) if by else [])
    if not found[None].count.base:
        raise NoFigure(NOBODY)
    return Estimates(wave, run, asked, design, found, where)


def how_asked(wave: Wave, item: str):
    """How the wave asked the item. Raises NoFigure where it did not, or without answers that count together."""
    from analysis.measures import Measure, MeasureError, check

    asked = None if item in wave.left_out else asking.asked_as(field.questionnaire(wave.version), item)
    if asked is None:
        raise NoFigure(UNASKED)
    try:
        check(Measure(item, item, wave.survey.audience, kind_of(asked)), asked)
    except MeasureError as error:
        raise NoFigure(UNASKED) from error
    return asked


def kind_of(asked: Asked) -> str:
    """A grid is scored as a whole; any other item has answers that count together."""
    from analysis.measures import PROBLEMS, SHARE

    return PROBLEMS if asked.rows else SHARE


def _flag(asked: Asked, frame):
    from analysis.measuring import high_score, net_of

    return high_score(frame, asked) if asked.rows else net_of(asked, frame[asked.item])


def categories_of(item: Item) -> list[str]:
    """The answers that make groups: those who declined or did not know are no group, and elsewhere is no place."""
    return [one.value for one in item.choices if one.kind is None and not (item.areas and one.value == ELSEWHERE)]


def _estimates(measure, asked, design, where, by, categories) -> dict[str | None, Estimate]:
    from analysis import proportion

    own = ((measure.group["dimension"], measure.group["category"]),) if measure.group else ()
    rows = [(None, own, proportion(design, [FLAG], where=where).iloc[0])]
    if by:
        seen = [one for one in categories if (design.sample[by] == one).any()]
        table = proportion(design, [FLAG], by={by: seen}, where=where) if seen else None
        told = {row[by]: row for _place, row in table.iterrows()} if seen else {}
        rows += [(one, tuple(sorted({*own, (by, one)})), told.get(one)) for one in categories]
    return {category: _estimate(asked, design, group, row) for category, group, row in rows}


def _estimate(asked, design, group, row) -> Estimate:
    from analysis.counts import HIGH, Count, score_of

    people, base, schools = _people(design, group)
    variable, answers = (score_of(asked.item), HIGH) if asked.rows else (asked.item, asked.net)
    count = Count(variable, frozenset(answers), frozenset(group), people, base, schools)
    effective = 0.0 if row is None or row["effective_base"] != row["effective_base"] else float(row["effective_base"])
    return Estimate(_figure(row, design.kind), count, effective)


def _people(design, group) -> tuple[int, int, int | None]:
    """Unweighted people who said so, people in the base, and clusters that these come from (None: not recorded)."""
    sample = design.sample
    inside = sample[FLAG].notna() & (design.weights > 0)
    for dimension, category in group:
        inside &= sample[dimension] == category
    counts = design.counts
    people = int(counts[(inside & (sample[FLAG] == 1)).to_numpy()].sum())
    schools = sample.loc[inside, design.cluster].nunique() if isinstance(design.cluster, str) else None
    return people, int(counts[inside.to_numpy()].sum()), schools


def _figure(row, kind: str):
    from analysis.success import Figure
    from analysis.trend import Reading

    if row is None:
        return Figure(float("nan"), kind=kind)
    reading = Reading.of(row, kind)
    return Figure(reading.value, reading.se, reading.df, float(row["lower"]), float(row["upper"]), kind)


def joint_of(now: Estimates, before: Estimates) -> Joint | None:
    """What two waves share that visited clusters of the same names; None where they share none.

    Clusters that are named alike by chance do no harm: the covariance of what has nothing in common is 0 on average.
    """
    from analysis import difference
    from analysis.success import Joint

    names = [set(one.design.sample[one.design.cluster]) if one.design.cluster else set() for one in (now, before)]
    if not names[0] & names[1]:
        return None
    found = difference(now.design, FLAG, against=before.design, where=now.where, shared_clusters=True)
    apart = now.whole.figure.se ** 2 + before.whole.figure.se ** 2
    return Joint((apart - found.se**2) / 2, found.df)


def between(before: Wave, now: Wave, measure: SuccessMeasure) -> Effect:
    """What changed from one wave to another in how the measure was asked, the gravest holding."""
    if before.id == now.id:
        return Effect()
    made_of = {measure.item, *([measure.group["dimension"]] if measure.group else [])}
    asked = asking.asked_as(field.questionnaire(now.version), measure.item)
    made_of |= {name for name, _answers in asked.route} if asked else set()
    changed = comparability.of_waves(before, now)
    found = [(one.effect, one.kind) for item in sorted(made_of) for one in changed.get(item, ())]
    return gravest(found + comparability.of_fieldwork(before, now))


def gravest(found: list[tuple[str, str]]) -> Effect:
    """The gravest of (effect, cause) pairs, with the causes that have it."""
    worst = BREAKS if any(one == BREAKS for one, _cause in found) else CAUTION
    causes = tuple(sorted({cause for one, cause in found if one == worst}))
    return Effect(worst, causes) if causes else Effect()
