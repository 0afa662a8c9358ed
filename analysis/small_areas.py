"""Estimates for areas with few answers: wards with 15, or none.

`mrp`: multilevel regression and post-stratification from answers (Gelman and Little 1997). `fay_herriot`:
shrinkage of published area figures (Fay and Herriot 1979). Both borrow from other areas, so every interval
is modelled and labelled so, and both refuse an open sample.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.design import BASIS, DesignError, SurveyDesign
from analysis.domains import indicators, row_mask
from analysis.estimate import proportion
from analysis.intervals import t_quantile
from analysis.multilevel import Multilevel

GRID = 120
MODELLED = BASIS["quota"]


def mrp(
    design: SurveyDesign,
    item,
    is_in=None,
    *,
    area: str,
    population: pd.DataFrame,
    size: str = "population",
    covariates: Sequence[str] = (),
    where=None,
    leave_out=(),
    level: float = 0.95,
    draws: int = 4000,
    seed: int = 0,
) -> pd.DataFrame:
    """A proportion for every area, by multilevel logistic regression and post-stratification.

    Answers are modelled as intercept + covariates + one group of normal effects for `area` and for each
    further category column of `population` that the sample has too (age band, sex, ...), and predicted for
    the people who live there. Answers in clusters count for less, by the design effect of the clusters.
    Weights are not used: `population` should have the columns that they were made from.

    Args:
        population: one row an area and combination of categories, with people in `size`. Areas that nobody
            answered from are estimated too.
        covariates: numeric columns of `population`, the same for all rows of an area (such as deprivation).
        draws: posterior draws behind the intervals. seed: of the draws.

    Returns:
        A row an area: `area`, estimate, se, lower, upper, base (people who answered there), basis "modelled".
        attrs["spread"] holds the standard deviation of each group of effects, on the logit scale.

    Raises:
        DesignGateError: for an open sample. DesignError: for columns that do not match.
    """
    design.require_error("A small-area estimate")
    name, found = indicators(design, item, is_in, leave_out)
    if name is not None:
        raise DesignError(f"Say with is_in which answers of {item!r} are counted.")
    groups = [
        area,
        *(c for c in population.columns if c in design.sample.columns and c not in {area, size, *covariates}),
    ]
    coded = _match(design, population, groups)
    asked = found[0].asked & row_mask(design, where) & (design.weights != 0)
    asked &= np.all([codes >= 0 for codes, _, _ in coded], axis=0)
    cells = _answer_cells(design, found[0].y, asked, [codes for codes, _, _ in coded])
    fixed_by_area = _standardised(population, area, coded[0][2], covariates)
    effect = _cluster_effect(design, found[0].y, asked)
    model = Multilevel(
        cells.codes,
        [len(levels) for _, _, levels in coded],
        cells.yes / effect,
        cells.n / effect,
        fixed_by_area[cells.codes[0]],
    )
    there = [codes for _, codes, _ in coded]
    predicted = model.draw(there, fixed_by_area[there[0]], draws, seed)
    people = population[size].to_numpy(float)
    table = _by_area(predicted, people, there[0], coded[0][2], level)
    base = np.bincount(coded[0][0][asked], weights=design.counts[asked], minlength=len(coded[0][2]))
    table.insert(0, area, coded[0][2])
    table["base"], table["basis"] = base.astype(np.int64), MODELLED
    table.attrs["spread"] = dict(zip(groups, model.spread, strict=True))
    return table


def _match(design, population, groups):
    """Per column: codes of the sample's rows and of the population's, and the population's levels."""
    coded = []
    for name in groups:
        if name not in population.columns:
            raise DesignError(f"The population has no column {name!r}.")
        ours = design.coded(name)
        theirs, levels = pd.factorize(population[name], sort=True)
        place = {level: i for i, level in enumerate(levels)}
        unknown = [level for level in ours.levels if level not in place]
        if unknown:
            raise DesignError(f"The population has nobody of {name!r} {unknown[0]!r}, which the sample has.")
        moved = np.array([place[level] for level in ours.levels] + [-1], dtype=np.int64)
        coded.append((moved[ours.codes], theirs, list(levels)))
    return coded


class _Answered:
    def __init__(self, codes, yes, n):
        self.codes, self.yes, self.n = codes, yes, n


def _answer_cells(design, y, asked, codes) -> _Answered:
    frame = pd.DataFrame({i: c[asked] for i, c in enumerate(codes)})
    frame["yes"], frame["n"] = (y * design.counts)[asked], design.counts[asked]
    cells = frame.groupby(list(range(len(codes))), as_index=False).sum()
    if not len(cells):
        raise DesignError("Nobody answered, so there is nothing to estimate from.")
    return _Answered(
        [cells[i].to_numpy() for i in range(len(codes))],
        cells["yes"].to_numpy(float),
        cells["n"].to_numpy(float),
    )


def _standardised(population, area, levels, covariates) -> np.ndarray:
    """[areas, covariates] with mean 0 and standard deviation 1."""
    if not len(covariates):
        return np.zeros((len(levels), 0))
    by_area = population.groupby(area)[list(covariates)]
    if (by_area.nunique(dropna=False) > 1).to_numpy().any():
        raise DesignError("A covariate differs between rows of one area; give one number an area.")
    values = by_area.first().loc[levels].to_numpy(float)
    if np.isnan(values).any():
        raise DesignError("An area has no value for a covariate.")
    spread = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1)


