"""Confidence intervals for proportions: logit, beta, likelihood, Wilson and mean, all on Student's t.

Arrays in, arrays out. A proportion of 0 or 1 has no linearised variance, yet is not known exactly: every
method then gives the exact (Clopper-Pearson) interval on the effective base it is handed.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, expit, logit, stdtrit, xlogy

METHODS = ("logit", "beta", "likelihood", "wilson", "mean")


def t_quantile(df, level: float):
    """Two-sided Student quantile; NaN where there are no degrees of freedom, the normal's where they are
    infinite."""
    df = np.asarray(df, dtype=float)
    with np.errstate(invalid="ignore"):
        finite = stdtrit(np.where(np.isfinite(df) & (df > 0), df, 1e12), (1 + level) / 2)
    return np.where(df > 0, finite, np.nan)


def proportion_interval(
    p, variance, df, *, method: str = "logit", level: float = 0.95, rows=None, floor_base=None
):
    """Lower and upper limits of proportions.

    Args:
        p, variance: [k] estimates (0..1) and their design variances.
        df: [k] degrees of freedom of the design in the domain.
        method: "logit" (t on the logit scale), "beta" (Korn and Graubard 1998), "likelihood" (Rao-Scott
            scaled binomial likelihood), "wilson" (Wilson 1927 on the effective base p(1-p)/V), "mean"
            (symmetrical, cut at 0 and 1).
        level: coverage, 0..1.
        rows: [k] sample size n in the (t_{n-1}/t_df)^2 of the beta method.
        floor_base: [k] effective base to use where all or none of the base said yes.

    Returns:
        (lower, upper), each [k], within 0..1; NaN without degrees of freedom or without an estimate.
    """
    if method not in METHODS:
        raise ValueError(f"interval is {method!r}; it must be one of {', '.join(METHODS)}.")
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}; it must lie between 0 and 1, such as 0.95.")
    p, variance, df = (np.atleast_1d(np.asarray(a, dtype=float)) for a in (p, variance, df))
    rows = np.full(p.shape, np.inf) if rows is None else np.broadcast_to(np.asarray(rows, float), p.shape)
    t = t_quantile(df, level)
    edge = at_edge(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        base = p * (1 - p) / variance
        shrink = (t_quantile(rows - 1, level) / t) ** 2
        lower, upper = _LIMITS[method](p, variance, base, t, shrink, level)
        if floor_base is not None and edge.any():
            exact = _beta(np.round(p), None, np.asarray(floor_base, float), t, shrink, level)
            lower, upper = np.where(edge, exact[0], lower), np.where(edge, exact[1], upper)
    # What a margin or a census fixes is known exactly.
    fixed = (variance <= 1e-30) & ~edge
    lower, upper = np.where(fixed, p, lower), np.where(fixed, p, upper)
    missing = np.isnan(p) | ~(df > 0)
    lower, upper = np.where(missing, np.nan, lower), np.where(missing, np.nan, upper)
    return np.clip(lower, 0, 1), np.clip(upper, 0, 1)


def at_edge(p) -> np.ndarray:
    """Whether all or none of a base said yes. A sum of weights divided by itself can miss 1 by a rounding
    error, and nothing real lies so close to it."""
    return (p <= 1e-12) | (p >= 1 - 1e-12)


def _mean(p, variance, base, t, shrink, level):
    half = t * np.sqrt(variance)
    return p - half, p + half


def _logit(p, variance, base, t, shrink, level):
    half = t * np.sqrt(variance) / (p * (1 - p))
    return expit(logit(p) - half), expit(logit(p) + half)


def _beta(p, variance, base, t, shrink, level):
    base, tail = base * shrink, (1 - level) / 2
    yes, no = base * p, base * (1 - p)
    lower = np.where(yes > 0, betaincinv(np.where(yes > 0, yes, 1), no + 1, tail), 0)
    upper = np.where(no > 0, betaincinv(yes + 1, np.where(no > 0, no, 1), 1 - tail), 1)
    return lower, upper


def _wilson(p, variance, base, t, shrink, level):
    t2 = t * t
    middle = (p + t2 / (2 * base)) / (1 + t2 / base)
    half = t / (1 + t2 / base) * np.sqrt(p * (1 - p) / base + t2 / (4 * base * base))
    return middle - half, middle + half


def _likelihood(p, variance, base, t, shrink, level):
    """Both roots q of 2 base KL(p, q) = t^2, by bisection on the logit scale (60 halvings: 1e-16)."""

    def excess(x):
        q = expit(x)
        return 2 * base * (xlogy(p, p / q) + xlogy(1 - p, (1 - p) / (1 - q))) - t * t

    limits = []
    for direction in (-1, 1):
        inner, outer = logit(p), logit(p) + direction * 40.0
        for _ in range(70):
            middle = (inner + outer) / 2
            beyond = excess(middle) > 0
            inner, outer = np.where(beyond, inner, middle), np.where(beyond, middle, outer)
        limits.append(expit((inner + outer) / 2))
    return limits


_LIMITS = {"logit": _logit, "beta": _beta, "likelihood": _likelihood, "wilson": _wilson, "mean": _mean}


def wilson_from_base(p: float, base: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval where only a proportion and an (effective) base are known, on the normal
    distribution."""
    lower, upper = proportion_interval(
        p, p * (1 - p) / base if 0 < p < 1 else 1e-9, np.inf, method="wilson", level=level
    )
    if 0 < p < 1:
        return float(lower[0]), float(upper[0])
    t2 = float(t_quantile(np.inf, level)) ** 2
    return (0.0, t2 / (base + t2)) if p == 0 else (base / (base + t2), 1.0)
