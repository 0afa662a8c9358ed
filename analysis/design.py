"""How the sample came about: weights, strata, clusters, finite population, and what may be claimed of it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.coding import Coded, code_choices, code_column, distinct_per_domain, squeeze

# Below this many rows nothing is gained by collapsing them.
FEWEST_TO_COLLAPSE = 5_000
KINDS = ("probability", "quota", "open")
LONELY = ("centre", "average", "refuse")
BASIS = {
    "probability": "design-based",
    "quota": "modelled",
    "open": "none: people chose to answer",
}
OPEN_SENTENCE = (
    "These answers come from an open link: people chose to take part, so they speak for those who answered, "
    "and no margin of error, test or comparison can be given."
)


class DesignError(ValueError):
    """The design does not fit the sample; the sentence names the column and says what to do."""


class DesignGateError(DesignError):
    """An open-link sample was asked for something only a sample with known chances can give."""


class SurveyDesign:
    """A sample with its design, from which estimates know their own error.

    Args:
        sample: one row a person, or one row a cell of identical people with `count`.
        weighting: a `Weighting` (from `rake`, `calibrate`, ...), whose calibration residuals enter the
            variance. Rows it left out of the weighting are left out here.
        weight: instead of `weighting`, the name of a column of weights per person (not per cell), or None
            for 1.
        strata: column (or columns, crossed) of the strata.
        cluster: column of the primary sampling units. The same label in two strata is two clusters; `notes`
            says when that happens. None: every person is a cluster, in a frame of cells too.
        fpc: column with the number of clusters in the population of the row's stratum (above 1) or the
            sampled share of them (up to 1). Two stages: cluster=[first, second] with fpc=[clusters in the
            stratum, units in the cluster]; without both of these only the first stage matters.
        count: column of the number of people a row stands for. None: one.
        kind: "probability", "quota" (intervals are modelled, and labelled so) or "open" (no interval, no
            test).
        lonely: what a stratum with a single cluster adds to the variance: "centre" (its squared distance
            from the overall mean, R's "adjust"), "average" (as much as the other strata on average) or
            "refuse".

    Raises:
        DesignError: naming the column, for missing strata, negative or missing weights, impossible counts.
    """

    def __init__(
        self,
        sample: pd.DataFrame,
        weighting=None,
        *,
        weight: str | None = None,
        strata: str | Sequence[str] | None = None,
        cluster: str | Sequence[str] | None = None,
        fpc: str | Sequence[str] | None = None,
        count: str | None = None,
        kind: str = "probability",
        lonely: str = "centre",
    ):
        if kind not in KINDS:
            raise DesignError(f"kind is {kind!r}; it must be one of {', '.join(KINDS)}.")
        if lonely not in LONELY:
            raise DesignError(f"lonely is {lonely!r}; it must be one of {', '.join(LONELY)}.")
        if weighting is not None and weight is not None:
            raise DesignError("Give either weighting or weight, not both.")
        self.kind, self.lonely, self.weighting = kind, lonely, weighting
        clusters, fpcs = _stages(cluster, "cluster"), _stages(fpc, "fpc")
        self.strata, self.cluster, self.fpc, self.notes = strata, clusters[0], fpcs[0], []
        self.count = count
        self.sample = self._rows_of(sample, weighting)
        self._codes: dict = {}
        self.counts = self._counts()
        self.weights = self._weights(weight)
        self._set_strata()
        self._set_clusters()
        self._set_fpc()
        self.within = self._second_stage(clusters[1], fpcs[1])

    def _rows_of(self, sample, weighting):
        if len(sample) == 0:
            raise DesignError("The sample has no rows.")
        if weighting is None or weighting.weights.index.equals(sample.index):
            return sample
        if not sample.index.is_unique:
            raise DesignError(
                "The sample's index has repeated labels, so its weights cannot be matched; "
                "use reset_index(drop=True) before weighting."
            )
        index = weighting.weights.index
        unknown = index.difference(sample.index)
        if len(unknown):
            raise DesignError(
                f"{len(unknown)} weighted rows are not in the sample, the first {unknown[0]!r}."
            )
        self.notes.append(f"{len(sample) - len(index)} rows without a weight are outside the design.")
        return sample.loc[index]

    def _counts(self) -> np.ndarray:
        # A weighting made on cells knows their counts, so that a design need not be told again.
        weighed = getattr(self.weighting, "count", None)
        if self.count is None:
            return np.ones(len(self.sample)) if weighed is None else weighed.to_numpy(float)
        counts = self.column(self.count).to_numpy(float)
        if not np.all(np.isfinite(counts)) or (counts < 0).any():
            raise DesignError(f"The count column {self.count!r} has missing or negative numbers.")
        if self.weighting is not None and np.any(counts != (1.0 if weighed is None else weighed.to_numpy())):
            raise DesignError(
                f"The weighting was not made with count={self.count!r}: make it again with that."
            )
        return counts

    def _weights(self, weight) -> np.ndarray:
        if self.weighting is not None:
            weights = self.weighting.weights.to_numpy(float)
        elif weight is not None:
            weights = self.column(weight).to_numpy(float)
        else:
            weights = np.ones(len(self.sample))
        # Linear calibration may make a weight negative, and says so; a column of weights has no such excuse.
        bad = ~np.isfinite(weights) | ((weights < 0) & (self.weighting is None))
        if bad.any():
            raise DesignError(
                f"{int(bad.sum())} rows have a missing or negative weight, the first at index "
                f"{self.sample.index[int(np.argmax(bad))]!r}."
            )
        if not (weights * self.counts).sum() > 0:
            raise DesignError("No row has a weight above zero.")
        return weights

    def _set_strata(self) -> None:
        if self.strata is None:
            self.stratum, self.strata_count = np.zeros(len(self.sample), dtype=np.int64), 1
            return
        names = [self.strata] if isinstance(self.strata, str) else list(self.strata)
        stratum = np.zeros(len(self.sample), dtype=np.int64)
        for name in names:
            coded = self.coded(name)
            if (coded.codes < 0).any():
                raise DesignError(
                    f"{int((coded.codes < 0).sum())} rows have no {name!r}; every row needs its stratum."
                )
            stratum = stratum * len(coded.levels) + coded.codes
        self.stratum, self.strata_count = squeeze(stratum)

    def _set_clusters(self) -> None:
        if self.cluster is None:
            self.cluster_code, self.clusters_count = None, int(round(self.counts.sum()))
            self.cluster_stratum = None
            self.clusters_in = np.bincount(self.stratum, weights=self.counts, minlength=self.strata_count)
            return
        coded = self.coded(self.cluster)
        if (coded.codes < 0).any():
            raise DesignError(
                f"{int((coded.codes < 0).sum())} rows have no {self.cluster!r}; every row needs its cluster."
            )
        nested = coded.codes * self.strata_count + self.stratum
        self.cluster_code, self.clusters_count = squeeze(nested)
        spread = self.clusters_count - len(np.unique(coded.codes))
        if spread:
            self.notes.append(
                f"Labels of {self.cluster!r} occur in more than one stratum: taken as "
                f"{self.clusters_count} separate clusters."
            )
        self.cluster_stratum = np.zeros(self.clusters_count, dtype=np.int64)
        self.cluster_stratum[self.cluster_code] = self.stratum
        self.clusters_in = np.bincount(self.cluster_stratum, minlength=self.strata_count).astype(float)

    def _set_fpc(self) -> None:
        self.not_sampled = np.ones(self.strata_count)
        if self.fpc is None:
            return
        given = self.column(self.fpc).to_numpy(float)
        if not np.all(np.isfinite(given)) or (given <= 0).any():
            raise DesignError(
                f"The finite population column {self.fpc!r} has missing, zero or negative numbers."
            )
        per_stratum = np.zeros(self.strata_count)
        per_stratum[self.stratum] = given
        if not np.array_equal(per_stratum[self.stratum], given):
            raise DesignError(f"{self.fpc!r} differs between rows of one stratum.")
        if (given <= 1).all():
            self.not_sampled = 1 - per_stratum
        elif (per_stratum < self.clusters_in).any():
            raise DesignError(
                f"{self.fpc!r} gives a stratum fewer clusters in the population than in the sample."
            )
        else:
            self.not_sampled = (per_stratum - self.clusters_in) / per_stratum

    def _second_stage(self, cluster, fpc) -> SurveyDesign | None:
        """The sample of units within each cluster as a design of its own, its variance counted by the share
        of clusters that were sampled (Särndal, Swensson and Wretman 1992, section 4.3)."""
        if cluster is None or fpc is None or self.cluster_code is None:
            return None
        second = copy(self)
        second._codes, second.notes = {}, []
        second.cluster, second.fpc = cluster, fpc
        second.stratum, second.strata_count = self.cluster_code, self.clusters_count
        second._set_clusters()
        second._set_fpc()
        second.not_sampled = second.not_sampled * (1 - self.not_sampled)[self.cluster_stratum]
        second.within = None
        return second

    def cluster_labels(self) -> tuple[list, list]:
        """The stratum's labels and the label of each cluster, [clusters] both."""
        first = np.zeros(self.clusters_count, dtype=np.int64)
        first[self.cluster_code] = np.arange(len(self.cluster_code))
        rows = self.sample.iloc[first]
        names = [self.strata] if isinstance(self.strata, str) else list(self.strata or [])
        strata = list(zip(*(rows[name] for name in names), strict=True)) if names else [()] * len(rows)
        return [" / ".join(map(str, labels)) for labels in strata], list(rows[self.cluster])

    def column(self, name: str) -> pd.Series:
        """A column of the sample, or a DesignError that names it."""
        if name not in self.sample.columns:
            raise DesignError(f"The sample has no column {name!r}.")
        return self.sample[name]

    def coded(self, name: str) -> Coded:
        """A column as codes, kept for the next estimate that needs it."""
        if name not in self._codes:
            self._codes[name] = code_column(self.column(name))
        return self._codes[name]

    def coded_choices(self, name: str) -> Coded:
        """A column of lists as codes of its combinations, kept like those of `coded`."""
        if (name, "choices") not in self._codes:
            self._codes[name, "choices"] = code_choices(self.column(name))
        return self._codes[name, "choices"]

    @property
    def basis(self) -> str:
        """What an interval from this design rests on, in words for a reader."""
        return BASIS[self.kind]

    @property
    def has_error(self) -> bool:
        """Whether standard errors, intervals and tests may be had at all."""
        return self.kind != "open"

    def require_error(self, what: str) -> None:
        """Raise DesignGateError unless this design can bear `what` (a test, a difference, ...)."""
        if not self.has_error:
            raise DesignGateError(f"{what} was refused. {OPEN_SENTENCE}")

    @cached_property
    def people(self) -> float:
        """Number of people with a weight."""
        return float(self.counts[self.weights != 0].sum())

    @cached_property
    def weighted(self) -> np.ndarray:
        """Weight of each row: per person times the people it stands for."""
        return self.weights * self.counts

    @cached_property
    def total(self) -> float:
        """Sum of the weights over people."""
        return float(self.weighted.sum())

    @cached_property
    def weights_are_totals(self) -> bool:
        """Whether weights count people of the population (their mean is above 1) rather than being
        relative."""
        return self.total > self.people * (1 + 1e-6)

    def assign(self, **columns) -> SurveyDesign:
        """The same design with columns (Series on the sample's index, or arrays [rows]) added or replaced."""
        other = copy(self)
        other.sample = self.sample.assign(**columns)
        other._codes = {
            key: coded
            for key, coded in self._codes.items()
            if (key[0] if isinstance(key, tuple) else key) not in columns
        }
        return other

    @cached_property
    def projection(self):
        """The weighting's margins as `projection.Projection`, None without a weighting."""
        if self.weighting is None:
            return None
        from analysis.projection import Projection

        return Projection(self)

    def degrees_of_freedom(self, codes: np.ndarray | None = None, size: int = 1) -> np.ndarray:
        """Clusters minus strata among rows with weight, for each of `size` domains.

        Args:
            codes: [rows] domain of each row, -1 for none; None for all rows as one domain.
        """
        if codes is None:
            return np.array([self._whole_degrees])
        domain = np.where((codes >= 0) & self._used, codes, size)
        strata = distinct_per_domain(domain, self.stratum, size, self.strata_count)
        if self.cluster_code is None:
            clusters = np.bincount(domain, weights=self.counts, minlength=size + 1)[:size]
        else:
            clusters = distinct_per_domain(domain, self.cluster_code, size, self.clusters_count)
        return clusters - strata

    @cached_property
    def _whole_degrees(self) -> float:
        return float(self.degrees_of_freedom(np.zeros(len(self.weights), dtype=np.int64))[0])

    @cached_property
    def _used(self) -> np.ndarray:
        return (self.weights != 0) & (self.counts > 0)

    @cached_property
    def present(self) -> np.ndarray:
        """People of each row who have a weight, [rows]."""
        return np.where(self.weights != 0, self.counts, 0.0)

    @cached_property
    def squares(self) -> np.ndarray:
        """Sum over the people of each row of their squared weights, [rows]."""
        return self.weighted * self.weights

    @cached_property
    def everyone(self) -> float:
        """Number of people in the design, with a weight or without."""
        return float(self.counts.sum())

    @cached_property
    def _alike(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Group of each row among rows of one weight, stratum, cluster and weighting cell, and the first row
        of each group; None where too few rows are alike for it to pay."""
        rows = len(self.weights)
        if rows < FEWEST_TO_COLLAPSE or self.within is not None:
            return None
        columns = [self.stratum] if self.cluster_code is None else [self.cluster_code]
        columns += [pd.factorize(self.weights)[0]]
        if self.projection is not None:
            columns += [self.projection.cell, pd.factorize(self.projection.divisor)[0]]
        group, size = columns[0], int(columns[0].max()) + 1
        for column in columns[1:]:
            group, distinct = pd.factorize(group * (int(column.max()) + 1) + column)
            size = len(distinct)
            if size > rows / 3:
                return None
        first = np.zeros(size, dtype=np.int64)
        first[group] = np.arange(rows)
        return group, first

    def collapsed(self, codes: np.ndarray, size: int) -> tuple[SurveyDesign, np.ndarray]:
        """The design with rows that are alike, and of one code, made into one with their people counted.

        Estimates need no more of a sample than these counts, so that what they cost depends on how many
        kinds of rows there are and not on how many people. Rows of code -1 fall away; strata and clusters
        stay what they are. Where few rows are alike the design itself comes back.

        Args:
            codes: [rows], 0 to size - 1, or -1.

        Returns:
            A design for sums and variances only (it has no columns), and the code of each of its rows.
        """
        if self._alike is None or len(self._alike[1]) * size > 4 * len(codes):
            return self, codes
        group, first = self._alike
        inside = codes >= 0
        key = group * size + codes
        counts, whole = self.counts, inside.all()
        counted = np.bincount(key if whole else key[inside], weights=counts if whole else counts[inside])
        found = np.flatnonzero(counted)
        rows = first[found // size]
        # What is known of the whole sample is worked out before it is left behind.
        for name in ("everyone", "people", "total", "_whole_degrees"):
            getattr(self, name)
        small = copy(self)
        for name in ("weighted", "squares", "present", "_used"):
            small.__dict__.pop(name, None)
        small.sample, small._codes = None, {}
        small.counts, small.weights, small.stratum = counted[found], self.weights[rows], self.stratum[rows]
        small.cluster_code = None if self.cluster_code is None else self.cluster_code[rows]
        small.__dict__["_alike"] = None
        small.__dict__["projection"] = None if self.projection is None else self.projection.at(rows)
        return small, found % size


def _stages(given, name: str) -> tuple:
    """The columns of the first and second stage, None where there is none."""
    columns = [given] if given is None or isinstance(given, str) else list(given)
    if len(columns) not in (1, 2):
        raise DesignError(f"{name} has {len(columns)} columns; one or two stages can be given.")
    return (*columns, None)[:2]
