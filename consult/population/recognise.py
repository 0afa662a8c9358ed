"""Tells by its columns what a published file is, and reads it."""

import datetime as dt
import re

from consult.population.ages import span
from consult.population.areas import is_code, kind_of
from consult.population.files import Rows
from consult.population.lookups import Deprivation, Lookup, has_shares, read_deprivation, read_lookup
from consult.population.notes import Unreadable
from consult.population.tables import CENSUS, Cell, Table, count, is_total, whole

_POSTCODES = {"pcds", "pcd", "pcd2", "pcd7", "pcd8", "postcode"}
_VALUES = ("value", "observation", "obs_value", "count", "n")
# Columns that say what is counted rather than how many of whom.
_ABOUT = {
    "area_name", "geography", "geography code", "geography_name", "period", "date", "date_name", "indicator", "measure",
    "measures", "measures_name", "unit", "source", "mnemonic", "record_count", "obs_status", "urn", "lat", "lon",
    "base", "level",
}  # fmt: skip
_OF_AREA = re.compile(r"(oa|lsoa|msoa|wd|ward|lad|la|ltla|utla|rgn|ctry)[_ ]?\d*[_ ]?(cd|nm|code|name|hcl_name)")
# Nomis calls its tables so; the rest is a number.
_NOMIS_TABLE = re.compile(r"c(20\d\d)_.*_name|c_.*_name")


def read(rows: Rows) -> list[Table] | Lookup | Deprivation:
    """What a file holds: tables (several where it is wide), an area lookup, or deciles of deprivation.

    Raises Unreadable, also for a list of wards ("ward_list"), which holds nothing that is not known.
    """
    names = [name.lower() for name in rows.header]
    area = _area_column(rows)
    if area is None:
        raise Unreadable("no_areas", columns=", ".join(rows.header[:6]))
    if "imd_decile" in names:
        return read_deprivation(rows, area)
    if "margin" in names:
        raise Unreadable("several_tables")
    if has_shares(rows):
        return _lookup(rows, area)
    value = next((names.index(name) for name in _VALUES if name in names), None)
    if value is not None:
        return [whole(_long(rows, area, value))]
    if _age_columns(rows):
        return [whole(_estimates(rows, area))]
    if tables := _wide(rows, area):
        return [whole(table) for table in tables]
    return _lookup(rows, area)


def is_postcodes(content: bytes) -> bool:
    """Whether a file's first row names a column of postcodes: those are read elsewhere, being far more."""
    first = content[:8192].decode("utf-8-sig", "replace").split("\n", 1)[0]
    return bool(_POSTCODES & {name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first)})


def _lookup(rows: Rows, area: int) -> Lookup:
    if kind_of(rows.rows[0][1][area]) == "ward":
        raise Unreadable("ward_list")
    found = read_lookup(rows, area)
    if found is None:
        raise Unreadable("unknown_layout", columns=", ".join(rows.header[:6]))
    return found


def _area_column(rows: Rows) -> int | None:
    """The first column whose cells are area codes."""
    first = rows.rows[0][1]
    return next((place for place, cell in enumerate(first) if is_code(cell)), None)


def _area(row: list[str], place: int, number: int) -> str:
    if not is_code(row[place]):
        raise Unreadable("no_area_code", number, cell=row[place][:40])
    return row[place]


def _long(rows: Rows, area: int, value: int) -> Table:
    """One count a row. Percentages that stand between the counts are passed over."""
    names = [name.lower() for name in rows.header]
    places, layout = _category_columns(rows, area, value)
    dimensions = tuple(_plain(rows.header[place]) for place in places)
    table = Table(layout, _about(rows, "indicator") or ", ".join(dimensions), dimensions, [])
    measures = [names.index(name) for name in ("measure", "measures_name") if name in names]
    for number, row in rows.rows:
        if any(row[place].lower().startswith("percent") for place in measures):
            continue
        code = _area(row, area, number)
        categories = tuple(row[place] for place in places)
        if not all(categories):
            raise Unreadable("no_category", number)
        table.cells.append(Cell(code, categories, count(row[value], number), number))
    return _finished(table, rows, area)


def _category_columns(rows: Rows, area: int, value: int) -> tuple[list[int], str]:
    names = [name.lower() for name in rows.header]
    if nomis := [place for place, name in enumerate(names) if _NOMIS_TABLE.fullmatch(name)]:
        return nomis, "nomis"
    coded = [place for place, name in enumerate(names) if f"{name} code" in names and not is_code(rows.rows[0][1][
        names.index(f"{name} code")])]  # fmt: skip
    if coded:
        return coded, "dataset"
    rest = [place for place, name in enumerate(names)
            if place not in (area, value) and name not in _ABOUT and not _OF_AREA.fullmatch(name)
            and not is_code(rows.rows[0][1][place])]  # fmt: skip
    if not rest and "indicator" in names:
        rest = [names.index("indicator")]
    if not rest:
        raise Unreadable("no_categories", columns=", ".join(rows.header[:6]))
    return rest, "columns"


def _age_columns(rows: Rows) -> dict[int, str]:
    """Columns named after one year of age, where there is more than a handful."""
    found = {place: name for place, name in enumerate(rows.header) if re.fullmatch(r"\d{1,3}\+?", name)}
    return found if len(found) > 10 else {}


