"""Protection of whole tables with their totals, so that no hidden cell is had by subtraction.

A table is cells tied by sums: every line adds up to its total. What a reader can learn of a hidden cell is
the range of values that the shown figures still allow. `protect` hides further cells, those that cost least,
until that range is wide enough for every cell that had to be hidden: the smallest such set is a linear
programme (Fischetti and Salazar 2000, in the relaxed form), and the check of the result is another.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from analysis.disclosure_rules import MARK, DisclosureError, Rule, base_reason

TOTAL = "Total"
PRIMARY, SECONDARY = "hidden for itself", "hidden to protect another figure"
MOST_CELLS = 20_000
ROUNDED_WIDTH = 3


def protect(
    table: pd.DataFrame,
    rule: Rule,
    *,
    by: Sequence[str] | None = None,
    count: str = "count",
    base: str | None = None,
    schools: str | None = None,
    total: str = TOTAL,
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The table as it may be published.

    Args:
        table: one row a cell; rows whose label in a `by` column is `total` are totals. Where such rows are
            missing, the totals are taken as known to the reader all the same, and cannot be hidden to
            protect a cell.
        rule: see `disclosure_rules.PRESETS`.
        by: the one or two (or more) columns that make a cell; default: every column that is not a number.
        count: column of unweighted people (those who said so, where `base` holds those who were asked).
        base, schools: columns the rule's base and school limits look at; without `base`, the count is the
            base.
        total: the label of total rows.
        earlier: the same table as it was published before (an earlier edition, or the same people under
            another filter), with its hidden counts missing: a cell that differs from it by fewer people than
            the rule allows is hidden too, for the difference would be a small count itself.

    Returns:
        A copy in the same order in which every number of a hidden row is blank, with columns `suppressed`
        (bool), `shown` (text to print) and `reason` (for the officer: never to be printed).
        `attrs["unsafe_total"]` is True when the table is hidden whole and its total, known elsewhere, still
        gives a small cell away.

    Raises:
        DisclosureError: for repeated cells, negative counts, totals that are not the sum of their cells.
    """
    by = list(by) if by is not None else [c for c in table.columns if not _is_number(table[c])]
    cells = _Cells(table, by, count, total)
    primary = _primary(table, cells, rule, count, base, schools)
    if earlier is not None:
        primary |= _by_difference(table, cells, rule, by, earlier, count)
    if rule.rounds:
        hidden, unsafe = _hide_for_rounding(cells, primary, rule)
    else:
        hidden, unsafe = _hide_more(cells, primary, rule)
    return _published(table, by, count, cells, primary, hidden, rule, unsafe)


def _is_number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


