"""A scheme of weighting proposed from what was asked, who answered and what is known of the population.

The rules, each of which leaves a Decision:

- A margin is used if every one of its dimensions was asked with the margin's categories and at least half of the
  people said. Where dimensions are known together (sex by age) and the cells hold enough people, they are weighted
  to together, and not apart as well: Battaglia, Izrael, Hoaglin and Frankel (2009), "Practical considerations in
  raking survey data", Survey Practice 2(5). Where too much would have to be merged for that, each goes alone.
- Categories with too few people are counted with others (`analysis.sparse`).
- The first margin stays first, since its total is what the weights add up to. The others follow by how far the
  sample is from them; a margin that cannot be met together with those before it is left out, and says why.
- Weights may not stray far from where they began: within 0.3 to 3 times if the margins can then be met, else within
  0.2 to 5 times, 5 being the cap of the American National Election Studies (DeBell and Krosnick 2009, "Computing
  weights for American National Election Study survey data"). The margins are met within the bounds (Deville and
  Särndal 1992), not broken by cutting off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np
import pandas as pd

from analysis.errors import WeightingError
from analysis.merging import as_margin, merge_sample, merge_targets
from analysis.newton import Distance, solve_dual
from analysis.proposal import Candidate, Decision, Proposal
from analysis.raking import all_targets, incidence, rake
from analysis.sparse import CATCH_ALL, Groups, fewest, gathered, is_ordered, neighbours
from analysis.weighting import Weighting

BOUNDS = ((0.3, 3.0), (0.2, 5.0))
# Of people who say nothing of a dimension more would be guessed than known.
MOST_MISSING = 0.5
# A dimension of a joint margin keeps at least this part of its categories, or the margin is taken apart.
LEAST_KEPT = 0.5
TOLERANCE, ROUNDS = 1e-9, 500
# Decisions that say nothing any more once their margin is left out.
OF_USE = ("merged", "together", "missing", "unknown")


def propose(
    sample: pd.DataFrame,
    margins: Sequence[Candidate],
    asked: Mapping[str, Sequence[str]],
    count: str = "n",
    base_weight: str | None = None,
) -> Proposal:
    """Propose how to weigh a sample.

    sample       a row a cell with `count` people and a column for each dimension that was asked, missing where
                 somebody did not say
    margins      what is known, the one whose total the weights should have first
    asked        item -> the answers on the subject that it offered, in order (without "prefer not to say")
    base_weight  column of base weights; None: all alike

    Returns a Proposal whose `weighting` meets every margin that it uses. Raises nothing for margins that cannot be
    used: they are left out with a Decision.
    """
    work = _Work(sample, asked, count, base_weight)
    if not work.people:
        return Proposal((), {}, None, (), None)
    for margin in margins:
        work.consider(margin)
    weighting, chosen = work.met_together(work.in_order())
    bounds = None
    if weighting is not None:
        bounds, weighting = work.bounded(chosen, weighting)
        work.decide("cost", None, people=weighting.people, effective_base=weighting.effective_base)
    left = {margin.key for margin in work.used} - {margin.key for margin in chosen}
    decisions = tuple(one for one in work.decisions if one.margin not in left or one.code not in OF_USE)
    dimensions = {name for margin in chosen for name in margin.dimensions}
    merged = {name: groups for name, groups in work.merged().items() if name in dimensions}
    return Proposal(tuple(chosen), merged, bounds, decisions, weighting)


class _Work:
    """What is known and decided while a proposal is made."""

    def __init__(self, sample: pd.DataFrame, asked: Mapping, count: str, base_weight: str | None):
        self.sample, self.asked, self.count, self.base_weight = sample, asked, count, base_weight
        self.people = float(sample[count].sum()) if len(sample) else 0.0
        self.enough = fewest(self.people)
        self.decisions: list[Decision] = []
        self.used: list[Candidate] = []
        self.groups: dict[str, Groups] = {}
        self.names: dict[str, list[str]] = {}

    def decide(self, code: str, margin: Candidate | None, **figures) -> None:
        self.decisions.append(Decision(code, margin.key if margin else None, figures))

    def consider(self, margin: Candidate) -> None:
        """Use the margin as it is, merged, or taken apart; or say why not."""
        refusal = self._refusal(margin)
        if refusal is not None:
            self.decisions.append(refusal)
        elif len(margin.dimensions) == 1:
            self._alone(margin)
        elif not self._together(margin):
            for dimension in margin.dimensions:
                self._alone(margin.of(dimension))

    def _refusal(self, margin: Candidate) -> Decision | None:
        """Why the margin cannot be used at all."""
        for name in margin.dimensions:
            known = margin.categories(name)
            if name not in self.asked:
                return Decision("not_asked", margin.key, {"dimension": name})
            if self.names.get(name, known) != known:
                return Decision("other_categories", margin.key, {"dimension": name})
            lacking = [category for category in known if category not in self.asked[name]]
            if lacking:
                return Decision("no_such_choice", margin.key, {"dimension": name, "category": lacking[0]})
            missing = self.people - self.sample.loc[self.sample[name].isin(known), self.count].sum()
            if missing > MOST_MISSING * self.people:
                figures = {"dimension": name, "missing": int(missing), "people": int(self.people)}
                return Decision("mostly_missing", margin.key, figures)
        bad = next(((key, value) for key, value in margin.targets.items() if not value >= 0), None)
        if bad is None and sum(margin.targets.values()) > 0:
            return None
        key, value = bad or next(iter(margin.targets.items()))
        return Decision("bad_target", margin.key, {"category": ", ".join(key), "target": value})

    def _counts(self, margin: Candidate) -> np.ndarray:
        """[categories of each dimension] people; those who are in no category of some dimension are not counted."""
        shape = [margin.categories(name) for name in margin.dimensions]
        places = [
            self.sample[name].map({one: i for i, one in enumerate(known)}).to_numpy(float)
            for name, known in zip(margin.dimensions, shape, strict=True)
        ]
        said = ~np.isnan(places).any(axis=0)
        counts = np.zeros([len(one) for one in shape])
        where = tuple(place[said].astype(int) for place in places)
        np.add.at(counts, where, self.sample[self.count].to_numpy(float)[said])
        return counts

    def _together(self, margin: Candidate) -> bool:
        """Whether the joint margin's cells hold enough people, merged no more than is worth it."""
        counts = self._counts(margin)
        # Of a combination that nobody lives in, nobody can be weighted: it counts as empty whoever said so.
        usable = np.where(margin.table() > 0, counts, 0.0)
        sizes = [(is_ordered(margin.categories(name)), counts.shape[i], -i) for i, name in enumerate(margin.dimensions)]
        _ordered, size, axis = max(sizes)
        name = margin.dimensions[-axis]
        flat = np.moveaxis(usable, -axis, 0).reshape(size, -1)
        groups = self._grouped(name, margin, flat)
        smallest = min(flat[group].sum(axis=0).min() for group in groups)
        if smallest < self.enough or len(groups) < max(2, ceil(LEAST_KEPT * size)):
            self.decide("apart", margin, fewest=int(usable.min()), enough=self.enough)
            return False
        self.decide("together", margin, fewest=int(smallest), enough=self.enough)
        self._take(margin, name, groups, flat)
        return True

    def _alone(self, margin: Candidate) -> None:
        """Use a margin of one dimension, unless that is weighted to already."""
        name = margin.dimensions[0]
        if any(used.dimensions == margin.dimensions for used in self.used):
            return
        counts = np.where(margin.table() > 0, self._counts(margin), 0.0)
        groups = self._grouped(name, margin, counts[:, None])
        if len(groups) < 2:
            self.decide("too_few", margin, dimension=name, enough=self.enough)
        else:
            self._take(margin, name, groups, counts[:, None])

    def _grouped(self, name: str, margin: Candidate, counts: np.ndarray) -> Groups:
        """Groups of one dimension's categories with enough people in each, from those there are already."""
        categories = margin.categories(name)
        start = self.groups.get(name, [[i] for i in range(len(categories))])
        if is_ordered(categories):
            return neighbours(start, counts, self.enough)
        catch_all = next((i for i, one in enumerate(categories) if one in CATCH_ALL), None)
        return gathered(start, counts, self.enough, catch_all)

    def _take(self, margin: Candidate, name: str, groups: Groups, counts: np.ndarray) -> None:
        """Use the margin, one dimension grouped so; `counts` [its categories, combinations of the others]."""
        self.used.append(margin)
        for dimension in margin.dimensions:
            self.names[dimension] = margin.categories(dimension)
        before = self.groups.get(name, [])
        self.groups[name] = groups
        for group in groups:
            if len(group) > 1 and group not in before:
                categories = [self.names[name][i] for i in group]
                figures = {"people": int(counts[group].sum()), "fewest": int(counts[group].min())}
                self.decide("merged", margin, dimension=name, categories=categories, enough=self.enough,
                            ordered=is_ordered(self.names[name]), **figures)
        for dimension in margin.dimensions:
            self._unsaid(margin, dimension)

    def _unsaid(self, margin: Candidate, name: str) -> None:
        """Say who does not say, and whose answer the margin does not count; once for each dimension."""
        if any(one.code in ("missing", "unknown") and one.figures["dimension"] == name for one in self.decisions):
            return
        n, known = self.sample[self.count], {*margin.categories(name), *self.asked[name]}
        for answer in self.asked[name]:
            people = int(n[self.sample[name] == answer].sum())
            if people and answer not in self.names[name]:
                self.decide("unknown", margin, dimension=name, answer=answer, people=people)
        if silent := int(n[~self.sample[name].isin(known)].sum()):
            self.decide("missing", margin, dimension=name, people=silent)

    def merged(self) -> dict[str, list[list[str]]]:
        """dimension -> groups of more than one category."""
        found = {
            name: [[self.names[name][i] for i in group] for group in groups if len(group) > 1]
            for name, groups in self.groups.items()
        }
        return {name: groups for name, groups in found.items() if groups}

    def in_order(self) -> list[Candidate]:
        """The margins in the order to rake to: the first for its total, then those that the sample is furthest off."""
        return [*self.used[:1], *sorted(self.used[1:], key=lambda margin: -self._distance(margin))]

    def _distance(self, margin: Candidate) -> float:
        counts, targets = self._counts(margin), margin.table()
        return float(np.abs(counts / counts.sum() - targets / targets.sum()).sum() / 2)

    def met_together(self, margins: list[Candidate]) -> tuple[Weighting | None, list[Candidate]]:
        """The weights of the margins that can be met together, taken in one after another."""
        weighting, kept = None, []
        for margin in margins:
            try:
                weighting = self._rake([*kept, margin])
            except WeightingError as error:
                self.decide("conflict", margin, words=str(error))
                continue
            kept.append(margin)
            counts = self._counts(margin)
            figures = {"categories": int(counts.size), "people": int(counts.min())}
            self.decide("used", margin, distance=self._distance(margin), **figures)
        if len(kept) > 1:
            self.decide("order", None, margins=[margin.key for margin in kept])
        return weighting, kept

    def _rake(self, margins: list[Candidate], bounds: tuple[float, float] | None = None) -> Weighting:
        sample, merged = self.sample.copy(), self.merged()
        for name in {name for margin in margins for name in margin.dimensions}:
            sample[name] = sample[name].where(sample[name].isin(self.names[name]), None)
        targets = [
            as_margin(margin.dimensions, merge_targets(margin.dimensions, margin.targets, merged)) for margin in margins
        ]
        return rake(merge_sample(sample, merged), dict(targets), self.base_weight, self.count, bounds)

    def bounded(self, margins: list[Candidate], weighting: Weighting) -> tuple[tuple | None, Weighting]:
        """The first bounds that are needed and can be kept, and the weights within them."""
        ratio = (weighting.weights / weighting.base_weights).to_numpy() * _to_mean_one(weighting)
        spread = {"smallest": float(ratio.min()), "largest": float(ratio.max())}
        low, high = BOUNDS[0]
        if spread["smallest"] >= low and spread["largest"] <= high:
            self.decide("unbounded", None, **spread)
            return None, weighting
        for low, high in BOUNDS:
            if _can_be_held(weighting, low, high):
                self.decide("bounded", None, **spread, low=low, high=high)
                return (low, high), self._rake(margins, (low, high))
        self.decide("no_bounds", None, **spread)
        return None, weighting


def _to_mean_one(weighting: Weighting) -> float:
    """What brings the ratio of weight to base weight to the scale of `bounds`: both with mean 1 over people."""
    n = 1.0 if weighting.count is None else weighting.count
    return float((weighting.base_weights * n).sum() / (weighting.weights * n).sum())


def _can_be_held(weighting: Weighting, low: float, high: float) -> bool:
    """Whether weights within the bounds meet the margins; without the proof that `rake` gives where none do."""
    ready = weighting._ready
    start = ready.cells.base * ready.scale
    distance = Distance("raking", low, high)
    return solve_dual(incidence(ready), start, all_targets(ready), distance, TOLERANCE, ROUNDS).met
