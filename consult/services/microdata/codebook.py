"""The codebook that a person reads: one row for each code of each variable, as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from consult.services.in_files import harmless, one_line
from consult.services.microdata.tables import Table
from consult.services.microdata.variables import MONTH, Variable, said

HEADER = ["number", "variable", "column", "kind", "measure", "label", "question", "asked_if", "code", "meaning",
          "is_missing", "answer"]  # fmt: skip


def write(table: Table, file: Path) -> None:
    """Write every variable with its question in full and the meaning of every code, in the file's language.

    `column` and `answer` are the names in the questionnaire. A variable without codes has one row.
    """
    with open(file, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number, variable in enumerate(table.variables, start=1):
            for row in _rows(table, variable):
                writer.writerow([number, *(harmless(cell) if isinstance(cell, str) else cell for cell in row)])


def _rows(table: Table, variable: Variable) -> Iterator[list]:
    question = one_line(said(variable.question, table.lang, variable.master)) if variable.question else ""
    common = [variable.name, variable.column, variable.kind, variable.measure, table.label(variable), question,
              variable.universe or ""]  # fmt: skip
    if not variable.values:
        yield [*common, "", "", "", ""]
    for value in variable.values:
        code = str(value.code) if variable.kind == MONTH else value.code
        yield [*common, code, variable.value_label(value, table.lang), int(value.is_missing), value.key or ""]
