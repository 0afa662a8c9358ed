"""Raking (iterative proportional fitting) to margins.

Deming and Stephan (1940), "On a least squares adjustment of a sampled frequency table when the expected
marginal totals are known", Annals of Mathematical Statistics 11; as calibration with the exponential
distance: Deville and Särndal (1992), JASA 87.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import WeightingError
from analysis.feasibility import Limits, check_pairs, explain_emptied, explain_failure
from analysis.incidence import Incidence
from analysis.newton import Distance, solve_dual
from analysis.preparation import Prepared, prepare
from analysis.weighting import Weighting

# A table of margins' categories up to this many cells is swept in full, as two halves.
HALVES_LIMIT = 1 << 18
# Sweeps after which slow convergence is handed to Newton's method on the same problem.
PATIENCE = 40
# A ratio below this may be one that would go on to 0, were the tolerance tighter.
VANISHING = 1e-5


def rake(
    sample: pd.DataFrame,
    margins: Mapping,
    base_weight: object = None,
    count: object = None,
    bounds: tuple[float, float] | None = None,
    tolerance: float = 1e-9,
    max_iterations: int = 500,
    missing: str = "spread",
    convention: str = "rake",
) -> Weighting:
    """Weights that meet every margin and are otherwise as near to the base weights as can be.

    sample       one row a person, or one row a cell with `count` people
    margins      {"sex": {"F": 119000, ...}, ("sex", "age"): {("F", "16-24"): ...}}, people or shares
    base_weight  column (or Series, array [rows]) of design weights, each above 0; None: all alike
    count        column of the number of people a row stands for; None: 1
    bounds       (lowest, highest) ratio of a weight to its base weight, both taken with mean 1
    tolerance    largest |weighted / target - 1| of any category
    missing      "spread": those with no value are a category of their own that keeps its base-weighted share,
                 and the margin's shares are spread over the rest; "refuse": an error; "leave_out": their rows
                 get no weight and are counted in `left_out`
    convention   how `residuals` linearises: "rake" as R survey does after `rake` (ten sweeps of projection
                 over the margins), "calibrate" as after `calibrate(calfun = "raking")`. The weights are the
                 same.

    Returns a Weighting whose weights add up to the margins' total (times `count`, for cells).
    Raises WeightingError, with what to do about it, for input that cannot be weighted.
    """
    if convention not in ("rake", "calibrate"):
        raise WeightingError(f"The convention “{convention}” is not known: choose “rake” or “calibrate”.")
    ready = prepare(sample, margins, base_weight, count, missing)
    check_pairs(ready.margins, ready.cells)
    distance = Distance("raking", *(check_bounds(bounds) if bounds is not None else ()))
    if bounds is None:
        ratio, iterations = fit(ready, tolerance, max_iterations)
    else:
        ratio, iterations = fit_within(ready, distance, tolerance, max_iterations)
    return Weighting(ready, ratio, iterations, "rake", convention, distance, bounds)


def fit(ready: Prepared, tolerance: float, max_iterations: int) -> tuple[np.ndarray, int]:
    """[cells] ratio of raked to scaled base weight, and the number of sweeps it took."""
    start = ready.cells.base * ready.scale
    sizes = [len(margin.targets) for margin in ready.margins]
    dense = np.prod([float(size) for size in sizes]) <= min(HALVES_LIMIT, 32 * len(start))
    sweeper = _Halves(ready, start) if dense and len(start) > 256 else _Flat(ready, start)
    patience = min(PATIENCE, max_iterations)
    with np.errstate(all="ignore"):
        sweeps, settled = _sweep(sweeper, tolerance, patience)
    if settled:
        return _checked(ready, start, sweeper.ratio()), sweeps
    if sweeps < max_iterations:
        found = solve_dual(
            incidence(ready),
            start,
            all_targets(ready),
            Distance("raking"),
            tolerance,
            max_iterations - sweeps,
        )
        if found.met:
            return _checked(ready, start, found.ratio), sweeps + found.iterations
        sweeps += found.iterations
    raise explain_failure(ready, start * sweeper.ratio(), sweeps, tolerance, Limits(start))


def _checked(ready: Prepared, start: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """The ratios, unless some only stopped on their way to 0."""
    if ratio.min() < VANISHING:
        emptied = explain_emptied(ready, Limits(start))
        if emptied is not None:
            raise emptied
    return ratio


def _sweep(sweeper, tolerance: float, most: int) -> tuple[int, bool]:
    for sweep in range(1, most + 1):
        moved = sweeper.sweep()
        if not np.isfinite(moved):
            return sweep, False
        if moved <= tolerance and sweeper.error() <= tolerance:
            return sweep, True
    return most, False


def fit_within(
    ready: Prepared, distance: Distance, tolerance: float, max_iterations: int
) -> tuple[np.ndarray, int]:
    """As `fit`, with the ratio held within the bounds of `distance`."""
    start = ready.cells.base * ready.scale
    found = solve_dual(incidence(ready), start, all_targets(ready), distance, tolerance, max_iterations)
    if not found.met:
        limits = Limits(start, distance.low, distance.high)
        raise explain_failure(ready, start * found.ratio, found.iterations, tolerance, limits)
    return found.ratio, found.iterations


def check_bounds(bounds: tuple[float, float]) -> tuple[float, float]:
    """The two bounds as numbers. Raises WeightingError unless 0 <= lowest < 1 < highest."""
    try:
        low, high = (float(bound) for bound in bounds)
    except (TypeError, ValueError):
        raise WeightingError(
            f"The bounds {bounds!r} are not two numbers: give them as (0.3, 3.0).", about="bounds"
        ) from None
    if not 0 <= low < 1 < high:
        raise WeightingError(
            f"The bounds ({low:g}, {high:g}) leave no room: the lowest must be 0 or more and below 1, the "
            "highest above 1, since they bound the ratio of a weight to its base weight.",
            about="bounds",
        )
    return low, high


def incidence(ready: Prepared) -> Incidence:
    """The incidence of the prepared sample's cells in its margins."""
    if ready.incidence is None:
        sizes = [len(margin.targets) for margin in ready.margins]
        ready.incidence = Incidence([margin.codes for margin in ready.margins], sizes, ready.numeric)
    return ready.incidence


