"""The library as a CSV file, out and in: one row a benchmark, answers within a cell parted by " | "."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.models import Partnership
from consult.services import audit
from consult.services.bringing.table import FileRefused, Row, open_table
from consult.services.in_files import harmless
from consult.services.library import keeping, records
from consult.services.library.checking import FIELDS, LINES, typed_of

COLUMNS = ("name", "origin", *FIELDS, "period", "superseded_by")
NEEDED = ("measure", "value", "scale", "net", "area", "period_from", "period_to", "publisher", "title")
SHIPPED, OWN = "shipped", "own"
PART = " | "
MOST_ROWS = 1000
MOST_BYTES = 4 << 20


@dataclass
class Brought:
    """What became of a file: how many were added; of each refused row its number, what it says, and why."""

    added: int = 0
    refused: list[dict] = field(default_factory=list)


def taken_out(partnership: Partnership) -> str:
    """Every benchmark that the partnership may use, with a byte order mark for Excel."""
    rows, out = records.offered(partnership), io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        told, typed = records.record(row, rows), typed_of(row)
        cells = {
            **typed, "name": told["id"], "origin": SHIPPED if told["shipped"] else OWN, "period": told["period"],
            "superseded_by": told["superseded"] or "",
            "scale": typed["scale"].replace("\n", PART) or told["scale"],
            "net": typed["net"].replace("\n", PART) or told["net"],
        }  # fmt: skip
        writer.writerow({name: harmless(value) for name, value in cells.items()})
    return "\ufeff" + out.getvalue()


def bring_in(partnership: Partnership, content: bytes, filename: str, actor: str) -> Brought:
    """Add the benchmarks of a file, each row by itself. Raises FileRefused where no row of it can be read."""
    if len(content) > MOST_BYTES:
        raise FileRefused(_("The file is larger than %(most)s MB.", most=MOST_BYTES >> 20), _("Bring in fewer rows."))
    table = open_table(content, filename, set(COLUMNS), None, None)
    lacking = [name for name in NEEDED if name not in table.columns]
    if lacking:
        raise FileRefused(
            _("The file has no column %(names)s.", names=", ".join(lacking)),
            _("Begin with the file that “Take out the library” gives: it has every column."),
        )
    done = Brought()
    for number, row in enumerate(table.rows, start=1):
        if number > MOST_ROWS:
            done.refused.append(_refused(row, {}, [_("A file may hold %(most)s rows. This one and those after it were "
                                                     "not read.", most=MOST_ROWS)]))  # fmt: skip
            break
        _bring_in_row(partnership, table.columns, row, actor, done)
    if done.added:
        _note(partnership, filename, done, actor)
    return done


def _bring_in_row(partnership: Partnership, columns: list[str], row: Row, actor: str, done: Brought) -> None:
    cells = {name: _typed(name, value) for name, value in zip(columns, row.values, strict=False)}
    if row.refusals:
        done.refused.append(_refused(row, cells, [one.why for one in row.refusals]))
    elif cells.get("origin") == SHIPPED:
        done.refused.append(_refused(row, cells, [_("It is shipped with Consult, so the library has it already.")]))
    else:
        try:
            keeping.add(partnership, cells, actor)
            done.added += 1
        except keeping.CannotKeep as error:
            done.refused.append(_refused(row, cells, list(error.problems.values()), list(error.problems)))


def _typed(name: str, value: str) -> str:
    # The apostrophe that kept it from being a formula on the way out.
    if value[:1] == "'" and harmless(value[1:]) == value:
        value = value[1:]
    return "\n".join(value.split("|")) if name in LINES else value


def _refused(row: Row, cells: dict, why: list, columns: list[str] | None = None) -> dict:
    label = " · ".join(cells[name] for name in ("area", "measure", "value") if cells.get(name))
    return {"number": row.number, "label": label, "why": why, "columns": columns or [None] * len(why)}


def _note(partnership: Partnership, filename: str, done: Brought, actor: str) -> None:
    with writing():
        audit.record(actor, "bring in benchmarks", filename[:120], partnership, added=done.added,
                     refused=len(done.refused))  # fmt: skip
