"""The figures of a document as a workbook: every figure, each table as the page shows it, and what it all is."""

from __future__ import annotations

import datetime as dt
import io
import re

from flask_babel import force_locale
from flask_babel import gettext as _

from consult.services import reading
from consult.services.digest import digest
from consult.services.files.figures import COLUMNS, NUMBERS, rows
from consult.services.files.look import Look, is_rtl
from consult.services.in_files import harmless
from consult.services.reading import nodes

# What a sheet may be called: so many letters, and none of these.
SHEET_NAME, FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\']")
# What a cell can hold.
CELL_LETTERS = 32_767


def xlsx(document: dict, lang: str, look: Look | None = None) -> bytes:
    """The workbook in a language of the document's. No text in it is ever taken for a formula or an address."""
    import xlsxwriter

    look, told, made = look or Look(), reading.nodes_of(document, lang), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book, force_locale(lang):
        day = dt.date.fromisoformat(document["published_on"] or "1980-01-01")
        book.set_properties({
            "title": harmless(reading.title(told))[:255], "author": harmless(document["partnership"]["title"])[:255],
            "subject": harmless(reading.kicker(told))[:255], "created": dt.datetime.combine(day, dt.time()),
        })  # fmt: skip
        forms = {
            "bold": book.add_format({"bold": True}), "percent": book.add_format({"num_format": "0.0"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}), "plain": None,
        }  # fmt: skip
        _figures(book, document, lang, forms)
        for sheet, table in _tables(book, told, lang):
            _table(sheet, table, forms)
        _about(book, document, lang, told, look, forms)
    return made.getvalue()


def _figures(book, document: dict, lang: str, forms: dict) -> None:
    sheet = book.add_worksheet(_("Figures")[:SHEET_NAME])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    sheet.set_column(12, 12, 50)
    for place, name in enumerate(COLUMNS):
        sheet.write_string(0, place, name, forms["bold"])
    last = 0
    for last, row in enumerate(rows(document, lang), start=1):
        for place, name in enumerate(COLUMNS):
            _write(sheet, last, place, row.get(name), forms["percent" if name in NUMBERS else "plain"])
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def _write(sheet, row: int, column: int, value, form=None) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, harmless(value)[:CELL_LETTERS], form)
    elif value is not None:
        sheet.write_number(row, column, float(value), form)


def _tables(book, told: list, lang: str):
    """A sheet for each table of the document, in its order and by its caption."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()} | {_("About").casefold()}
    for node in reading.walk(told):
        if isinstance(node, nodes.Table):
            sheet = book.add_worksheet(_name(node.caption, taken))
            if is_rtl(lang):
                sheet.right_to_left()
            yield sheet, node


def _name(caption: str, taken: set[str]) -> str:
    """A name that no sheet has yet, within what a workbook allows."""
    plain = FORBIDDEN.sub(" ", harmless(caption)).strip() or "–"
    for place in range(1, 10_000):
        end = "" if place == 1 else f" {place}"
        name = plain[: SHEET_NAME - len(end)].rstrip() + end
        # A name of this kind is kept for the program itself.
        if name.casefold() not in taken and name.casefold() != "history":
            taken.add(name.casefold())
            return name
    raise ValueError(f"Too many tables are called {caption!r}.")


def _table(sheet, table: nodes.Table, forms: dict) -> None:
    """A table as it is read, its figures as the words of the page: the first sheet has them as numbers."""
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, max(len(table.columns) - 1, 1), 16)
    _write(sheet, 0, 0, table.caption, forms["bold"])
    for place, column in enumerate(table.columns):
        _write(sheet, 2, place, column.text, forms["bold"])
    for line, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row.cells):
            _write(sheet, line, place, cell.text, forms["bold"] if row.strong else None)
    for line, note in enumerate(table.notes, start=len(table.rows) + 4):
        _write(sheet, line, 0, note)
    sheet.freeze_panes(3, 1)


def _about(book, document: dict, lang: str, told: list, look: Look, forms: dict) -> None:
    """What the workbook is, where it comes from, how each figure is known, and what the columns mean."""
    sheet = book.add_worksheet(_("About")[:SHEET_NAME])
    if is_rtl(lang):
        sheet.right_to_left()
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 110)
    for line, (name, value) in enumerate(_facts(document, told, look)):
        _write(sheet, line, 0, name, forms["bold"])
        _write(sheet, line, 1, value, forms["wrap"])


def _facts(document: dict, told: list, look: Look):
    yield reading.title(told), reading.kicker(told)
    yield _("Published by"), document["partnership"]["title"]
    yield _("Lasting address of this edition"), look.address
    yield _("Document"), f"SHA-256 {digest(document)}"
    yield _("Inputs"), f"SHA-256 {document['inputs_sha256']}"
    yield _("Calculated with"), document["code_version"]
    for node in told:
        if isinstance(node, nodes.Notice) or getattr(node, "role", None) == "lede":
            yield node.tag or "", node.text
    for node in reading.walk(told):
        if isinstance(node, nodes.Part):
            yield "", ""
            yield node.heading.text, " ".join(one.text for one in node.nodes if isinstance(one, nodes.Paragraph))
        elif isinstance(node, nodes.Definitions):
            yield from ((term, text) for term, text, _lang in node.rows)
    yield "", ""
    yield from COLUMNS.items()
