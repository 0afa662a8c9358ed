"""Quantiles with Woodruff's interval (Woodruff 1952, JASA 47), as R `survey` 4.1 gives them by default."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.design import SurveyDesign
from analysis.domains import make_domains
from analysis.estimate import COLUMNS, Sums, at_codes, gated, numbers
from analysis.intervals import t_quantile


def quantile(design: SurveyDesign, column: str, q=(0.5,), by=None, *, level: float = 0.95, where=None):
    """Weighted quantiles of a number.

    Args:
        q: shares, 0..1. The others as in `estimate.proportion`.

    Returns:
        A row a domain and share (column `q`). The estimate is the least value at or below which the share of
        the weights lies; lower and upper are the values at the limits of the interval for the share of
        people at or below it (t, symmetrical), NaN where they pass 0 or 1; se is their distance over two t
        quantiles.
    """
    y, asked = numbers(design, column)
    domains = make_domains(design, by, where)
    shares = [q] if np.isscalar(q) else list(q)
    if not all(0 < share < 1 for share in shares):
        raise ValueError(f"q is {q!r}; shares lie between 0 and 1, such as 0.5 for the median.")
    tables = [_one(design, y, asked, domains, share, level) for share in shares]
    table = pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)
    return gated(table, design)


def _one(design, y, asked, domains, share, level) -> pd.DataFrame:
    inverses = [
        _Inverse(y, design.weighted, np.flatnonzero(asked & (domains.codes == k)))
        for k in range(domains.size)
    ]
    found = np.array([inverse(share) for inverse in inverses])
    below = (y <= at_codes(found, domains.codes)).astype(float)
    sums = Sums(design, domains.within(asked), domains.size, below)
    variance = sums.error(below - at_codes(sums.mean, sums.codes))
    df = design.degrees_of_freedom(sums.codes, domains.size)
    t = t_quantile(df, level)
    ends = [sums.mean - t * np.sqrt(variance), sums.mean + t * np.sqrt(variance)]
    lower, upper = (
        np.array([inverse(end) for inverse, end in zip(inverses, limit, strict=True)]) for limit in ends
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(variance > 0, sums.mean * (1 - sums.mean) / variance, sums.kish)
        values = [
            found,
            (upper - lower) / (2 * t),
            lower,
            upper,
            df,
            sums.base,
            effective,
            sums.base / np.where(effective > 0, effective, np.nan),
        ]
    table = domains.labels.reset_index(drop=True).copy()
    table["q"] = share
    for name, value in zip(COLUMNS, values, strict=True):
        table[name] = value
    return table


class _Inverse:
    """The inverse of a weighted distribution function over some rows; NaN outside 0..1 and without rows."""

    def __init__(self, y, weights, rows):
        rows = rows[weights[rows] > 0]
        order = rows[np.argsort(y[rows], kind="stable")]
        self.y, self.cumulative = y[order], np.cumsum(weights[order])

    def __call__(self, share: float) -> float:
        if not len(self.y) or not 0 <= share <= 1:
            return np.nan
        reached = self.cumulative >= share * self.cumulative[-1] * (1 - 1e-12)
        return float(self.y[int(np.argmax(reached))])