class _Cells:
    """All cells of the crossing with all totals: values [cells], the place of each row, and the sums that
    tie them.

    `lines` is a sparse matrix with a row a sum: +1 for each addend, -1 for its total; lines @ values == 0.
    """

    def __init__(self, table, by, count, total):
        if not by:
            raise DisclosureError("The table has no column of labels: name them with by=[...].")
        self.shape, coords = [], []
        if table[by].isna().any(axis=None):
            raise DisclosureError(f"A row has no label in {' or '.join(by)}.")
        for name in by:
            labels = [v for v in pd.unique(table[name]) if v != total]
            place = {v: i for i, v in enumerate(labels)} | {total: len(labels)}
            coords.append(table[name].map(place).to_numpy(dtype=float))
            self.shape.append(len(labels) + 1)
        if np.prod(self.shape, dtype=float) > MOST_CELLS:
            raise DisclosureError(f"The table has more than {MOST_CELLS} cells; publish it in parts.")
        self.place = np.ravel_multi_index([c.astype(int) for c in coords], self.shape)
        if len(np.unique(self.place)) < len(self.place):
            raise DisclosureError(f"Two rows of the table have the same {' and '.join(by)}.")
        self._fill(table[count].to_numpy(dtype=float, na_value=np.nan))

    def _fill(self, counts):
        if np.isnan(counts).any() or (counts < 0).any() or (counts % 1 != 0).any():
            raise DisclosureError("Counts must be whole numbers of people, none missing.")
        full = np.zeros(self.shape)
        full.ravel()[self.place] = counts
        inner = tuple(slice(0, n - 1) for n in self.shape)
        full = full[inner]
        for axis in range(full.ndim):
            full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
        self.values = full.ravel()
        wrong = self.values[self.place] != counts
        if wrong.any():
            row = int(np.argmax(wrong))
            raise DisclosureError(
                f"Row {row} gives a total of {counts[row]:g}, but its cells add up to "
                f"{self.values[self.place[row]]:g}: protect the table before leaving rows out."
            )
        self.printed = np.zeros(len(self.values), dtype=bool)
        self.printed[self.place] = True
        index = np.indices(self.shape).reshape(len(self.shape), -1)
        self.is_total = (index == np.array(self.shape)[:, None] - 1).any(axis=0)
        self.lines = self._sums()

    def _sums(self):
        rows, columns, signs, line = [], [], [], 0
        for axis, size in enumerate(self.shape):
            others = [range(n) for i, n in enumerate(self.shape) if i != axis]
            for rest in product(*others):
                for i in range(size):
                    rows.append(line)
                    columns.append(np.ravel_multi_index((*rest[:axis], i, *rest[axis:]), self.shape))
                    signs.append(1.0 if i < size - 1 else -1.0)
                line += 1
        return coo_matrix((signs, (rows, columns)), shape=(line, len(self.values))).tocsc()


def _primary(table, cells, rule, count, base, schools) -> dict[int, str]:
    """Reason by cell for those hidden for themselves, totals that are not printed left aside."""
    reasons = {}
    for row, place in enumerate(cells.place):
        people = cells.values[place]
        asked = float(table[base].iloc[row]) if base is not None else people
        alone = base is not None and not cells.is_total[place]
        if reason := own_reason(people, asked, rule, _schools(table, schools, row), alone):
            reasons[int(place)] = reason
    return reasons


def own_reason(people: float, asked: float, rule: Rule, schools: float | None, alone: bool) -> str:
    """Why a cell is hidden for itself, for the officer; "" where it is not.

    people: those in it. asked: of how many. schools: that these come from. alone: a cell that is no total, whose
    `asked` are more than itself.
    """
    reason = base_reason(asked, rule, schools) if asked > 0 else ""
    if 0 < people < rule.fewest:
        reason = reason or f"fewer than {rule.fewest} people"
    if 0 < asked - people < rule.fewest:
        reason = reason or f"fewer than {rule.fewest} people did not"
    if alone and asked == people and not rule.unanimous:
        reason = reason or "everyone who was asked said so"
    return reason


def _by_difference(table, cells, rule, by, earlier, count) -> dict[int, str]:
    least = max(rule.fewest, rule.low + 1)
    before = table[by].merge(earlier[[*by, count]], on=by, how="left")[count].to_numpy(float)
    moved = np.abs(cells.values[cells.place] - before)
    return {
        int(place): f"differs from an earlier table by fewer than {least} people"
        for place, by_how_many in zip(cells.place, moved, strict=True)
        if 0 < by_how_many < least
    }


def _schools(table, schools, row):
    return None if schools is None else table[schools].iloc[row]


def _needed(value: float, rule: Rule) -> float:
    """How far a hidden cell must be free to move upwards: past the rule's limit, and a tenth of itself."""
    return max(rule.fewest - 1, rule.least_base - 1, 4, np.ceil(value / 10))


def _hide_more(cells: _Cells, primary: dict[int, str], rule: Rule) -> tuple[set[int], bool]:
    hidden = set(primary)
    for target in sorted(primary, key=lambda i: cells.values[i]):
        extra = _cheapest_cover(cells, target, hidden, _needed(cells.values[target], rule))
        if extra is None:
            everything = set(primary) | set(np.flatnonzero(cells.printed & (cells.values > 0)).tolist())
            free = all(_can_move(cells, i, everything, _needed(cells.values[i], rule)) for i in primary)
            return everything, not free
        hidden |= extra
    return hidden, False


