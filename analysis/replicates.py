"""Replicate weights, each raked again: Rao-Wu bootstrap and jackknife, as a cross-check of Taylor
linearisation.

Rao and Wu (1988), "Resampling inference with complex survey data", JASA 83; the bootstrap draws n - 1 of the
n clusters of a stratum, the jackknife leaves out one at a time. Every replicate's base weights are then
raked to the same margins, so that what the margins fix has no variance here either.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.design import DesignError, SurveyDesign
from analysis.domains import indicators, make_domains
from analysis.estimate import Sums, numbers
from analysis.intervals import proportion_interval, t_quantile
from analysis.reraking import rerake_cells

CHUNK = 6_000_000
TOLERANCE = 1e-10


@dataclass
class Replicates:
    """Replicate samples of a design.

    people [rows, replicates]: how many people each row stands for in the replicate; ratio [cells,
    replicates]: what raking it again made of the base weights (None without a weighting). V = scale * sum of
    rscales * squared distance from the replicates' mean.
    """

    design: SurveyDesign
    kind: str
    people: np.ndarray
    ratio: np.ndarray | None
    scale: float
    rscales: np.ndarray
    alike: np.ndarray
    notes: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.people.shape[1]

    def weights(self, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Replicate weights of the rows, times the people they stand for, [rows, replicates]."""
        people = self.people[:, start:stop]
        if self.ratio is None:
            return people * self.design.weights[:, None]
        base = _Base(self.design)
        return people * self.ratio[base.cell, start:stop] * base.weights[:, None]

    def proportion(
        self, item, is_in=None, by=None, *, interval="logit", level=0.95, where=None, leave_out=()
    ):
        """As `estimate.proportion`, with the replicates' standard error: domains, estimate, se, lower,
        upper, df, base."""
        name, found = indicators(self.design, item, is_in, leave_out)
        domains = make_domains(self.design, by, where)
        tables = []
        for variable in found:
            table, sums, variance = self._means(variable.y, variable.asked, domains)
            table["lower"], table["upper"] = proportion_interval(
                sums.mean,
                variance,
                table["df"],
                method=interval,
                level=level,
                rows=sums.rows,
                floor_base=sums.kish,
            )
            if name is not None:
                table.insert(domains.labels.shape[1], name, [variable.label] * len(table))
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    def mean(self, column: str, by=None, *, level=0.95, where=None):
        """As `estimate.mean`, with the replicates' standard error."""
        domains = make_domains(self.design, by, where)
        table, sums, variance = self._means(*numbers(self.design, column), domains)
        half = t_quantile(table["df"], level) * np.sqrt(variance)
        table["lower"], table["upper"] = sums.mean - half, sums.mean + half
        return table

    def _means(self, y, asked, domains):
        sums = Sums(self.design, domains.within(asked), domains.size, y)
        inside = np.flatnonzero(sums.codes >= 0)
        shape = (domains.size, len(y))
        member = sparse.csr_array((np.ones(len(inside)), (sums.codes[inside], inside)), shape=shape)
        answer = sparse.csr_array((y[inside], (sums.codes[inside], inside)), shape=shape)
        means = np.empty((domains.size, self.size))
        width = max(1, CHUNK // len(y))
        for start in range(0, self.size, width):
            w = self.weights(start, start + width)
            with np.errstate(divide="ignore", invalid="ignore"):
                means[:, start : start + width] = (answer @ w) / (member @ w)
        variance = self._variance(means)
        table = domains.labels.reset_index(drop=True).copy()
        table["estimate"], table["se"], table["lower"], table["upper"] = (
            sums.mean,
            np.sqrt(variance),
            np.nan,
            np.nan,
        )
        table["df"] = self.design.degrees_of_freedom(sums.codes, domains.size)
        table["base"] = sums.base
        return table, sums, variance

    def _variance(self, means: np.ndarray) -> np.ndarray:
        """[domains] from [domains, replicates]; a replicate without anybody of the domain is left out of
        it."""
        known = ~np.isnan(means)
        count = known @ self.alike
        centre = np.where(known, means, 0) @ self.alike / np.maximum(count, 1)
        squares = np.where(known, (means - centre[:, None]) ** 2, 0) @ self.rscales
        scale = 1 / np.maximum(count - 1, 1) if self.kind == "bootstrap" else self.scale
        return np.where(count > 1, squares * scale, np.nan)


def bootstrap(design: SurveyDesign, replicates: int = 500, seed: int = 0) -> Replicates:
    """Rao-Wu rescaled bootstrap: n - 1 clusters of each stratum drawn with replacement, weighted n / (n -
    1), drawn towards 1 by the square root of the finite population correction.

    Args:
        replicates: how many. seed: of numpy's generator; the same seed gives the same replicates.

    Raises:
        DesignGateError: for an open sample. DesignError: for a weighting that cannot be done again.
    """
    design.require_error("A bootstrap")
    rng = np.random.default_rng(seed)
    units = _Units(design)
    times = np.empty((len(units.counts), replicates))
    for h in range(design.strata_count):
        members = np.flatnonzero(units.stratum == h)
        counts, n = units.counts[members], design.clusters_in[h]
        if n < 2:
            times[members] = counts[:, None]
            continue
        drawn = rng.multinomial(int(n) - 1, counts / n, size=replicates).T
        keep = np.sqrt(design.not_sampled[h])
        times[members] = counts[:, None] * (1 - keep) + keep * drawn * n / (n - 1)
    one_each = np.ones(replicates)
    scale = 1 / max(replicates - 1, 1)
    return _finished(design, "bootstrap", units.to_rows(times), scale, one_each, one_each)


def jackknife(design: SurveyDesign) -> Replicates:
    """One replicate a cluster (a person without clusters), left out while the others of its stratum count
    more: R's JKn, and JK1 without strata. Arguments and errors as for `bootstrap`."""
    design.require_error("A jackknife")
    units = _Units(design)
    used = np.flatnonzero((units.counts > 0) & (design.clusters_in[units.stratum] > 1))
    n = design.clusters_in[units.stratum]
    times = np.repeat(units.counts[:, None], len(used), axis=1)
    for r, unit in enumerate(used):
        mates = units.stratum == units.stratum[unit]
        times[mates, r] *= n[unit] / (n[unit] - 1)
        times[unit, r] = (units.counts[unit] - 1) * n[unit] / (n[unit] - 1)
    # A row of several people stands for as many replicates, all alike.
    rscales = units.counts[used] * (n[used] - 1) / n[used] * design.not_sampled[units.stratum[used]]
    return _finished(design, "jackknife", units.to_rows(times), 1.0, rscales, units.counts[used])


class _Units:
    """What is drawn: clusters (each once), or the people of each row."""

    def __init__(self, design: SurveyDesign):
        self.design = design
        if design.cluster_code is None:
            self.counts, self.stratum = design.counts, design.stratum
        else:
            self.counts, self.stratum = np.ones(design.clusters_count), design.cluster_stratum

    def to_rows(self, times: np.ndarray) -> np.ndarray:
        if self.design.cluster_code is None:
            return times
        return times[self.design.cluster_code] * self.design.counts[:, None]


class _Base:
    """The base weights of a weighting (of that before it was trimmed, if it was) and the cell of each row."""

    def __init__(self, design: SurveyDesign):
        self.weighting = design.weighting
        while self.weighting._parent is not None:
            self.weighting = self.weighting._parent
        ready = self.weighting._ready
        self.cells = len(ready.cells)
        self.cell = np.maximum(np.asarray(ready.cells.row_cells(), dtype=np.int64), 0)
        self.weights = np.ones(len(self.cell)) if ready.base_weight is None else ready.base_weight


def _finished(design, kind, people, scale, rscales, alike) -> Replicates:
    made = Replicates(design, kind, people, None, scale, rscales, alike)
    if design.weighting is not None:
        made.ratio = _weigh_each(design, people)
        lost = np.isnan(made.ratio).any(axis=0)
        if lost.all():
            raise DesignError(
                "No replicate could be weighted again: the margins have categories of one person or so."
            )
        if lost.any():
            made.notes.append(
                f"{int(lost.sum())} of {made.size} replicates could not meet the margins, and were left out."
            )
    return made


def _weigh_each(design: SurveyDesign, people: np.ndarray) -> np.ndarray:
    """[cells, replicates] ratio to the base weights that meets the margins; NaN where it cannot."""
    base = _Base(design)
    rows = len(base.cell)
    to_cells = sparse.csr_array((base.weights, (base.cell, np.arange(rows))), shape=(base.cells, rows))
    ratio = np.empty((base.cells, people.shape[1]))
    width = max(1, CHUNK // rows)
    for start in range(0, people.shape[1], width):
        found, met = rerake_cells(base.weighting, to_cells @ people[:, start : start + width], TOLERANCE)
        ratio[:, start : start + width] = np.where(met, found, np.nan)
    return ratio
