"""Takes a wave's responses out with their weights: one row a response, as CSV or as an Excel workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Response, Wave, WeightingRun
from consult.questionnaire import Questionnaire, columns, flatten
from consult.services import audit, field
from consult.services.cells import StaleRun, check_current, expressions, in_figures, key_columns, weight_by_cell

FORMATS = ("csv", "xlsx")
FIRST = ("response", "external_id", "wave", "language", "channel", "base_weight", "weight", "stratum", "cluster")
LAST = ("simulated",)
# What Excel can hold.
SHEET_ROWS, CELL_LETTERS = 1_048_576, 32_767

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Neither a workbook nor most readers of CSV can hold these; overrides would turn round what stands beside them.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class CannotExport(Exception):
    """The responses cannot be taken out as asked. `words` says why and what to do."""

    def __init__(self, words):
        self.words = words
        super().__init__(str(words))


def write(wave: Wave, run: WeightingRun | None, format: str, stream: BinaryIO, actor: str,
          unweighted: bool = False) -> int:
    """Write every response of `wave` that counts to `stream`, with its weight in `run`; how many there were.

    format      "csv" (UTF-8 with a byte order mark, so that Excel reads every script right) or "xlsx"
    unweighted  without a run: leave the weights out. Without either, CannotExport is raised.

    A weight is empty for a response that the run left out. Raises CannotExport when answers came in or were
    withdrawn since the run; what was written to `stream` is then of no use.
    """
    if format not in FORMATS:
        raise CannotExport(_("“%(format)s” is not a format: choose csv or xlsx.", format=format))
    if run is None and not unweighted:
        raise CannotExport(
            _("The wave is not weighted. Weigh it first, or ask for the responses without weights (--unweighted)."))
    questionnaire = field.questionnaire(wave.version)
    header = [*FIRST, *_item_names(questionnaire), *LAST]
    if run is None:
        header.remove("weight")
    rows = _rows(wave, run, questionnaire, header)
    try:
        count = _csv(stream, header, rows) if format == "csv" else _xlsx(stream, header, rows, wave, run)
    except StaleRun as error:
        raise CannotExport(
            _("The answers have changed since they were weighed: %(then)d responses then, %(now)d now. Weigh the wave "
              "again, then export.", then=error.then, now=error.now)) from error
    with writing():
        audit.record(actor, "export", wave.slug, wave.survey.partnership, format=format, rows=count,
                     run=run.id if run else None)
    return count


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, without characters that a file cannot hold.

    What begins like a formula gets an apostrophe before it; plain numbers stay as they are.
    """
    text = _NEVER.sub("", text)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _item_names(questionnaire: Questionnaire) -> list[str]:
    taken = {*FIRST, *LAST}
    return [f"item.{name}" if name in taken else name for name in columns(questionnaire)]


def _rows(wave: Wave, run: WeightingRun | None, questionnaire: Questionnaire, header: list[str]) -> Iterator[list]:
    """The rows, values in the order of `header`. Raises StaleRun at the end at the latest."""
    keys = expressions(wave, key_columns(run)) if run else []
    weights = weight_by_cell(run) if run else {}
    own = (Response.id, Response.external_id, Response.language, Response.channel, Response.base_weight,
           Response.stratum, Response.cluster, Response.answers, Response.simulated)
    query = db.select(*own, *keys).where(in_figures(wave)).order_by(Response.id)
    counted: dict[tuple, int] = {}
    for found in db.session.execute(query.execution_options(yield_per=1_000)):
        id_, external_id, language, channel, base_weight, stratum, cluster, answers, simulated, *key = found
        cell = tuple(key)
        counted[cell] = counted.get(cell, 0) + 1
        weight = [weights.get(cell)] if run else []
        row = [str(id_), external_id, wave.slug, language, channel, base_weight, *weight, stratum, cluster,
               *flatten(questionnaire, answers).values(), "yes" if simulated else "no"]
        yield [harmless(value) if isinstance(value, str) else value for value in row]
    if run:
        check_current(run, counted.items())


def _csv(stream: BinaryIO, header: list[str], rows: Iterator[list]) -> int:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    count = 0
    try:
        writer = csv.writer(text)
        writer.writerow(header)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    finally:
        # Flushed and let go: left alone it would close the caller's stream.
        text.detach()
    return count


def _xlsx(stream: BinaryIO, header: list[str], rows: Iterator[list], wave: Wave, run: WeightingRun | None) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet("responses")
        sheet.freeze_panes(1, 1)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        count = 0
        for count, row in enumerate(rows, start=1):
            if count >= SHEET_ROWS:
                raise CannotExport(_("The wave has more responses than an Excel sheet has rows. Export it as CSV."))
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(count, column, _fitting(value))
                elif value is not None:
                    sheet.write_number(count, column, value)
        about = book.add_worksheet("about")
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 90)
        for place, (name, value) in enumerate(_about(wave, run)):
            about.write_string(place, 0, name)
            about.write_string(place, 1, harmless(value))
    return count


def _fitting(text: str) -> str:
    if len(text) <= CELL_LETTERS:
        return text
    note = " […] cut here: the CSV export has all of it"
    return text[: CELL_LETTERS - len(note)] + note


def _about(wave: Wave, run: WeightingRun | None) -> Iterator[tuple[str, str]]:
    yield "Wave", f"{wave.survey.title}, {wave.title} ({wave.slug})"
    yield "Partnership", wave.survey.partnership.title
    yield "Sample design", wave.design
    yield "Fieldwork", f"{wave.opens_on.isoformat()} to {wave.closes_on.isoformat()}"
    if run is None:
        yield "Weights", "None: these responses are not weighted."
        return
    figures = run.diagnostics
    yield "Weighting", f"Run {run.id} of {run.created_at.date().isoformat()}, {run.code_version}"
    for margin in run.scheme["margins"]:
        source = " – ".join(filter(None, (margin["title"], margin["source"])))
        yield "Weighted to", " × ".join(margin["dimensions"]) + (f": {source}" if source else "")
    yield "Base weight", run.scheme["base_weight"] or "None: 1 for everybody."
    yield "Weights add up to", f"{figures['total']:,.10g}"
    yield "Effective base", f"{figures['effective_base']:,.0f} of {figures['people']:,} people weighed"
    yield "Left out", f"{figures['left_out']:,} people, whose weight is empty"
    if figures["simulated"]:
        yield "Simulated", f"{figures['simulated']:,} of the responses are simulated and were given by nobody."
