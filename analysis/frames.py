"""From columns of a frame to codes, and from rows to the distinct cells they fall into.

Everything that weighting needs of a sample is how many people (and how much base weight) fall into each
combination of the weighting dimensions. So rows are coded once, joined into one mixed-radix key, counted
once, and only the cells are iterated on; one gather brings the result back to the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import WeightingError

# Below this many rows the rows themselves are quicker to sweep over than to collapse.
ROWS_DIRECT = 3_000
# Rows are keyed in pieces that stay in the processor's cache.
PIECE = 1 << 17
# Largest table of all combinations, occupied or not, that is worth laying out in full.
DENSE_LIMIT = 1 << 22


@dataclass(frozen=True)
class Coded:
    """A categorical dimension: `codes` [rows] index `labels`, -1 where the value is missing."""

    name: object
    codes: np.ndarray
    labels: list
    has_missing: bool


def encode(series: pd.Series, name: object) -> Coded:
    """Code one column, whatever its type: categorical, whole numbers, text, anything hashable.

    Labels may hold categories that no row has (a categorical's unused ones, gaps between whole numbers).
    Raises WeightingError for values that cannot be categories (lists and the like).
    """
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.array.codes
        return Coded(name, codes, list(series.array.categories), bool(len(codes)) and int(codes.min()) < 0)
    values = series.to_numpy() if isinstance(series.dtype, np.dtype) else None
    if values is not None and values.dtype.kind in "iub":
        return _encode_whole_numbers(values, name)
    try:
        codes, labels = pd.factorize(series.array)
    except TypeError as error:
        raise WeightingError(
            f"The column “{name}” holds values that cannot be categories ({error}). Give it plain text or "
            "numbers."
        ) from error
    codes = codes.astype(_smallest(len(labels)))
    return Coded(name, codes, list(labels), bool(len(codes)) and int(codes.min()) < 0)


def _encode_whole_numbers(values: np.ndarray, name: object) -> Coded:
    if values.dtype.kind == "b":
        return Coded(name, values.view(np.int8), [False, True], False)
    low, high = int(values.min()), int(values.max())
    if high - low < 256:
        # A short range needs no look-up at all: the distance from the lowest value is the code.
        codes = np.empty(len(values), np.int16)
        np.subtract(values, low, out=codes, casting="unsafe")
        return Coded(name, codes, list(range(low, high + 1)), False)
    codes, labels = pd.factorize(values)
    return Coded(name, codes.astype(_smallest(len(labels))), labels.tolist(), False)


def _smallest(levels: int) -> type:
    return np.int8 if levels < 127 else np.int16 if levels < 32_767 else np.int32


@dataclass(frozen=True)
class Cells:
    """The occupied combinations of the weighting dimensions.

    key     [rows] the cell of each row, or None where every row is a cell of its own
    lookup  [keys] the cell of each key, or None where the key is the cell
    levels  per dimension, [cells] its level; level 0 is "missing" where `shift` is 1
    people  [cells] number of people, never 0; base [cells] their summed base weight
    distinct  whether no two cells are of the same combination
    """

    key: np.ndarray | None
    lookup: np.ndarray | None
    levels: list[np.ndarray]
    people: np.ndarray
    base: np.ndarray
    distinct: bool = True

    def __len__(self) -> int:
        return len(self.people)

    def to_rows(self, values: np.ndarray) -> np.ndarray:
        """Values [cells] or [cells, k] given to the rows of each cell."""
        if self.key is None:
            return values
        table = values
        if self.lookup is not None:
            table = np.zeros((len(self.lookup), *values.shape[1:]), values.dtype)
            table[self.lookup >= 0] = values
        found = np.empty((len(self.key), *values.shape[1:]), values.dtype)
        wide = np.empty(min(PIECE, len(self.key)), np.intp)
        for start in range(0, len(self.key), PIECE):
            piece = self.key[start : start + PIECE]
            place = wide[: len(piece)]
            place[:] = piece
            # Every key is in the table; "clip" only spares the copy that "raise" makes.
            np.take(table, place, axis=0, out=found[start : start + len(piece)], mode="clip")
        return found

    def row_cells(self) -> np.ndarray:
        """[rows] the number of each row's cell."""
        if self.key is None:
            return np.arange(len(self.people))
        return self.key.astype(np.intp) if self.lookup is None else self.lookup[self.key]


def collapse(
    coded: list[Coded],
    count: np.ndarray | None,
    base_weight: np.ndarray | None,
    rows: int,
    one_each: bool = False,
) -> Cells:
    """Collapse rows to the occupied cells of `coded`.

    count [rows] people a row stands for (None: one each); base_weight [rows] weight of each person (None: 1).
    `one_each` keeps every row a cell of its own, as few rows are anyway.
    """
    shifts = [1 if dimension.has_missing else 0 for dimension in coded]
    sizes = [len(d.labels) + s for d, s in zip(coded, shifts, strict=True)]
    if one_each or rows < ROWS_DIRECT:
        levels = [d.codes.astype(np.intp) + s for d, s in zip(coded, shifts, strict=True)]
        people = np.ones(rows) if count is None else count
        base = people if base_weight is None else people * base_weight
        cells = Cells(None, None, levels, people, base, distinct=False)
        return cells if people.all() else _without_nobody(cells, np.arange(rows))
    size = float(np.prod([float(s) for s in sizes]))
    if size <= min(DENSE_LIMIT, max(4 * rows, 1 << 16)):
        return _collapse_dense(coded, shifts, sizes, count, base_weight, rows)
    return _collapse_distinct(coded, shifts, sizes, count, base_weight, rows)


def _collapse_dense(coded, shifts, sizes, count, base_weight, rows) -> Cells:
    size = int(np.prod(sizes))
    # Arithmetic is modulo the key's range, so a code of -1 comes right once its shift is added.
    kind = np.uint16 if size < 1 << 16 else np.uint32
    key = np.empty(rows, kind)
    people, base = np.zeros(size), np.zeros(size)
    wide = np.empty(min(PIECE, rows), np.intp)
    offset = kind(_mixed_radix_offset(shifts, sizes))
    for start in range(0, rows, PIECE):
        part = key[start : start + PIECE]
        piece = slice(start, start + len(part))
        np.copyto(part, coded[0].codes[piece], casting="unsafe")
        for dimension, levels in zip(coded[1:], sizes[1:], strict=True):
            part *= kind(levels)
            np.add(part, dimension.codes[piece], out=part, casting="unsafe", dtype=kind)
        if offset:
            part += offset
        whole = wide[: len(part)]
        whole[:] = part
        counts = None if count is None else count[piece]
        people += np.bincount(whole, counts, size)
        if base_weight is not None:
            weight = base_weight[piece]
            base += np.bincount(whole, weight if counts is None else weight * counts, size)
    occupied = np.flatnonzero(people)
    lookup = np.full(size, -1, np.intp)
    lookup[occupied] = np.arange(len(occupied))
    levels = list(np.unravel_index(occupied, sizes))
    people = people[occupied]
    return Cells(key, lookup, levels, people, people if base_weight is None else base[occupied])


def _mixed_radix_offset(shifts: list[int], sizes: list[int]) -> int:
    offset = 0
    for shift, levels in zip(shifts, sizes, strict=True):
        offset = offset * levels + shift
    return offset


def _collapse_distinct(coded, shifts, sizes, count, base_weight, rows) -> Cells:
    key = np.zeros(rows, np.int64)
    span = 1
    for dimension, shift, levels in zip(coded, shifts, sizes, strict=True):
        if span > (1 << 62) // levels:
            key, distinct = pd.factorize(key)
            span = len(distinct)
        key = key * levels + (dimension.codes + np.int64(shift))
        span *= levels
    cell, distinct = pd.factorize(key)
    # A cell's levels are those of any of its rows.
    any_row = np.empty(len(distinct), np.intp)
    any_row[cell] = np.arange(rows)
    levels = [d.codes[any_row].astype(np.intp) + s for d, s in zip(coded, shifts, strict=True)]
    people = np.bincount(cell, count, len(distinct)).astype(float)
    if base_weight is None:
        base = people
    else:
        base = np.bincount(cell, base_weight if count is None else base_weight * count, len(distinct))
    cells = Cells(cell, None, levels, people, base)
    return cells if people.all() else _without_nobody(cells, cell)


def _without_nobody(cells: Cells, key: np.ndarray) -> Cells:
    """Cells whose rows all have a count of 0 hold no category of the sample: they are taken out."""
    keep = cells.people > 0
    lookup = np.where(keep, np.cumsum(keep) - 1, -1)
    levels = [level[keep] for level in cells.levels]
    return Cells(key, lookup, levels, cells.people[keep], cells.base[keep], cells.distinct)


def refine(
    cells: Cells, base_weight: np.ndarray | None, count: np.ndarray | None
) -> tuple[Cells, np.ndarray]:
    """Cells of one base weight each, and [finer cells] the cell that each lies in."""
    if base_weight is None or cells.key is None:
        return cells, np.arange(len(cells))
    rows = len(base_weight)
    level, distinct = pd.factorize(base_weight)
    coarse = cells.row_cells()
    finer, pairs = pd.factorize(coarse.astype(np.int64) * len(distinct) + level)
    any_row = np.empty(len(pairs), np.intp)
    any_row[finer] = np.arange(rows)
    parent = coarse[any_row]
    people = np.bincount(finer, count, len(pairs)).astype(float)
    found = Cells(
        finer,
        None,
        [codes[parent] for codes in cells.levels],
        people,
        people * base_weight[any_row],
        distinct=False,
    )
    if people.all():
        return found, parent
    return _without_nobody(found, finer), parent[people > 0]
