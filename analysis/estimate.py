"""Proportions, means, totals and ratios with their design-based error, in any domains of the sample.

Every function returns one row a domain with the columns of `COLUMNS`. From an open sample the estimate and
its base are given and everything that speaks of error is NaN; from a quota sample a column `basis` says
"modelled". Domains are estimated within the whole design, after Taylor linearisation (see `variance`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.design import OPEN_SENTENCE, DesignError, SurveyDesign
from analysis.domains import Domains, indicators, make_domains
from analysis.intervals import at_edge, proportion_interval, t_quantile
from analysis.variance import variances

COLUMNS = ["estimate", "se", "lower", "upper", "df", "base", "effective_base", "design_effect"]
ERROR_COLUMNS = ["se", "lower", "upper", "df", "effective_base", "design_effect"]


def proportion(
    design: SurveyDesign,
    item,
    is_in=None,
    by=None,
    *,
    interval: str = "logit",
    level: float = 0.95,
    where=None,
    leave_out=(),
) -> pd.DataFrame:
    """Weighted proportions of an item, 0..1.

    Args:
        design: the sample and its design.
        item: column of answers, of 0/1, or of lists of choices; or a list of 0/1 columns, one a choice.
        is_in: answers that count together (the net). None: every answer gets its row, in a column `answer`
            (`choice` where several could be chosen).
        by: column, columns or {column: labels} of the domains.
        interval: "logit", "beta", "likelihood", "wilson" or "mean"; see `intervals.proportion_interval`.
        level: coverage of lower..upper.
        where: the routed base: {column: answers}, or booleans over the rows.
        leave_out: answers that leave the base. A missing answer always does; a don't know does only if named
            here.

    Returns:
        A row a domain: domain columns, then `COLUMNS`. `base` is people with a weight; `effective_base` is
        p(1-p)/V, or Kish's where all or none said yes; `design_effect` is V over that of a simple random
        sample of the same base. A domain without rows has base 0 and no estimate.

    Raises:
        DesignError: for unknown columns or misspelt answers.
    """
    name, variables = indicators(design, item, is_in, leave_out)
    domains = make_domains(design, by, where)
    tables = []
    for variable in variables:
        table = _proportions(design, variable.y, variable.asked, domains, interval, level)
        if name is not None:
            table.insert(domains.labels.shape[1], name, [variable.label] * len(table))
        tables.append(table)
    if not tables:
        return _proportions(
            design,
            np.zeros(len(design.weights)),
            np.zeros(len(design.weights), bool),
            domains,
            interval,
            level,
        )
    return _stacked(tables, design)


def mean(design: SurveyDesign, column: str, by=None, *, level: float = 0.95, where=None) -> pd.DataFrame:
    """Weighted means of a number, with t intervals. Arguments and result as in `proportion`; rows without a
    number leave the base."""
    y, asked = numbers(design, column)
    domains = make_domains(design, by, where)
    sums = Sums(design, domains.within(asked), domains.size, y)
    estimate = sums.mean
    variance = sums.error(y - at_codes(estimate, sums.codes))
    return _finish(design, domains, sums, estimate, variance, mean_srs(sums), level)


def total(
    design: SurveyDesign, column: str | None = None, by=None, *, level: float = 0.95, where=None
) -> pd.DataFrame:
    """Weighted totals of a number, or of people where `column` is None. Arguments and result as in
    `proportion`."""
    y, asked = (
        (np.ones(len(design.weights)), np.ones(len(design.weights), bool))
        if column is None
        else numbers(design, column)
    )
    domains = make_domains(design, by, where)
    sums = Sums(design, domains.within(asked), domains.size, y)
    variance = sums.error(y, over=np.ones(domains.size))
    return _finish(
        design,
        domains,
        sums,
        np.where(sums.base > 0, sums.y, np.nan),
        variance,
        mean_srs(sums) * sums.w**2,
        level,
    )


def ratio(
    design: SurveyDesign, numerator: str, denominator: str, by=None, *, level: float = 0.95, where=None
) -> pd.DataFrame:
    """Ratios of two weighted totals. Arguments and result as in `proportion`; rows lacking either leave the
    base."""
    y, asked = numbers(design, numerator)
    x, given = numbers(design, denominator)
    domains = make_domains(design, by, where)
    sums = Sums(design, domains.within(asked & given), domains.size, y, x)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(sums.x != 0, sums.y / sums.x, np.nan)
    residual = y - at_codes(estimate, sums.codes) * x
    variance = sums.error(residual, over=sums.x)
    spread = Sums(design, domains.within(asked & given), domains.size, residual)
    with np.errstate(divide="ignore", invalid="ignore"):
        srs = mean_srs(spread) * sums.w**2 / sums.x**2
    return _finish(design, domains, sums, estimate, variance, srs, level)


def numbers(design: SurveyDesign, column: str) -> tuple[np.ndarray, np.ndarray]:
    """A column of numbers as y [rows] (0 where missing) and whether it is there [rows]."""
    values = design.column(column)
    if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
        raise DesignError(f"{column!r} is not a column of numbers.")
    y = values.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(y).any():
        raise DesignError(f"{column!r} has infinite numbers.")
    return np.nan_to_num(y), ~np.isnan(y)


def at_codes(per_domain: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The value of each row's own domain (0 outside all), [rows]."""
    return np.append(np.nan_to_num(per_domain), 0.0)[codes]


