"""Two waves that visited the same clusters, stacked, so that what a place keeps in common cancels."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.design import DesignError, SurveyDesign


def stacked_variance(
    now: SurveyDesign, before: SurveyDesign, z_now: np.ndarray, z_before: np.ndarray
) -> tuple[float, float]:
    """Variance of total(z_now) - total(z_before), and its degrees of freedom (clusters minus strata in the
    stack).

    Each wave keeps its own weighting (residuals are taken within the wave); strata and clusters are matched
    by their labels. A cluster visited once counts with 0 for the other wave.
    """
    if now.cluster is None or before.cluster is None:
        raise DesignError("shared_clusters needs a cluster column in both designs.")
    totals = pd.concat([_cluster_totals(now, z_now), -_cluster_totals(before, z_before)])
    totals = totals.groupby(level=[0, 1], sort=False).sum()
    stratum, _ = pd.factorize(totals.index.get_level_values(0))
    n = np.bincount(stratum).astype(float)
    lonely = n == 1
    if lonely.any() and now.lonely == "refuse":
        raise DesignError(f"{int(lonely.sum())} strata have a single cluster in both waves together.")
    t = totals.to_numpy()
    mean = np.where(lonely, 0.0, np.bincount(stratum, weights=t) / n)
    scale = np.where(lonely, 0.0 if now.lonely == "average" else 1.0, n / np.maximum(n - 1, 1))
    factor = len(n) / max((~lonely).sum(), 1) if now.lonely == "average" else 1.0
    variance = factor * float((scale[stratum] * (t - mean[stratum]) ** 2).sum())
    return variance, float(len(n) and len(t) - len(n))


def _cluster_totals(design: SurveyDesign, z: np.ndarray) -> pd.Series:
    if design.fpc is not None:
        raise DesignError(
            "Stacked waves take no finite population: leave fpc out of both designs."
        )
    if design.weighting is not None:
        z = design.weighting.residuals(z)
    totals = np.bincount(design.cluster_code, weights=z * design.counts, minlength=design.clusters_count)
    return pd.Series(totals, index=pd.MultiIndex.from_arrays(design.cluster_labels()))
