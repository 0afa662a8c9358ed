"""The same weighting again for replicates of the base weights (bootstrap, jackknife), all at once."""

from __future__ import annotations

import numpy as np

from analysis.incidence import Incidence
from analysis.newton import solve_dual
from analysis.preparation import Prepared
from analysis.raking import all_targets, incidence
from analysis.residuals import _cell_sums

# Sweeps after which a replicate that is slow is solved by Newton's method on its own.
SWEEPS = 60
# Replicates swept together: enough to share the work, few enough to stay in the processor's cache.
BLOCK = 64


def rerake(weighting, base: np.ndarray, tolerance: float = 1e-9) -> tuple[np.ndarray, np.ndarray]:
    """See `Weighting.rerake`, whose work this does."""
    root = weighting if weighting._parent is None else weighting._parent
    ready = root._ready
    base = np.asarray(base, float)
    if base.ndim != 2 or len(base) != len(ready.index):
        raise ValueError(
            f"base has shape {base.shape}, but must have a row for each of {len(ready.index)} weights."
        )
    counted = base if ready.count is None else base * ready.count[:, None]
    ratio, met = rerake_cells(root, np.ascontiguousarray(_cell_sums(ready, counted)), tolerance)
    return base * ready.cells.to_rows(ratio), met


def rerake_cells(weighting, base: np.ndarray, tolerance: float = 1e-9) -> tuple[np.ndarray, np.ndarray]:
    """As `rerake` on cells: base [cells, replicates] summed base weights; returns ratios to them, and met."""
    ratio = np.empty_like(base)
    met = np.empty(base.shape[1], bool)
    for start in range(0, base.shape[1], BLOCK):
        block = slice(start, start + BLOCK)
        ratio[:, block], met[block] = _block(weighting, weighting._ready, base[:, block], tolerance)
    return ratio, met


def _block(weighting, ready: Prepared, base: np.ndarray, tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """[cells, r] ratios to the replicate base weights, and [r] whether the targets were met."""
    x = incidence(ready)
    targets = _replicate_targets(ready, x, base)
    ratio = np.ones_like(base)
    met = np.zeros(base.shape[1], bool)
    if _sweepable(weighting):
        ratio, met = _sweep(x, base, targets, tolerance)
    somebody = base.any(axis=0)
    met &= somebody
    for r in np.flatnonzero(~met & somebody):
        ratio[:, r], met[r] = _alone(weighting, ready, base[:, r], targets[:, r], tolerance)
    return ratio, met


def _sweepable(weighting) -> bool:
    return weighting.method == "poststratify" or (weighting.method == "rake" and weighting.bounds is None)


def _replicate_targets(ready: Prepared, x: Incidence, base: np.ndarray) -> np.ndarray:
    """[categories + numeric, r] targets of each replicate.

    The missing keep their share in the replicate, and what was wanted of a category that the replicate
    lacks is spread over the rest of its margin.
    """
    targets = np.repeat(all_targets(ready)[:, None], base.shape[1], axis=1)
    have = x.totals(base)
    # A replicate with nobody in it meets nothing; dividing by 1 keeps its figures finite until that is said.
    total = _or_one(base.sum(axis=0))
    for margin, piece in zip(ready.margins, x.slices, strict=True):
        gap, there = margin.missing_at, have[piece] > 0
        part = np.where(there, targets[piece], 0.0)
        share = 0.0
        if gap is not None:
            share = have[piece][gap] / total
            part[gap] = 0.0
        part *= (1 - share) * ready.total / _or_one(part.sum(axis=0))
        if gap is not None:
            part[gap] = share * ready.total
        targets[piece] = part
    return targets


def _or_one(sums: np.ndarray) -> np.ndarray:
    return np.where(sums > 0, sums, 1.0)


def _sweep(
    x: Incidence, base: np.ndarray, targets: np.ndarray, tolerance: float
) -> tuple[np.ndarray, np.ndarray]:
    weights = base.copy()
    pieces = [
        (x.matrix[:, piece].T.tocsr(), codes, targets[piece])
        for piece, codes in zip(x.slices, x.codes, strict=True)
    ]
    moved = np.full(base.shape[1], np.inf)
    with np.errstate(all="ignore"):
        for _ in range(SWEEPS):
            moved = np.zeros(base.shape[1])
            for matrix, codes, wanted in pieces:
                factor = np.where(wanted > 0, wanted / (matrix @ weights), 1.0)
                moved = np.maximum(moved, np.abs(factor - 1).max(axis=0))
                weights *= factor[codes]
            if (moved <= tolerance).all():
                break
        ratio = np.where(base > 0, weights / base, 1.0)
    met = (moved <= tolerance) & np.isfinite(ratio).all(axis=0)
    ratio[:, ~met] = 1.0
    return ratio, met


def _alone(weighting, ready, base, targets, tolerance) -> tuple[np.ndarray, bool]:
    """One replicate by Newton's method; categories that it lacks have target 0 and nobody to meet it."""
    used = base > 0
    present = targets > 0
    x = incidence(ready)
    if used.all() and present.all():
        part = x
    else:
        part = Incidence(
            [codes[used] for codes in x.codes], x.sizes, None if x.numeric is None else x.numeric[used]
        )
    scale = ready.total / base.sum() if ready.rescaled else 1.0
    found = solve_dual(part, base[used] * scale, targets, weighting._distance, tolerance, 100)
    ratio = np.ones(len(base))
    ratio[used] = found.ratio * scale
    return ratio, found.met
