"""How a file of answers is read: the file, the mapping that says what its columns mean, and what was refused."""

from consult.services.bringing.mapping import Mapping, MappingRefused, parse
from consult.services.bringing.report import ImportReport, Refusal
from consult.services.bringing.table import FileRefused, Table, open_table

__all__ = ["FileRefused", "ImportReport", "Mapping", "MappingRefused", "Refusal", "Table", "open_table", "parse"]
