"""Takes answers out: looks how alike people are, writes the file with its codebooks and note, and writes down who did.

Nothing is handed over before all of it is made: a refusal at the last row leaves no half file anywhere.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Response, Wave, WeightingRun
from consult.services import audit, cells, disclosure, weigh
from consult.services.cells import StaleRun
from consult.services.microdata import codebook, ddi, dictionary, note, statistics_files, text_files
from consult.services.microdata.about import About, title_of
from consult.services.microdata.anonymity import Anonymity, reckon
from consult.services.microdata.choosing import (
    FEWEST_ALIKE,
    MERGE,
    REASON_LETTERS,
    CannotExport,
    Offered,
    Wanted,
    check_asked,
    offered,
)
from consult.services.microdata.people import People, design_in_use
from consult.services.microdata.tables import Table
from consult.services.microdata.variables import Variable

WRITERS: dict[str, Callable[[Table, Path], None]] = {
    "csv": text_files.write_csv, "csv_labels": text_files.write_csv_labels, "xlsx": text_files.write_xlsx,
    "sav": statistics_files.write_sav, "dta": statistics_files.write_dta, "parquet": statistics_files.write_parquet,
}  # fmt: skip
# Beside the questions about a person: each has few values, or one of its own for each kind of person.
TELLING = ("weight", "base_weight", "stratum")
# Answers that fewer than this share of people gave are put together where that is asked for.
RARE = 0.05


@dataclass(frozen=True)
class Taken:
    """What was handed over: its name, how many people, how alike they are, its SHA-256, its weighting, its columns."""

    name: str
    people: int
    anonymity: Anonymity
    sha256: str
    run_id: int | None
    columns: list[str]


def check(wave: Wave, wanted: Wanted) -> Anonymity:
    """How alike the people would be in the file that is asked for. Nothing is made. Raises CannotExport."""
    prepared = _prepare(wave, wanted)
    telling = [variable for variable in prepared.variables if tells(variable)]
    rows = _Watched(wave, telling, People(wave, prepared.run, telling))
    with _current_weights():
        for _row in rows:
            pass
    return rows.anonymity()


def take(wave: Wave, wanted: Wanted, stream: BinaryIO, actor: str) -> Taken:
    """Write the archive to `stream` and the deed to the list of deeds. Raises CannotExport: use nothing of it then.

    The archive holds the data file, codebook.csv, codebook.xml (DDI) and method.txt.
    """
    taken = write(wave, wanted, stream)
    with writing():
        record(wave, wanted, taken, actor)
    return taken


def write(wave: Wave, wanted: Wanted, stream: BinaryIO) -> Taken:
    """Write the archive to `stream`. Raises CannotExport. Hand it to nobody before `record` is in the database."""
    prepared = _prepare(wave, wanted)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{wave.slug}.{'csv' if wanted.format == 'csv_labels' else wanted.format}"
        table = prepared.table()
        with _current_weights():
            WRITERS[wanted.format](table, file)
        found = prepared.rows.anonymity()
        _check_alike(wave, wanted, found)
        about = About(wave, prepared.run, wanted, prepared.variables, found.people, found, file.name,
                      _simulated(wave))  # fmt: skip
        _describe(table, about, Path(folder))
        _archive(Path(folder), file, stream)
    return Taken(f"{wave.slug}-{wanted.format.replace('_', '-')}.zip", found.people, found, _sha256(stream),
                 prepared.run.id if prepared.run else None, [one.name for one in prepared.variables])  # fmt: skip


@contextmanager
def _current_weights() -> Iterator[None]:
    """Says it in words where the answers are not those that were weighed."""
    try:
        yield
    except StaleRun as error:
        raise CannotExport(
            _("The answers have changed since they were weighed: %(then)d responses then, %(now)d now. Weigh the wave "
              "again, then export.", then=error.then, now=error.now), "run") from error


class _Watched:
    """Rows on their way into a file, each counted by what tells of the person."""

    def __init__(self, wave: Wave, variables: list[Variable], people: People):
        self._wave, self._people = wave, people
        self._places = [place for place, variable in enumerate(variables) if tells(variable)]
        self._columns = [variables[place].column for place in self._places]
        self._sets: Counter[tuple] = Counter()

    def __iter__(self) -> Iterator[list]:
        self._sets.clear()
        for row in self._people:
            self._sets[tuple(row[place] for place in self._places)] += 1
            yield row

    def anonymity(self) -> Anonymity:
        """Of the rows that went by."""
        return reckon(self._sets, self._columns, fewest_alike(self._wave))


def tells(variable: Variable) -> bool:
    """Whether people are told apart by it: what somebody could know of them, and what a weight was made from."""
    return variable.identifies or variable.column in TELLING


def fewest_alike(wave: Wave) -> int:
    """How many people alike a file of this wave should have."""
    if wave.survey.audience == "young":
        return disclosure.rule_of(wave).fewest
    return FEWEST_ALIKE


@dataclass(frozen=True)
class _Prepared:
    wave: Wave
    wanted: Wanted
    run: WeightingRun | None
    variables: list[Variable]
    rows: _Watched
    expected: int

    def table(self) -> Table:
        notes = list(note.file_notes(self.run is not None, self.wave.design))
        return Table(self.variables, self.rows, self.wanted.lang, title_of(self.wave), notes, self.expected)


def _prepare(wave: Wave, wanted: Wanted) -> _Prepared:
    found = offered(wave)
    check_asked(wave, found, wanted)
    expected = db.session.scalar(db.select(db.func.count(Response.id)).where(cells.in_figures(wave)))
    if not expected:
        raise CannotExport(_("The wave has no answers to take out."))
    run = _run(wave, wanted)
    own = dictionary.own_columns(run is not None, design_in_use(wave, run), wanted)
    variables = _with_merged(wave, found, wanted, dictionary.variables(wave, found, wanted, own))
    return _Prepared(wave, wanted, run, variables, _Watched(wave, variables, People(wave, run, variables)), expected)


def _simulated(wave: Wave) -> int:
    query = db.select(db.func.count(Response.id)).where(cells.in_figures(wave), Response.simulated)
    return db.session.scalar(query)


def _run(wave: Wave, wanted: Wanted) -> WeightingRun | None:
    if wanted.run_id is None:
        return None
    run = weigh.run_of(wave, wanted.run_id)
    if run is None:
        raise CannotExport(_("The wave has no such weighting. Choose another, or no weights."), "run")
    return run


def _with_merged(wave: Wave, found: Offered, wanted: Wanted, variables: list[Variable]) -> list[Variable]:
    """The variables, with the rare answers of those that are to be coarser under one code."""
    telling = found.chosen(wanted)
    return [
        dictionary.merged(one, _rare(wave, one.column)) if one.identifies and telling.get(one.item) == MERGE else one
        for one in variables
    ]  # fmt: skip


def _rare(wave: Wave, column: str) -> set[str]:
    """The answers that few gave. One alone would only be renamed, so it has the next as company."""
    counted = sorted((n, answer) for answer, n in cells.counts(wave, [column]) if answer is not None)
    people = sum(n for n, _answer in counted)
    few = sum(1 for n, _answer in counted if n < RARE * people)
    return {answer for _n, answer in counted[: max(few, 2)]}


def _check_alike(wave: Wave, wanted: Wanted, found: Anonymity) -> None:
    if found.is_enough:
        return
    told = {"k": found.k, "limit": found.limit}
    if wave.survey.audience == "young":
        raise CannotExport(
            _("k is %(k)s. A file of young people is only taken out where everybody in it is like %(limit)s or more, "
              "themselves counted. Leave out columns, or put rare answers together.", **told), "identifying")
    if len(wanted.risk_reason.strip()) < REASON_LETTERS[0]:
        raise CannotExport(
            _("k is %(k)s, below %(limit)s. Leave out columns or put rare answers together; or say, in ten letters or "
              "more, why the file is needed as it is.", **told), "risk_reason")
    if len(wanted.risk_reason) > REASON_LETTERS[1]:
        raise CannotExport(_("Say why in 500 letters or fewer."), "risk_reason")


def _describe(table: Table, about: About, folder: Path) -> None:
    codebook.write(table, folder / "codebook.csv")
    ddi.write(table, about, folder / "codebook.xml")
    # With its mark, so that the simplest editor reads every script right.
    (folder / "method.txt").write_text(note.note(about), encoding="utf-8-sig")


def _archive(folder: Path, first: Path, stream: BinaryIO) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (first, *(folder / name for name in ("codebook.csv", "codebook.xml", "method.txt"))):
            archive.write(file, file.name)


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()


def record(wave: Wave, wanted: Wanted, taken: Taken, actor: str) -> None:
    """Write down, in the open transaction, that the answers were taken out."""
    risk = {} if taken.anonymity.is_enough else {"reason_for_few_alike": wanted.risk_reason.strip()}
    audit.record(
        actor, "export", wave.slug, wave.survey.partnership, reason=wanted.reason.strip(), format=wanted.format,
        run=taken.run_id, rows=taken.people, k=taken.anonymity.k, alone=taken.anonymity.alone, **risk,
        words_included=wanted.texts, sha256=taken.sha256, columns=taken.columns,
    )  # fmt: skip
