"""Tests of a table: whether groups differ at all (Rao and Scott 1984), and which differ from all the others.

A contrast of a group with the rest is linear in the weighted totals of the table, so that one covariance of these
totals gives all contrasts of a line, with the same linearisation as `compare.difference`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtr

from analysis.compare import ChiSquare, chi_square, holm
from analysis.design import DesignError, SurveyDesign
from analysis.intervals import t_quantile
from analysis.tables import FLAG, GROUP, Cell, Estimates, Layout, Line
from analysis.variance import covariance

HIGHER, LOWER = "higher", "lower"
LEVEL = 0.05


@dataclass(frozen=True)
class Contrast:
    """A group less all other groups of the table, in shares, with its standard error, t test and Holm's p over the
    family of the table."""

    estimate: float
    se: float
    df: float
    p: float
    adjusted: float = float("nan")

    @property
    def verdict(self) -> str | None:
        """HIGHER or LOWER than the rest where that is more than chance does, else None."""
        if not self.adjusted < LEVEL:
            return None
        return HIGHER if self.estimate > 0 else LOWER


def whole(
    design: SurveyDesign, layout: Layout, line: Line | None, columns: Collection[str], inside: np.ndarray
) -> ChiSquare | None:
    """The test that the answers do not depend on the group: of all of them, or, with a `line`, of that one.

    None where an open sample allows no test or fewer than two groups or answers are left.
    """
    if not design.has_error or len(columns) < 2:
        return None
    tested = [line] if line else layout.exclusive
    answers = np.full(len(design.weights), None, dtype=object)
    for one in tested:
        flag = design.sample[FLAG + one.id].to_numpy(float)
        answers[flag == 1] = one.id
        if line:
            answers[flag == 0] = "no " + one.id
    there = inside & design.sample[GROUP].isin(list(columns)).to_numpy()
    try:
        # Groups of which each gave one answer have no variance to test with: p is then not a number.
        with np.errstate(divide="ignore", invalid="ignore"):
            return chi_square(design.assign(**{"table answer": answers}), "table answer", GROUP, where=there)
    except (DesignError, np.linalg.LinAlgError):
        return None


def contrasts(
    design: SurveyDesign, found: Estimates, lines: Sequence[Line], columns: Sequence[str], inside: np.ndarray,
    shown: Collection[tuple[str, str]],
) -> dict[tuple[str, str], Contrast]:  # fmt: skip
    """Each cell of `lines` against all other `columns` together, Holm over all of them; only cells in `shown`.

    Nothing for an open sample or a single group.
    """
    if not design.has_error or len(columns) < 2:
        return {}
    each: dict[tuple[str, str], Contrast] = {}
    place = {column: number for number, column in enumerate(columns)}
    group = design.sample[GROUP].map(place).to_numpy(float, na_value=np.nan)
    for line in lines:
        each |= _of_line(design, found, line, place, np.where(inside, group, np.nan), shown)
    adjusted = holm([one.p for one in each.values()])
    return {
        key: Contrast(one.estimate, one.se, one.df, one.p, float(p))
        for (key, one), p in zip(each.items(), adjusted, strict=True)
    }


def _of_line(design, found, line, place, group, shown) -> dict[tuple[str, str], Contrast]:
    """place: column id -> its number. group: [rows] the number of each row's column, missing where it has none."""
    flag = design.sample[FLAG + line.id].to_numpy(float)
    there = ~np.isnan(flag) & ~np.isnan(group)
    codes = np.where(there, 2 * np.nan_to_num(group) + (flag == 1), -1).astype(np.int64)
    df = float(design.degrees_of_freedom(np.where(there, 0, -1))[0])
    size = 2 * len(place)
    small, codes = design.collapsed(codes, size)
    v = covariance(small, small.weights, codes, size)
    totals = np.bincount(np.where(codes < 0, size, codes), weights=small.weighted, minlength=size + 1)[:size]
    totals = totals.reshape(-1, 2)
    return {
        (line.id, column): _contrast(totals, v, at, df, found.cells[line.id, column])
        for column, at in place.items()
        if (line.id, column) in shown
    }


def _contrast(totals: np.ndarray, v: np.ndarray, at: int, df: float, cell: Cell) -> Contrast:
    """totals [groups, (no, yes)] with their covariance v: group `at` less the rest."""
    rest = np.delete(totals, at, axis=0).sum(axis=0)
    own = totals[at]
    if not own.sum() > 0 or not rest.sum() > 0:
        return Contrast(float("nan"), float("nan"), df, float("nan"))
    p, q = own[1] / own.sum(), rest[1] / rest.sum()
    slope = np.tile([q, q - 1.0], (len(totals), 1)) / rest.sum()
    slope[at] = np.array([-p, 1 - p]) / own.sum()
    variance = float(slope.ravel() @ v @ slope.ravel())
    if p in (0.0, 1.0) and cell.lower is not None and cell.df:
        # All or none of a group is not known to be so of everybody: its exact interval stands for its error.
        variance += ((cell.upper - cell.lower) / (2 * float(t_quantile(cell.df, 0.95)))) ** 2
    se = float(np.sqrt(max(variance, 0.0)))
    estimate = float(p - q)
    known = se > 0 and df > 0
    return Contrast(estimate, se, df, float(2 * stdtr(df, -abs(estimate / se))) if known else float("nan"))


def in_bands(p: float) -> str:
    """A p value as coarse as can be told beside withheld figures: the threshold it is under, or "0.05 or more"."""
    if pd.isna(p):
        return "none"
    return next((f"below {limit}" for limit in ("0.001", "0.01", "0.05") if p < float(limit)), "0.05 or more")
