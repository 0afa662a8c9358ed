"""Post-stratification and calibration.

Deville and Särndal (1992), "Calibration estimators in survey sampling", JASA 87; as R survey 4.1 does in
`postStratify` and `calibrate`, whose weights these equal.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import WeightingError, counted
from analysis.feasibility import check_pairs
from analysis.newton import Distance
from analysis.preparation import Prepared, prepare
from analysis.raking import check_bounds, fit_within
from analysis.weighting import Weighting

METHODS = ("linear", "raking", "logit")


def poststratify(
    sample: pd.DataFrame,
    margins: Mapping,
    base_weight: object = None,
    count: object = None,
    missing: str = "spread",
) -> Weighting:
    """Weights that meet one margin, plain or joint: each category's base weights scaled to its target.

    Arguments as for `rake`, with exactly one margin, such as {("sex", "age"): {("F", "16-24"): 11000, ...}}.
    Raises WeightingError.
    """
    ready = prepare(sample, margins, base_weight, count, missing)
    if len(ready.margins) != 1:
        raise WeightingError(
            f"Post-stratification takes one margin, but {len(ready.margins)} were given: join them into one "
            "with a tuple of columns, or use rake()."
        )
    margin = ready.margins[0]
    return Weighting(ready, (margin.targets / margin.before)[margin.codes], 1, "poststratify", "calibrate")


def calibrate(
    sample: pd.DataFrame,
    margins: Mapping,
    base_weight: object = None,
    count: object = None,
    method: str = "linear",
    bounds: tuple[float, float] | None = None,
    totals: Mapping | None = None,
    rescale: bool = True,
    tolerance: float = 1e-9,
    max_iterations: int = 500,
    missing: str = "spread",
) -> Weighting:
    """Weights that meet every margin (and numeric total) and are nearest to the base weights in a distance.

    sample, margins, base_weight, count, tolerance, max_iterations, missing   as for `rake`
    method   "linear" (generalised regression: weights can fall below 0, which `notes` then says), "raking"
             (always above 0) or "logit" (always within the bounds, which it needs)
    bounds   (lowest, highest) ratio of a weight to its base weight; for "linear" and "raking" the ratio is
             cut off there, for "logit" it nears them smoothly
    totals   {"age": 5_731_004}: population totals of numeric columns, in the same units as the margins' total
    rescale  True: base weights are first brought to the margins' total, so that bounds are about the shape of
             the weights; False: the bounds are on the ratio to the base weights as given, as in R

    Raises WeightingError, with what to do about it, for input that cannot be weighted.
    """
    distance = _distance(method, bounds)
    ready = prepare(sample, margins, base_weight, count, missing, one_each=bool(totals))
    if totals:
        _add_numeric(ready, sample, totals)
    check_pairs(ready.margins, ready.cells)
    if not rescale:
        ready.scale, ready.rescaled = 1.0, False
    ratio, iterations = fit_within(ready, distance, tolerance, max_iterations)
    weighting = Weighting(ready, ratio, iterations, "calibrate", "calibrate", distance, bounds)
    below = int((weighting.weights < 0).sum())
    if below:
        weighting.notes.append(
            f"{counted(below, 'weight is', 'weights are')} below 0, as linear calibration allows: choose "
            "method=“raking” or give bounds."
        )
    return weighting


def _distance(method: str, bounds: tuple[float, float] | None) -> Distance:
    if method not in METHODS:
        raise WeightingError(f"The method “{method}” is not known: choose one of {', '.join(METHODS)}.")
    if bounds is not None:
        return Distance(method, *check_bounds(bounds))
    if method == "logit":
        raise WeightingError(
            "Logit calibration needs bounds: give them, such as (0.3, 3.0), or choose “raking”."
        )
    return Distance(method, -np.inf if method == "linear" else 0.0)


def _add_numeric(ready: Prepared, sample: pd.DataFrame, totals: Mapping) -> None:
    """Give `ready` the numeric columns and their targets."""
    columns, targets = [], []
    for name, total in totals.items():
        if name not in sample.columns:
            raise WeightingError(
                f"The total of “{name}” needs a column of that name, which the sample does not have."
            )
        try:
            values = sample.loc[:, name].to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError):
            raise WeightingError(f"The column “{name}” is not of numbers, so it can have no total.") from None
        values = values[sample.index.get_indexer_for(ready.index)] if ready.left_out else values
        if not np.isfinite(values).all():
            raise WeightingError(
                f"The column “{name}” has {counted((~np.isfinite(values)).sum(), 'value', 'values')} missing "
                "or not finite: fill them in, or calibrate to its bands as a margin instead."
            )
        if not np.isfinite(float(total)):
            raise WeightingError(f"The total of “{name}” is missing or not finite: give a number.")
        columns.append(values)
        targets.append(float(total))
    stacked = np.column_stack(columns)
    if ready.count is not None and not ready.count.all():
        stacked = stacked[ready.count > 0]
    # Near a mean of 1 the numeric columns are in step with the margins' zeros and ones.
    size = np.maximum(np.abs(stacked).mean(axis=0), 1e-300)
    ready.numeric = stacked / size
    ready.numeric_targets = np.array(targets) / size
