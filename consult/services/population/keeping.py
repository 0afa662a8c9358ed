"""Decides on files that wait: what is kept takes the place of what was kept of the same before."""

from consult.models import Partnership, PopulationFile
from consult.services import places
from consult.services.population import files
from consult.services.population.areas import current_year


def keep(partnership: Partnership, file: PopulationFile, actor: str, table: int = 0) -> None:
    """Keep what a file holds, in the place of what was kept of the same before.

    Of tables by small area the people of table number `table` are kept. Raises ValueError for other tables, which are
    made margins of, and IndexError for a table that there is not.
    """
    keepers = {"lookup": _lookup, "deprivation": _deprivation, "outlines": _outlines, "postcodes": _postcodes}
    if file.kind == "tables":
        _people(file, actor, table)
    else:
        keepers[file.kind](partnership, file, actor)


def _lookup(partnership: Partnership, file: PopulationFile, actor: str) -> None:
    slot = f"lookup {file.data['kind']} {file.data['year']}"
    files.keep_as(file, slot, "lookup", file.data, actor, areas=len(file.data["wards"]))


def _people(file: PopulationFile, actor: str, number: int) -> None:
    table = files.tables(file)[number]
    if table.geography not in ("oa", "lsoa") or table.unit == "households":
        raise ValueError(table.geography)
    people = table.people()
    data = {"people": people, "period": table.period, "name": table.name}
    files.keep_as(file, f"people {table.geography}", "people", data, actor, people=sum(people.values()))


def _deprivation(partnership: Partnership, file: PopulationFile, actor: str) -> None:
    files.keep_as(file, "deprivation", "deprivation", file.data, actor, areas=len(file.data["deciles"]))


def _outlines(partnership: Partnership, file: PopulationFile, actor: str) -> None:
    if file.data["year"] == current_year(partnership):
        places.store_outlines(partnership, file.data["simple"], actor, file.filename)
    data = {"outlines": file.data["outlines"], "year": file.data["year"]}
    files.keep_as(file, f"outlines {file.data['year']}", "outlines", data, actor, wards=len(data["outlines"]))


def _postcodes(partnership: Partnership, file: PopulationFile, actor: str) -> None:
    wards = file.data["wards"]
    places.store_postcodes(partnership, wards, actor, file.filename)
    files.keep_as(file, "postcodes", "postcodes", {"postcodes": len(wards)}, actor, postcodes=len(wards))
