"""Variance of totals by Taylor linearisation: strata, clusters, finite population, calibration residuals.

Everything is one formula, as in R `survey`:

    V = sum_h f_h n_h / (n_h - 1) sum_j (t_hj - mean_h t)(t_hj - mean_h t)'

with t_hj the total, over cluster j of stratum h, of each person's linearised value z. After a weighting, z
is first replaced by its calibration residual. A statistic is linearised once, by whoever knows it; here only
totals of z occur.
"""

from __future__ import annotations

import numpy as np

from analysis.design import DesignError, SurveyDesign


def covariance(
    design: SurveyDesign, z: np.ndarray, codes: np.ndarray | None = None, size: int = 1
) -> np.ndarray:
    """Covariance matrix of totals.

    Args:
        design: where the rows come from.
        z: linearised values per person, [rows] or, with `codes` None, [rows, k].
        codes: [rows] which of `size` totals the row's value belongs to, -1 for none: the k columns are then
            zero outside their own rows, as with disjoint domains, and are never built.
        size: number of totals when `codes` is given.

    Returns:
        [k, k] array (k = `size` with `codes`).

    Raises:
        DesignGateError: from an open sample. DesignError: a lonely stratum under "refuse".
    """
    design.require_error("A standard error")
    _refuse_lonely(design)
    found = _one_stage(design, z, codes, size)
    return found if design.within is None else found + _one_stage(design.within, z, codes, size)


def _one_stage(design: SurveyDesign, z: np.ndarray, codes: np.ndarray | None, size: int) -> np.ndarray:
    if codes is None:
        return _dense(design, _residuals(design, z.reshape(len(z), -1)))
    if design.projection is not None:
        return _spread(design, z, codes, size)
    return _disjoint(design, z, codes, size)


def variances(design: SurveyDesign, z: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    """The diagonal of `covariance` for totals over disjoint domains, [size]."""
    return np.diag(covariance(design, z, codes, size)).copy()


def _refuse_lonely(design: SurveyDesign) -> None:
    if design.lonely == "refuse" and (design.clusters_in == 1).any():
        raise DesignError(
            f"{int((design.clusters_in == 1).sum())} strata have a single cluster, so their variance "
            "cannot be seen: join them to a neighbour, or choose lonely='centre' or 'average'."
        )


def _residuals(design: SurveyDesign, z: np.ndarray) -> np.ndarray:
    return z if design.weighting is None else np.asarray(design.weighting.residuals(z), dtype=float)


def stratum_scale(design: SurveyDesign) -> tuple[np.ndarray, np.ndarray, float]:
    """Per stratum the factor f n/(n-1), whether to centre on the stratum's mean (0 or 1), and an overall
    factor."""
    n = design.clusters_in
    lonely = n <= 1
    scale = design.not_sampled * np.where(lonely, 1.0, n / np.maximum(n - 1, 1))
    if design.lonely != "average" or not lonely.any():
        return scale, (~lonely).astype(float), 1.0
    scale[lonely] = 0.0
    if lonely.all():
        raise DesignError(
            "Every stratum has a single cluster: there is nothing to average; choose lonely='centre'."
        )
    return scale, (~lonely).astype(float), len(n) / float((~lonely).sum())


def _from_cluster_totals(design: SurveyDesign, totals: np.ndarray) -> np.ndarray:
    scale, centre, factor = stratum_scale(design)
    stratum = design.cluster_stratum
    means = _group_sums(stratum, totals, design.strata_count) / design.clusters_in[:, None]
    centred = totals - (centre[:, None] * means)[stratum]
    return factor * _times((centred * scale[stratum][:, None]).T, centred)


def _group_sums(codes: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    return np.stack([np.bincount(codes, weights=column, minlength=size) for column in values.T], axis=1)


def _dense(design: SurveyDesign, z: np.ndarray) -> np.ndarray:
    if design.cluster_code is not None:
        return _from_cluster_totals(
            design, _group_sums(design.cluster_code, z * design.counts[:, None], design.clusters_count)
        )
    scale, centre, factor = stratum_scale(design)
    counts = design.counts[:, None]
    means = _group_sums(design.stratum, z * counts, design.strata_count) / design.clusters_in[:, None]
    centred = z - (centre[:, None] * means)[design.stratum]
    return factor * _times((centred * (counts * scale[design.stratum][:, None])).T, centred)


def _disjoint(design: SurveyDesign, z: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    z, codes, counts = np.where(codes >= 0, z, 0.0), np.maximum(codes, 0), design.counts
    if design.cluster_code is not None:
        cells = design.cluster_code * size + codes
        totals = np.bincount(cells, weights=z * counts, minlength=design.clusters_count * size)
        return _from_cluster_totals(design, totals.reshape(design.clusters_count, size))
    scale, centre, factor = stratum_scale(design)
    cells = design.stratum * size + codes
    shape = (design.strata_count, size)
    sums = np.bincount(cells, weights=z * counts, minlength=shape[0] * size).reshape(shape)
    squares = np.bincount(cells, weights=z * z * counts, minlength=shape[0] * size).reshape(shape)
    spread = (sums * (scale * centre / design.clusters_in)[:, None]).T @ sums
    return factor * (np.diag(scale @ squares) - spread)


def _spread(design: SurveyDesign, z: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    """As `_disjoint`, after a weighting: a residual is z - w G, with G [cells, size] fixed within a
    weighting cell.

    So sums over rows, cells and clusters do, and the residuals of all rows for all domains are never built.
    """
    cells, counts, cell, stratum = design.projection, design.counts, design.projection.cell, design.stratum
    # Rows outside carry no z, so that any code does for them.
    z, codes = np.where(codes >= 0, z, 0.0), np.maximum(codes, 0)
    counted = counts * z

    def sums(code, values, levels):
        return np.bincount(code * size + codes, weights=values, minlength=levels * size).reshape(levels, size)

    factors = cells.factors(sums(cell, counted / cells.divisor, cells.cells))
    if design.cluster_code is not None:
        totals = sums(design.cluster_code, counted, design.clusters_count)
        return _from_cluster_totals(design, totals - _times(cells.by_cluster, factors))
    scale, centre, factor = stratum_scale(design)
    scaled = counted * scale[stratum]
    squares = np.bincount(codes, weights=scaled * z, minlength=size)
    cross = cells.over_categories(sums(cell, scaled * cells.weights, cells.cells)).T @ factors
    own = factors.T @ cells.squares(scale) @ factors
    totals = sums(stratum, counted, design.strata_count) - cells.by_stratum @ factors
    spread = (totals * (scale * centre / design.clusters_in)[:, None]).T @ totals
    return factor * (np.diag(squares) - cross - cross.T + own - spread)


def _times(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """first @ second for a long thin matrix. Not by BLAS: on a busy machine its threads wait for each other
    many times longer than these few operations take."""
    return np.einsum("ij,jk->ik", first, second)
