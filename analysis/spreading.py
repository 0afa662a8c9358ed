"""How weights are spread over people: what the unequal ones look like, side by side for several weightings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# The smallest, the ends of nine in ten, the quarters, the middle, and the largest.
POINTS = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def spread(weights: Sequence[float], counts: Sequence[float], points: Sequence[float] = POINTS) -> list[float]:
    """Quantiles of weights over people, the weights with mean 1.

    weights, counts  [cells] the weight of each person in a cell, and how many they are; cells without a weight
                     (missing) are nobody
    Returns the least weight that so large a part of the people have, or less (the inverse of the distribution
    function), for each of `points`.
    """
    weights, counts = np.asarray(weights, float), np.asarray(counts, float)
    used = ~np.isnan(weights) & (counts > 0)
    order = np.argsort(weights[used], kind="stable")
    values, people = weights[used][order], counts[used][order]
    mean = values @ people / people.sum()
    reached = np.cumsum(people) / people.sum()
    # Rounding in a sum of people must not lead to the next weight.
    places = np.searchsorted(reached, np.asarray(points) - 1e-12)
    return [float(value) for value in values[np.minimum(places, len(values) - 1)] / mean]
