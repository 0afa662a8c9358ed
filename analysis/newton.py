"""Calibration solved by Newton's method on its convex dual, for any distance and with bounds.

Deville and Särndal (1992): the weights d F(X lambda) that meet X'w = T are nearest to d in the distance whose
inverse derivative is F. The dual, sum d G(X lambda) - T lambda with G' = F, is convex, so damped steps reach
its minimum wherever there is one; where there is none, no weights within the bounds meet the targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh
from scipy.special import expit, logit

from analysis.incidence import Incidence

STEEPEST = 700.0
STALLED = 30
# A step moves no cell further than this in X lambda, so that none is thrown far behind its bound.
LONGEST = 8.0


@dataclass(frozen=True)
class Distance:
    """How far a ratio of weight to base weight may move: "linear", "raking" or "logit", with bounds or none.

    The bounds are numbers, or [cells] for each cell its own.
    """

    kind: str
    low: float | np.ndarray = 0.0
    high: float | np.ndarray = np.inf

    def _logistic(self, u: np.ndarray) -> tuple[float, np.ndarray]:
        slope = (self.high - self.low) / ((1 - self.low) * (self.high - 1))
        return slope, slope * u + logit((1 - self.low) / (self.high - self.low))

    def ratio(self, u: np.ndarray) -> np.ndarray:
        """F(u), the ratio of weight to base weight."""
        if self.kind == "logit":
            return self.low + (self.high - self.low) * expit(self._logistic(u)[1])
        return np.clip(
            1 + u if self.kind == "linear" else np.exp(np.minimum(u, STEEPEST)), self.low, self.high
        )

    def slope(self, u: np.ndarray) -> np.ndarray:
        """F'(u)."""
        if self.kind == "logit":
            slope, position = self._logistic(u)
            share = expit(position)
            return (self.high - self.low) * slope * share * (1 - share)
        free = self.ratio(u)
        inside = (free > self.low) & (free < self.high)
        return np.where(inside, 1.0 if self.kind == "linear" else free, 0.0)

    def integral(self, u: np.ndarray) -> np.ndarray:
        """G(u), up to a constant."""
        if self.kind == "logit":
            slope, position = self._logistic(u)
            return self.low * u + (self.high - self.low) / slope * np.logaddexp(0, position)
        ratio = self.ratio(u)
        if self.kind == "linear":
            edge = ratio - 1
            return edge + edge * edge / 2 + ratio * (u - edge)
        with np.errstate(divide="ignore"):
            edge = np.where(ratio > 0, np.log(np.maximum(ratio, 1e-300)), u)
        return ratio + ratio * (u - edge)


@dataclass(frozen=True)
class Solution:
    """ratio [cells] of weight to base weight; met says whether every target was met to the tolerance."""

    ratio: np.ndarray
    iterations: int
    met: bool


def solve_dual(
    x: Incidence, start: np.ndarray, targets: np.ndarray, distance: Distance, tolerance: float, most: int
) -> Solution:
    """Ratios F(X lambda) [cells] with X'(start * ratio) = targets [categories + numeric]."""
    size = np.maximum(np.abs(targets), 1e-12 * np.abs(targets).max())
    beta = np.zeros(len(targets))
    u = np.zeros(len(start))
    ratio, gap = _at(x, start, targets, distance, u)
    off = np.max(np.abs(gap) / size)
    steps, best, since, damping = 0, off, 0, 1e-2
    # Where the targets cannot be met the steps go on for ever without a gain: enough is enough.
    while off > tolerance and steps < most and since < STALLED:
        steps += 1
        # Cells at a bound have no curve of their own; the damping lends them some, less and less.
        step = _solve(x.gram(start * (distance.slope(u) + min(damping, off))), gap)
        along = x.predict(step)
        furthest = np.abs(along).max()
        if furthest > LONGEST:
            step, along = step * (LONGEST / furthest), along * (LONGEST / furthest)
        moved, length = _line_search(x, start, targets, distance, (beta, u, gap, off), (step, along), size)
        if moved is None:
            break
        beta, u, ratio, gap, off = moved
        damping = max(damping / 10, 1e-14) if length == 1 else min(damping * 4, 1e-1)
        best, since = (off, 0) if off < 0.99 * best else (best, since + 1)
    return Solution(ratio, steps, bool(off <= tolerance))


def _at(x, start, targets, distance, u):
    ratio = distance.ratio(u)
    return ratio, targets - x.totals(start * ratio)


def _line_search(x, start, targets, distance, here, direction, size):
    beta, u, gap, off = here
    step, along = direction
    value = start @ distance.integral(u) - targets @ beta
    decrease = gap @ step
    length = 1.0
    for _ in range(40):
        new_beta, new_u = beta + length * step, u + length * along
        with np.errstate(all="ignore"):
            ratio, new_gap = _at(x, start, targets, distance, new_u)
            new_value = start @ distance.integral(new_u) - targets @ new_beta
        new_off = np.max(np.abs(new_gap) / size)
        # Close to the minimum the value no longer resolves a gain that the gap still shows.
        better = new_value <= value - 1e-4 * length * decrease or new_off < 0.9 * off and off < 1e-3
        if np.isfinite(new_off) and np.isfinite(new_value) and better:
            return (new_beta, new_u, ratio, new_gap, new_off), length
        length /= 2
    return None, length


def _solve(gram: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """Least-norm solution: every margin adds up to the same total, so the matrix never has full rank."""
    scale = 1 / np.sqrt(np.maximum(np.diag(gram), 1e-300))
    values, vectors = eigh(gram * scale[:, None] * scale)
    keep = values > 1e-12 * values[-1]
    vectors = vectors[:, keep]
    return scale * (vectors @ ((vectors.T @ (scale * gap)) / values[keep]))
