"""A logistic regression with groups of normal effects, fitted by Laplace approximation.

The spreads of the groups are integrated over, not fixed at their best value, so that intervals do not come
out too narrow where few areas speak of the spread: points around the mode are weighted by their approximate
posterior (as in Rue, Martino and Chopin 2009), each with its own normal for the coefficients.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.optimize import minimize
from scipy.special import expit

FIXED_PRECISION = 1 / 10.0**2
# A half-normal prior on each spread, wide: on the logit scale 1 is already a great deal.
SPREAD_SCALE = 2.5
POINTS = 240
LOWEST, HIGHEST = np.log(1e-3), np.log(5.0)


class Multilevel:
    """yes of n in each cell, by intercept, covariates and effects of the levels of each group.

    Args:
        codes: per group [cells] the level. sizes: levels of each group. yes, n: [cells], may be fractions.
        fixed: [cells, covariates].

    `spread` [groups] is the posterior mode of the effects' standard deviations.
    """

    def __init__(self, codes, sizes, yes, n, fixed):
        self.sizes, self.covariates = list(sizes), fixed.shape[1]
        self.x = self._matrix(codes, fixed)
        self.yes, self.n = np.asarray(yes, float), np.asarray(n, float)
        self._start = np.zeros(self.x.shape[1])
        first = np.full(len(self.sizes), np.log(0.3))
        found = minimize(
            lambda s: -self._posterior(s)[0],
            first,
            method="Nelder-Mead",
            options={"xatol": 1e-3, "fatol": 1e-4, "maxiter": 120 * len(first)},
        )
        self.mode = np.clip(found.x, LOWEST, HIGHEST)
        self.spread = np.exp(self.mode)

    def _matrix(self, codes, fixed) -> np.ndarray:
        rows = len(codes[0])
        blocks = [np.ones((rows, 1)), np.asarray(fixed, float)]
        blocks += [np.eye(size)[code] for code, size in zip(codes, self.sizes, strict=True)]
        return np.hstack(blocks)

    def _precision(self, log_spread) -> np.ndarray:
        parts = [np.full(1 + self.covariates, FIXED_PRECISION)]
        parts += [np.full(size, np.exp(-2 * s)) for size, s in zip(self.sizes, log_spread, strict=True)]
        return np.concatenate(parts)

    def _posterior(self, log_spread):
        """Log posterior of the spreads (up to a constant), the coefficients' mode and the factor of its
        Hessian."""
        clipped = np.clip(log_spread, LOWEST, HIGHEST)
        precision = self._precision(clipped)
        beta = self._start
        best = self._penalised(beta, precision)
        for _ in range(50):
            p = expit(self.x @ beta)
            gradient = self.x.T @ (self.yes - self.n * p) - precision * beta
            hessian = (self.x * (self.n * p * (1 - p))[:, None]).T @ self.x + np.diag(precision)
            factor = cho_factor(hessian, lower=True)
            step = cho_solve(factor, gradient)
            size, value = 1.0, -np.inf
            while size > 1e-6:
                value = self._penalised(beta + size * step, precision)
                if value >= best - 1e-12:
                    break
                size /= 2
            beta, gained, best = beta + size * step, value - best, value
            if abs(gained) < 1e-9 and np.abs(step).max() < 1e-6:
                break
        self._start = beta
        log_determinant = 2 * np.log(np.diag(factor[0])).sum()
        spread = np.exp(clipped)
        prior = (clipped - spread**2 / (2 * SPREAD_SCALE**2)).sum()
        outside = ((log_spread - clipped) ** 2).sum() * 100
        return best + np.log(precision).sum() / 2 - log_determinant / 2 + prior - outside, beta, factor[0]

    def _penalised(self, beta, precision) -> float:
        eta = self.x @ beta
        return float(self.yes @ eta - self.n @ np.logaddexp(0, eta) - precision @ beta**2 / 2)

    def _curvature(self) -> np.ndarray:
        """Covariance of the spreads' approximate posterior around its mode, from second differences."""
        size, step = len(self.mode), 0.15
        centre = self._posterior(self.mode)[0]
        spread = np.empty(size)
        for i in range(size):
            move = np.eye(size)[i] * step
            second = self._posterior(self.mode + move)[0] - 2 * centre + self._posterior(self.mode - move)[0]
            spread[i] = min(1.0, step / np.sqrt(max(-second, 1e-6)))
        return spread

    def draw(self, codes, fixed, draws: int, seed: int) -> np.ndarray:
        """Posterior draws of the share in each cell of a population, [draws, cells]."""
        rng = np.random.default_rng(seed)
        proposal = self._curvature()
        # Student's t with 4 degrees of freedom, wider than the posterior, so that no weight runs away.
        z = rng.standard_normal((POINTS // 2, len(self.mode))) * np.sqrt(4 / rng.chisquare(4, (POINTS // 2, 1)))
        z = np.concatenate([z, -z])
        points = np.clip(self.mode + 1.2 * z * proposal, LOWEST, HIGHEST)
        found = [self._posterior(point) for point in points]
        distance = (((points - self.mode) / (1.2 * proposal)) ** 2).sum(axis=1)
        log_proposal = -(4 + len(self.mode)) / 2 * np.log1p(distance / 4)
        log_weight = np.array([f[0] for f in found]) - log_proposal
        weight = np.exp(log_weight - log_weight.max())
        times = rng.multinomial(draws, weight / weight.sum())
        x = self._matrix(codes, fixed)
        parts = []
        for (_, beta, lower), k in zip(found, times, strict=True):
            if k:
                noise = solve_triangular(lower, rng.standard_normal((len(beta), k)), lower=True, trans="T")
                parts.append(expit(x @ (beta[:, None] + noise)).T)
        return np.vstack(parts)
