"""Differences and tests: between groups, between waves, against a published figure, and tables as a whole.

Every function refuses an open sample with DesignGateError. A quota sample's result says "modelled" in
`basis`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import pandas as pd
from scipy.special import fdtrc, stdtr

from analysis.benchmarks import Benchmark
from analysis.design import DesignError, SurveyDesign
from analysis.domains import Domains, indicators, make_domains, row_mask
from analysis.estimate import Sums, at_codes, numbers, proportion
from analysis.intervals import at_edge, proportion_interval, t_quantile
from analysis.stacking import stacked_variance
from analysis.variance import covariance


class _Record:
    """Reads as an attribute, as an item, and as a dict."""

    def keys(self):
        return [f.name for f in fields(self)]

    def __getitem__(self, name):
        if name not in self.keys():
            raise KeyError(name)
        return getattr(self, name)

    def to_series(self) -> pd.Series:
        """All fields as a Series."""
        return pd.Series({name: getattr(self, name) for name in self.keys()}, dtype=object)


@dataclass(frozen=True)
class Difference(_Record):
    """A difference of two figures: `estimate` = first - second (proportions: 0..1, so 0.05 is 5 points).

    lower, upper are at `level`; statistic is estimate / se, Student's t with `df`; p is two-sided; `test` is
    its name, which goes wherever p goes. first, second and their bases are what was compared.
    """

    estimate: float
    se: float
    lower: float
    upper: float
    df: float
    statistic: float
    p: float
    test: str
    level: float
    first: float
    second: float
    first_base: float
    second_base: float
    basis: str = "design-based"
    notes: list = field(default_factory=list)

    @property
    def points(self) -> float:
        """The difference of two proportions in percentage points."""
        return 100 * self.estimate


@dataclass(frozen=True)
class ChiSquare(_Record):
    """A test of association: F = `statistic` on `ndf` and `ddf` degrees of freedom; `pearson` is X^2
    before."""

    statistic: float
    ndf: float
    ddf: float
    p: float
    pearson: float
    test: str = "Rao-Scott second order F"
    basis: str = "design-based"

    @property
    def df(self) -> tuple[float, float]:
        """Both degrees of freedom."""
        return self.ndf, self.ddf


def difference(
    design: SurveyDesign,
    item,
    is_in=None,
    *,
    between: tuple | None = None,
    against=None,
    where=None,
    leave_out=(),
    level: float = 0.95,
    shared_clusters: bool = False,
) -> Difference:
    """The difference of a proportion (or of a mean, for a column of numbers without `is_in`), with its test.

    Args:
        design, item, is_in, where, leave_out, level: as in `estimate.proportion`.
        between: (column, first label, second label): two groups of one sample, with their covariance.
        against: another SurveyDesign (the earlier wave; variances and degrees of freedom add), or a Benchmark
            (its own error is in; only for proportions).
        shared_clusters: with a second design: the same clusters were visited in both waves. Waves are then
            stacked, strata and clusters matched by their labels, and the covariance is in.

    Raises:
        DesignGateError: from or against an open sample. DesignError: neither or both of between and against.
    """
    if (between is None) == (against is None):
        raise DesignError("Say either between=(column, first, second) or against=a design or a Benchmark.")
    design.require_error("A difference with its test")
    if between is not None:
        return _between(design, item, is_in, between, where, leave_out, level)
    if isinstance(against, SurveyDesign):
        against.require_error("A difference with its test")
        return _waves(design, against, item, is_in, where, leave_out, level, shared_clusters)
    if isinstance(against, Benchmark):
        return _benchmark(design, item, is_in, against, where, leave_out, level)
    raise DesignError(f"against is a {type(against).__name__}; it must be a SurveyDesign or a Benchmark.")


def _variable(design, item, is_in, leave_out) -> tuple[np.ndarray, np.ndarray]:
    values = design.sample.get(item) if isinstance(item, str) else None
    if is_in is None and values is not None and pd.api.types.is_numeric_dtype(values):
        return numbers(design, item)
    name, found = indicators(design, item, is_in, leave_out)
    if name is not None:
        raise DesignError(f"Say with is_in which answers of {item!r} are compared.")
    return found[0].y, found[0].asked


class Figure:
    """A mean by domain with its linearised values `z` [rows], over the rows of its own `design`: for answers
    of 0 and 1 that is the collapsed one, unless all rows are to be kept."""

    def __init__(self, design, y, asked, domains: Domains, keep_rows: bool = False):
        self.binary = bool(np.isin(y[:1000], (0, 1)).all() and np.isin(y, (0, 1)).all())
        if self.binary and not keep_rows:
            sums = Sums.of_answers(design, domains, asked, y)
            y = sums.answer
        else:
            sums = Sums(design, domains.within(asked), domains.size, y)
        self.design, self.codes, self.mean, self.base = sums.design, sums.codes, sums.mean, sums.base
        self._sums = sums
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = np.where(sums.w > 0, 1 / sums.w, 0)
        self.z = self.design.weights * (y - at_codes(self.mean, self.codes)) * at_codes(weight, self.codes)
        self.df = self.design.degrees_of_freedom(np.where(self.codes >= 0, 0, -1))[0]

    def covariance(self) -> np.ndarray:
        """[domains, domains]; where all or none of a base said yes, the variance comes from the exact
        interval."""
        v = covariance(self.design, self.z, self.codes, len(self.mean))
        return v + np.diag(self.edges(np.diag(v)))

    def edges(self, variance: np.ndarray) -> np.ndarray:
        """What to add to linearised variances [domains] of 0. Everybody in a base of 20 saying yes is not
        known to be everybody: the half width of the exact interval over its t quantile stands for the
            standard error. A single
        cluster without spread tells nothing: NaN."""
        flat = (variance <= 1e-30) & (self.base > 0)
        if self.binary:
            flat &= at_edge(self.mean)
        extra = np.zeros(len(self.mean))
        if flat.any():
            df = self.design.degrees_of_freedom(self.codes, len(self.mean))
            if self.binary:
                lower, upper = proportion_interval(
                    self.mean, np.zeros(len(df)), df, rows=self._sums.rows, floor_base=self._sums.kish
                )
                extra[flat] = (((upper - lower) / (2 * t_quantile(df, 0.95))) ** 2)[flat]
            else:
                extra[flat & ~(df > 0)] = np.nan
        return extra


def _between(design, item, is_in, between, where, leave_out, level) -> Difference:
    column, first, second = between
    domains = make_domains(design, {column: [first, second]}, where)
    figure = Figure(design, *_variable(design, item, is_in, leave_out), domains)
    v = figure.covariance()
    return _difference(
        figure.mean,
        figure.base,
        v[0, 0] + v[1, 1] - 2 * v[0, 1],
        figure.df,
        level,
        design.basis,
        f"t test of {first} against {second}, design-based",
    )


def _waves(now, before, item, is_in, where, leave_out, level, shared) -> Difference:
    figures = [
        Figure(d, *_variable(d, item, is_in, leave_out), make_domains(d, None, where), keep_rows=shared)
        for d in (now, before)
    ]
    notes = []
    if shared:
        variance, df = stacked_variance(now, before, figures[0].z, figures[1].z)
        variance += sum(f.edges(np.diag(covariance(f.design, f.z, f.codes, 1)))[0] for f in figures)
    else:
        variance = sum(f.covariance()[0, 0] for f in figures)
        df = sum(f.df for f in figures)
        if _same_clusters(now, before):
            notes.append(
                "Clusters have the same labels in both waves; if they are the same places, say "
                "shared_clusters=True."
            )
    basis = now.basis if now.kind == "quota" else before.basis
    test = "t test of two waves, design-based" + (", clusters shared" if shared else ", waves independent")
    return _difference(
        [f.mean[0] for f in figures], [f.base[0] for f in figures], variance, df, level, basis, test, notes
    )


def _same_clusters(now, before) -> bool:
    if now.cluster is None or now.cluster != before.cluster:
        return False
    return bool(set(now.coded(now.cluster).levels) & set(before.coded(before.cluster).levels))


def _benchmark(design, item, is_in, benchmark, where, leave_out, level) -> Difference:
    y, asked = _variable(design, item, is_in, leave_out)
    if not np.isin(y, (0, 1)).all():
        raise DesignError("A Benchmark is a proportion; say with is_in which answers it is compared with.")
    figure = Figure(design, y, asked, make_domains(design, None, where))
    variance = figure.covariance()[0, 0] + benchmark.standard_error**2
    notes = [f"Error of the published figure: {benchmark.error_source}."]
    if np.isnan(variance):
        notes.append("Without its base, standard error or interval the difference cannot be tested.")
    return _difference(
        [figure.mean[0], benchmark.value],
        [figure.base[0], benchmark.base or np.nan],
        variance,
        figure.df,
        level,
        design.basis,
        "t test against a published figure with its own error",
        notes,
    )


def _difference(means, bases, variance, df, level, basis, test, notes=()) -> Difference:
    first, second = (float(m) for m in means)
    estimate = first - second
    known = estimate == estimate and variance == variance
    se = float(np.sqrt(max(variance, 0.0))) if known else float("nan")
    df = float(df) if known else float("nan")
    half = float(t_quantile(df, level)) * se
    statistic = estimate / se if se > 0 else float("nan")
    p = float(2 * stdtr(df, -abs(statistic))) if df > 0 and statistic == statistic else float("nan")
    return Difference(
        estimate=estimate,
        se=se,
        lower=estimate - half,
        upper=estimate + half,
        df=df,
        statistic=statistic,
        p=p,
        test=test,
        level=level,
        first=first,
        second=second,
        first_base=float(bases[0]),
        second_base=float(bases[1]),
        basis=basis,
        notes=list(notes),
    )


def chi_square(design: SurveyDesign, row: str, column: str, *, where=None, leave_out=()) -> ChiSquare:
    """Rao and Scott's second-order test that two columns of answers are independent (Rao and Scott 1984).

    Args:
        row, column: two columns of answers. where, leave_out (answers of `row`): as in `estimate.proportion`.

    Returns:
        ChiSquare, with the Satterthwaite degrees of freedom of numerator and denominator as in R `survey`.

    Raises:
        DesignGateError: from an open sample. DesignError: when either has fewer than two categories left.
    """
    design.require_error("A test")
    codes, shape = _cells(design, row, column, where, leave_out)
    size = shape[0] * shape[1]
    # R counts clusters of all rows that are in the design, whether they answered or not.
    whole = (
        None if where is None or design.weighting is not None else np.where(row_mask(design, where), 0, -1)
    )
    df = float(design.degrees_of_freedom(whole)[0])
    small, codes = design.collapsed(codes, size)
    bins = np.where(codes < 0, size, codes)
    totals = np.bincount(bins, weights=small.weighted, minlength=size + 1)[:size]
    share = totals / totals.sum()
    jacobian = (np.eye(size) - np.outer(share, np.ones(size))) / totals.sum()
    v = jacobian @ covariance(small, small.weights, codes, size) @ jacobian.T
    n = float(small.counts[codes >= 0].sum())
    delta = _generalised_effects(share, v, n, shape)
    trace, squares = np.trace(delta), np.trace(delta @ delta)
    pearson = _pearson(share.reshape(shape), n)
    ndf = float(trace**2 / squares)
    ddf = ndf * df
    statistic = float(pearson / trace)
    p = float(fdtrc(ndf, ddf, statistic)) if ddf > 0 else float("nan")
    return ChiSquare(statistic, ndf, ddf, p, float(pearson), basis=design.basis)


def _cells(design, row, column, where, leave_out) -> tuple[np.ndarray, tuple[int, int]]:
    domains = make_domains(design, [row, column], where)
    codes = domains.codes
    if len(leave_out):
        out = (
            domains.labels[row]
            .isin([leave_out] if isinstance(leave_out, str) else list(leave_out))
            .to_numpy()
        )
        codes = np.where((codes >= 0) & ~out[codes], codes, -1)
    levels = len(design.coded(column).levels)
    weighted = np.bincount(codes[codes >= 0], weights=design.weighted[codes >= 0], minlength=domains.size)
    table = weighted.reshape(-1, levels)
    rows, columns = table.sum(axis=1) > 0, table.sum(axis=0) > 0
    if rows.sum() < 2 or columns.sum() < 2:
        raise DesignError(f"A test of {row!r} by {column!r} needs two categories of each with answers.")
    rank_row, rank_column = np.cumsum(rows) - 1, np.cumsum(columns) - 1
    moved = rank_row[codes // levels] * columns.sum() + rank_column[codes % levels]
    kept = (codes >= 0) & (design.weights != 0)
    return np.where(kept, moved, -1), (int(rows.sum()), int(columns.sum()))


def _contrasts(size: int) -> np.ndarray:
    return np.vstack([np.eye(size - 1), -np.ones(size - 1)])


def _generalised_effects(share, v, n, shape) -> np.ndarray:
    """Rao and Scott's matrix of generalised design effects over the interaction space."""
    c = np.kron(_contrasts(shape[0]), _contrasts(shape[1]))
    inverse = np.divide(1, share, out=np.zeros_like(share), where=share > 0)
    scaled = c * inverse[:, None]
    denominator = c.T @ (scaled / n)
    return np.linalg.solve(denominator, scaled.T @ v @ scaled)


