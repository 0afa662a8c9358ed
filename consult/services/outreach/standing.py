"""What a wave's sessions did to its sample: whom they brought, and who is still missing."""

import uuid
from collections import Counter
from dataclasses import dataclass

from consult.extensions import db
from consult.models import Response, Wave
from consult.services import fieldwork

# A category counts as missing below this part of its share of the population.
MISSING_BELOW = 0.9
MOST_MISSING = 6


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
        db.select(Response.answers).where(Response.wave_id == wave.id, Response.session_id.in_(sessions))))  # fmt: skip
    found = []
    for one in compared:
        if not one.people:
            continue
        dimensions = one.margin.dimensions
        counts = Counter(tuple(answers.get(name) for name in dimensions) for answers in brought)
        known = {categories: counts[categories] for categories, *_rest in one.rows}
        rest = one.people - sum(known.values())
        before = _apart((people - known[key], rest, target) for key, people, _share, target in one.rows)
        after = _apart((people, one.people, target) for _key, people, _share, target in one.rows)
        found.append(Distance(one.margin, before if rest else None, after))
    return found


def _apart(rows) -> float:
    return sum(abs(people / whole - target) if whole else 0.0 for people, whole, target in rows) / 2
