"""What a weighting takes out of a linearised value, in the form in which many domains can share the work.

A calibration residual is z - w G: z a person's linearised value, w the weight, and G the same for all people
of a weighting cell (a combination of the margins' categories). Only sums of z over cells are needed to find
G.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.raking import incidence
from analysis.residuals import _regress, _sweep


class Projection:
    """The weighting of a design, over its rows.

    cell [rows], cells their number; weights [rows], those the residual is scaled with (of the weighting
    before it was trimmed, if it was); divisor [rows], what z is divided by before it is summed over a cell.
    """

    def __init__(self, design):
        weighting = design.weighting
        while weighting._parent is not None:
            weighting = weighting._parent
        self._design, self._ready = design, weighting._ready
        cells = self._ready.cells
        self.cell = (
            np.arange(len(design.weights)) if cells.key is None else np.asarray(cells.row_cells(), np.int64)
        )
        self.cells = len(cells)
        # A row of nobody is in no cell; its count of 0 keeps it out of every sum wherever it is put.
        self.cell = np.maximum(self.cell, 0)
        self.weights = weighting.weights.to_numpy(float)
        self._x, self._squares = incidence(self._ready), None
        self._swept = weighting.method == "rake" and weighting.convention == "rake"
        base = 1.0 if self._ready.base_weight is None else self._ready.base_weight
        divisor = self.weights if self._swept else self.weights / base
        self.divisor = np.where(divisor != 0, divisor, 1.0)

    @cached_property
    def _gram(self) -> np.ndarray:
        cells = self._ready.cells
        return self._x.gram(cells.people if self._swept else cells.base)

    def factors(self, sums: np.ndarray) -> np.ndarray:
        """B [categories, k] with G = X B, from sums over each cell of z / divisor, [cells, k]."""
        x, totals = self._x, self.over_categories(sums)
        return _sweep(x, self._gram, totals) if self._swept else _regress(self._gram, totals)

    def over_categories(self, sums: np.ndarray) -> np.ndarray:
        """X' sums: what sums over cells [cells, k] come to over the margins' categories, [categories, k]."""
        return self._x.totals(sums)

    def squares(self, scale: np.ndarray) -> np.ndarray:
        """[categories, categories] X' D X, D the squared weights of each cell's people times the factor of
        their stratum, `scale` [strata]; a design has one."""
        if self._squares is None:
            values = self._design.counts * self.weights**2 * scale[self._design.stratum]
            self._squares = self._x.gram(np.bincount(self.cell, weights=values, minlength=self.cells))
        return self._squares

    @cached_property
    def by_cluster(self) -> np.ndarray:
        """[clusters, categories] sums of weights times X."""
        return self._weights_by(self._design.cluster_code, self._design.clusters_count)

    @cached_property
    def by_stratum(self) -> np.ndarray:
        """[strata, categories] sums of weights times X."""
        return self._weights_by(self._design.stratum, self._design.strata_count)

    def _weights_by(self, codes: np.ndarray, size: int) -> np.ndarray:
        values = self._design.counts * self.weights
        by_cell = sparse.csr_array((values, (codes, self.cell)), shape=(size, self.cells))
        return (by_cell @ self._x.matrix).toarray()

    def at(self, rows: np.ndarray) -> ProjectionAt:
        """The same projection, seen from some rows that stand for all."""
        return ProjectionAt(self, rows)


class ProjectionAt:
    """A projection for a collapsed design: its rows are few, what it sums over cells is still the whole
    sample."""

    def __init__(self, whole: Projection, rows: np.ndarray):
        self._whole, self.cells = whole, whole.cells
        self.cell, self.weights, self.divisor = whole.cell[rows], whole.weights[rows], whole.divisor[rows]
        self.factors, self.over_categories, self.squares = whole.factors, whole.over_categories, whole.squares

    @property
    def by_cluster(self) -> np.ndarray:
        return self._whole.by_cluster

    @property
    def by_stratum(self) -> np.ndarray:
        return self._whole.by_stratum