def _pearson(share: np.ndarray, n: float) -> float:
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    return float(n * ((share - expected) ** 2 / expected).sum())


def holm(p_values) -> np.ndarray:
    """Holm's (1979) adjusted p-values of a family of tests, in the order given; NaN stays NaN and is not
    counted."""
    p = np.asarray(p_values, dtype=float)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0) if len(order) else []
    return adjusted


def crosstab(
    design: SurveyDesign,
    row,
    column: str,
    *,
    of: str = "column",
    interval: str = "logit",
    level: float = 0.95,
    where=None,
    leave_out=(),
) -> pd.DataFrame:
    """Answers of `row` by groups of `column`, one cell a line, with the test of the table.

    Args:
        row: item as in `estimate.proportion`. of: "column" (shares add up in each group of `column`), "row"
            (in each answer of `row`) or "total".

    Returns:
        A line a cell: `row`, `column`, then the columns of `proportion`. attrs["test"] is the ChiSquare
            (None for
        an open sample, for several choices, and where too few categories were used).
    """
    options = {"interval": interval, "level": level, "where": where}
    if of == "column":
        table = proportion(design, row, by=column, leave_out=leave_out, **options)
    elif of == "row":
        left_out = {leave_out} if isinstance(leave_out, str) else set(leave_out)
        kept = [level for level in design.coded(row).levels if level not in left_out]
        table = proportion(design, column, by={row: kept}, **options)
    elif of == "total":
        table = _of_total(design, row, column, options)
    else:
        raise DesignError(f"of is {of!r}; it must be column, row or total.")
    table = (
        table.rename(columns={"answer": row if of == "column" else column}) if isinstance(row, str) else table
    )
    try:
        table.attrs["test"] = (
            chi_square(design, row, column, where=where, leave_out=leave_out)
            if isinstance(row, str)
            else None
        )
    except DesignError:
        table.attrs["test"] = None
    return table


def _of_total(design, row, column, options) -> pd.DataFrame:
    domains = make_domains(design, [row, column], options["where"])
    joint = design.assign(cell=pd.Categorical.from_codes(domains.codes, list(range(domains.size))))
    table = proportion(joint, "cell", **(options | {"where": None}))
    labels = domains.labels.loc[table["answer"]].reset_index(drop=True)
    return pd.concat([labels, table.drop(columns="answer")], axis=1)
