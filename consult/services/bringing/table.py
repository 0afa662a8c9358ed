"""Reads CSV, XLSX and SPSS files as one thing: named columns and rows of plain text."""

import codecs
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from flask_babel import lazy_gettext as _

from consult.services.bringing import sav_apart
from consult.services.bringing.report import Refusal
from consult.services.bringing.sav_apart import plain
from consult.services.bringing.uploads import LONGEST_LINE, is_spss, is_text, workbook_trap

DELIMITERS = ",;\t|"
# A spreadsheet is a zip: a small one may unfold to more than the machine holds.
UNFOLDED_LIMIT = 512 << 20


class FileRefused(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, why, remedy, row: int | None = None, column: str | None = None):
        self.refusal = Refusal(why, remedy, row, column)
        super().__init__(f"{why} {remedy}")


@dataclass(frozen=True)
class Row:
    """One row: its number, its values as text ("" for a blank), and what is wrong with it as such."""

    number: int
    values: list[str]
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file opened. `rows` is read once; `declared` says which values the file itself calls missing.

    `available` names every column of the file, `columns` those that the rows hold.
    """

    available: list[str]
    columns: list[str]
    rows: Iterator[Row]
    declared: dict[str, Callable[[str], str | None]] = field(default_factory=dict)


def open_table(content: bytes, filename: str, wanted: set[str], encoding: str | None, sheet: str | None) -> Table:
    """Open a file by the end of its name. Of an SPSS file only the `wanted` columns are read.

    Raises FileRefused, at once or while the rows are read.
    """
    if not content:
        raise FileRefused(_("The file is empty."), _("Send the file that holds the answers."))
    ending = PurePath(filename).suffix.lower()
    if ending in (".csv", ".tsv", ".txt"):
        return _csv(content, encoding)
    if ending == ".xlsx":
        return _xlsx(content, sheet)
    if ending == ".sav":
        return _sav(content, wanted)
    raise FileRefused(
        _("Files that end in “%(ending)s” cannot be read.", ending=ending or filename),
        _("Save it as CSV (UTF-8), as an Excel workbook (.xlsx) or as an SPSS file (.sav)."),
    )


def _csv(content: bytes, encoding: str | None) -> Table:
    if not is_text(content):
        raise FileRefused(
            _("The file is no text, whatever its name says."),
            _("Save it as CSV (UTF-8), or send it under the ending of its own kind: .xlsx or .sav."),
        )
    text = _decoded(content, encoding)
    header = text[:LONGEST_LINE].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(_short_lines(io.StringIO(text, newline="")), delimiter=delimiter, strict=True)
    rows = _checked(reader)
    columns = [name.strip() for name in next(rows, (1, []))[1]]
    return Table(columns, columns, (_csv_row(number, values, len(columns)) for number, values in rows if any(values)))


def _short_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a text. A line of many millions of cells would be taken apart at once."""
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_LINE:
            raise FileRefused(
                _("Row %(row)d is longer than a million signs.", row=number),
                _("Look for a line end that is missing, and save the file again."), number,
            )
        yield line


def _decoded(content: bytes, encoding: str | None) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding or "utf-16"
    try:
        return content.decode(encoding or "utf-8-sig")
    except LookupError:
        raise FileRefused(
            _("The mapping names the encoding “%(name)s”, which is not known.", name=encoding),
            _("Use utf-8, cp1252 or another name that is."),
        ) from None
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("The file is not written in %(encoding)s: line %(line)d holds a byte that it does not allow.",
              encoding=encoding or "UTF-8", line=content.count(b"\n", 0, error.start) + 1),
            _("In Excel, save it as “CSV UTF-8”. Or, if you know how it is written, say so in the mapping, "
              "for example \"encoding\": \"cp1252\"."),
        ) from None


def _checked(reader) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            yield number, values
    except csv.Error as error:
        raise FileRefused(
            _("Row %(row)d cannot be read as CSV (%(error)s).", row=number + 1, error=str(error)),
            _("Look for a quotation mark that is opened and not closed."),
            number + 1,
        ) from None


