"""The sheets of a form as they were read: named, with the numbers that rows have in the program that made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """One row that is not blank: its number, counted from 1 with the headers, and its cells by header."""

    number: int
    cells: Mapping[str, str]

    def get(self, header: str, default: str = "") -> str:
        """The cell under a header, "" where it is blank."""
        return self.cells.get(header, default)


@dataclass
class Sheets:
    """The sheets of one form by their names in small letters; `filename` without its ending."""

    lines: dict[str, list[Line]]
    filename: str = ""
    unread: list[str] = field(default_factory=list)

    def of(self, name: str) -> list[Line]:
        """The lines of a sheet, none where there is no such sheet."""
        return self.lines.get(name, [])


def numbered(rows: Mapping[str, Iterable[Mapping[str, str]]], filename: str = "") -> Sheets:
    """Sheets from plain rows, the first under the headers."""
    return Sheets({name: [Line(at, row) for at, row in enumerate(found, 2)] for name, found in rows.items()}, filename)
