"""Categories with too few people, counted with others until there are enough.

Ordered categories (bands of age) are counted with a neighbour, so that a group stays one stretch; others are
gathered in one group of the smallest. `counts` may have a column for each combination of other dimensions: a
group is then as large as it is in its emptiest combination, so that the cells of a joint margin fill too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil

import numpy as np

# Our rule. Enough people for a share to mean something where the sample is large, and one in twenty of a small
# one, as practice has it; below 5 a single answer moves everything.
FEWEST, FEWEST_SHARE, LEAST = 30, 0.05, 5
# A category by one of these names takes in the categories that are too small.
CATCH_ALL = ("other", "another", "elsewhere")

_BAND = re.compile(r"(\d+)(?:-(\d+)|\+)?")

Groups = list[list[int]]


def fewest(people: float) -> int:
    """How many people a category needs to stand on its own in a sample of so many."""
    return max(LEAST, min(FEWEST, ceil(FEWEST_SHARE * people)))


def is_ordered(categories: Sequence[str]) -> bool:
    """Whether the categories are bands of a number, such as 16-24, 25-34, 75+, and stand in their order."""
    found = [_BAND.fullmatch(str(category)) for category in categories]
    starts = [int(match[1]) for match in found if match]
    return len(starts) == len(categories) > 1 and all(a < b for a, b in zip(starts, starts[1:], strict=False))


def neighbours(groups: Groups, counts: np.ndarray, least: float) -> Groups:
    """Groups of ordered categories, the smallest joined to its smaller neighbour until each has `least` people.

    groups  places of categories in `counts`, as they are grouped already; counts [categories, combinations]
    """
    groups = [list(group) for group in groups]
    while len(groups) > 1:
        sizes = [_size(group, counts) for group in groups]
        here = int(np.argmin(sizes))
        if sizes[here] >= least:
            break
        beside = [place for place in (here - 1, here + 1) if 0 <= place < len(groups)]
        other = min(beside, key=lambda place: sizes[place])
        first, second = sorted((here, other))
        groups[first:second + 1] = [groups[first] + groups[second]]
    return groups


def gathered(groups: Groups, counts: np.ndarray, least: float, catch_all: int | None = None) -> Groups:
    """Groups of categories without an order: the smallest together, as many as it takes to have `least` people.

    catch_all  the place of a category such as "other", which the small ones are counted with first
    """
    sizes = [_size(group, counts) for group in groups]
    small = [place for place, size in enumerate(sizes) if size < least]
    if not small:
        return [list(group) for group in groups]
    by_size = sorted(range(len(groups)), key=lambda place: (catch_all not in groups[place], sizes[place]))
    waiting = [place for place in by_size if place not in small]
    while waiting and (len(small) < 2 or _size([one for place in small for one in groups[place]], counts) < least):
        small.append(waiting.pop(0))
    together = sorted(one for place in small for one in groups[place])
    return [list(group) for place, group in enumerate(groups) if place not in small] + [together]


def _size(group: list[int], counts: np.ndarray) -> float:
    return float(counts[group].sum(axis=0).min())