def _csv_row(number: int, values: list[str], expected: int) -> Row:
    if len(values) == expected:
        return Row(number, [value.strip() for value in values])
    refusal = Refusal(
        _("The row has %(found)d values and the header %(expected)d.", found=len(values), expected=expected),
        _("Look for a separator inside a value: such a value must stand in quotation marks."),
        number,
    )
    return Row(number, [*values, *[""] * expected][:expected], (refusal,))


def _xlsx(content: bytes, sheet: str | None) -> Table:
    from openpyxl import load_workbook

    trap = workbook_trap(content, UNFOLDED_LIMIT)
    if trap == "large":
        raise FileRefused(
            _("The workbook unfolds to more than %(size)s MB.", size=UNFOLDED_LIMIT >> 20),
            _("Save the sheet as CSV (UTF-8)."),
        )
    if trap:
        raise no_workbook()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        page = book[sheet] if sheet else book.worksheets[0]
    except KeyError as error:
        if not sheet:
            raise no_workbook() from error
        raise FileRefused(
            _("There is no sheet “%(sheet)s” in the workbook.", sheet=sheet),
            _("Correct “sheet” in the mapping, or leave it out for the first sheet."),
        ) from None
    except Exception as error:
        raise no_workbook() from error
    # Some programs write a wrong size of the sheet, after which rows would be cut off unseen.
    page.reset_dimensions()
    rows = enumerate(_as_far_as_readable(page.iter_rows()), start=1)
    columns = [plain(cell.value) for cell in next(rows, (1, ()))[1]]
    return Table(columns, columns, _xlsx_rows(rows, columns))


def no_workbook() -> FileRefused:
    """What is said of a file that is no workbook, or a damaged one."""
    return FileRefused(
        _("The file cannot be read as an Excel workbook."), _("Open it in Excel and save it again as .xlsx."))


def _as_far_as_readable(rows: Iterator) -> Iterator:
    """A sheet is unpacked while it is read: damage in the middle shows only there, in many forms."""
    try:
        yield from rows
    except Exception as error:
        raise no_workbook() from error


def _xlsx_rows(rows, columns: list[str]) -> Iterator[Row]:
    for number, row in rows:
        values = [plain(cell.value) for cell in row]
        if not any(values):
            continue
        refusals = tuple(
            Refusal(
                _("The cell holds a formula, not a value."),
                _("In Excel, copy the column and paste it as values, then save."),
                number, columns[place] if place < len(columns) else None, values[place],
            )
            for place, cell in enumerate(row) if cell.data_type == "f"
        )
        yield Row(number, [*values, *[""] * len(columns)][: len(columns)], refusals)


def _sav(content: bytes, wanted: set[str]) -> Table:
    if not is_spss(content):
        raise _no_spss()
    read = _read_apart(content, wanted)
    if read.get("refused"):
        raise _no_spss()
    columns = read["columns"]
    rows = zip(*read["values"], strict=True)
    numbered = (Row(number, list(values)) for number, values in enumerate(rows, start=1))
    declared = {name: _declared(ranges, read["labels"][name]) for name, ranges in read["missing"].items()}
    return Table(read["available"], columns, numbered, declared)


def _read_apart(content: bytes, wanted: set[str]) -> dict:
    """What sav_apart makes of a file: whatever becomes of that process, this one goes on."""
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        file.write(content)
        file.flush()
        try:
            done = subprocess.run(
                [sys.executable, "-I", sav_apart.__file__, file.name], input=json.dumps(sorted(wanted)).encode(),
                capture_output=True, timeout=2 * sav_apart.MOST_SECONDS, check=True,
            )  # fmt: skip
            return json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            return {"refused": True}


def _no_spss() -> FileRefused:
    return FileRefused(_("The file cannot be read as an SPSS file."), _("Open it in SPSS and save it again as .sav."))


def _declared(ranges: list[dict], labels: dict[str, str]) -> Callable[[str], str | None]:
    def missing(value: str) -> str | None:
        for limits in ranges:
            if _between(value, limits["lo"], limits["hi"]):
                return labels.get(value) or value
        return None

    return missing


def _between(value: str, low, high) -> bool:
    if isinstance(low, str):
        return value == low.strip()
    try:
        return low <= float(value) <= high
    except ValueError:
        return False