class Sums:
    """Weighted sums by domain, and the variance of totals over the same domains."""

    def __init__(self, design, codes: np.ndarray, size: int, y, x=None):
        self.design, self.codes, self.size = design, codes, size
        self._bins = np.where(codes < 0, size, codes)
        weighted = design.weighted * y
        self.w, self.y = self.sum(design.weighted), self.sum(weighted)
        self.yy = self.sum(weighted * y)
        self.x = None if x is None else self.sum(design.weighted * x)
        self.ww = self.sum(design.squares)
        self.base = self.sum(design.present)
        self.rows = self.sum(design.counts)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.mean = np.where(self.w > 0, self.y / self.w, np.nan)
            self.kish = np.where(self.w > 0, self.w**2 / self.ww, np.nan)

    @classmethod
    def of_answers(cls, design, domains: Domains, asked, y) -> Sums:
        """For y of 0 and 1: the sums of the collapsed design, with its codes and its y."""
        answer = (2 * domains.codes + 1) - (y < 0.5)
        small, codes = design.collapsed(np.where(asked & (domains.codes >= 0), answer, -1), 2 * domains.size)
        made = cls(small, codes >> 1, domains.size, (codes & 1).astype(float))
        made.answer = (codes & 1).astype(float)
        return made

    def sum(self, values: np.ndarray) -> np.ndarray:
        """Sum of [rows] values by domain, [domains]."""
        return np.bincount(self._bins, weights=values, minlength=self.size + 1)[: self.size]

    def error(self, residual: np.ndarray, over: np.ndarray | None = None) -> np.ndarray:
        """Variance by domain of sum(w residual) / over, NaN for an open sample or an empty domain."""
        if not self.design.has_error:
            return np.full(self.size, np.nan)
        over = self.w if over is None else over
        with np.errstate(divide="ignore", invalid="ignore"):
            z = self.design.weights * residual * at_codes(np.where(over != 0, 1 / over, 0), self.codes)
        variance = variances(self.design, z, self.codes, self.size)
        return np.where(self.base > 0, np.maximum(variance, 0), np.nan)


def mean_srs(sums: Sums) -> np.ndarray:
    """Variance of a mean from a simple random sample of the same base: s2 (W - n) / (W n) where weights
    count the population, s2 / n where they are relative."""
    n = sums.base
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.maximum(sums.yy / sums.w - sums.mean**2, 0) * n / (n - 1)
        left = np.where(sums.design.weights_are_totals & (sums.w > n), (sums.w - n) / sums.w, 1.0)
        return np.where(n > 1, spread * left / n, np.nan)


def _proportions(design, y, asked, domains, interval, level) -> pd.DataFrame:
    sums = Sums.of_answers(design, domains, asked, y)
    p = sums.mean
    variance = sums.error(sums.answer - at_codes(p, sums.codes))
    df = sums.design.degrees_of_freedom(sums.codes, domains.size)
    # R takes n from the rows it still holds: all of them once weights were calibrated, the domain's
    # otherwise.
    rows = np.full(domains.size, design.everyone) if design.weighting is not None else sums.rows
    lower, upper = proportion_interval(
        p, variance, df, method=interval, level=level, rows=rows, floor_base=sums.kish
    )
    n = sums.base
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(at_edge(p) | (variance <= 0), sums.kish, p * (1 - p) / variance)
        effect = np.where(at_edge(p), np.nan, variance / mean_srs(sums))
    # A single cluster without spread is no sign of certainty.
    variance = np.where((df > 0) | (variance > 1e-30), variance, np.nan)
    return _table(design, domains, p, variance, lower, upper, df, n, effective, effect)


def _finish(design, domains, sums, estimate, variance, srs, level) -> pd.DataFrame:
    df = design.degrees_of_freedom(sums.codes, domains.size)
    variance = np.where((df > 0) | (variance > 1e-30), variance, np.nan)
    half = t_quantile(df, level) * np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = np.where(srs > 0, variance / srs, np.nan)
        effective = np.where(effect > 0, sums.base / effect, sums.kish)
    return _table(
        design,
        domains,
        estimate,
        variance,
        estimate - half,
        estimate + half,
        df,
        sums.base,
        effective,
        effect,
    )


def _table(design, domains, estimate, variance, lower, upper, df, base, effective, effect) -> pd.DataFrame:
    found = dict(
        zip(COLUMNS, (estimate, np.sqrt(variance), lower, upper, df, base, effective, effect), strict=True)
    )
    columns = {name: domains.labels[name].array for name in domains.labels.columns}
    for name, values in found.items():
        columns[name] = values if name == "base" else np.where(base == 0, np.nan, values)
    if np.all(np.mod(base, 1) == 0):
        columns["base"] = base.astype(np.int64)
    table = pd.DataFrame(columns)
    return gated(table, design)


def gated(table: pd.DataFrame, design: SurveyDesign) -> pd.DataFrame:
    """The design gate: every table of estimates passes here. An open sample loses all that speaks of
    error."""
    if not design.has_error:
        table[ERROR_COLUMNS] = np.nan
        table.attrs["sentence"] = OPEN_SENTENCE
    if design.kind != "probability":
        table["basis"] = design.basis
    table.attrs["basis"] = design.basis
    return table


def _stacked(tables: list[pd.DataFrame], design: SurveyDesign) -> pd.DataFrame:
    if len(tables) == 1:
        return tables[0]
    table = pd.concat(tables, ignore_index=True)
    table.attrs.update(tables[0].attrs)
    return table
