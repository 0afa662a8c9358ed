"""SPSS, Stata and Parquet, with labels, codes for no answer, and the weight."""

from __future__ import annotations

import json
import struct
from itertools import islice
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from consult.services.in_files import within
from consult.services.microdata.tables import Table, columns
from consult.services.microdata.variables import CODED, MONTH, NUMBER, ORDINAL, SCALE, TEXT, Variable

if TYPE_CHECKING:
    import pandas as pd

# Bytes that a label of a variable and of a value may have, and a text.
SAV_VARIABLE, SAV_VALUE, SAV_TEXT = 255, 120, 32_000
# Stata counts characters; a character has at most 4 bytes, and what is cut by bytes is never too long.
DTA_VARIABLE = 80
SAV_TITLE, SAV_NOTE, DTA_TITLE = 64, 80, 80
# Where the header of a .sav file says which variable the cases are weighted by: its number, from 1, or 0 for none.
# Place and meaning: "System File Format", PSPP Developers' Guide (GNU), File Header Record, weight_index.
_SAV_WEIGHT_AT = 76
ROW_GROUP = 20_000
_MEASURES = {SCALE: "scale", ORDINAL: "ordinal"}
# Stata's own codes for no answer: a letter for each of ours.
LETTERS = {-1: "a", -2: "b", -3: "c", -6: "d", -8: "e", -9: "f", -18: "g", -19: "h"}


def write_sav(table: Table, file: Path) -> None:
    """SPSS. The weight, where there is one, is the first variable and is switched on in the file itself."""
    import pyreadstat

    coded = [variable for variable in table.variables if variable.values]
    pyreadstat.write_sav(
        _frame(table, SAV_TEXT), str(file), file_label=within(table.title, SAV_TITLE),
        column_labels=[within(table.label(variable), SAV_VARIABLE) for variable in table.variables],
        variable_value_labels={variable.name: _labels(table, variable, SAV_VALUE) for variable in coded},
        missing_ranges={variable.name: _ranges(variable) for variable in coded if variable.missing},
        variable_measure={variable.name: _MEASURES.get(variable.measure, "nominal") for variable in table.variables},
        note=[line for said in table.notes for line in wrap(said, SAV_NOTE)], row_compress=True,
    )  # fmt: skip
    if table.weight:
        _switch_weight_on(table, file)


def _switch_weight_on(table: Table, file: Path) -> None:
    """Write into the header which variable weights the cases: the library that writes the file has no word for it."""
    # Its place is known without counting the pieces that long texts are stored in only where it comes first.
    if table.variables[0].name != table.weight:
        raise ValueError("the weight is not the first variable")
    with open(file, "r+b") as stream:
        if stream.read(4) != b"$FL2":
            raise ValueError("not an SPSS system file")
        stream.seek(_SAV_WEIGHT_AT)
        stream.write(struct.pack("<i", 1))


def _labels(table: Table, variable: Variable, limit: int) -> dict:
    known = table.value_labels(variable)
    return {str(code) if variable.kind == MONTH else code: within(label, limit) for code, label in known.items()}


def _ranges(variable: Variable) -> list:
    codes = [value.code for value in variable.missing]
    if variable.kind == MONTH:
        return [str(code) for code in codes]
    return [{"lo": min(codes), "hi": max(codes)}]


def _frame(table: Table, text_limit: int | None = None) -> pd.DataFrame:
    """The table as a frame: codes as whole numbers, numbers with NaN, words."""
    import numpy as np
    import pandas as pd

    made = {}
    for variable, column in zip(table.variables, columns(table).values(), strict=True):
        if variable.kind == CODED:
            made[variable.name] = np.frombuffer(column, dtype=np.int16) if len(column) else np.array([], np.int16)
        elif variable.kind == NUMBER:
            made[variable.name] = np.frombuffer(column, dtype=np.float64) if len(column) else np.array([], float)
        else:
            words = [within(value, text_limit) for value in column] if text_limit else column
            made[variable.name] = pd.Series(words, dtype=object)
    return pd.DataFrame(made)


def write_dta(table: Table, file: Path) -> None:
    """Stata 14 and later. Codes for no answer become Stata's own, .a to .h, each with its label."""
    import pyreadstat

    frame, letters = _frame(table), {}
    for variable in table.variables:
        if variable.values and variable.kind != MONTH and variable.missing:
            frame[variable.name], letters[variable.name] = _with_letters(frame[variable.name], variable)
    pyreadstat.write_dta(
        frame, str(file), file_label=within(table.title, DTA_TITLE), version=15,
        column_labels=[within(table.label(variable), DTA_VARIABLE) for variable in table.variables],
        variable_value_labels={
            variable.name: _letter_labels(table, variable)
            for variable in table.variables if variable.values and variable.kind != MONTH
        },
        missing_user_values=letters,
    )  # fmt: skip


def _letter(variable: Variable, code: int) -> str:
    return LETTERS.get(code - variable.base, "z")


def _with_letters(column: pd.Series, variable: Variable) -> tuple[pd.Series, list[str]]:
    known = {value.code: _letter(variable, value.code) for value in variable.missing}
    return column.astype(object).map(lambda value: known.get(value, value)), sorted(set(known.values()))


def _letter_labels(table: Table, variable: Variable) -> dict:
    missing = {value.code for value in variable.missing}
    return {
        (_letter(variable, code) if code in missing else code): label
        for code, label in table.value_labels(variable).items()
    }  # fmt: skip


def write_parquet(table: Table, file: Path) -> None:
    """Parquet, in groups of rows as they come. Labels and codes are in each column's metadata, as JSON."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {CODED: pa.int16(), NUMBER: pa.float64(), TEXT: pa.string(), MONTH: pa.string()}
    fields = [
        pa.field(variable.name, kinds[variable.kind], metadata=_metadata(table, variable))
        for variable in table.variables
    ]  # fmt: skip
    schema = pa.schema(fields, metadata={"title": table.title, "language": table.lang, "weight": table.weight or "",
                                         "notes": "\n".join(table.notes)})  # fmt: skip
    rows = iter(table.rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROW_GROUP)):
            arrays = [pa.array(column, type=one.type) for column, one in zip(zip(*group, strict=True), schema,
                                                                             strict=True)]  # fmt: skip
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _metadata(table: Table, variable: Variable) -> dict[str, str]:
    found = {"label": table.label(variable), "measure": variable.measure}
    if variable.values:
        labels = {str(code): label for code, label in table.value_labels(variable).items()}
        found["value_labels"] = json.dumps(labels, ensure_ascii=False)
        found["missing"] = json.dumps([value.code for value in variable.missing])
    return found