def all_targets(ready: Prepared) -> np.ndarray:
    """[categories + numeric] the targets of every margin, and of the numeric columns."""
    parts = [margin.targets for margin in ready.margins]
    return np.concatenate(parts if ready.numeric_targets is None else [*parts, ready.numeric_targets])


def _largest_error(steps: list, weights: np.ndarray) -> float:
    return max(
        (
            float(np.abs(np.bincount(codes, weights, size) / targets - 1).max())
            for codes, targets, size in steps
        ),
        default=0.0,
    )


class _Flat:
    """Sweeps over occupied cells one by one."""

    def __init__(self, ready: Prepared, start: np.ndarray):
        self.steps = [(margin.codes, margin.targets, len(margin.targets)) for margin in ready.margins]
        self.start, self.weights = start, start.copy()

    def sweep(self) -> float:
        moved = 0.0
        for codes, targets, size in self.steps:
            factor = targets / np.bincount(codes, self.weights, size)
            moved = max(moved, np.abs(factor - 1).max())
            self.weights *= factor[codes]
        return moved

    def error(self) -> float:
        """Largest |weighted / target - 1| of any category as things stand."""
        return _largest_error(self.steps, self.weights)

    def ratio(self) -> np.ndarray:
        return self.weights / self.start


class _Halves:
    """Sweeps over the full table of margins, its dimensions parted in two halves.

    A weight is base * a[half one] * b[half two], so fitting the margins of one half needs the table only
    through one matrix-vector product with the factors of the other.
    """

    def __init__(self, ready: Prepared, start: np.ndarray):
        sizes = [len(margin.targets) for margin in ready.margins]
        split = min(range(1, len(sizes) + 1), key=lambda i: np.prod(sizes[:i]) + np.prod(sizes[i:]))
        self.codes = [margin.codes for margin in ready.margins]
        self.sizes, self.split = sizes, split
        self.row, self.column = self._flat(0, split), self._flat(split, len(sizes))
        shape = int(np.prod(sizes[:split])), int(np.prod(sizes[split:]))
        self.table = np.bincount(self.row * shape[1] + self.column, start, shape[0] * shape[1]).reshape(shape)
        self.a, self.b = np.ones(shape[0]), np.ones(shape[1])
        self.first = self._steps(ready, 0, split)
        self.second = self._steps(ready, split, len(sizes))

    def _flat(self, start: int, stop: int) -> np.ndarray:
        flat = np.zeros(len(self.codes[0]), np.intp)
        for codes, size in zip(self.codes[start:stop], self.sizes[start:stop], strict=True):
            flat = flat * size + codes
        return flat

    def _steps(self, ready: Prepared, start: int, stop: int) -> list:
        sizes = self.sizes[start:stop]
        levels = np.unravel_index(np.arange(int(np.prod(sizes))), sizes) if sizes else []
        targets = [margin.targets for margin in ready.margins[start:stop]]
        return list(zip(levels, targets, sizes, strict=True))

    def sweep(self) -> float:
        moved = self._fit(self.a, self.table @ self.b, self.first)
        return max(moved, self._fit(self.b, self.a @ self.table, self.second))

    @staticmethod
    def _fit(factors: np.ndarray, rest: np.ndarray, steps: list) -> float:
        moved = 0.0
        for codes, targets, size in steps:
            factor = targets / np.bincount(codes, factors * rest, size)
            moved = max(moved, np.abs(factor - 1).max())
            factors *= factor[codes]
        return moved

    def error(self) -> float:
        """Largest |weighted / target - 1| of any category as things stand."""
        return max(
            _largest_error(self.first, self.a * (self.table @ self.b)),
            _largest_error(self.second, self.b * (self.a @ self.table)),
        )

    def ratio(self) -> np.ndarray:
        return self.a[self.row] * self.b[self.column]
