"""Brings a file of answers into a wave: all of it, or none of it with every reason why."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import BinaryIO

from flask_babel import lazy_gettext as _
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from consult.database import writing
from consult.extensions import db
from consult.models import ImportBatch, Response, Wave
from consult.models.types import today
from consult.services import audit, field, retention
from consult.services.bringing import FileRefused, ImportReport, Mapping, MappingRefused, Refusal, open_table, parse
from consult.services.bringing.readers import CellRefused
from consult.services.bringing.table import Row, Table

CHUNK = 5_000
LONGEST_NAME = 80
# Of the largest wave that there is. Beyond it a file of blank numbers would take all of the machine's memory.
MOST_ROWS = 500_000
# More reasons than anybody reads: the file is another than the mapping's.
MOST_REFUSALS = 10_000
LONGEST_MAPPING = 1 << 20


def import_file(
    wave: Wave, source: str | Path | BinaryIO, filename: str, mapping: str | bytes | dict, actor: str
) -> ImportReport:
    """Read a CSV, XLSX or SPSS file into `wave` by a mapping (docs/import.md), whatever the wave's state.

    All or nothing: if anything is refused, the report lists all of it and nothing is stored. Accepted, the
    questionnaire of the wave is frozen, because answers now rest on it.
    """
    content = source.read() if hasattr(source, "read") else Path(source).read_bytes()
    report = ImportReport(filename)
    rows: list[dict] = []
    try:
        _refuse_channel(wave)
        _refuse_twin(wave, content)
        if isinstance(mapping, str | bytes) and len(mapping) > LONGEST_MAPPING:
            raise FileRefused(_("The mapping is larger than a megabyte."), _("Send the mapping, not the answers."))
        parsed = parse(mapping, field.questionnaire(wave.version))
        table = open_table(content, filename, parsed.columns, parsed.encoding, parsed.sheet)
        _check_columns(table, parsed)
        rows = _Rows(wave, parsed, table, report).read()
        if not report.rows:
            raise FileRefused(_("The file holds no rows of answers."), _("Send the file that holds the answers."))
        if not report.refusals:
            _store(wave, parsed, content, rows, actor, report)
    except MappingRefused as error:
        report.refusals = error.refusals
    except FileRefused as error:
        report.refusals.append(error.refusal)
    return report


def base_weight_name(wave: Wave) -> str | None:
    """The column that the wave's imports took base weights from, or None if they took none.

    Raises ValueError when imports of the wave took them from different columns.
    """
    mappings = db.session.scalars(db.select(ImportBatch.mapping).where(ImportBatch.wave_id == wave.id))
    names = {mapping.get("base_weight") for mapping in mappings} or {None}
    if len(names) > 1:
        raise ValueError(sorted(str(name) for name in names))
    return names.pop()


def _refuse_channel(wave: Wave) -> None:
    if "import" not in wave.channels:
        raise FileRefused(
            _("This wave takes no answers from files."),
            _("If it should, tick “Files of answers” in the plan of the wave and send the file again."),
        )


def _refuse_twin(wave: Wave, content: bytes) -> None:
    twin = db.session.scalar(
        db.select(ImportBatch).where(ImportBatch.wave_id == wave.id, ImportBatch.sha256 == _sha256(content))
    )
    if twin is not None:
        raise FileRefused(
            _("This very file was brought into the wave before, on %(date)s (%(rows)d rows).",
              date=twin.imported_at.date().isoformat(), rows=twin.rows),
            _("There is nothing to do."),
        )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _check_columns(table: Table, mapping: Mapping) -> None:
    lacking = sorted(mapping.columns - set(table.available))
    if lacking:
        raise FileRefused(
            _("The file has no column %(names)s. It has: %(there)s.",
              names=", ".join(lacking), there=_shortened(table.available)),
            _("Correct the names in the mapping; capital letters count."),
        )
    twins = sorted(name for name in mapping.columns if table.columns.count(name) > 1)
    if twins:
        raise FileRefused(
            _("The file has more than one column %(names)s.", names=", ".join(twins)),
            _("Give each column of the file a name of its own."),
        )


def _shortened(names: list[str], most: int = 40) -> str:
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


class _Rows:
    """Turns the rows of a table into values for the response table, noting what is refused on the way."""

    def __init__(self, wave: Wave, mapping: Mapping, table: Table, report: ImportReport):
        self.mapping, self.table, self.report = mapping, table, report
        self.places = [(name, table.columns.index(name)) for name in mapping.columns]
        self.row_of_id: dict[str, int] = {}
        self.stored: set[str] = set()
        if "id" in mapping.design:
            query = db.select(Response.external_id).where(Response.wave_id == wave.id)
            self.stored = set(db.session.scalars(query))
        self.common = {
            "wave_id": wave.id,
            "version_id": wave.version_id,
            "channel": "import",
            "language": mapping.language,
        }

    def read(self) -> list[dict]:
        values = []
        for row in self.table.rows:
            if self.report.rows == MOST_ROWS:
                raise FileRefused(
                    _("The file has more than %(n)s rows.", n=MOST_ROWS), _("Split it and send its parts."))
            if (value := self._row(row)) is not None:
                values.append(value)
            if len(self.report.refusals) >= MOST_REFUSALS:
                raise FileRefused(
                    _("More than %(n)s cells cannot be read. The rest of the file was not looked at.", n=MOST_REFUSALS),
                    _("Look at the first of them: the mapping may be that of another file."))
        return values

    def _row(self, row: Row) -> dict | None:
        self.report.rows += 1
        before = len(self.report.refusals)
        # A formula in a column that nobody reads does no harm.
        self.report.refusals += [one for one in row.refusals if one.column in (None, *self.mapping.columns)]
        cells = {name: row.values[place] for name, place in self.places}
        answers: dict = {}
        for reader in self.mapping.readers:
            try:
                reader.read(cells, self.table.declared, answers, self.report)
            except CellRefused as error:
                self._refuse(row, error.refusal)
        design = self._design(row, cells)
        return None if len(self.report.refusals) > before else {**self.common, **design, "answers": answers}

    def _refuse(self, row: Row, refusal: Refusal) -> None:
        at = Refusal(refusal.why, refusal.remedy, row.number, refusal.column, refusal.value)
        # A formula is refused once, not again as an unknown value.
        if not any(one.column == at.column for one in row.refusals if one.column):
            self.report.refusals.append(at)

    def _design(self, row: Row, cells: dict[str, str]) -> dict:
        columns = self.mapping.design
        design = {
            "external_id": self._id(row, cells) if "id" in columns else None,
            "base_weight": self._base_weight(row, cells) if "base_weight" in columns else 1.0,
        }
        for name in ("stratum", "cluster"):
            design[name] = self._label(row, columns[name], cells[columns[name]]) if name in columns else None
        return design

    def _label(self, row: Row, column: str, value: str) -> str:
        if not value:
            self._refuse(row, Refusal(
                _("The value is missing."), _("Fill it in, or take the column out of the mapping."), column=column))
        if len(value) > LONGEST_NAME:
            self._refuse(row, Refusal(
                _("The value has more than %(most)d characters.", most=LONGEST_NAME), _("Shorten it in the file."),
                column=column, value=value[:60] + "…"))
        return value

    def _id(self, row: Row, cells: dict[str, str]) -> str:
        column = self.mapping.design["id"]
        value = self._label(row, column, cells[column])
        first = self.row_of_id.setdefault(value, row.number)
        if value and first != row.number:
            self._refuse(row, Refusal(
                _("The same id stands in row %(row)d.", row=first), _("Keep one of the two rows, or correct the id."),
                column=column, value=value))
        if value in self.stored:
            self._refuse(row, Refusal(
                _("The wave already holds a response with this id."),
                _("Take out the rows that were brought in before."), column=column, value=value))
        return value

    def _base_weight(self, row: Row, cells: dict[str, str]) -> float:
        column = self.mapping.design["base_weight"]
        try:
            weight = float(cells[column])
        except ValueError:
            weight = math.nan
        if not (math.isfinite(weight) and weight > 0):
            self._refuse(row, Refusal(
                _("A base weight is a number above 0, written like 1.25."),
                _("Correct it; take out a row that stands for nobody."), column=column, value=cells[column]))
        return weight


def _store(wave: Wave, mapping: Mapping, content: bytes, rows: list[dict], actor: str, report: ImportReport) -> None:
    try:
        with writing() as session:
            # Two imports at once wait for each other here, so that the second sees what the first stored.
            session.execute(db.select(Wave.id).where(Wave.id == wave.id).with_for_update())
            _refuse_twin(wave, content)
            batch = ImportBatch(
                wave_id=wave.id, filename=report.filename[-255:], sha256=_sha256(content),
                mapping=mapping.document, rows=len(rows),
            )
            session.add(batch)
            session.flush()
            for start in range(0, len(rows), CHUNK):
                session.execute(insert(Response), [
                    {**row, "import_batch_id": batch.id} for row in rows[start : start + CHUNK]
                ])
            wave.version.frozen_on = wave.version.frozen_on or today()
            retention.came_in(wave.id)
            audit.record(actor, "import", wave.slug, wave.survey.partnership, file=batch.filename, rows=len(rows))
    except IntegrityError as error:
        raise FileRefused(
            _("Another file with some of these ids was brought in at the same moment."),
            _("Nothing of this file was stored. Send it again to see which rows are there already."),
        ) from error
    report.batch = batch