def _cluster_effect(design, y, asked) -> float:
    """Design effect of the clusters alone, at least 1."""
    if design.cluster is None:
        return 1.0
    plain = SurveyDesign(
        design.sample.assign(answer_=np.where(asked, y, np.nan)),
        strata=design.strata,
        cluster=design.cluster,
        count=design.count,
        lonely=design.lonely,
    )
    effect = proportion(plain, "answer_", interval="mean")["design_effect"].iloc[0]
    return float(max(effect, 1.0)) if effect == effect else 1.0


def _by_area(predicted, people, codes, levels, level) -> pd.DataFrame:
    size = len(levels)
    total = np.bincount(codes, weights=people, minlength=size)
    if (total <= 0).any():
        raise DesignError(f"The area {levels[int(np.argmin(total))]!r} has no people in the population.")
    shares = (
        np.stack([np.bincount(codes, weights=people * draw, minlength=size) for draw in predicted]) / total
    )
    tail = (1 - level) / 2
    lower, upper = np.quantile(shares, [tail, 1 - tail], axis=0)
    return pd.DataFrame(
        {"estimate": shares.mean(axis=0), "se": shares.std(axis=0, ddof=1), "lower": lower, "upper": upper}
    )


def fay_herriot(
    areas: pd.DataFrame,
    *,
    kind: str,
    value: str = "estimate",
    se: str = "se",
    covariates: Sequence[str] = (),
    level: float = 0.95,
    within: tuple[float, float] | None = (0.0, 1.0),
) -> pd.DataFrame:
    """Shrinks area figures towards what their covariates (or the overall mean) say, the more the larger
    their error.

    The variance between areas is not fixed at its best value, which may be 0, but averaged over its
    posterior under a flat prior (Morris 1983; Datta, Rao and Smith 2005): the error of not knowing it is in
    the intervals.

    Args:
        areas: a row an area with its figure and standard error; NaN figures (no answers) get the model's
            value.
        kind: of the samples behind: "probability" or "quota"; "open" is refused.
        covariates: numeric columns. within: limits are cut here; None for figures that are no proportions.

    Returns:
        `areas` with estimate, se, lower, upper, share (weight of the area's own figure, 0..1) and basis.

    Raises:
        DesignGateError: for open samples. DesignError: for fewer areas than the model needs, or zero errors.
    """
    SurveyDesign(pd.DataFrame({"one": [1]}), kind=kind).require_error("A small-area estimate")
    y, d = areas[value].to_numpy(float), areas[se].to_numpy(float) ** 2
    x = np.column_stack([np.ones(len(areas)), *(areas[c].to_numpy(float) for c in covariates)])
    known = ~np.isnan(y)
    if known.sum() < x.shape[1] + 3:
        raise DesignError(
            f"{int(known.sum())} areas with figures are too few to model; {x.shape[1] + 3} are needed."
        )
    if not (d[known] > 0).all():
        raise DesignError(
            "An area has a standard error of 0 or none; use a smoothed one (see `smoothed_errors`)."
        )
    out = areas.copy()
    estimate, error, share, between = _integrated(np.where(known, y, 0.0), x, np.where(known, d, np.inf))
    half = float(t_quantile(np.inf, level)) * error
    out["estimate"], out["se"] = estimate, error
    out["lower"], out["upper"] = estimate - half, estimate + half
    if within is not None:
        out[["lower", "upper"]] = out[["lower", "upper"]].clip(*within)
    out["share"], out["basis"] = share, MODELLED
    out.attrs["between_variance"] = between
    return out


def _integrated(y, x, d) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Posterior mean and standard deviation of each area, the weight of its own figure, and the variance
    between areas, all averaged over that variance's posterior on a grid of its root. d is infinite without a
    figure."""
    known = np.isfinite(d)
    top = 4 * np.sqrt(max(np.var(y[known]), d.min()))
    roots = np.linspace(top / GRID / 4, top, GRID)
    found = [_given(y, x, d, root**2) for root in roots]
    # A flat prior on the variance is one that grows with its root.
    log_weight = np.array([f[0] for f in found]) + np.log(roots)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    means, variances, shares = (np.array([f[i] for f in found]) for i in (1, 2, 3))
    mean = weight @ means
    variance = weight @ variances + weight @ (means - mean) ** 2
    return mean, np.sqrt(variance), weight @ shares, float(weight @ roots**2)


def _given(y, x, d, a):
    """Restricted log likelihood of the variance `a` between areas, and mean, variance and share given it."""
    weight = 1 / (a + d)
    share = a * weight
    xwx = (x * weight[:, None]).T @ x
    covariance = np.linalg.inv(xwx)
    synthetic = x @ (covariance @ (x.T @ (weight * y)))
    residual = y - synthetic
    known = np.isfinite(d)
    likelihood = (
        -(np.log((a + d)[known]).sum() + np.linalg.slogdet(xwx)[1] + (weight * residual**2).sum()) / 2
    )
    spread = a * (1 - share) + (1 - share) ** 2 * np.einsum("ij,jk,ik->i", x, covariance, x)
    return likelihood, synthetic + share * residual, spread, share


def smoothed_errors(base: pd.Series, overall: float) -> pd.Series:
    """Standard errors that an area's own few answers cannot give: sqrt(p (1 - p) / effective base), p the
    overall share. An area where nobody said yes has no smaller error than its neighbour."""
    if not 0 < overall < 1:
        raise DesignError("The overall share must lie between 0 and 1.")
    return np.sqrt(overall * (1 - overall) / base.where(base > 0))