def _estimates(rows: Rows, area: int) -> Table:
    """Mid-year estimates: one row an area and sex, one column a year of age."""
    names = [name.lower() for name in rows.header]
    if "sex" not in names:
        raise Unreadable("no_categories", columns=", ".join(rows.header[:6]))
    sex, ages = names.index("sex"), _age_columns(rows)
    table = Table("estimates", "Mid-year population estimates", ("sex", "age"), [])
    all_ages = names.index("all_ages") if "all_ages" in names else None
    for number, row in rows.rows:
        code = _area(row, area, number)
        if all_ages is not None:
            table.cells.append(Cell(code, (row[sex], "All ages"), count(row[all_ages], number), number))
        table.cells += [Cell(code, (row[sex], age), count(row[place], number), number) for place, age in ages.items()]
    return _finished(table, rows, area)


def _wide(rows: Rows, area: int) -> list[Table]:
    """One column a category: "table|category", "Table: category", or the category alone."""
    groups: dict[str, dict[int, str]] = {}
    for place, name in enumerate(rows.header):
        if place == area or not name or name.lower() in _ABOUT or _OF_AREA.fullmatch(name.lower()):
            continue
        if not re.fullmatch(r"[\d.,]+", rows.rows[0][1][place]):
            continue
        head, part = _parted(name)
        groups.setdefault(head, {})[place] = part
    tables = []
    for head, columns in groups.items():
        if len(columns) < 2 or not (head or any(is_total(one) for one in columns.values())):
            continue
        name = _plain(head) or "categories"
        parts = [(place, (category,)) for place, category in columns.items()]
        cells = []
        for number, row in rows.rows:
            code = _area(row, area, number)
            cells += [Cell(code, category, count(row[place], number), number) for place, category in parts]
        tables.append(_finished(Table("wide", name, (name,), cells), rows, area))
    return tables


def _parted(name: str) -> tuple[str, str]:
    for mark in ("|", ": "):
        head, found, part = name.partition(mark)
        if found and head.lower() != "total":
            return head, part
    return "", name


def _finished(table: Table, rows: Rows, area: int) -> Table:
    names = [name.lower() for name in rows.header]
    called = _name_column(rows, area)
    if called is not None:
        table.names = {row[area]: row[called] for _number, row in rows.rows}
    table.period = _one(rows, "period") or _one(rows, "date")
    table.notes = list(rows.notes)
    units = {row[names.index("unit")].lower() for _number, row in rows.rows} if "unit" in names else set()
    if "households" in units or "household" in table.name.lower() or "tenure" in " ".join(table.dimensions).lower():
        table.unit = "households"
    if table.dimensions == ("indicator",):
        table.name = "Usual resident population"
        table.dimensions = ("age" if all(span(cell.categories[0]) for cell in table.cells[:3]) else "sex",)
    return table


def _name_column(rows: Rows, area: int) -> int | None:
    """The name of the area stands beside its code."""
    if rows.header[area].lower() == "mnemonic" and area:
        return area - 1
    for place in (area + 1, area - 1):
        if 0 <= place < len(rows.header):
            name, cell = rows.header[place].lower(), rows.rows[0][1][place]
            if (
                name in ("area_name", "geography_name", "geography")
                or name.endswith(("nm", "name"))
                or (f"{name} code" == rows.header[area].lower())
            ):
                return None if is_code(cell) and kind_of(cell) != "oa" else place
    kind = kind_of(rows.rows[0][1][area])
    return next((place for place, name in enumerate(rows.header) if re.fullmatch(rf"{kind}\d*nm", name.lower())), None)


def _one(rows: Rows, name: str) -> str | None:
    """What a column says, where it says the same on every row. Raises Unreadable for several."""
    names = [column.lower() for column in rows.header]
    if name not in names:
        return None
    found = {row[names.index(name)] for _number, row in rows.rows}
    if len(found) > 1:
        raise Unreadable("several_dates", dates=", ".join(sorted(found)[:4]))
    (only,) = found
    return _day(only) if only else None


def _day(words: str) -> str:
    """A day as 2021-03-21. A year alone is Census Day in 2021 and the middle of any other. Raises Unreadable."""
    if re.fullmatch(r"(19|20)\d\d", words):
        return CENSUS if words == CENSUS[:4] else f"{words}-06-30"
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S"):
        try:
            return dt.datetime.strptime(words, form).date().isoformat()
        except ValueError:
            continue
    raise Unreadable("no_date", date=words[:40])


def _about(rows: Rows, name: str) -> str | None:
    names = [column.lower() for column in rows.header]
    words = {row[names.index(name)] for _number, row in rows.rows} if name in names else set()
    return words.pop()[:300] if len(words) == 1 else None


def _plain(name: str) -> str:
    """ "Ethnic group (20 categories)" and "ethnic_group" are "ethnic group"; "C2021_ETH_20_NAME" is "eth"."""
    plain = re.sub(r"\s*\(.*?\)", "", name).replace("_", " ").strip().lower()
    return re.sub(r"^c(2021)? | \d+( name)?$| name$", "", plain).strip() or name.lower()
