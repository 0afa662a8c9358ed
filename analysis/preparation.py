"""From a sample and margins as given to what the weighting methods work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.errors import WeightingError, counted
from analysis.frames import Cells, Coded, collapse, encode
from analysis.incidence import Incidence
from analysis.margins import LARGEST, Margin, Target, check_columns, check_targets, reconcile
from analysis.matching import match

MISSING_POLICIES = ("spread", "refuse", "leave_out")


@dataclass
class Prepared:
    """A sample collapsed to cells, with the margins matched to it.

    index  of the used rows; base_weight, count [rows] or None (1 each); scale brings the base weights to
    the margins' total, unless they were not to be `rescaled`; numeric [cells, q] further variables with known
    totals, numeric_targets [q], or None
    """

    index: pd.Index
    cells: Cells
    margins: list[Margin]
    base_weight: np.ndarray | None
    count: np.ndarray | None
    total: float
    scale: float
    notes: list[str]
    left_out: float = 0.0
    left_out_index: pd.Index = field(default_factory=lambda: pd.Index([]))
    numeric: np.ndarray | None = None
    numeric_targets: np.ndarray | None = None
    incidence: Incidence | None = None
    rescaled: bool = True


def prepare(
    sample: pd.DataFrame,
    margins: Mapping,
    base_weight: object,
    count: object,
    missing: str,
    one_each: bool = False,
) -> Prepared:
    """Check and collapse. `one_each` keeps every row a cell of its own. Raises WeightingError."""
    if missing not in MISSING_POLICIES:
        raise WeightingError(
            f"missing=“{missing}” is not known: choose one of {', '.join(MISSING_POLICIES)}."
        )
    if not isinstance(sample, pd.DataFrame):
        raise WeightingError("The sample must be a DataFrame with one row a person or a cell.")
    if not len(sample):
        raise WeightingError("The sample is empty: there is nobody to weight.")
    targets = check_targets(margins)
    check_columns(targets, list(sample.columns))
    total, notes = reconcile(targets)
    counts = _counts(sample, count)
    weights = _base_weights(sample, base_weight, counts)
    names = list(dict.fromkeys(column for target in targets for column in target.columns))
    coded = [encode(sample[name], name) for name in names]
    index, left_out, left_out_index = sample.index, 0.0, sample.index[:0]
    gaps = [dimension for dimension in coded if dimension.has_missing]
    if gaps and missing == "refuse":
        raise _refusal(gaps[0], targets, counts)
    if gaps and missing == "leave_out":
        used = np.all([dimension.codes >= 0 for dimension in gaps], axis=0)
        left_out = float((~used).sum() if counts is None else counts[~used].sum())
        _check_anybody_left(gaps, used, counts)
        left_out_index, index = index[~used], index[used]
        coded = [Coded(d.name, d.codes[used], d.labels, False) for d in coded]
        counts = None if counts is None else counts[used]
        weights = None if weights is None else weights[used]
        notes.append(
            f"{counted(left_out, 'person has', 'people have')} no value for "
            f"{_and(f'“{d.name}”' for d in gaps)}: they were left out, without a weight."
        )
    cells = collapse(coded, counts, weights, len(index), one_each)
    positions = {name: i for i, name in enumerate(names)}
    matched, more = match(targets, {d.name: d for d in coded}, positions, cells, total)
    return Prepared(
        index,
        cells,
        matched,
        weights,
        counts,
        total,
        total / cells.base.sum(),
        notes + more,
        left_out,
        left_out_index,
    )


def _and(names) -> str:
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _refusal(dimension: Coded, targets: list[Target], counts: np.ndarray | None) -> WeightingError:
    gone = dimension.codes < 0
    people = gone.sum() if counts is None else counts[gone].sum()
    label = next(target.label for target in targets if dimension.name in target.columns)
    return WeightingError(
        f"{counted(people, 'person has', 'people have')} no value for “{dimension.name}” in the margin "
        f"“{label}”. Fill the values in, or choose missing=“spread” (a category of their own) or “leave_out”."
    )


def _check_anybody_left(gaps: list[Coded], used: np.ndarray, counts: np.ndarray | None) -> None:
    if used.any() and (counts is None or counts[used].any()):
        return
    empty = next((dimension for dimension in gaps if (dimension.codes < 0).all()), None)
    if empty is not None:
        raise WeightingError(
            f"Nobody in the sample has a value for the margin “{empty.name}”: every one is missing. Leave "
            "the margin out, or check the column's coding."
        )
    raise WeightingError("Nobody in the sample has a value for every margin: choose missing=“spread”.")


def _column(sample: pd.DataFrame, given: object, what: str) -> np.ndarray:
    """[rows] floats from a column's name, a Series on the sample's index or an array."""
    if isinstance(given, pd.Series):
        if not given.index.equals(sample.index):
            raise WeightingError(
                f"The {what} is a Series on another index than the sample's: align them first."
            )
        values, name = given, given.name
    elif isinstance(given, np.ndarray):
        if given.shape != (len(sample),):
            raise WeightingError(
                f"The {what} has shape {given.shape}, but the sample has {len(sample)} rows."
            )
        values, name = pd.Series(given), what
    else:
        if given not in sample.columns:
            raise WeightingError(
                f"The sample has no column “{given}” for the {what}: name one of its columns."
            )
        values, name = sample[given], given
    try:
        return values.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise WeightingError(f"The {what} “{name}” is not a column of numbers: convert it first.") from None


def _counts(sample: pd.DataFrame, count: object) -> np.ndarray | None:
    if count is None:
        return None
    counts = _column(sample, count, "count")
    wrong = ~((counts >= 0) & (counts == np.floor(counts)) & np.isfinite(counts))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise WeightingError(
            f"The count in row {sample.index[row]} is {counts[row]:g}: a count is a whole number of people, "
            "0 or more. Weights go in base_weight."
        )
    if not counts.any():
        raise WeightingError("The sample is empty: every count is 0.")
    return counts


def _base_weights(sample: pd.DataFrame, base_weight: object, counts: np.ndarray | None) -> np.ndarray | None:
    if base_weight is None:
        return None
    weights = _column(sample, base_weight, "base weight")
    low, high = weights.min(), weights.max()
    if low >= 1 / LARGEST and high <= LARGEST:
        return weights
    used = np.ones(len(weights), bool) if counts is None else counts > 0
    wrong = used & ~((weights >= 1 / LARGEST) & (weights <= LARGEST))
    if not wrong.any():
        return np.where(used, weights, 1.0)
    row = int(np.flatnonzero(wrong)[0])
    if not np.isfinite(weights[row]):
        kind = "missing" if np.isnan(weights[row]) else "infinite"
    elif weights[row] > 0:
        kind = f"{weights[row]:g}, beyond what can be reckoned with"
    else:
        kind = "0" if weights[row] == 0 else f"negative ({weights[row]:g})"
    raise WeightingError(
        f"The base weight in row {sample.index[row]} is {kind} "
        f"({counted(wrong.sum(), 'such row', 'such rows')} in all): every base weight must be above 0. "
        "Correct it, or take the row out of the sample on purpose."
    )
