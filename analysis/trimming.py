"""Trimming: weights held between two limits, the excess shared out, the margins met again.

Cutting weights off breaks the margins, and raking the rest brings new extremes. So by default the weights are
found in one step: those within the limits that meet every margin and are nearest (in the raking distance) to
the weights before. `rerake=False` only shares the excess out, equally among the people within the limits and
again until nobody is outside, as R survey's `trimWeights(strict = TRUE)`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from analysis.errors import WeightingError, people, per_cent
from analysis.feasibility import Limits, explain_failure
from analysis.frames import refine
from analysis.newton import Distance, solve_dual
from analysis.preparation import Prepared
from analysis.raking import all_targets, incidence
from analysis.weighting import Weighting

# Rounds of sharing out the excess before what they near is worked out in one step.
SHARINGS = 200


def trim(
    weighting: Weighting,
    lower: float | None = None,
    upper: float | None = None,
    unit: str = "mean",
    rerake: bool = True,
    tolerance: float = 1e-9,
    max_iterations: int = 500,
) -> Weighting:
    """The weighting with no weight below `lower` or above `upper`.

    lower, upper  limits in multiples of the mean weight (`unit="mean"`), or in the weights' own units
                  (`unit="weight"`); None: no limit on that side
    rerake        True: the margins are met as before; False: they are not, and `notes` says how far off they
                  are
    tolerance     largest |weighted / target - 1| of any category after raking again

    The residuals stay those of `weighting`. Raises WeightingError for limits that cannot be held.
    """
    mean = weighting.total / weighting.people
    scale = {"mean": mean, "weight": 1.0}.get(unit)
    if scale is None:
        raise WeightingError(f"unit=“{unit}” is not known: choose “mean” or “weight”.")
    low, high = _limits(lower, upper, scale, mean, unit)
    before = weighting.weights.to_numpy()
    used = np.ones(len(before), bool) if weighting.count is None else weighting.count.to_numpy() > 0
    if (before[used] <= 0).any():
        raise WeightingError(
            "The weighting has weights of 0 or below, which cannot be trimmed: calibrate with bounds instead."
        )
    ready, parent_cell = _fine(weighting)
    start = ready.cells.people * _cell_weights(ready, before)
    if rerake:
        ratio, rounds = _nearest(ready, start, (low, high), scale, tolerance, max_iterations)
    else:
        ratio, rounds = _share_out(ready.cells.people, start, low, high)
    trimmed = Weighting(
        ready,
        weighting._ratio[parent_cell] * ratio,
        rounds,
        "trim",
        weighting.convention,
        weighting._distance,
        weighting.bounds,
        parent=weighting,
    )
    trimmed.notes = [*weighting.notes, *_notes(weighting, trimmed, used, low, high, rerake)]
    return trimmed


def _limits(lower, upper, scale: float, mean: float, unit: str) -> tuple[float, float]:
    low = 0.0 if lower is None else float(lower) * scale
    high = np.inf if upper is None else float(upper) * scale
    if not 0 <= low < mean < high:
        raise WeightingError(
            f"The limits {lower} and {upper} do not lie on either side of the mean weight "
            f"({mean / scale:.6g}): the lower must be 0 or more and below it, the upper above it."
        )
    return low, high


def _fine(weighting: Weighting) -> tuple[Prepared, np.ndarray]:
    """The weighting's sample in cells of one weight each, and the coarser cell that each lies in."""
    ready = weighting._ready
    cells, parent = refine(ready.cells, ready.base_weight, ready.count)
    margins = [replace(margin, codes=margin.codes[parent]) for margin in ready.margins]
    numeric = None if ready.numeric is None else ready.numeric[parent]
    return replace(ready, cells=cells, margins=margins, numeric=numeric, incidence=None), parent


def _cell_weights(ready: Prepared, weights: np.ndarray) -> np.ndarray:
    """[cells] the one weight that the rows of each cell share."""
    if ready.cells.key is None:
        return weights
    cell = ready.cells.row_cells()
    values = np.empty(len(ready.cells))
    values[cell[cell >= 0]] = weights[cell >= 0]
    return values


def _nearest(ready, start, limits, scale, tolerance, most) -> tuple[np.ndarray, int]:
    each = start / ready.cells.people
    distance = Distance("raking", limits[0] / each, limits[1] / each)
    found = solve_dual(incidence(ready), start, all_targets(ready), distance, tolerance, most)
    if not found.met:
        limits = Limits(ready.cells.people * scale, limits[0] / scale, limits[1] / scale)
        raise explain_failure(ready, start * found.ratio, found.iterations, tolerance, limits)
    return found.ratio, found.iterations


def _share_out(people: np.ndarray, start: np.ndarray, low: float, high: float) -> tuple[np.ndarray, int]:
    before = start / people
    weights = before
    for rounds in range(SHARINGS):
        outside = (weights < low) | (weights > high)
        if not outside.any():
            return weights / before, rounds
        cut = np.clip(weights, low, high)
        if outside.all():
            weights = cut
            break
        cut[~outside] += people @ (weights - cut) / people[~outside].sum()
        weights = cut
    # Sharing that pushes people back over a limit need not end. What it nears is one shift for everybody.
    total, width = start.sum(), high - low if np.isfinite(high) else start.sum()
    shift = brentq(
        lambda by: people @ np.clip(weights + by, low, high) - total, -width, width, xtol=1e-15 * width
    )
    return np.clip(weights + shift, low, high) / before, SHARINGS


def _notes(weighting, trimmed, used, low, high, rerake) -> list[str]:
    values = weighting.weights.to_numpy()[used]
    counts = np.ones(len(values)) if weighting.count is None else weighting.count.to_numpy()[used]
    mean = weighting.total / weighting.people
    notes = [
        f"Weights were held between {low / mean:.3g} and {high / mean:.3g} times the mean: "
        f"{people(counts[values < low].sum())} had been below, {counts[values > high].sum():,.0f} above."
    ]
    if not rerake:
        margins: pd.DataFrame = trimmed.margins
        off = (margins["after"] / margins["target"] - 1).abs()
        worst = margins.loc[off.idxmax()]
        notes.append(
            f"The margins are no longer met: “{worst['category']}” of “{worst['margin']}” is "
            f"{per_cent(off.max())} off its target. Trim with rerake=True to meet them."
        )
    return notes
