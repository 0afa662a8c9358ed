"""All success measures at once, quarter by quarter, of everybody or of each group: what a board reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from consult.database import writing
from consult.models import Partnership, SuccessMeasure
from consult.services import audit, disclosure
from consult.services.success import groups
from consult.services.success.groups import Cell
from consult.services.success.keeping import listed
from consult.services.success.series import Series, measured_on, series, waves_of

# A page of paper has room for so many.
MOST_QUARTERS = 6
BY = ("neighbourhood", "age", "sex")

Quarter = tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One group of a measure: `category` None for everybody; quarter -> its figure."""

    category: str | None
    cells: dict[Quarter, Cell]


@dataclass(frozen=True)
class Line:
    """A measure with its rows. `item` is what the rows split by; None where the measure's survey does not ask it."""

    series: Series
    item: str | None
    rows: list[Row]


@dataclass(frozen=True)
class Board:
    """The quarters in order, and every measure of the partnership."""

    quarters: list[Quarter]
    lines: list[Line]
    by: str | None


def quarter_of(day: dt.date) -> Quarter:
    """(year, 1 to 4)."""
    return day.year, (day.month + 2) // 3


def board(partnership: Partnership, by: str | None = None) -> Board:
    """The board of a partnership, split by one of `BY` or not."""
    measures = listed(partnership)
    told = groups.cells([one for one in measures if one.survey], by)
    lines = [_line(measure, by, told) for measure in measures]
    quarters = sorted({quarter for line in lines for row in line.rows for quarter in row.cells})
    return Board(quarters[-MOST_QUARTERS:], lines, by)


def _line(measure: SuccessMeasure, by: str | None, told) -> Line:
    found = series(measure)
    if measure.survey is None:
        cells = {quarter_of(one.on): Cell(one.state, one.kind, one.figure, one.base, since=one.since)
                 for one in found.points}  # fmt: skip
        return Line(found, None, [Row(None, cells)])
    item = groups.dimension(measure.survey, by) if by else None
    if item is not None and item == (measure.group or {}).get("dimension"):
        item = None
    rows = [Row(None, {})] + [Row(one, {}) for one in groups.categories(measure.survey, item)] if item else [
        Row(None, {})]  # fmt: skip
    for wave in waves_of(measure):
        # A wave that goes on counts to the quarter it is in. Of two in one quarter the later stands.
        quarter = quarter_of(measured_on(wave))
        cells = told[measure.id, wave.slug]
        for row in rows:
            cell = cells.get(row.category)
            if cell is not None and (cell.figure is not None or cell.reason or quarter not in row.cells):
                row.cells[quarter] = cell
    return Line(found, item, rows)


def note_taking(partnership: Partnership, by: str | None, actor: str, told: Sequence[disclosure.Asked]) -> None:
    """Record that somebody took the board out as a file; `told` is what the door was asked for it.

    Raises disclosure.ToldMeanwhile where other figures of its waves left the house in between.
    """
    with writing():
        disclosure.reserve(told, f"success measures by {by or 'everybody'}")
        audit.record(actor, "take out measures", by or "everybody", partnership)
