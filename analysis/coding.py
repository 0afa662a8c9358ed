"""Columns as integer codes, and what can be counted from codes alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LISTS = (list, tuple, set, frozenset, np.ndarray)


@dataclass(frozen=True)
class Coded:
    """A column as integer codes: `codes` [rows] (-1 where missing) into `levels`."""

    codes: np.ndarray
    levels: list


def code_column(values: pd.Series) -> Coded:
    """Codes of a column; a categorical keeps its own order and its unused levels, others are sorted."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return Coded(values.cat.codes.to_numpy(np.int64), list(values.cat.categories))
    codes, levels = pd.factorize(values, use_na_sentinel=True)
    levels = list(levels)
    try:
        order = sorted(range(len(levels)), key=levels.__getitem__)
    except TypeError:
        order = sorted(range(len(levels)), key=lambda i: str(levels[i]))
    rank = np.empty(len(levels) + 1, dtype=np.int64)
    rank[order] = np.arange(len(levels))
    rank[-1] = -1
    return Coded(rank[codes], [levels[i] for i in order])


def code_choices(values: pd.Series) -> Coded:
    """Codes of a column of lists: the levels are the different sets of choices, in order of appearance."""
    place: dict[frozenset, int] = {}
    codes = [place.setdefault(frozenset(v), len(place)) if isinstance(v, LISTS) else -1 for v in values]
    return Coded(np.array(codes, dtype=np.int64), list(place))


def squeeze(codes: np.ndarray) -> tuple[np.ndarray, int]:
    """Codes renumbered 0..k-1 without gaps, and k."""
    size = int(codes.max()) + 1
    if size <= 4 * len(codes) + 1024:
        seen = np.zeros(size, dtype=bool)
        seen[codes] = True
        rank = np.cumsum(seen) - 1
        return rank[codes], int(seen.sum())
    levels, squeezed = np.unique(codes, return_inverse=True)
    return squeezed, len(levels)


def distinct_per_domain(domain: np.ndarray, codes: np.ndarray, size: int, levels: int) -> np.ndarray:
    """Number of different codes in each of `size` domains; rows of domain `size` are in none."""
    if (size + 1) * levels <= 20_000_000:
        seen = np.zeros((size + 1) * levels, dtype=bool)
        seen[domain * levels + codes] = True
        return seen.reshape(size + 1, levels).sum(axis=1)[:size].astype(float)
    pairs = pd.unique(domain * levels + codes)
    return np.bincount(pairs // levels, minlength=size + 1)[:size].astype(float)
