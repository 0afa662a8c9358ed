"""A published CSV file as plain rows, whichever program last saved it."""

import codecs
import csv
import io
import itertools
import re
from dataclasses import dataclass, field

from consult.population.areas import is_code
from consult.population.notes import GOOD, Note, Unreadable

# Nomis puts the table's name and its choices above the columns.
MOST_ROWS_ABOVE = 15
MOST_CELLS = 1_500_000
LONGEST_LINE = 1 << 20
_FORMULA = re.compile(r"\s*[=@]|\s*[+-]\s*[A-Za-z(]")


@dataclass
class Rows:
    """A file opened: the names of its columns, and each row with its number as a spreadsheet counts."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[Note] = field(default_factory=list)


def read_rows(content: bytes) -> Rows:
    """The rows of a CSV file in UTF-8 (with or without its mark), UTF-16 or, said in a note, Windows-1252.

    Commas, semicolons and tabs part the cells. Lines above the columns and remarks below the last row, as Nomis writes
    them, are passed over and counted in a note. Raises Unreadable, with the row where there is one.
    """
    notes: list[Note] = []
    text = _decoded(content, notes)
    if "\0" in text:
        raise Unreadable("nul", text.count("\n", 0, text.index("\0")) + 1)
    lines = _lines(text)
    place = _header_place(lines)
    header = [name.strip() for name in lines[place][1]]
    _check_header(header, lines[place][0])
    rows = [(number, row) for number, row in lines[place + 1 :] if any(cell.strip() for cell in row)]
    while rows and len([cell for cell in rows[-1][1] if cell.strip()]) == 1:
        rows.pop()
    if place:
        notes.append(Note("rows_above", GOOD, figures={"rows": place}))
    if not rows:
        raise Unreadable("no_rows")
    return Rows(header, [_checked(number, row, len(header)) for number, row in rows], notes)


def _decoded(content: bytes, notes: list[Note]) -> str:
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("workbook")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.append(Note("windows_1252"))
        return _strict(content, "cp1252")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding", content.count(b"\n", 0, error.start) + 1) from None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    sample = list(itertools.islice(io.StringIO(text), MOST_ROWS_ABOVE + 1))
    delimiter = max(",;\t", key=lambda one: max((line.count(one) for line in sample), default=0))
    if any(len(line) > LONGEST_LINE for line in io.StringIO(text)):
        # It would be taken apart at once, into more cells than the memory holds.
        raise Unreadable("too_many", limit=MOST_CELLS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, cells = [], 0
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise Unreadable("too_many", limit=MOST_CELLS)
            found.append((reader.line_num, row))
    except csv.Error:
        raise Unreadable("not_csv", reader.line_num) from None
    return found


def _header_place(lines: list[tuple[int, list[str]]]) -> int:
    """The names of the columns stand above the first row with an area code, else in the first row with two cells."""
    top = [[cell.strip() for cell in row] for _number, row in lines[: MOST_ROWS_ABOVE + 1]]
    several = [place for place, row in enumerate(top) if len([cell for cell in row if cell]) > 1]
    if not several:
        raise Unreadable("one_column")
    coded = next((place for place in several if any(is_code(cell) for cell in top[place])), None)
    return max((place for place in several if coded is not None and place < coded), default=several[0])


def _check_header(header: list[str], row: int) -> None:
    named = [name.lower() for name in header if name]
    if twins := sorted({name for name in named if named.count(name) > 1}):
        raise Unreadable("twin_columns", row, column=twins[0])


def _checked(number: int, row: list[str], width: int) -> tuple[int, list[str]]:
    cells = [cell.strip() for cell in row]
    if any(cells[width:]):
        raise Unreadable("too_wide", number, cells=len(cells), columns=width)
    for cell in cells:
        if _FORMULA.match(cell):
            raise Unreadable("formula", number, cell=cell[:40])
    return number, (cells + [""] * width)[:width]
