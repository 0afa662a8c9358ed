"""Spreadsheet files as sheets of plain text, and sheets as a workbook. Nothing in a file is run or followed."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from flask_babel import lazy_gettext as _

from consult.questionnaire.exchange.remarks import CHANGED, LOOK, TOLD, Place, Remarks
from consult.questionnaire.exchange.sheets import Line, Sheets
from consult.services.bringing.uploads import is_text, workbook_trap

# A form of thousands of questions is far below these.
MOST_BYTES = 8 * 1024 * 1024
MOST_UNFOLDED = 32 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 300
MOST_CELLS = 300_000
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# What neither a document nor PostgreSQL can hold.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class FileRefused(Exception):
    """The file as a whole cannot be read; `words` says why, `remedy` what to do."""

    def __init__(self, words, remedy):
        self.words, self.remedy = words, remedy
        super().__init__(f"{words} {remedy}")


def check_size(content: bytes) -> None:
    """Refuse an empty file and one that is no form by its size. Raises FileRefused."""
    if not content:
        raise FileRefused(_("The file is empty."), _("Choose the file that holds the questionnaire."))
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than %(size)s MB.", size=MOST_BYTES >> 20),
                          _("Take pictures and sheets that are not part of the form out of it, and send it again."))


def sheets_of_file(content: bytes, filename: str, remarks: Remarks) -> Sheets:
    """The sheets of a .xlsx, .xlsm, .xls, .csv or .md form. Raises FileRefused."""
    check_size(content)
    path = PurePath(filename)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm"):
        found = _xlsx(content, remarks)
    else:
        found = _through_pyxform(content, ending)
    if "survey" not in found.lines:
        raise FileRefused(
            _("The file has no sheet called “survey”, so it is no XLSForm. It has: %(names)s.",
              names=", ".join(found.unread[:20]) or "–"),
            _("Send the form itself, not the answers to it; or call the sheet with the questions “survey”."))
    found.filename = path.stem
    return found


def _xlsx(content: bytes, remarks: Remarks) -> Sheets:
    from openpyxl import load_workbook

    _check_zip(content)
    try:
        # The second reading has the formulas where the first has their last values.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(content), read_only=True)
        return _workbook(workbook, formulas, remarks)
    except FileRefused:
        raise
    except Exception as error:
        # Whatever a broken workbook makes the library raise, it is the file that is broken.
        raise FileRefused(_("The workbook cannot be read (%(error)s).", error=str(error)[:120]),
                          _("Open it in Excel or LibreOffice, save it as .xlsx and send that.")) from error


def _check_zip(content: bytes) -> None:
    trap = workbook_trap(content, MOST_UNFOLDED)
    if trap in ("broken", "entities"):
        raise FileRefused(_("The file is no Excel workbook (.xlsx), whatever its name says."),
                          _("Open it in Excel or LibreOffice, save it as .xlsx and send that."))
    if trap:
        raise FileRefused(_("The workbook unfolds to more than %(size)s MB.", size=MOST_UNFOLDED >> 20),
                          _("Copy the sheets of the form into a new workbook and send that."))


def _workbook(workbook, formulas, remarks: Remarks) -> Sheets:
    found = Sheets({})
    # Sheets that are only charts hold no cells.
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    for title, sheet in sheets.items():
        name = title.strip().lower()
        if name not in SHEETS and len(sheets) > 1:
            found.unread.append(title)
        elif name in found.lines:
            remarks.add(LOOK, "sheet_twin", Place(title), name=title)
            found.unread.append(title)
        else:
            name = name if name in SHEETS else "survey"
            found.lines[name] = list(_lines(_rows(sheet, formulas[title], name, remarks), name, remarks))
    return found


def _rows(sheet, formulas, name: str, remarks: Remarks) -> Iterator[list[str]]:
    cells = 0
    at = 0
    for at, (row, sources) in enumerate(zip(_within(sheet), _within(formulas), strict=False), 1):
        cells += sum(value is not None for value in row)
        if cells > MOST_CELLS:
            raise FileRefused(_("The sheet “%(name)s” has more than %(n)s cells.", name=name, n=MOST_CELLS),
                              _("Delete the rows and columns beside the form and send it again."))
        yield [_text(value, source, Place(name, at), remarks) for value, source in zip(row, sources, strict=False)]
    if at >= MOST_ROWS:
        remarks.add(TOLD, "rows_unread", Place(name), number=MOST_ROWS)


def _within(sheet) -> Iterable[tuple]:
    # The size a sheet says it has is often that of the largest sheet there can be: it is not believed.
    sheet.reset_dimensions()
    return sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)


def _text(value, source, place: Place, remarks: Remarks) -> str:
    """A cell as text. Of a formula, the value it had when the file was saved; that is said."""
    source = getattr(source, "text", source)
    if isinstance(source, str) and source.startswith("=") and source != value:
        remarks.add(LOOK if value is None else CHANGED, "formula", place, text=source,
                    new="" if value is None else str(value))
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return _NEVER.sub("", str(value)).strip()


def _lines(rows: Iterable[list[str]], name: str, remarks: Remarks) -> Iterator[Line]:
    """The rows under the first one that is not blank, each by the heads in it."""
    headers: list[str] = []
    for at, row in enumerate(rows, 1):
        if not any(row):
            continue
        if not headers:
            headers = _headers(row, Place(name, at), remarks)
            continue
        cells = {header: cell for header, cell in zip(headers, row, strict=False) if header and cell}
        if cells:
            yield Line(at, cells)


def _headers(row: list[str], place: Place, remarks: Remarks) -> list[str]:
    found: list[str] = []
    for header in row:
        header = " ".join(header.split())
        if header and header in found:
            remarks.add(LOOK, "column_twin", place, name=header)
            header = ""
        found.append(header)
    return found


def _through_pyxform(content: bytes, ending: str) -> Sheets:
    """What only pyxform reads: the old .xls, and forms as CSV or Markdown."""
    if ending not in (".xls", ".csv", ".md"):
        raise FileRefused(_("Files that end in “%(ending)s” cannot be read.", ending=ending or "–"),
                          _("Send an XLSForm (.xlsx, .xls, .csv), a LimeSurvey structure (.lss) or a questionnaire "
                            "of Consult (.json)."))
    if ending != ".xls":
        if not is_text(content):
            raise FileRefused(_("The file is no text, whatever its name says."),
                              _("Open it in Excel or LibreOffice, save it as .xlsx and send that."))
        content = _decoded(content).encode()
    from pyxform.xls2json_backends import get_xlsform

    try:
        read = get_xlsform(xlsform=content, file_type=ending)
    except Exception as error:
        # pyxform and what it stands on raise whatever a broken file makes them raise.
        raise FileRefused(_("The file cannot be read as a form (%(error)s).", error=str(error)[:120]),
                          _("Save the form as .xlsx and send that.")) from error
    found = Sheets({})
    for name in SHEETS:
        rows = getattr(read, name, None)
        if rows is not None:
            found.lines[name] = [Line(at, {str(key): _text(value, None, Place(name, at), Remarks())
                                           for key, value in row.items() if value})
                                 for at, row in enumerate(rows[:MOST_ROWS], 2) if any(row.values())]
    found.unread = [name for name in read.sheet_names or () if name.strip().lower() not in SHEETS]
    return found


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("The file is not written in UTF-8: line %(line)s holds a byte that it does not allow.",
              line=content.count(b"\n", 0, error.start) + 1),
            _("In Excel, save it as “CSV UTF-8”, or as an Excel workbook (.xlsx).")) from None


def workbook_of(sheets: dict[str, list[dict[str, str]]]) -> bytes:
    """An .xlsx file of sheets whose rows are {column: cell}. A cell is words, whatever it begins with."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as workbook:
        head = workbook.add_format({"bold": True})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            headers = _ordered(rows)
            sheet.freeze_panes(1, 0)
            for column, header in enumerate(headers):
                sheet.write_string(0, column, header, head)
                sheet.set_column(column, column, 40 if "::" in header else 16)
            for at, row in enumerate(rows, 1):
                for header, cell in row.items():
                    sheet.write_string(at, headers.index(header), cell)
    return file.getvalue()


def _ordered(rows: list[dict[str, str]]) -> list[str]:
    """Every column: first those each row begins with, then the texts, ours last."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    return sorted(headers, key=lambda header: (header.startswith("consult"), headers.index(header)))
