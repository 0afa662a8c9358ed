"""A table as a file: CSV with a row a figure, or an Excel workbook with the table as on the page and its notes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.database import writing
from consult.models import Wave
from consult.services import audit, disclosure
from consult.services.in_files import harmless
from consult.services.tables import words
from consult.services.tables.choosing import CannotTabulate, dimension_of, question_of

FORMATS = ("csv", "xlsx")
COLUMNS = ("item", "row", "row_label", "column", "column_label", "percent", "lower", "upper", "base", "effective_base",
           "state", "compared")  # fmt: skip


def write(table: dict, wave: Wave, format: str, stream: BinaryIO, actor: str, told: Sequence[disclosure.Asked]) -> None:
    """Write the protected `table` to `stream`, and down that it left.

    told: what the door was asked while the table was made (`disclosure.release`), so that later outputs are measured
    against it. Raises CannotTabulate for another format, and where other figures of the wave left in between.
    """
    if format not in FORMATS:
        raise CannotTabulate(_("“%(format)s” is not a format: choose csv or xlsx.", format=format), "format")
    {"csv": _csv, "xlsx": _xlsx}[format](table, wave, stream)
    where = table["where"] and table["where"]["dimension"]
    with writing():
        try:
            disclosure.reserve(told, f"table of {table['item']} by {table['by'] or 'nothing'}")
        except disclosure.ToldMeanwhile as refusal:
            raise CannotTabulate(_("Other figures of this wave were published or taken out meanwhile. Make the table "
                                   "again.")) from refusal  # fmt: skip
        audit.record(actor, "take out table", wave.slug, wave.survey.partnership, item=table["item"], by=table["by"],
                     where=where, format=format, run=table["run"]["id"])  # fmt: skip


def title(table: dict, wave: Wave) -> str:
    """The table in one line."""
    asked = words.question(question_of(wave, table["item"])).text
    if not table["by"]:
        return asked
    return _("%(question)s – by: %(group)s", question=asked,
             group=words.dimension(dimension_of(wave, table["by"], "by")).text)  # fmt: skip


def about(table: dict, wave: Wave) -> list[tuple[str, str]]:
    """(term, text) of everything that belongs beside the figures."""
    told = [(_("Question"), words.question(question_of(wave, table["item"])).text)]
    if table["by"]:
        told.append((_("Groups"), words.dimension(dimension_of(wave, table["by"], "by")).text))
    if whom := words.of_whom(table, wave):
        told.append((_("Only people who answered"), whom.text))
    told += [(_("Survey"), f"{wave.survey.title}, {wave.title}"), (_("Partnership"), wave.survey.partnership.title)]
    if tested := words.test(table["test"]):
        told.append((_("Test of the whole table"), tested))
    if verdict := words.verdict(table):
        told.append((_("Differences"), verdict))
    told += [(_("Note"), note.text) for note in words.notes(table, wave)]
    told.append((_("Calculated with"), table["run"]["code_version"]))
    return told


def _csv(table: dict, wave: Wave, stream: BinaryIO) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for term, said in about(table, wave):
        writer.writerow(["#", harmless(term), harmless(said)])
    writer.writerow(COLUMNS)
    named = words.labels(table, wave)
    for column in _columns(table):
        base = table["table"]["bases"][column]
        writer.writerow(_safe([table["item"], "base", _("Base"), column, named[column].text, "", "", "", base["base"],
                               base["effective_base"], base["state"], ""]))  # fmt: skip
    for row in table["table"]["rows"]:
        for column in _columns(table):
            one = row["cells"][column]
            shares = [_hundred(one[name]) for name in ("value", "lower", "upper")]
            writer.writerow(_safe([table["item"], row["id"].removeprefix("="), named[row["id"]].text, column,
                                   named[column].text, *shares, one["base"], one["effective_base"], one["state"],
                                   one["differs"]]))  # fmt: skip
    stream.write(("\ufeff" + out.getvalue()).encode())


def _columns(table: dict) -> list[str]:
    return [column["id"] for column in table["table"]["columns"][1:]]


def _safe(values: list) -> list:
    return [harmless(one) if isinstance(one, str) else one for one in values]


def _hundred(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _xlsx(table: dict, wave: Wave, stream: BinaryIO) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet, notes = book.add_worksheet(_("Table")[:31]), book.add_worksheet(_("Notes")[:31])
        styles = {name: book.add_format(given) for name, given in {
            "title": {"bold": True, "font_size": 14}, "head": {"bold": True, "text_wrap": True, "bottom": 1},
            "label": {"text_wrap": True}, "strong": {"bold": True, "text_wrap": True}, "share": {"num_format": "0.0%"},
            "count": {"num_format": "#,##0"}, "away": {"italic": True, "align": "right"},
        }.items()}  # fmt: skip
        for one in (sheet, notes):
            if get_locale().text_direction == "rtl":
                one.right_to_left()
        _sheet(sheet, table, wave, styles)
        notes.set_column(0, 0, 28)
        notes.set_column(1, 1, 100)
        for place, (term, said) in enumerate(about(table, wave)):
            notes.write_string(place, 0, harmless(term), styles["strong"])
            notes.write_string(place, 1, harmless(said), styles["label"])


def _sheet(sheet, table: dict, wave: Wave, styles: dict) -> None:
    named, columns = words.labels(table, wave), _columns(table)
    limits = any(one["lower"] is not None for row in table["table"]["rows"] for one in row["cells"].values())
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 4 * len(columns), 14)
    sheet.write_string(0, 0, harmless(title(table, wave)), styles["title"])
    heads = [_("Share"), *((_("Lower limit"), _("Upper limit")) if limits else ()), _("Compared with the rest")]
    sheet.write_string(2, 0, _("Answer"), styles["head"])
    for place, column in enumerate(columns):
        for offset, head in enumerate(heads):
            name = f"{named[column].text}: {head}"
            sheet.write_string(2, 1 + place * len(heads) + offset, harmless(name), styles["head"])
    for line, row in enumerate(table["table"]["rows"], start=3):
        kind = styles["strong"] if row["strong"] else styles["label"]
        sheet.write_string(line, 0, harmless(named[row["id"]].text), kind)
        for place, column in enumerate(columns):
            _figures(sheet, line, 1 + place * len(heads), row["cells"][column], limits, styles)
    for offset, (name, label) in enumerate((("base", _("Base")), ("effective_base", _("Effective base")))):
        line = 3 + len(table["table"]["rows"]) + offset
        sheet.write_string(line, 0, label, styles["label"])
        for place, column in enumerate(columns):
            base, at = table["table"]["bases"][column], 1 + place * len(heads)
            if base["state"] == "shown":
                sheet.write_number(line, at, base[name], styles["count"])
            else:
                sheet.write_string(line, at, _("withheld"), styles["away"])
    sheet.freeze_panes(3, 1)


def _figures(sheet, line: int, at: int, one: dict, limits: bool, styles: dict) -> None:
    if one["state"] != "shown":
        sheet.write_string(line, at, _("withheld"), styles["away"])
        return
    for offset, name in enumerate(("value", "lower", "upper") if limits else ("value",)):
        if one[name] is not None:
            sheet.write_number(line, at + offset, round(one[name], 3), styles["share"])
    if told := words.differs(one["differs"]):
        sheet.write_string(line, at + (3 if limits else 1), told)