def _cheapest_cover(cells: _Cells, target: int, hidden: set[int], move: float) -> set[int] | None:
    """Cells to hide as well so that `target` may be `move` more than it is with every shown sum intact.

    A hidden cell is known not to be 0, since zeros are shown: it can fall to 1 and no further.
    """
    values = cells.values
    free = (values > 0) & cells.printed
    free[list(hidden)] = True
    cost = np.where(cells.is_total, 20.0, 1.0) * (1 + np.log1p(values))
    cost[list(hidden)] = 1e-6
    down = np.where(free, np.maximum(values - 1, 0), 0.0)
    up = np.where(free, values.sum() + move, 0.0)
    n = len(values)
    bounds = np.concatenate([np.stack([np.zeros(n), up], 1), np.stack([np.zeros(n), down], 1)])
    bounds[target], bounds[n + target] = (move, move), (0, 0)
    found = linprog(
        np.concatenate([cost, cost]),
        A_eq=_both_ways(cells.lines),
        b_eq=np.zeros(cells.lines.shape[0]),
        bounds=bounds,
        method="highs",
    )
    if found.status != 0:
        return None
    moved = np.flatnonzero(np.abs(found.x[:n] - found.x[n:]) > 1e-7)
    return set(moved.tolist()) - hidden


def _both_ways(lines):
    from scipy.sparse import hstack

    return hstack([lines, -lines], format="csc")


def _can_move(cells: _Cells, target: int, hidden: set[int], move: float) -> bool:
    low, high = possible_range(cells.lines, *_known(cells, hidden), target)
    return high >= cells.values[target] + move - 1e-6 or high - low >= move - 1e-6


def _known(cells: _Cells, hidden: set[int]) -> tuple[np.ndarray, np.ndarray]:
    lower, upper = cells.values.copy(), cells.values.copy()
    where = list(hidden)
    # Zeros are shown, so a hidden figure is known not to be one, unless its base hid it.
    lower[where], upper[where] = np.minimum(lower[where], 1), np.inf
    return lower, upper


def possible_range(lines, lower: np.ndarray, upper: np.ndarray, target: int) -> tuple[float, float]:
    """Smallest and largest value of one cell that a reader cannot exclude.

    Args:
        lines: sums that tie the cells, lines @ values == 0. lower, upper: what is known of each cell,
            [cells].
    """
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(lower))
        aim[target] = sign
        found = linprog(
            aim, A_eq=lines, b_eq=np.zeros(lines.shape[0]), bounds=np.stack([lower, upper], 1), method="highs"
        )
        ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
    return ends[0], ends[1]


def _hide_for_rounding(cells: _Cells, primary: dict[int, str], rule: Rule) -> tuple[set[int], bool]:
    """Rounded figures still tie each other: where a low cell can be worked out to 3 values or so, its totals
    are hidden, nearest first, and at last the cell itself."""
    values, hidden = cells.values, set(primary)
    lower, upper = _readings(cells, hidden, rule)
    small = (values > 0) & ((values <= rule.low) | (values < rule.fewest))
    unsafe = False
    for target in np.flatnonzero(small & cells.printed):
        least = rule.fewest if int(target) in primary else 0
        hideable = [t for t in _totals_of(cells, target) if values[t] > 0 and cells.printed[t]]
        while not _uncertain(cells, lower, upper, target, least):
            if not hideable:
                unsafe = True
                break
            total = hideable.pop(0)
            hidden.add(total)
            lower[total], upper[total] = 1, np.inf
    return hidden, unsafe


