"""How alike the people in a file are, by what somebody who knows them could know of them.

Two people are alike when they share the value of every column that tells of a person. k is the number of people in
the smallest set of people alike (Sweeney 2002, "k-anonymity: a model for protecting privacy"): at k = 1 somebody is
the only one of their kind. Values count as they stand in the file: "not asked" is another value than "no answer",
since it tells what was answered before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Anonymity:
    """What a file gives away.

    k        people in the smallest set of people alike; 0 for a file of nobody
    people   people in the file
    alone    people whom nobody in the file is like
    few      people in sets of fewer than `limit`
    limit    how many alike there should be
    without  column -> how many people would be alone if that column were not in the file
    """

    k: int
    people: int
    alone: int
    few: int
    limit: int
    without: Mapping[str, int]

    @property
    def is_enough(self) -> bool:
        """Whether everybody has enough people alike."""
        return self.k >= self.limit

    @property
    def telling(self) -> list[str]:
        """The columns that make people unique, those that matter most first."""
        found = [name for name, alone in self.without.items() if alone < self.alone]
        return sorted(found, key=lambda name: self.without[name])


def reckon(sets: Mapping[tuple, int], columns: Sequence[str], limit: int) -> Anonymity:
    """The anonymity of people counted by their values in `columns`: {(value, ...): people}.

    Without any column all people are alike.
    """
    sizes = [n for n in sets.values() if n]
    return Anonymity(
        k=min(sizes, default=0), people=sum(sizes), alone=_alone(sizes), few=sum(n for n in sizes if n < limit),
        limit=limit, without={name: _alone(_leaving(sets, place)) for place, name in enumerate(columns)},
    )  # fmt: skip


def _alone(sizes) -> int:
    return sum(1 for n in sizes if n == 1)


def _leaving(sets: Mapping[tuple, int], place: int) -> list[int]:
    merged: Counter[tuple] = Counter()
    for values, n in sets.items():
        merged[values[:place] + values[place + 1:]] += n
    return list(merged.values())
