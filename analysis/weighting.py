"""A finished weighting: the weights, what they cost, and a printable account of what was done."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from analysis.margins import category_label
from analysis.newton import Distance
from analysis.preparation import Prepared

# R survey projects ten times over the margins of a raking.
SWEEPS = 10


class Weighting:
    """Weights for the people of a sample, and how they came about.

    weights       Series on the used rows: the weight of each person in the row; times `count` they add up
                  to the margins' total
    base_weights  Series on the used rows, as given (1 where none were given)
    count         Series of people a row stands for, or None (one each)
    iterations    rounds it took; notes, a list of sentences on what was done to the input
    left_out      number of people without a weight, left_out_index their rows
    method, convention, bounds   as asked for
    """

    def __init__(
        self,
        ready: Prepared,
        ratio: np.ndarray,
        iterations: int,
        method: str,
        convention: str,
        distance: Distance | None = None,
        bounds: tuple | None = None,
        parent: Weighting | None = None,
    ):
        self._ready, self._ratio, self._parent = ready, ratio, parent
        self._distance = Distance("raking") if distance is None else distance
        self.iterations, self.method, self.convention, self.bounds = iterations, method, convention, bounds
        self.notes = list(ready.notes)
        self.left_out, self.left_out_index = ready.left_out, ready.left_out_index
        values = ready.cells.to_rows(ratio * ready.scale)
        if ready.base_weight is not None:
            values *= ready.base_weight
        self.weights = pd.Series(values, index=ready.index, name="weight", copy=False)

    @property
    def count(self) -> pd.Series | None:
        counts = self._ready.count
        return None if counts is None else pd.Series(counts, index=self._ready.index, name="count")

    @property
    def base_weights(self) -> pd.Series:
        base = self._ready.base_weight
        return pd.Series(1.0 if base is None else base, index=self._ready.index, name="base_weight")

    @property
    def total(self) -> float:
        """What the weights add up to over people."""
        return self._ready.total

    @cached_property
    def people(self) -> float:
        """Number of people with a weight."""
        return float(self._ready.cells.people.sum())

    def normalised(self) -> pd.Series:
        """The weights with mean 1 over people."""
        return self.weights * (self.people / self.total)

    @cached_property
    def _moments(self) -> tuple[float, float]:
        values, counts = self.weights.to_numpy(), self._ready.count
        weighted = values if counts is None else values * counts
        return float(weighted.sum()), float(weighted @ values)

    @property
    def weighting_effect(self) -> float:
        """Kish's n * sum(w^2) / sum(w)^2: what unequal weights alone do to a variance."""
        first, second = self._moments
        return self.people * second / first**2

    @property
    def design_effect(self) -> float:
        """Kish's weighting effect, under the name that weighting programs give it.

        It is not the design effect of an estimate (its variance over that of a simple random sample), which
        depends on the item, the strata and the clusters: `proportion` and the others give that one.
        """
        return self.weighting_effect

    @property
    def effective_base(self) -> float:
        """sum(w)^2 / sum(w^2): the number of equally weighted people worth as much."""
        first, second = self._moments
        return first**2 / second

    @property
    def efficiency(self) -> float:
        """The effective base as a share (0..1) of the people."""
        return self.effective_base / self.people

    @property
    def smallest(self) -> float:
        """The smallest weight, with mean 1 over people."""
        return float(self._used().min()) * self.people / self.total

    @property
    def largest(self) -> float:
        """The largest weight, with mean 1 over people."""
        return float(self._used().max()) * self.people / self.total

    def _used(self) -> np.ndarray:
        values, counts = self.weights.to_numpy(), self._ready.count
        return values if counts is None else values[counts > 0]

    @cached_property
    def _weighted_cells(self) -> np.ndarray:
        ready, values = self._ready, self.weights.to_numpy()
        weighted = values if ready.count is None else values * ready.count
        if ready.cells.key is None:
            return weighted
        cell = ready.cells.row_cells()
        used = cell >= 0
        return np.bincount(cell[used], weighted[used], len(ready.cells))

    @cached_property
    def margins(self) -> pd.DataFrame:
        """A row a category: margin, category, before, after, target (as the weights), base (people)."""
        parts = []
        for margin in self._ready.margins:
            after = np.bincount(margin.codes, self._weighted_cells, len(margin.targets))
            parts.append(
                pd.DataFrame(
                    {
                        "margin": margin.label,
                        "category": pd.Series([category_label(c) for c in margin.categories], dtype=object)
                        if margin.joint
                        else pd.Series(margin.categories, dtype=object),
                        "before": margin.before,
                        "after": after,
                        "target": margin.targets,
                        "base": margin.people,
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    @property
    def max_margin_error(self) -> float:
        """Largest |after / target - 1| of any category."""
        return float((self.margins["after"] / self.margins["target"] - 1).abs().max())

    def residuals(self, z: np.ndarray) -> np.ndarray:
        """Calibration residuals of linearised values, so that what the margins fix has no variance.

        z  [rows] or [rows, k]: the linearised value of each person in a row, already times the weight, such
           as w (y - p) / W for a proportion; rows as in `weights`
        Returns the same shape, per person: as R survey 4.1 does in `svyrecvar`. After `rake` with the
        convention "rake", ten sweeps of z - w * mean(z / w) over the margins' groups; with "calibrate", and
        after `calibrate` and `poststratify`, the residual of the generalised regression of z / (g sqrt(d)) on
        X sqrt(d), times g sqrt(d), d the base weight and g = w / d. Trimmed weights keep the residual of the
        weighting they came from.
        """
        if self._parent is not None:
            return self._parent.residuals(z)
        from analysis.residuals import residuals

        return residuals(self, np.asarray(z, float))

    def rerake(self, base: np.ndarray, tolerance: float = 1e-9) -> tuple[np.ndarray, np.ndarray]:
        """The same weighting again for replicates of the base weights, all at once.

        base  [rows, replicates], rows as in `weights`: the base weight of each person in a replicate, 0 for
              those who are not in it
        Returns the weights [rows, replicates] and [replicates] whether the margins were met: a replicate
        where they were not is no replicate of this weighting, and is to be counted and left out. What is
        wanted of a category that a replicate lacks is spread over the rest of its margin. A trimmed weighting
        is repeated as the weighting it came from, as in `residuals`.
        """
        from analysis.reraking import rerake

        return rerake(self, base, tolerance)

    def account(self) -> str:
        """What was done, to print: method, diagnostics, notes and the margins before and after."""
        from analysis.account import account

        return account(self)

    def __repr__(self) -> str:
        return (
            f"<Weighting by {self.method}: {self.people:,.0f} people, effective base "
            f"{self.effective_base:,.0f}, weights {self.smallest:.2f} to {self.largest:.2f}>"
        )