def _readings(cells: _Cells, hidden: set[int], rule: Rule) -> tuple[np.ndarray, np.ndarray]:
    """Least and most that each printed figure can mean; totals that are not printed can be anything."""
    values, half = cells.values, (rule.round_to - 1) / 2
    shown = np.array([rule.shown_count(v) for v in values])
    as_low = (shown == rule.low_shown) & (rule.low > 0)
    # Where 5 is printed for 1 to 7, 8 is the least that a printed 10 can mean.
    lower = np.where(as_low, 1, np.maximum(shown - half, max(rule.low + 1, rule.fewest)))
    upper = np.where(as_low, rule.low, shown + half)
    lower, upper = np.where(values == 0, 0, lower), np.where(values == 0, 0, upper)
    unseen = ~cells.printed & cells.is_total
    lower[unseen], upper[unseen] = 0, np.inf
    lower[list(hidden)], upper[list(hidden)] = np.minimum(values[list(hidden)], 1), np.inf
    return lower, upper


def _uncertain(cells: _Cells, lower, upper, target: int, least: float) -> bool:
    """Whether a reader is left with 4 values or more of a cell, one of them at `least`."""
    value = cells.values[target]
    down, up = _swing(cells, lower, upper, target)
    if down + up >= ROUNDED_WIDTH and value + up >= least:
        return True
    bottom, top = possible_range(cells.lines, lower, upper, target)
    return top - bottom >= ROUNDED_WIDTH and top >= least


def _swing(cells: _Cells, lower, upper, target: int) -> tuple[float, float]:
    """How far a cell of a two-way table can surely move down and up, with three others that keep all sums.
    It spares most linear programmes: what moves freely with one rectangle needs no search."""
    if len(cells.shape) != 2:
        return 0.0, 0.0
    i, j = np.unravel_index(target, cells.shape)
    rows, columns = cells.shape
    if i == rows - 1 or j == columns - 1:
        return 0.0, 0.0
    grid = cells.values.reshape(cells.shape)
    room = {-1: grid - lower.reshape(cells.shape), 1: upper.reshape(cells.shape) - grid}
    # A cell of the same row moves against the target, the row's total with it; the same for columns.
    with_row = np.where(np.arange(rows) == rows - 1, 1, -1)
    with_column = np.where(np.arange(columns) == columns - 1, 1, -1)
    corner = with_row[:, None] * with_column
    found = []
    for way in (-1, 1):
        beside = np.where(way * with_column > 0, room[1][i], room[-1][i])
        below = np.where(way * with_row > 0, room[1][:, j], room[-1][:, j])
        across = np.where(way * corner > 0, room[1], room[-1])
        reach = np.minimum(np.minimum(beside, below[:, None]), np.minimum(across, room[way][i, j]))
        reach[i], reach[:, j] = 0, 0
        found.append(max(float(reach.max()), 0.0))
    return found[0], found[1]


def _totals_of(cells: _Cells, cell: int) -> list[int]:
    """Totals that the cell is part of, nearest first, itself left out."""
    index = np.array(np.unravel_index(cell, cells.shape))
    last = np.array(cells.shape) - 1
    choices = [np.where(mask, last, index) for mask in product([False, True], repeat=len(last)) if any(mask)]
    choices.sort(key=lambda c: int((c != index).sum()))
    totals = [int(np.ravel_multi_index(c, cells.shape)) for c in choices if (c != index).any()]
    return [*totals, cell]


def _published(table, by, count, cells, primary, hidden, rule, unsafe) -> pd.DataFrame:
    out = table.copy()
    out.attrs = dict(table.attrs)
    suppressed = np.array([int(p) in hidden for p in cells.place])
    shown = [rule.shown_count(v) for v in cells.values[cells.place]]
    for name in out.columns:
        if name not in by and _is_number(out[name]):
            exact = pd.Series(shown, index=out.index) if name == count else out[name]
            out[name] = exact.astype(float).where(~suppressed)
    out["suppressed"] = suppressed
    out["shown"] = [MARK if s else f"{v:,}" for s, v in zip(suppressed, shown, strict=True)]
    out["reason"] = [
        "" if not s else primary.get(int(p), SECONDARY) for s, p in zip(suppressed, cells.place, strict=True)
    ]
    out.attrs["unsafe_total"] = unsafe
    return out
