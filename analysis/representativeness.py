"""Who is missing from a sample, how far that matters, and whose answers would help most.

R-indicator: Schouten, Cobben and Bethlehem (2009), "Indicators for the representativeness of survey
response", Survey Methodology 35; with only the population's margins known, the propensities are those that
the weighting implies (base weight over weight), as in Bianchi, Shlomo, Schouten, Da Silva and Skinner (2019).
Partial indicators: Schouten, Shlomo and Skinner (2011), Journal of Official Statistics 27.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import pandas as pd

from analysis.errors import WeightingError
from analysis.margins import Margin, category_label
from analysis.reraking import rerake_cells
from analysis.weighting import Weighting

COLUMNS = ["margin", "category", "people", "share", "population", "gap", "ratio", "partial", "short_by"]


@dataclass(frozen=True)
class RIndicator:
    """How even the chances of answering were.

    r              1 - 2 S, S the standard deviation of the response propensities: 1 is even; None where the
                   rate of response is not known
    variation      S over the mean propensity, which needs no rate: 0 is even, and the largest bias that a
                   mean can have is this times the item's standard deviation
    response_rate  people who answered over people who could have, or None; `of` says over whom: "invited" or
                   "population"
    margins        Series by margin: its part of the variation on its own (unconditional partial indicator)
    sentence       the same in words
    """

    r: float | None
    variation: float
    response_rate: float | None
    of: str | None
    margins: pd.Series
    sentence: str


def who_is_missing(weighting: Weighting) -> pd.DataFrame:
    """A row a category, the most under-represented of all margins first.

    people      number in the sample
    share       of those with a value, by base weight, 0..1; population: the share the margin asks for
    gap, ratio  share minus population, and over it: below 0 and below 1 are missing
    partial     sqrt(population) * (ratio - 1), the category's part of the variation of response (signed)
    short_by    more answers of this category, and of no other, that would bring its share up to the
                population's
    """
    rows = [row for margin in weighting._ready.margins for row in _margin_rows(margin)]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("ratio", kind="stable", ignore_index=True)


def _margin_rows(margin: Margin) -> list[tuple]:
    known = np.arange(len(margin.targets)) != (-1 if margin.missing_at is None else margin.missing_at)
    before, target = margin.before * known, margin.targets * known
    share, population = before / before.sum(), target / target.sum()
    rows = []
    for i in np.flatnonzero(known):
        ratio = share[i] / population[i]
        each = share[i] / margin.people[i]
        short = (population[i] - share[i]) / (each * (1 - population[i])) if population[i] < 1 else 0.0
        # Rounding in the ninth digit is nobody.
        rows.append(
            (
                margin.label,
                _shown(margin, i),
                int(margin.people[i]),
                share[i],
                population[i],
                share[i] - population[i],
                ratio,
                sqrt(population[i]) * (ratio - 1),
                max(0, ceil(short - 1e-6)),
            )
        )
    return rows


def _shown(margin: Margin, i: int) -> object:
    return category_label(margin.categories[i]) if margin.joint else margin.categories[i]


def r_indicator(weighting: Weighting, invited: float | None = None) -> RIndicator:
    """The R-indicator of the response that a weighting corrects.

    invited  number of people who were asked; without it the rate is that of the whole population, where the
             margins are in people. An open link reaches nobody knows whom, so its low rate makes R look good:
             `variation` is then the figure to read.

    Raises WeightingError where `invited` is below the number of people who answered.
    """
    ready = (weighting._parent or weighting)._ready
    ratio = (weighting._parent or weighting)._ratio
    start = ready.cells.base * ready.scale
    relative = 1 / ratio
    variation = sqrt(float(start * ratio @ (relative - 1) ** 2) / ready.total)
    rate, of = _rate(weighting, invited)
    table = who_is_missing(weighting)
    margins = table.groupby("margin", sort=False)["partial"].agg(lambda part: sqrt((part**2).sum()))
    margins = margins.sort_values(ascending=False)
    r = None if rate is None else 1 - 2 * rate * variation
    return RIndicator(r, variation, rate, of, margins, _sentence(r, variation, rate, of, margins))


def _rate(weighting: Weighting, invited: float | None) -> tuple[float | None, str | None]:
    if invited is not None:
        if not invited >= weighting.people:
            raise WeightingError(
                f"{invited:,.0f} people were invited, but {weighting.people:,.0f} answered: give the number "
                "who were asked, at least as many."
            )
        return weighting.people / invited, "invited"
    if weighting.total > weighting.people:
        return weighting.people / weighting.total, "population"
    return None, None


def _sentence(r, variation, rate, of, margins) -> str:
    worst = f"Most of it comes from {margins.index[0]}." if variation > 1e-6 else ""
    spread = f"The chance of answering varies by {100 * variation:.0f}% of its mean between groups."
    spread = f"{spread} {worst}".strip()
    if r is None:
        return f"{spread} The R-indicator needs the number of people who were invited."
    over = "those invited" if of == "invited" else "the population"
    return f"R-indicator {r:.3f} at a response of {100 * rate:.2g}% of {over}. {spread}"


def next_answers(weighting: Weighting, answers: int = 50, by: tuple | list | None = None) -> pd.DataFrame:
    """What `answers` more of each category would do to the effective base, the best first.

    by  margins to combine, such as ("sex", "age"): each combination that the sample has is then a row; None:
        each category of each margin

    New answers are taken to be spread over the other margins as the category's people are now, with their
    base weights, and everybody is weighted again. Columns: margin, category, people, effective_base (then),
    gain, gain_per_answer.
    """
    state = _State(weighting)
    groups = state.groups(by)
    after = state.effective_bases(groups, answers)
    rows = [
        (name, label, int(people), base, base - state.effective_base, (base - state.effective_base) / answers)
        for (name, label, _, people), base in zip(groups, after, strict=True)
        if np.isfinite(base)
    ]
    columns = ["margin", "category", "people", "effective_base", "gain", "gain_per_answer"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "gain", ascending=False, kind="stable", ignore_index=True
    )


def outreach_plan(weighting: Weighting, answers: int = 100, step: int = 10, by=None) -> pd.DataFrame:
    """Whose answers to look for, step by step: each step goes where it raises the effective base most.

    Columns: margin, category, answers (in this step), effective_base (after it). Arguments as for
    `next_answers`.
    """
    if answers < 1 or step < 1:
        raise WeightingError(f"A plan needs at least one answer and a step of one, not {answers} and {step}.")
    state = _State(weighting)
    groups = state.groups(by)
    rows = []
    for start in range(0, answers, step):
        size = min(step, answers - start)
        after = np.nan_to_num(state.effective_bases(groups, size))
        best = int(np.argmax(after))
        name, label, codes, _ = groups[best]
        state.add(codes, size)
        rows.append((name, label, size, float(after[best])))
    return pd.DataFrame(rows, columns=["margin", "category", "answers", "effective_base"])


class _State:
    """A weighting's cells, to which answers can be added."""

    def __init__(self, weighting: Weighting):
        self.root = weighting._parent or weighting
        ready = self.root._ready
        self.margins = ready.margins
        self.people, self.base = ready.cells.people.copy(), ready.cells.base.copy()
        weights = 1.0 if ready.base_weight is None else ready.base_weight
        squares = weights**2 * (1.0 if ready.count is None else ready.count) * np.ones(len(ready.index))
        cell = ready.cells.row_cells()
        self.squares = np.bincount(cell[cell >= 0], squares[cell >= 0], len(self.people))
        self.effective_base = self._effective(np.ones((len(self.people), 1)))[0]

    def groups(self, by) -> list[tuple]:
        """(margin, category, [cells] whether a cell is in it, people) of each group to look for."""
        labels = [margin.label for margin in self.margins]
        if by is None:
            chosen = [[margin] for margin in self.margins]
        else:
            unknown = [name for name in by if name not in labels]
            if unknown:
                raise WeightingError(
                    f"“{unknown[0]}” is not among the margins: choose from {', '.join(labels)}."
                )
            chosen = [[self.margins[labels.index(name)] for name in by]]
        return [group for margins in chosen for group in self._combined(margins)]

    def _combined(self, margins: list[Margin]) -> list[tuple]:
        name = " x ".join(margin.label for margin in margins)
        codes = np.stack([margin.codes for margin in margins])
        groups = []
        for combination in np.unique(codes, axis=1).T:
            if any(code == margin.missing_at for code, margin in zip(combination, margins, strict=True)):
                continue
            inside = (codes == combination[:, None]).all(axis=0)
            labels = [_shown(margin, code) for code, margin in zip(combination, margins, strict=True)]
            label = labels[0] if len(labels) == 1 else ", ".join(str(label) for label in labels)
            groups.append((name, label, inside, self.people[inside].sum()))
        return groups

    def effective_bases(self, groups: list[tuple], answers: float) -> np.ndarray:
        """[groups] effective base with so many more answers of each; NaN where the margins cannot be met."""
        grown = np.column_stack([self._growth(inside, answers) for _, _, inside, _ in groups])
        return self._effective(grown)

    def _growth(self, inside: np.ndarray, answers: float) -> np.ndarray:
        return np.where(inside, 1 + answers / self.people[inside].sum(), 1.0)

    def _effective(self, grown: np.ndarray) -> np.ndarray:
        ratio, met = rerake_cells(self.root, self.base[:, None] * grown)
        first = np.einsum("cr,cr->r", self.base[:, None] * grown, ratio)
        second = np.einsum("cr,cr->r", self.squares[:, None] * grown, ratio**2)
        return np.where(met, first**2 / second, np.nan)

    def add(self, inside: np.ndarray, answers: float) -> None:
        grown = self._growth(inside, answers)
        self.people, self.base, self.squares = self.people * grown, self.base * grown, self.squares * grown
