"""A table of any item by any groups: weighted shares with their error, and the people behind each of them.

What comes out here is not protected yet: `counts` gives what a reader could learn of it, for disclosure control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.counts import TICKED, TICKED_OR_NOT, Count
from analysis.design import SurveyDesign
from analysis.estimate import proportion
from analysis.measuring import kish

# A column, and rows, that a table has beside those of the questionnaire, whose names never begin so.
ALL, BASE, NET = "=all", "=base", "=net"
GROUP, FLAG = "table group", "table line "


@dataclass(frozen=True)
class Line:
    """A row of a table: the share who gave one of `answers` to `variable` (a data column). `net` adds answers up,
    `apart` is off the subject (don't know, something else)."""

    id: str
    variable: str
    answers: tuple[str, ...]
    net: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Layout:
    """What a table is of.

    variable   the data column of the base: the item, or one row of a grid
    kept       the answers of those in the base
    lines      in the order told
    several    whether a person may be in more than one line
    """

    variable: str
    kept: tuple[str, ...]
    lines: tuple[Line, ...]
    several: bool = False

    @property
    def exclusive(self) -> tuple[Line, ...]:
        """The lines that add up to the base; for several choices each line stands for itself."""
        return tuple(line for line in self.lines if not line.net)


@dataclass(frozen=True)
class Cell:
    """One share 0..1, as `measuring.Share`: people and base are unweighted, limits are None where there is no error.

    df  degrees of freedom of its variance, None where there is none
    """

    value: float | None
    lower: float | None
    upper: float | None
    people: int
    base: int
    effective_base: float
    schools: int | None = None
    df: float | None = None


@dataclass(frozen=True)
class Estimates:
    """The cells by (line id, column id), and those who are in the base by column id."""

    cells: Mapping[tuple[str, str], Cell]
    bases: Mapping[str, Cell]


def column_id(dimension: str, category: str) -> str:
    """The name of a group's column: no category can be taken for the column of all."""
    return f"{dimension}={category}"


def flags(layout: Layout, answers: pd.DataFrame) -> pd.DataFrame:
    """[rows] a column of 1 (in the line), 0 (not, but in the base) and missing (not in the base) for each line.

    answers: for one answer each a column `layout.variable`; for several choices a column of frozensets of that name.
    """
    given = answers[layout.variable]
    if layout.several:
        return _ticked(layout, given)
    inside = given.isin(layout.kept)
    return pd.DataFrame(
        {FLAG + line.id: given.isin(line.answers).astype(float).where(inside) for line in layout.lines},
        index=answers.index,
    )


def _ticked(layout: Layout, given: pd.Series) -> pd.DataFrame:
    codes, levels = pd.factorize(given)
    kept = frozenset(layout.kept)
    # A choice that leaves the base stands alone on the page; where a file gives it with others it still leaves.
    inside = np.array([bool(level) and level <= kept for level in levels] + [False])[codes]
    found = {}
    for line in layout.lines:
        wanted = frozenset(line.answers)
        hit = np.array([bool(level & wanted) for level in levels] + [False], dtype=float)[codes]
        found[FLAG + line.id] = np.where(inside, hit, np.nan)
    return pd.DataFrame(found, index=given.index)


def estimate(design: SurveyDesign, layout: Layout, columns: Sequence[str], inside: np.ndarray) -> Estimates:
    """Every cell of the table.

    Args:
        design: of a sample with the columns of `flags`, and GROUP: the column id of each row, or missing.
        columns: the ids of the groups, in order.
        inside: [rows of the design] whether the row is told of at all: the filter, and those in the column of all.
    """
    names = [FLAG + line.id for line in layout.lines]
    tables = [proportion(design, names, where=inside).assign(**{GROUP: ALL})]
    if columns:
        tables.append(proportion(design, names, by={GROUP: list(columns)}, where=inside))
    rows = {(row["choice"], row[GROUP]): row for table in tables for row in table.to_dict("records")}
    group = design.sample[GROUP].to_numpy(object)
    where = {column: inside & (group == column) for column in columns} | {ALL: inside}
    values = {name: design.sample[name].to_numpy(float) for name in names}
    asked = {name: ~np.isnan(values[name]) & (design.weights > 0) for name in names}
    cells = {
        (line.id, column): _cell(design, rows[name, column], asked[name] & rows_in, values[name] == 1)
        for line, name in zip(layout.lines, names, strict=True)
        for column, rows_in in where.items()
    }
    bases = {column: _base(design, asked[names[0]] & rows_in) for column, rows_in in where.items()}
    return Estimates(cells, bases)


def _cell(design: SurveyDesign, row: dict, rows_in: np.ndarray, said: np.ndarray) -> Cell:
    effective = row["effective_base"]
    return Cell(
        value=_number(row["estimate"]),
        lower=_number(row["lower"]),
        upper=_number(row["upper"]),
        people=round(float(design.counts[rows_in & said].sum())),
        base=int(row["base"]),
        effective_base=kish(design, rows_in) if pd.isna(effective) else float(effective),
        schools=_schools(design, rows_in),
        df=_number(row["df"]),
    )


def _base(design: SurveyDesign, rows_in: np.ndarray) -> Cell:
    people = round(float(design.counts[rows_in].sum()))
    return Cell(None, None, None, people, people, kish(design, rows_in), _schools(design, rows_in))


def _schools(design: SurveyDesign, rows_in: np.ndarray) -> int | None:
    if design.cluster_code is None:
        return None
    return len(np.unique(design.cluster_code[rows_in & (design.counts > 0)]))


def _number(value) -> float | None:
    return None if pd.isna(value) else float(value)


def counts(
    layout: Layout, found: Estimates, groups: Mapping[str, frozenset[tuple[str, str]]]
) -> dict[tuple[str, str], Count]:
    """What a reader could learn: a Count for each cell by (line id, column id), and for each base by (BASE, column id).

    groups: column id -> the (dimension, category) pairs that hold for its people.
    """
    told = {}
    for column, pairs in groups.items():
        base = found.bases[column]
        told[BASE, column] = Count(*_whole(layout), pairs, base.people, base.base, base.schools)
        for line in layout.lines:
            cell = found.cells[line.id, column]
            answers = TICKED if layout.several else frozenset(line.answers)
            told[line.id, column] = Count(line.variable, answers, pairs, cell.people, cell.base, cell.schools)
    return told


def _whole(layout: Layout) -> tuple[str, frozenset[str]]:
    """What the base is counted by: of a question with several answers, whether the first was ticked or not."""
    if layout.several:
        return layout.exclusive[0].variable, TICKED_OR_NOT
    return layout.variable, frozenset(layout.kept)
