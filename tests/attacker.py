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

    def has_found(self, row: np.ndarray, fewest: int) -> bool:
        """Whether it is certain now that there is somebody, and that there are fewer than `fewest`."""
        # Most need no search: people that agree with everything read, found on the way, show another number.
        if any(not 1 <= row @ cells < fewest for cells in self.answers):
            return False
        return not self.may_be(row, fewest, np.inf) and not self.may_be(row, -np.inf, 0)

    def may_be(self, row: np.ndarray, least: float, most: float) -> bool:
        """Whether people agree with everything read, of whom a sum is between two numbers."""
        rows = LinearConstraint(np.array([*self.rows, row]), [*self.least, least], [*self.most, most])
        found = milp(self.zero(), constraints=rows, integrality=np.ones(len(row)), bounds=Bounds(0, 5_000))
        if found.status == 0:
            self.answers.append(np.round(found.x))
        # Whoever cannot be ruled out in the time there is, is not found.
        return found.status != 2
