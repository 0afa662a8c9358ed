"""What a wave's sessions did to its sample: whom they brought, and who is still missing."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from consult.extensions import db
from consult.models import Response, Wave
from consult.services import cells, fieldwork, weigh

# A category counts as missing below this part of its share of the population.
MISSING_BELOW = 0.9
MOST_MISSING = 6
# Fewer answers tell too little of whom to look for.
LEAST_FOR_A_PLAN = 30
PLAN_ANSWERS, PLAN_STEP = 50, 10


@dataclass(frozen=True)
class Missing:
    """A category that the sample has too few of.

    share, population  0..1 of those who said, and of the people who live here
    short_by           more answers of this category, and of no other, that would bring its share up
    """

    margin: object
    categories: tuple[str, ...]
    people: int
    share: float
    population: float
    short_by: int


@dataclass(frozen=True)
class Distance:
    """How far a sample is from the Census on one margin: 0 alike, 1 nothing in common, before and after some sessions.

    It is half the sum of the differences of all shares: the part of the sample that would have to be other people.
    """

    margin: object
    before: float | None
    after: float


def who_is_missing(compared: list[fieldwork.Compared]) -> list[Missing]:
    """The categories that lack most, the most under-represented first."""
    found = []
    for one in compared:
        for categories, people, share, population in one.rows:
            if share is not None and 0 < population < 1 and share < MISSING_BELOW * population:
                short = -(-(population * one.people - people) // (1 - population))
                found.append(Missing(one.margin, categories, people, share, population, int(short)))
    return sorted(found, key=lambda one: one.share / one.population)[:MOST_MISSING]


def distances(wave: Wave, compared: list[fieldwork.Compared], sessions: list[uuid.UUID]) -> list[Distance]:
    """How these sessions moved the wave's sample on each margin. `before` is None where nobody else answered."""
    brought = list(db.session.scalars(
        db.select(Response.answers).where(cells.in_figures(wave), Response.session_id.in_(sessions))))  # fmt: skip
    found = []
    for one in compared:
        if not one.people:
            continue
        dimensions = one.margin.dimensions
        counts = Counter(tuple(str(answers.get(name)) for name in dimensions) for answers in brought)
        known = {categories: counts[categories] for categories, *_rest in one.rows}
        rest = one.people - sum(known.values())
        before = _apart((people - known[key], rest, target) for key, people, _share, target in one.rows)
        after = _apart((people, one.people, target) for _key, people, _share, target in one.rows)
        found.append(Distance(one.margin, before if rest else None, after))
    return found


@dataclass(frozen=True)
class Step:
    """Whose answers to look for: so many from a category, and the effective base that they lead to."""

    dimensions: tuple[str, ...]
    categories: tuple[str, ...]
    answers: int
    effective_base: float


def plan(wave: Wave) -> list[Step]:
    """Where the next answers would help most once everybody is weighed; [] while too few have answered to say."""
    margins = [weigh.margin_of(one) for one in weigh.stored_margins(wave)]
    dimensions = list(dict.fromkeys(name for margin in margins for name in margin.dimensions))
    people = fieldwork.tally([wave])[wave.id].total
    if not margins or people < LEAST_FOR_A_PLAN:
        return []
    from analysis import WeightingError, outreach_plan, rake

    counted = cells.cells(wave, dimensions)
    for margin in margins:
        for place, name in enumerate(margin.dimensions):
            known = {categories[place] for categories in margin.targets}
            # Who does not say is missing there, as in a weighting.
            counted[name] = counted[name].where(counted[name].isin(known), None)
    targets = {
        margin.dimensions[0] if len(margin.dimensions) == 1 else margin.dimensions: {
            categories[0] if len(categories) == 1 else categories: value for categories, value in margin.targets.items()
        }
        for margin in margins
    }
    try:
        steps = outreach_plan(rake(counted, targets, count="n", missing="spread"), PLAN_ANSWERS, PLAN_STEP)
    except WeightingError:
        # Nobody at all of some category: the table of those who are missing says so.
        return []
    by_label = {" x ".join(margin.dimensions): margin for margin in margins}
    return _joined(step for row in steps.itertuples() if (step := _step(by_label.get(row.margin), row)))


def _joined(steps: Iterable[Step]) -> list[Step]:
    """Steps in a row to the same category made one."""
    found: list[Step] = []
    for step in steps:
        if found and (found[-1].dimensions, found[-1].categories) == (step.dimensions, step.categories):
            step = replace(step, answers=found.pop().answers + step.answers)
        found.append(step)
    return found


def _step(margin: weigh.Margin | None, row) -> Step | None:
    """A row of the plan with the category as the margin has it."""
    for categories in margin.targets if margin else ():
        if str(row.category) == ", ".join(categories):
            return Step(margin.dimensions, categories, int(row.answers), float(row.effective_base))
    return None


def _apart(rows) -> float:
    return sum(abs(people / whole - target) if whole else 0.0 for people, whole, target in rows) / 2
