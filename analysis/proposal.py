"""What a proposed scheme of weighting is made of: margins to choose from, decisions with their figures, the scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.weighting import Weighting


@dataclass(frozen=True)
class Candidate:
    """A margin of the population: its key, its dimensions and {categories: target}."""

    key: str
    dimensions: tuple[str, ...]
    targets: Mapping[tuple[str, ...], float]

    def categories(self, dimension: str) -> list[str]:
        """The categories of one dimension, in the order they come."""
        place = self.dimensions.index(dimension)
        return list(dict.fromkeys(key[place] for key in self.targets))

    def of(self, dimension: str) -> Candidate:
        """What the margin says of one of its dimensions alone; its key is "<key>:<dimension>"."""
        place, targets = self.dimensions.index(dimension), {}
        for key, target in self.targets.items():
            targets[(key[place],)] = targets.get((key[place],), 0.0) + target
        return Candidate(f"{self.key}:{dimension}", (dimension,), targets)

    def table(self) -> np.ndarray:
        """[categories of each dimension] targets, 0 where there is none."""
        places = [{one: i for i, one in enumerate(self.categories(name))} for name in self.dimensions]
        found = np.zeros([len(known) for known in places])
        for key, target in self.targets.items():
            found[tuple(known[one] for known, one in zip(places, key, strict=True))] = target
        return found


@dataclass(frozen=True)
class Decision:
    """One thing that was decided: a code, the margin's key where it is about one, and the figures behind it.

    used          categories, people (the fewest in one), distance (0..1, the part of the sample that would have to
                  be other people)
    together      fewest, enough: the cells of a joint margin hold enough; apart: the same, they do not
    merged        dimension, categories, people, enough, ordered: counted as one; fewest: in the smallest of them, in a
                  joint margin the smallest cell of them
    not_asked, no_such_choice   dimension (and category): cannot be used
    other_categories            dimension: a margin before it has the dimension in other categories
    bad_target    category, target: below 0, or nothing to weigh to
    mostly_missing              dimension, missing, people: too few said
    too_few       dimension, enough: no two groups with enough people
    conflict      words: what the raking says of it
    unknown       dimension, answer, people: answers that the margin does not count, taken as not said
    missing       dimension, people: did not say, kept with their share
    order         margins: the keys in order
    unbounded     smallest, largest: no bounds are needed; bounded: the same before, low, high; no_bounds: the same,
                  no bounds can be kept
    cost          people, effective_base
    """

    code: str
    margin: str | None = None
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A scheme: margins in order, categories merged (dimension -> groups), bounds, the reasons, and its weights.

    `weighting` is None where nothing can be weighted to; `decisions` then say why.
    """

    margins: tuple[Candidate, ...]
    merged: dict[str, list[list[str]]]
    bounds: tuple[float, float] | None
    decisions: tuple[Decision, ...]
    weighting: Weighting | None

    @property
    def unmatched_missing(self) -> bool:
        """Whether answers that a margin does not count have to be taken as not said."""
        return any(decision.code == "unknown" for decision in self.decisions)
