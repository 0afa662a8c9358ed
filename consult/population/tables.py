"""A table of counts, however it was laid out: cells by area and categories, and the totals published beside them."""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import NamedTuple

from consult.population.areas import kind_of
from consult.population.notes import Note, Unreadable

# Stands for a table's areas where its dimensions are chosen from.
AREA = "area"
# Stands in a cell's categories where it counts all of a dimension.
ALL = ""
# Days as the ONS writes them. Only these tables are altered a little to protect people.
CENSUS = "2021-03-21"


class Cell(NamedTuple):
    """A count of one area: `categories` in the order of the table's dimensions, `row` as a spreadsheet counts."""

    area: str
    categories: tuple[str, ...]
    value: int
    row: int


@dataclass
class Table:
    """Counts by area and categories.

    layout      how the file was laid out: "columns", "wide", "nomis", "dataset", "estimates" or "deprivation"
    name        what is counted, in the publisher's words
    dimensions  the names of the categories
    cells       no total among them: they add up to the whole
    totals      the totals that the file publishes, ALL in place of each category they are over; of a table of one
                dimension also its subtotals ("White" over "White: Irish")
    names       area code -> its name in the file
    period      the day that is counted, "2021-03-21", or None where the file does not say
    unit        "usual residents" or "households"
    """

    layout: str
    name: str
    dimensions: tuple[str, ...]
    cells: list[Cell]
    totals: list[Cell] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    period: str | None = None
    unit: str = "usual residents"
    notes: list[Note] = field(default_factory=list)

    @property
    def areas(self) -> list[str]:
        """The codes of its areas, in the order of the file."""
        return list(dict.fromkeys(cell.area for cell in self.cells))

    @property
    def geography(self) -> str:
        """The kind of its areas, as `areas.kind_of`. Raises Unreadable for a mixture, or a kind that is of no use."""
        kinds = Counter(kind_of(area) for area in self.areas)
        if len(kinds) != 1:
            raise Unreadable("mixed_areas", kinds=", ".join(sorted(kind or "?" for kind in kinds)))
        (kind,) = kinds
        if kind is None:
            raise Unreadable("unknown_kind", code=self.areas[0])
        return kind

    @property
    def perturbed(self) -> bool:
        """Whether its cells were altered a little to protect people: every table of Census 2021."""
        return self.layout not in ("estimates", "deprivation") and self.period in (None, CENSUS)

    def categories(self, dimension: str) -> dict[str, int]:
        """Category -> people, in the order of the file."""
        place, found = self.dimensions.index(dimension), Counter()
        for cell in self.cells:
            found[cell.categories[place]] += cell.value
        return dict(found)

    def within(self, areas: set[str]) -> "Table":
        """The same of some areas only."""
        kept = [cell for cell in self.cells if cell.area in areas]
        totals = [cell for cell in self.totals if cell.area in areas]
        names = {code: name for code, name in self.names.items() if code in areas}
        return Table(self.layout, self.name, self.dimensions, kept, totals, names, self.period, self.unit, self.notes)

    def people(self) -> dict[str, int]:
        """Area -> its whole count."""
        found: Counter[str] = Counter()
        for cell in self.cells:
            found[cell.area] += cell.value
        return dict(found)

    def document(self) -> dict:
        """As plain data; `of` reads it again."""
        rows = {name: [[one.area, *one.categories, one.value, one.row] for one in getattr(self, name)]
                for name in ("cells", "totals")}  # fmt: skip
        return {
            "layout": self.layout, "name": self.name, "dimensions": list(self.dimensions), **rows,
            "names": self.names, "period": self.period, "unit": self.unit,
            "notes": [asdict(note) for note in self.notes],
        }  # fmt: skip

    @classmethod
    def of(cls, document: dict) -> "Table":
        """The table of a document."""
        rows = {name: [Cell(row[0], tuple(row[1:-2]), row[-2], row[-1]) for row in document[name]]
                for name in ("cells", "totals")}  # fmt: skip
        more = {name: document[name] for name in ("layout", "name", "names", "period", "unit")}
        notes = [Note(**note) for note in document["notes"]]
        return cls(**more, **rows, dimensions=tuple(document["dimensions"]), notes=notes)


def count(text: str, row: int) -> int:
    """A cell of counts. Raises Unreadable for what is none: a blank, a mark for a hidden figure, a negative."""
    if len(text) < 9 and text.isascii() and text.isdecimal():
        return int(text)
    plain = text.replace(",", "").strip()
    if not plain:
        raise Unreadable("blank", row)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain):
        raise Unreadable("not_a_number", row, cell=text[:40])
    value = float(plain)
    if value < 0:
        raise Unreadable("negative", row, cell=text[:40])
    if value != int(value) or value > 1e9:
        raise Unreadable("no_whole_number", row, cell=text[:40])
    return int(value)


_TOTAL = re.compile(
    r"(total|all)?[: ]*(all )?(persons|people|usual residents|households|ages|categories)?( total)?|total:.*", re.I
)


@lru_cache(maxsize=4096)
def is_total(label: str) -> bool:
    """Whether a category is all of them: "All persons", "Persons", "Total: All usual residents"."""
    return bool(label.strip()) and _TOTAL.fullmatch(label.strip()) is not None


def whole(table: Table) -> Table:
    """The table with totals and subtotals taken out of its cells, when no cell is there twice or missing.

    Raises Unreadable.
    """
    _check_once(table)
    cells, totals = [], list(table.totals)
    subtotals = _subtotals(table)
    for cell in table.cells:
        if any(is_total(one) for one in cell.categories):
            categories = tuple(ALL if is_total(one) else one for one in cell.categories)
            totals.append(cell._replace(categories=categories))
        else:
            (totals if cell.categories[0] in subtotals else cells).append(cell)
    if not cells:
        raise Unreadable("only_totals")
    table.cells, table.totals = cells, totals
    _check_complete(table)
    return table


def _subtotals(table: Table) -> set[str]:
    """Categories that others divide: "White" beside "White: Irish"."""
    if len(table.dimensions) != 1:
        return set()
    labels = {cell.categories[0] for cell in table.cells}
    parts = [label.split(": ") for label in labels]
    heads = {": ".join(part[:end]) for part in parts for end in range(1, len(part))}
    return labels & heads


def _check_once(table: Table) -> None:
    seen: dict[tuple, int] = {}
    for cell in table.cells:
        key = (cell.area, cell.categories)
        if key in seen:
            raise Unreadable("twice", cell.row, area=_called(table, cell.area), first=seen[key],
                             category=", ".join(cell.categories))  # fmt: skip
        seen[key] = cell.row


def _check_complete(table: Table) -> None:
    per_area = Counter(cell.area for cell in table.cells)
    most = max(per_area.values())
    if short := [area for area, n in per_area.items() if n < most]:
        lacking = {cell.categories for cell in table.cells} - {
            cell.categories for cell in table.cells if cell.area == short[0]
        }
        raise Unreadable("missing_cells", area=_called(table, short[0]), areas=len(short),
                         category=", ".join(min(lacking)))  # fmt: skip


def _called(table: Table, area: str) -> str:
    name = table.names.get(area)
    return f"{name} ({area})" if name and name != area else area
