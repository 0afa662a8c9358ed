"""Somebody who wants to know what few people said: adds and subtracts everything that was told, in whole people.

Written apart from the code that protects: it knows a questionnaire's answers, the groups, and the figures it has read.
"""

from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ANY = None


class Attacker:
    """Unknown numbers of people by release and by labels of every dimension, and what was read of their sums.

    dimensions   name -> its labels
    releases     how many times figures came out
    signs        for each release after the first: 1 people were only added since the one before, -1 only taken out,
                 0 nobody knows
    """

    def __init__(self, dimensions: dict[str, list[str]], releases: int = 1, signs: tuple[int, ...] = ()):
        self.names = list(dimensions)
        self.labels = dimensions
        self.cells = {
            key: place for place, key in enumerate(product(range(releases), *(dimensions[name] for name in self.names)))
        }
        self.rows, self.least, self.most = [], [], []
        self.answers = []
        for release, sign in enumerate(signs, 1):
            for labels in product(*(dimensions[name] for name in self.names)) if sign else ():
                row = self.zero()
                row[self.cells[(release, *labels)]] = sign
                row[self.cells[(release - 1, *labels)]] = -sign
                self.learn(row, 0, np.inf)

    def zero(self) -> np.ndarray:
        return np.zeros(len(self.cells))

    def sum(self, release: int = 0, **labels) -> np.ndarray:
        """The cells of a release with these labels: one, or a collection of them; those not named can be any."""
        row = self.zero()
        for key, place in self.cells.items():
            found = dict(zip(self.names, key[1:], strict=True))
            wanted = ((name, (one,) if isinstance(one, str) else one) for name, one in labels.items())
            row[place] = key[0] == release and all(found[name] in one for name, one in wanted)
        return row

    def learn(self, row: np.ndarray, least: float, most: float | None = None) -> None:
        """A sum is so many people; or at least and at most so many."""
        self.rows.append(row)
        self.least.append(least)
        self.most.append(least if most is None else most)
        self.answers = []

    def range(self, row: np.ndarray) -> tuple[float, float]:
        """The fewest and the most people that a sum can be, in whole people, given all that was read."""
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * row,
                constraints=LinearConstraint(np.array(self.rows), self.least, self.most) if self.rows else (),
                integrality=np.ones(len(row)),
                bounds=Bounds(0, 5_000),
            )
            assert found.status == 0, f"what was read contradicts itself: {found.message}"
            self.answers.append(np.round(found.x))
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]

    def has_found(self, row: np.ndarray, fewest: int) -> bool:
        """Whether it is certain now that there is somebody, and that there are fewer than `fewest`."""
        # Most need no search: people that agree with everything read, found on the way, show another number.
        if any(not 1 <= row @ cells < fewest for cells in self.answers):
            return False
        low, high = self.range(row)
        return low >= 1 and high < fewest
