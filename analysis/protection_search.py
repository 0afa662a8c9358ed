"""The search behind `protection`: what a reader can work out, and what to hide at least cost so that he cannot.

Both are linear programmes over the cells of a `System` (Fischetti and Salazar 2000): every sum that was told is an
equation, a sum that was withheld is known not to be 0 where it is not, and cells are whole and never below 0. Of very
many cells they are relaxed to numbers with decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack, identity, vstack

from analysis.protection_system import Sum, System, TooLarge

# Linear programmes times their columns: what can be searched in about a second.
MOST_WORK = 15_000
# Cells up to which they are searched as whole numbers, and the seconds that one search may take.
MOST_WHOLE, LONGEST = 700, 2.0
SLACK = 1e-6
NEARLY = 1e-6
# What it is worth to make further counts possible on the way: far less than hiding anything costs.
REWARD = 1e-4


class Contradiction(Exception):
    """No cells have these sums: they were not counted from what the system takes them to be."""


@dataclass(frozen=True)
class Target:
    """Sums of cells, the first less the second, that a reader must hold for possible to be `least` or more.

    reason   the code for what is hidden to make it so
    """

    plus: Sum
    least: float
    reason: str
    minus: Sum | None = None


class Reader:
    """Everything that is told of a variable, now and before, as a reader has it who adds and subtracts.

    fixed     sums that were told before: they cannot be untold
    open_     sums to be told now, by what it costs to hide each
    closed    sums that are withheld now
    past      sums that were withheld before
    """

    def __init__(self, system: System, fixed: Iterable[Sum], open_: Mapping[Sum, float], closed: Iterable[Sum],
                 past: Iterable[Sum]):  # fmt: skip
        self.system, self.work = system, 0
        self.told_before, self.held_before = list(fixed), list(past)
        self.closed = [*dict.fromkeys([*self.held_before, *closed])]
        # A nought is told: known to be withheld only for being few, it would hide nobody behind it.
        self.fixed = [*self.told_before, *(one for one in open_ if system.known[one] == 0)]
        self.open = {one: cost for one, cost in open_.items() if system.known[one] > 0}
        self.ties = system.ties()
        self.number = {one: i for i, one in enumerate(system.known)}
        self.sums = system.matrix([(system.row(one), 1.0) for one in system.known])
        self.values = np.array([float(value) for value in system.known.values()])
        self.witnesses = np.array([self._feasible()])

    def close(self, sums: Iterable[Sum]) -> None:
        """From here on these are withheld."""
        for one in sums:
            if self.open.pop(one, None) is not None:
                self.closed.append(one)

    def seen(self, target: Target) -> np.ndarray:
        """Values of the target in cells that were found to agree with everything that is told."""
        found = self.witnesses[:, self.system.row(target.plus)].sum(axis=1)
        return found - self.witnesses[:, self.system.row(target.minus)].sum(axis=1) if target.minus else found

    def possible(self, target: Target) -> bool:
        """Whether such cells are known already in which the target is as large as it must be able to be."""
        return bool((self.seen(target) >= target.least - NEARLY).any())

    def extreme(self, target: Target, sign: int, of_the_past: bool = False) -> float:
        """The largest (sign 1) or smallest (-1) value that what is told allows, or what was told before alone."""
        row = self._rows([target]).toarray()[0]
        told = self.told_before if of_the_past else [*self.fixed, *self.open]
        at_least = self._of(self._held(self.held_before if of_the_past else self.closed))
        found = self._run(-sign * row, self._equations(told), -at_least, -np.ones(at_least.shape[0]))
        if found is None:
            return sign * np.inf
        if not of_the_past:
            self.witnesses = np.vstack([self.witnesses, found])
        return float(row @ found)

    def cover(self, target: Target, others: Sequence[Target] = ()) -> set[Sum] | None:
        """The sums to withhold, at least cost, so that the target is possible; None: not even all of them do.

        Of several ways of the same cost it takes one that makes more of `others` possible too.
        """
        shown = list(self.open)
        told, values = self._of(shown), self.values[[self.number[one] for one in shown]]
        hidden, further = self._of(self._held(self.closed)), [one for one in others if one != target]
        beside = self._rows(further)
        n, m, k = self.system.columns, len(shown), len(further)
        # Each sum to be told may be off by t, which costs; each other target falls short by s of what it must reach.
        none_t, none_s = csr_matrix((m, k)), csr_matrix((k, m))
        off, short = identity(m), identity(k)
        rows = [
            (hstack([told, -off, none_t]), values),
            (hstack([-told, -off, none_t]), -values),
            (_widened(-told, m + k), -np.ones(m)),
            (_widened(-hidden, m + k), -np.ones(hidden.shape[0])),
            (_widened(-self._rows([target]), m + k), np.array([-float(target.least)])),
        ]
        if further:
            least = np.array([float(one.least) for one in further])
            rows.append((hstack([-beside, none_s, -short]), -least))
        equations, right = self._equations(self.fixed)
        cost = np.concatenate([np.zeros(n), [self.open[one] for one in shown], np.full(k, REWARD)])
        limits = vstack([block for block, _right in rows]).tocsr()
        try:
            found = self._run(cost, (_widened(equations, m + k), right), limits,
                              np.concatenate([limit for _block, limit in rows]))  # fmt: skip
        except Contradiction:
            return None
        self.witnesses = np.vstack([self.witnesses, found[:n]])
        return {one for one, distance in zip(shown, found[n : n + m], strict=True) if distance > SLACK}

    def _held(self, sums: Sequence[Sum]) -> list[Sum]:
        """Those of the withheld sums that are not 0, which is known of them."""
        return [one for one in sums if self.system.known[one] > 0]

    def _of(self, sums: Sequence[Sum]) -> csr_matrix:
        return self.sums[[self.number[one] for one in sums]]

    def _rows(self, targets: Sequence[Target]) -> csr_matrix:
        rows = []
        for one in targets:
            plus = self.system.row(one.plus)
            minus = self.system.row(one.minus) if one.minus else plus[:0]
            rows.append((np.concatenate([plus, minus]), np.repeat([1.0, -1.0], [len(plus), len(minus)])))
        return self.system.matrix(rows)

    def _equations(self, told: Sequence[Sum]) -> tuple[csr_matrix, np.ndarray]:
        values = self.values[[self.number[one] for one in told]]
        return vstack([self.ties, self._of(told)]).tocsr(), np.concatenate([np.zeros(self.ties.shape[0]), values])

    def _feasible(self) -> np.ndarray:
        """Cells with every sum as it is, the withheld too. Raises Contradiction."""
        everything = self._equations(list(self.number))
        return self._run(np.zeros(self.system.columns), everything, csr_matrix((0, self.system.columns)), np.array([]))

    def _run(self, goal, equations, limits, most) -> np.ndarray | None:
        """Cells of the least `goal`; None where it has no end. Raises Contradiction, TooLarge."""
        self.work += self.system.columns
        if self.work > MOST_WORK:
            raise TooLarge
        found = self._solved(goal, equations, limits, most, whole=self.system.columns <= MOST_WHOLE)
        if found.status == 4:
            # Of whole numbers the search does not say which of the two it is: without end, or impossible.
            found = self._solved(goal, equations, limits, most, whole=False)
        if found.status == 3:
            return None
        if found.status == 1:
            raise TooLarge
        if found.status != 0:
            raise Contradiction
        return found.x

    def _solved(self, goal, equations, limits, most, whole: bool):
        """People are whole, and a reader knows it: half a person more would be no way out for him."""
        matrix, right = equations
        ties = [LinearConstraint(matrix, right, right)] if matrix.shape[0] else []
        ends = [LinearConstraint(limits, -np.inf, most)] if limits.shape[0] else []
        cells = np.zeros(len(goal))
        cells[: self.system.columns] = whole
        return milp(goal, integrality=cells, constraints=[*ties, *ends], options={"time_limit": LONGEST})


def _widened(matrix: csr_matrix, more: int) -> csr_matrix:
    """The matrix with columns of 0 added."""
    return hstack([matrix, csr_matrix((matrix.shape[0], more))]).tocsr()
