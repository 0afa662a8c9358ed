"""CSV and Excel: written row by row, with constant memory, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
from pathlib import Path

from flask_babel import lazy_gettext as _

from consult.services.in_files import harmless
from consult.services.microdata.choosing import CannotExport
from consult.services.microdata.tables import Table
from consult.services.microdata.variables import CODED

# What Excel can hold.
SHEET_ROWS, SHEET_COLUMNS, CELL_LETTERS = 1_048_576, 16_384, 32_767


def write_csv(table: Table, file: Path) -> None:
    """UTF-8 with a byte order mark, so that Excel reads every script right; codes."""
    _csv(table, file, [None] * len(table.variables))


def write_csv_labels(table: Table, file: Path) -> None:
    """As write_csv, with the words of each answer in place of its code."""
    labels = [table.value_labels(variable) if variable.values else None for variable in table.variables]
    _csv(table, file, labels)


def _csv(table: Table, file: Path, labels: list[dict | None]) -> None:
    with open(file, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(table.names)
        for row in table.rows:
            writer.writerow(
                _cell(value if known is None else known.get(value, value))
                for value, known in zip(row, labels, strict=True)
            )  # fmt: skip


def _cell(value):
    return harmless(value) if isinstance(value, str) else value


def write_xlsx(table: Table, file: Path) -> None:
    """A workbook: the answers as codes, and what the codes mean. Raises CannotExport where they do not fit."""
    import xlsxwriter

    if table.people >= SHEET_ROWS or len(table.variables) > SHEET_COLUMNS:
        raise CannotExport(_("The wave has more answers than an Excel sheet can hold. Take them out as CSV."))
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(str(file), options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("answers")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table.names, bold)
        for number, row in enumerate(table.rows, start=1):
            _write_row(sheet, number, row)
        _labels_sheet(book, table, bold)


def _labels_sheet(book, table: Table, bold) -> None:
    sheet = book.add_worksheet("labels")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 3, 50)
    sheet.write_row(0, 0, ["variable", "label", "code", "meaning"], bold)
    number = 0
    for variable in table.variables:
        labels = table.value_labels(variable) if variable.kind == CODED or variable.values else {}
        for code, label in list(labels.items()) or [(None, "")]:
            number += 1
            _write_row(sheet, number, [variable.name, table.label(variable), code, label])


def _write_row(sheet, number: int, row: list) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(number, column, _fitting(harmless(value)))
        elif value is not None:
            sheet.write_number(number, column, value)


def _fitting(text: str) -> str:
    if len(text) <= CELL_LETTERS:
        return text
    note = " […] cut here: the CSV file has all of it"
    return text[: CELL_LETTERS - len(note)] + note
