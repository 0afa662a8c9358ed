"""Reads population tables and area lookups as they are published, and makes margins of them.

A file becomes plain rows (`files`), the rows a table, a lookup or deciles of deprivation (`recognise`), a table a
margin (`mapping`). What a reader notices on the way is a `Note`, a code with its figures; the words for it are chosen
by whoever shows it. Pure: no Flask, no database. Standard library only, but for shapely in `crosswalk.same_ground`.
"""

from consult.population.crosswalk import AreaChange, Crosswalk, by_lookups, by_outlines
from consult.population.files import read_rows
from consult.population.lookups import Deprivation, Lookup
from consult.population.mapping import Candidate, Question, Use, candidate, suggest_choices, suggest_use
from consult.population.notes import CAUTION, GOOD, REFUSED, Note, Unreadable
from consult.population.recognise import read
from consult.population.tables import AREA, Cell, Table
from consult.population.totals import agree, check_totals, tolerance
from consult.population.ward_years import WardYear, ward_year

__all__ = [
    "AREA",
    "CAUTION",
    "GOOD",
    "REFUSED",
    "AreaChange",
    "Candidate",
    "Cell",
    "Crosswalk",
    "Deprivation",
    "Lookup",
    "Note",
    "Question",
    "Table",
    "Unreadable",
    "Use",
    "WardYear",
    "agree",
    "by_lookups",
    "by_outlines",
    "candidate",
    "check_totals",
    "read",
    "read_rows",
    "suggest_choices",
    "suggest_use",
    "tolerance",
    "ward_year",
]
