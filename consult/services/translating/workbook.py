"""The workbook that translators work in: a row a text, everything locked but the translation and the note."""

from collections.abc import Sequence
from typing import BinaryIO

from babel import Locale
from flask_babel import lazy_gettext as _

from consult.models import QuestionnaireVersion
from consult.questionnaire.strings import Flaw
from consult.services.bringing.table import FileRefused, no_workbook, open_table
from consult.services.bringing.uploads import workbook_trap
from consult.services.translating.files import LARGEST_UNFOLDED, Row, check_language, check_size, context, notes
from consult.services.translating.states import StringState, short_digest

_TRANSLATION = "translation: "
_STATES = {
    "missing": "untranslated", "stale": "out of date", "machine": "by a computer", "draft": "draft",
    "reviewed": "reviewed",
}  # fmt: skip
_WIDTHS = (34, 50, 40, 50, 16, 40)


def write(version: QuestionnaireVersion, language: str, found: Sequence[StringState], stream: BinaryIO) -> None:
    """Write the texts of one language. Every cell is a string: nothing in it is ever worked out."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        rtl = Locale.parse(language).text_direction == "rtl"
        # As text: what a translator types with "=" or "-" before it stays what it is.
        layout = {"text_wrap": True, "valign": "top", "num_format": "@"}
        locked, open_ = book.add_format(layout), book.add_format({**layout, "locked": False})
        target = book.add_format({**layout, "locked": False, "reading_order": 2 if rtl else 1, "bg_color": "#F3F7FA"})
        sheet = book.add_worksheet("texts")
        sheet.protect(options={"format_columns": True, "format_rows": True, "autofilter": True})
        heads = ("place", "source", "context", f"{_TRANSLATION}{language}", "state", "note", "check")
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, book.add_format({"bold": True}))
            sheet.set_column(column, column, _WIDTHS[column] if column < len(_WIDTHS) else 0, None,
                             {"hidden": head == "check"})  # fmt: skip
        for row, one in enumerate(found, start=1):
            cells = (one.text.place, one.text.source, context(one), one.value or "", _STATES[one.state],
                     " ".join(notes(one)), short_digest(one.value or ""))  # fmt: skip
            for column, words in enumerate(cells):
                sheet.write_string(row, column, words, {3: target, 5: open_}.get(column, locked))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(found), len(_WIDTHS) - 1)
        _about(book, version, language)


def _about(book, version: QuestionnaireVersion, language: str) -> None:
    about = book.add_worksheet("about")
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 100)
    name = Locale.parse(language).get_display_name("en")
    rows = (
        ("Questionnaire", f"{version.survey.title} ({version.survey.slug}), version {version.number}"),
        ("Translate to", f"{name} ({language})"),
        ("What to do", f"Write into the column “{_TRANSLATION}{language}” and send the file back."),
        ("Braces", "What stands in braces, such as {area}, is filled in when it is shown: keep it as it is."),
    )
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            about.write_string(row, column, words)


def read(content: bytes, language: str) -> list[Row]:
    """The rows of a workbook that came back. Raises FileRefused."""
    check_size(content)
    _check_parts(content)
    table = open_table(content, "translation.xlsx", set(), None, None)
    heads = {head: place for place, head in enumerate(table.columns)}
    found = [head.removeprefix(_TRANSLATION) for head in heads if head.startswith(_TRANSLATION)]
    if not found or not {"place", "source"} <= heads.keys():
        raise FileRefused(
            _("The first sheet is not one that was taken out here: it lacks the columns “place”, “source” or "
              "“translation: …”."),
            _("Take the texts out again and put the translations into that file."),
        )  # fmt: skip
    check_language(found, language)
    return [_row(row, heads, _TRANSLATION + found[0]) for row in table.rows]


def _row(row, heads: dict[str, int], target: str) -> Row:
    values = {head: row.values[place] for head, place in heads.items()}
    formula = any(refusal.column in ("place", "source", target) for refusal in row.refusals)
    return Row(row.number, values["place"], values["source"], values[target], values.get("check") or None,
               Flaw("formula") if formula else None)  # fmt: skip


def _check_parts(content: bytes) -> None:
    """Raises FileRefused for a workbook that unfolds to too much or declares entities, which no workbook needs."""
    trap = workbook_trap(content, LARGEST_UNFOLDED)
    if trap == "large":
        raise FileRefused(_("The workbook unfolds to more than 40 megabytes."),
                          _("Send the file as it was taken out here, with its translations."))  # fmt: skip
    if trap:
        raise no_workbook()
