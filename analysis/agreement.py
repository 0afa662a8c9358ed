"""How far two coders agree beyond chance: Cohen's kappa, theme by theme and over all themes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

# Why a kappa or its interval is not given.
NO_TEXTS, ONE_ANSWER, FULL_AGREEMENT = "no_texts", "one_answer", "full_agreement"


@dataclass(frozen=True)
class Agreement:
    """The agreement of two coders on one set of categories.

    texts      texts that both coded
    observed   share of them on which the two agree, 0..1; None without texts
    expected   share on which coders with these habits would agree by chance; None without texts
    kappa      (observed - expected) / (1 - expected), at most 1; None where it is not defined
    lower, upper  its interval, cut to -1..1; None where the formula gives none
    missing    why kappa or its interval is None: NO_TEXTS; ONE_ANSWER: both gave every text the same answer, so
               that nothing is left for chance to explain; FULL_AGREEMENT: the error is computed as 0, which no
               sample can know
    """

    texts: int
    observed: float | None
    expected: float | None
    kappa: float | None
    lower: float | None
    upper: float | None
    missing: str | None = None


def cohen_kappa(table, level: float = 0.95) -> Agreement:
    """Cohen's kappa of a table [categories, categories]: texts by the first coder's answer and the second's.

    Kappa: Cohen (1960), Educational and Psychological Measurement 20. Interval: kappa ± z · se with the large-sample
    standard error of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, equation 13.

    Raises ValueError unless the table is square, of counts that are whole and not negative.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"The table must be square; it is {' by '.join(map(str, counts.shape))}.")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts != np.floor(counts)).any():
        raise ValueError("The table must hold whole numbers that are not negative.")
    texts = float(counts.sum())
    if not texts:
        return Agreement(0, None, None, None, None, None, NO_TEXTS)
    # Counts before shares: whether both coders ever gave but one answer must not hang on rounding.
    chance = float(counts.sum(axis=1) @ counts.sum(axis=0))
    observed, expected = float(np.trace(counts) / texts), chance / texts**2
    if chance == texts**2:
        return Agreement(int(texts), observed, expected, None, None, None, ONE_ANSWER)
    kappa = (observed - expected) / (1 - expected)
    if np.trace(counts) == texts:
        return Agreement(int(texts), 1.0, expected, 1.0, None, None, FULL_AGREEMENT)
    half = float(ndtri((1 + level) / 2)) * _error(counts / texts, observed, expected, texts)
    return Agreement(int(texts), observed, expected, kappa, max(kappa - half, -1.0), min(kappa + half, 1.0))


def _error(shares: np.ndarray, observed: float, expected: float, texts: float) -> float:
    """The standard error of kappa where it is not 0."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    agreed = np.diag(shares) * ((1 - expected) - (rows + columns) * (1 - observed)) ** 2
    apart = shares * (columns[:, None] + rows[None, :]) ** 2
    np.fill_diagonal(apart, 0.0)
    rest = (observed * expected - 2 * expected + observed) ** 2
    variance = (agreed.sum() + (1 - observed) ** 2 * apart.sum() - rest) / (texts * (1 - expected) ** 4)
    return float(np.sqrt(max(variance, 0.0)))


def theme_agreement(first, second, level: float = 0.95) -> list[Agreement]:
    """The agreement on each theme: whether a text has it or not.

    first, second  [texts, themes] booleans: whether each coder gave the text that theme, texts in one order.

    Raises ValueError when the two are not of one shape.
    """
    first, second = _pair(first, second)
    found = []
    for one, other in zip(first.T, second.T, strict=True):
        table = [[int((one & other).sum()), int((one & ~other).sum())],
                 [int((~one & other).sum()), int((~one & ~other).sum())]]  # fmt: skip
        found.append(cohen_kappa(table, level))
    return found


def pooled_kappa(themes: Sequence[Agreement]) -> float | None:
    """One kappa over several themes: the mean observed and the mean expected agreement put into kappa's formula.

    De Vries, Elliott, Kanouse and Teleki (2008), Field Methods 20: a mean of kappas would be ruled by rare themes,
    whose own kappa is unsteady or undefined; here those count with what was seen of them. None where both coders
    gave nothing but one answer throughout, or without texts.
    """
    told = [(one.observed, one.expected) for one in themes if one.texts]
    if not told:
        return None
    observed, expected = np.mean(told, axis=0)
    return None if expected == 1 else float((observed - expected) / (1 - expected))


def same_themes(first, second) -> float | None:
    """The share of texts to which both coders gave exactly the same themes, 0..1; None without texts.

    Arguments as in `theme_agreement`.
    """
    first, second = _pair(first, second)
    return float((first == second).all(axis=1).mean()) if len(first) else None


def _pair(first, second) -> tuple[np.ndarray, np.ndarray]:
    first, second = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if first.ndim != 2 or first.shape != second.shape:
        raise ValueError("Both coders' decisions must be on the same texts and themes.")
    return first, second
