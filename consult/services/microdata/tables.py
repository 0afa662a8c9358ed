"""What a writer gets: the variables, the rows and what is said about them, the same for every format."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from consult.services.in_files import bare
from consult.services.microdata.variables import CODED, NUMBER, Variable


@dataclass(frozen=True)
class Table:
    """A file to write.

    rows     read once: a list of values for each person, in the order of `variables`
    lang     the language of the labels
    title    of the file; `notes` say how to use the weights and what not to do
    people   how many rows there are about to be, for formats with a limit
    """

    variables: list[Variable]
    rows: Iterable[list]
    lang: str
    title: str
    notes: list[str]
    people: int

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [variable.name for variable in self.variables]

    @property
    def weight(self) -> str | None:
        """The weight to use: the one that is 1 on average."""
        return next((variable.name for variable in self.variables if variable.column == "weight"), None)

    def label(self, variable: Variable) -> str:
        """The label of a variable in the file's language, without what no file can hold."""
        return bare(variable.label(self.lang))

    def value_labels(self, variable: Variable) -> dict[int, str]:
        """The labels of a variable's codes in the file's language."""
        return {value.code: bare(variable.value_label(value, self.lang)) for value in variable.values}


def columns(table: Table) -> dict[str, object]:
    """The whole table column by column, as compact as its values allow, for formats that are not written in rows.

    Codes are arrays of 16 bits, numbers of 64 (missing: NaN), words lists.
    """
    kinds = {CODED: lambda: array("h"), NUMBER: lambda: array("d")}
    made = [kinds.get(variable.kind, list)() for variable in table.variables]
    for row in table.rows:
        for column, variable, value in zip(made, table.variables, row, strict=True):
            column.append(float("nan") if value is None and variable.kind == NUMBER else value)
    return dict(zip(table.names, made, strict=True))

