"""Residuals of linearised values on the margins: worked out on cells, in the space of the margins'
categories.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.linalg import eigh

from analysis.raking import incidence
from analysis.weighting import SWEEPS


def residuals(weighting, z: np.ndarray) -> np.ndarray:
    """See `Weighting.residuals`, whose work this does."""
    ready = weighting._ready
    weights = weighting.weights.to_numpy()
    if z.shape[:1] != weights.shape:
        raise ValueError(f"z has {z.shape[0]} rows, the weighting {len(weights)}.")
    swept = weighting.method == "rake" and weighting.convention == "rake"
    # With z = w r: the sweeps take means of r over people, the regression weighs r by the base weight.
    divisor = weights if swept else weights / _base(ready)
    used = weights != 0
    relative = np.divide(z.T, divisor, out=np.zeros_like(z.T), where=used).T
    if ready.count is not None:
        relative = (relative.T * ready.count).T
    x = incidence(ready)
    sums = x.totals(_cell_sums(ready, relative))
    if swept:
        factors = _sweep(x, x.gram(ready.cells.people), sums)
    else:
        factors = _regress(x.gram(ready.cells.base), sums)
    return z - (ready.cells.to_rows(x.predict(factors)).T * weights).T


def _base(ready) -> np.ndarray | float:
    return 1.0 if ready.base_weight is None else ready.base_weight


def _cell_sums(ready, values: np.ndarray) -> np.ndarray:
    cells = ready.cells
    if cells.key is None:
        return values
    cell, size = cells.row_cells(), len(cells)
    used = cell >= 0
    if not used.all():
        cell, values = cell[used], values[used]
    if values.ndim == 1:
        return np.bincount(cell, values, size)
    rows = len(cell)
    gather = sparse.csc_array((np.ones(rows), cell.astype(np.int32), np.arange(rows + 1)), shape=(size, rows))
    return gather @ values


def _sweep(x, gram: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Factors after ten sweeps that take each margin's group means out of what the others left."""
    factors = np.zeros_like(sums)
    people = np.diag(gram)
    for _ in range(SWEEPS):
        for piece in x.slices:
            left = sums[piece] - gram[piece] @ factors
            factors[piece] += (left.T / people[piece]).T
    return factors


def _regress(gram: np.ndarray, sums: np.ndarray) -> np.ndarray:
    scale = 1 / np.sqrt(np.diag(gram))
    values, vectors = eigh(gram * scale[:, None] * scale)
    keep = values > 1e-11 * values[-1]
    vectors = vectors[:, keep]
    inner = (vectors.T @ (sums.T * scale).T).T / values[keep]
    return ((vectors @ inner.T).T * scale).T
