"""What a reader can know of one variable: unknown cells, and the sums of them that were told.

The people of a wave are cells: an answer (or none that is counted, or outside the base) crossed with the groups that
figures were told of. Every figure, of this output or an earlier one, is a sum of cells. Groups that were never told
together are crossed apart and meet in the totals of each answer: any two such tables with the same totals have a
common one, so nothing is lost. Answers that came in or were withdrawn between two outputs are cells of their own: a
reader who knows only that some were added knows that no cell fell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import csr_matrix

from analysis.counts import OTHERS, SAID, Count

# Atoms that no answer has: others of the base, and people outside it. A group's people without a known category.
REST, OUT, ELSE = "\0rest", "\0out", "\0else"
# Categories that were told of only together with others; and people who did not say theirs, where they are told of.
OTHER, UNSAID = "\0other", ""
MOST_CELLS = 12_000

Group = frozenset[tuple[str, str]]


class TooLarge(Exception):
    """More cells than can be searched in the time of a page."""


@dataclass(frozen=True)
class Told:
    """A count that an earlier output told (reason None) or withheld for `reason`.

    state   names the answers that it was counted from: the same for the same people with the same answers
    """

    count: Count
    state: str
    reason: str | None = None


@dataclass(frozen=True, order=True)
class Sum:
    """A sum of cells by name: at which state, which atoms, of which group."""

    at: int
    atoms: frozenset[str]
    group: Group


class System:
    """The cells of one variable at every state of the wave, as columns of one vector, and its sums as rows.

    entries     (state number, count) of every count of the variable, told or not
    everybody   (state number, count) of counts of people: sums over the base and those outside it
    steps       for each state after the first: 1 answers were only added, -1 only withdrawn, 0 both or not known
    routed      whether people outside the base tell something by being there
    """

    def __init__(self, entries: Sequence[tuple[int, Count]], everybody: Sequence[tuple[int, Count]],
                 steps: Sequence[int], routed: bool):  # fmt: skip
        self.steps = list(steps)
        self.states = len(self.steps) + 1
        counts = [count for _at, count in entries]
        self.signature = _atoms({count.answers for count in counts})
        self.inside = frozenset([*self.signature.values(), REST])
        self.atoms = sorted(self.inside) + ([OUT] if routed else [])
        self.categories = _categories(counts)
        self.parts = _parts({count.group for count in counts})
        self._lay_out()
        self.known = {self.base(at, count.group): count.base for at, count in entries}
        self.known |= {self.said(at, count): count.people for at, count in entries}
        if routed:
            groups = {count.group for count in counts} | {frozenset()}
            self.known |= {Sum(at, frozenset(self.atoms), one.group): one.people
                           for at, one in everybody if one.group in groups}  # fmt: skip
        self.empty = self._covered(entries)
        self._kept: dict[Sum, np.ndarray] = {}
        self._drop_empty()

    def said(self, at: int, count: Count) -> Sum:
        """The people that a count tells of."""
        if not count.answers:
            return self.base(at, count.group)
        return Sum(at, frozenset(self.signature[answer] for answer in count.answers), count.group)

    def base(self, at: int, group: Group) -> Sum:
        """Everybody of a group who is in the base."""
        return Sum(at, self.inside, group)

    def _covered(self, entries) -> list[Sum]:
        """Where the answers, or the categories of a group, that are counted are all there are: nobody is left.

        A reader of the questionnaire knows it of the answers, and is taken to know it of the groups.
        """
        told: dict[tuple[int, Group], dict[frozenset, Count]] = {}
        for at, count in entries:
            told.setdefault((at, count.group), {})[self.said(at, count).atoms] = count
        single = [frozenset([atom]) for atom in self.inside - {REST}]
        found = []
        for (at, group), counts in told.items():
            every = [counts[atom] for atom in single if atom in counts]
            whole = counts.get(self.inside - {REST})
            base = next(iter(counts.values())).base
            if (len(every) == len(single) and sum(one.people for one in every) == base) or (
                whole is not None and whole.people == base
            ):
                found.append(Sum(at, frozenset([REST]), group))
        return found + [
            Sum(at, self.inside, frozenset([(name, ELSE)]))
            for name, values in self.categories.items()
            for at in range(self.states)
            if self._adds_up(at, [frozenset([(name, value)]) for value in values if value != ELSE])
        ]

    def _adds_up(self, at: int, groups: list[Group]) -> bool:
        bases = [self.known.get(self.base(at, group)) for group in (frozenset(), *groups)]
        return None not in bases and bases[0] == sum(bases[1:])

    def _lay_out(self) -> None:
        """Columns of one state: totals of each atom, then each part's crossing of an atom with its dimensions."""
        self.place: dict[tuple, int] = {(None, atom): i for i, atom in enumerate(self.atoms)}
        for number, part in enumerate(self.parts):
            for cell in product(self.atoms, *(self.categories[name] for name in part)):
                self.place[(number, *cell)] = len(self.place)
            if len(self.place) > MOST_CELLS:
                raise TooLarge
        self.width = len(self.place)
        # The states one after another, then what came or went in each step that is known to go one way.
        self.moves = {at: i for i, at in enumerate(at for at, step in enumerate(self.steps, 1) if step)}

    def _drop_empty(self) -> None:
        """Number the columns without those that nobody can be in."""
        live = np.ones((self.states + len(self.moves), self.width), dtype=bool)
        for one in self.empty:
            live[one.at, self._cells(one)] = False
        for at, number in self.moves.items():
            live[self.states + number] = live[at] | live[at - 1]
        self.columns = int(live.sum())
        if self.columns > MOST_CELLS:
            raise TooLarge
        self.column = np.where(live.ravel(), np.cumsum(live.ravel()) - 1, -1)

    def _cells(self, one: Sum) -> np.ndarray:
        """Where a sum's cells are among the columns of a state."""
        if not one.group:
            return np.array([self.place[None, atom] for atom in one.atoms])
        wanted = dict(one.group)
        number = next(n for n, part in enumerate(self.parts) if wanted.keys() <= set(part))
        choices = [self._meant(name, wanted.get(name)) for name in self.parts[number]]
        return np.array([self.place[(number, *cell)] for cell in product(sorted(one.atoms), *choices)])

    def _meant(self, name: str, category: str | None) -> list[str]:
        """The categories of a dimension that a pair of a group stands for; None leaves it open."""
        known = self.categories[name]
        if category is None:
            return known
        if category == SAID or category.startswith(OTHERS):
            return [one for one in known if one not in (ELSE, UNSAID, category.removeprefix(OTHERS))]
        return [category]

    def row(self, one: Sum) -> np.ndarray:
        """The columns that a sum adds up."""
        if one not in self._kept:
            found = self.column[one.at * self.width + self._cells(one)]
            self._kept[one] = found[found >= 0]
        return self._kept[one]

    def matrix(self, rows: Sequence[tuple[np.ndarray, np.ndarray | float]]) -> csr_matrix:
        """Rows of (columns, factors) as a sparse matrix [rows, columns]."""
        lines = [np.full(len(columns), i) for i, (columns, _factors) in enumerate(rows)]
        factors = [np.broadcast_to(factor, len(columns)) for columns, factor in rows]
        if not rows:
            return csr_matrix((0, self.columns))
        places = [columns for columns, _factors in rows]
        parts = (np.concatenate(factors).astype(float), (np.concatenate(lines), np.concatenate(places)))
        return csr_matrix(parts, shape=(len(rows), self.columns))

    def ties(self) -> csr_matrix:
        """Sums that hold whatever was told, each 0: crossings add up to totals, states differ by what moved."""
        rows = []
        for number in range(len(self.parts)):
            for atom in self.atoms:
                cells = [i for cell, i in self.place.items() if cell[:2] == (number, atom)]
                places = np.array([*cells, self.place[None, atom]])
                signs = np.array([1.0] * len(cells) + [-1.0])
                rows += [(at * self.width + places, signs) for at in range(self.states)]
        for at, number in self.moves.items():
            signs = np.array([1.0, -1.0, -float(self.steps[at - 1])])
            blocks = np.array([at, at - 1, self.states + number]) * self.width
            rows += [(blocks + i, signs) for i in range(self.width)]
        return self.matrix([self._live(*row) for row in rows])

    def _live(self, places: np.ndarray, signs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        columns = self.column[places]
        return columns[columns >= 0], signs[columns >= 0]

    def groups(self) -> list[Group]:
        """Everybody, and every crossing of the dimensions of a part with any of them left open."""
        found: dict[Group, None] = {frozenset(): None}
        for part in self.parts:
            options = [[None, *self.categories[name]] for name in part]
            for chosen in product(*options):
                pairs = zip(part, chosen, strict=True)
                found[frozenset((name, value) for name, value in pairs if value is not None)] = None
        return list(found)


def _atoms(sets: set[frozenset[str]]) -> dict[str, str]:
    """Answer -> the atom that it is part of: answers that no count tells apart are one."""
    ordered = sorted(sets, key=sorted)
    signatures: dict[tuple, str] = {}
    return {
        answer: signatures.setdefault(tuple(answer in one for one in ordered), answer)
        for answer in sorted(frozenset().union(*sets))
    }


def _categories(counts: Iterable[Count]) -> dict[str, list[str]]:
    """The categories of each dimension that counts name, and one for everybody else.

    Where only some categories together were told of, those beside the named one are a category without a name. It is
    none beside named ones: a reader of the questionnaire knows that those are all, so nobody can hide in it.
    """
    found: dict[str, set[str]] = {}
    together: set[str] = set()
    for count in counts:
        for name, value in count.group:
            own = found.setdefault(name, set())
            if value == SAID or value.startswith(OTHERS):
                together.add(name)
            else:
                own.add(value)
    for name in together:
        named = {value.removeprefix(OTHERS) for count in counts for one, value in count.group
                 if one == name and value.startswith(OTHERS)}  # fmt: skip
        if not found[name] - named - {UNSAID}:
            found[name].add(OTHER)
        found[name] |= named
    return {name: [*sorted(values), ELSE] for name, values in sorted(found.items())}


def _parts(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    """Dimensions that occur together, directly or through others, as one crossing."""
    parts: list[set[str]] = []
    for group in groups:
        names = {name for name, _value in group}
        if not names:
            continue
        for part in [one for one in parts if one & names]:
            names |= part
            parts.remove(part)
        parts.append(names)
    return sorted(tuple(sorted(part)) for part in parts)
