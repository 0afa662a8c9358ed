"""Loads the postcodes of a partnership from an extract of the ONS Postcode Directory."""

import csv
import io
from collections import Counter
from pathlib import Path

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import Area, Partnership, Postcode
from consult.services import audit
from consult.services.places.lookup import SHAPE, plain
from consult.services.places.report import Report

# What the columns are called in the directory's releases, in extracts of it, and in councils' own lists.
_POSTCODE = ("pcds", "pcd", "pcd2", "pcd7", "pcd8", "postcode")
_WARD = ("osward", "ward", "ward_code")
_AUTHORITY = ("oslaua", "laua", "la_code", "lad_code")
_ENDED = ("doterm",)


def load_postcodes(partnership: Partnership, file: Path, actor: str) -> Report:
    """Replace the partnership's postcodes by those of a CSV file: all of them, or none and every reason why.

    Rows of other authorities are counted and passed over, and so are postcodes that are no longer in use.
    """
    report, wards = read_postcodes(partnership, file)
    if report.accepted:
        store_postcodes(partnership, wards, actor, file.name)
        report.loaded = len(wards)
    return report


def read_postcodes(partnership: Partnership, file: Path) -> tuple[Report, dict[str, str]]:
    """What `load_postcodes` would store, postcode -> ward code, and what it would say of the file."""
    report = Report()
    wards = _read(file, partnership, report)
    if report.accepted and not wards:
        report.refuse(
            _("The file holds no postcode of %(area)s.", area=partnership.name),
            _("Send an extract of the ONS Postcode Directory that covers it."),
        )
    return report, wards


def _read(file: Path, partnership: Partnership, report: Report) -> dict[str, str]:
    """Postcode -> ward code, of the rows that are the partnership's."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        report.refuse(_("The file is not text in UTF-8."), _("Save it as “CSV UTF-8” and send it again."))
        return {}
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    try:
        names = _columns(reader.fieldnames or [])
    except LookupError as missing:
        report.refuse(
            _("The first row names no column for the %(what)s.", what=missing.args[0]),
            _("Send an extract of the ONS Postcode Directory with its own column names, as CSV."),
        )
        return {}
    return _Rows(partnership, names, report).read(reader)


class _Rows:
    """Reads the rows of one file for one partnership."""

    def __init__(self, partnership: Partnership, names: dict[str, str | None], report: Report):
        self.authority = partnership.lad_code
        query = db.select(Area.code).where(Area.partnership_id == partnership.id, Area.kind == "ward")
        self.known = set(db.session.scalars(query))
        self.names, self.report = names, report
        self.unknown_wards: Counter[str] = Counter()
        self.wards: dict[str, str] = {}

    def read(self, reader: csv.DictReader) -> dict[str, str]:
        try:
            for row in reader:
                # DictReader counts lines, and a spreadsheet shows the same while no cell holds a line end.
                self._row(row, reader.line_num)
        except csv.Error:
            self.report.refuse(
                _("The file is not a CSV file."), _("Save it as “CSV UTF-8” and send it again."), reader.line_num
            )
        for ward, number in self.unknown_wards.most_common():
            self.report.refuse(
                _("%(number)s postcodes lie in %(ward)s, which is none of the wards held.", number=number, ward=ward),
                _("Send a release of the directory that has the wards of May 2023."),
            )
        return self.wards

    def _row(self, row: dict, number: int) -> None:
        authority, ward = self._cell(row, "authority"), self._cell(row, "ward")
        if self._is_outside(authority, ward):
            self.report.outside += 1
        elif self._cell(row, "ended"):
            self.report.ended += 1
        elif ward not in self.known:
            self._refuse_ward(ward, number)
        else:
            self._keep(self._cell(row, "postcode"), ward, number)

    def _is_outside(self, authority: str, ward: str) -> bool:
        """By the authority where the file names it, else by the ward."""
        return authority != self.authority if authority else bool(ward) and ward not in self.known

    def _refuse_ward(self, ward: str, number: int) -> None:
        if ward:
            self.unknown_wards[ward] += 1
        else:
            self.report.refuse(_("There is no ward."), _("Give the ward’s code, or take the row out."), number)

    def _keep(self, typed: str, ward: str, number: int) -> None:
        postcode = plain(typed)
        if not SHAPE.fullmatch(postcode):
            self.report.refuse(
                _("“%(value)s” is not a postcode.", value=typed[:20]), _("Correct it, or take the row out."), number
            )
        elif self.wards.setdefault(postcode, ward) != ward:
            self.report.refuse(
                _("%(postcode)s stands twice, in two wards.", postcode=postcode), _("Keep one of them."), number
            )

    def _cell(self, row: dict, what: str) -> str:
        name = self.names[what]
        return (row[name] or "").strip() if name else ""


def _columns(header: list[str]) -> dict[str, str | None]:
    """What the columns that are needed are called here. Raises LookupError with the words for one that is missing."""
    plain_names = {name.strip().lower(): name for name in reversed(header)}
    found = {
        "postcode": _first(plain_names, _POSTCODE),
        "ward": _first(plain_names, _WARD, "wd"),
        "authority": _first(plain_names, _AUTHORITY, "lad"),
        "ended": _first(plain_names, _ENDED),
    }
    if found["postcode"] is None:
        raise LookupError(_("postcode"))
    if found["ward"] is None:
        raise LookupError(_("ward’s code"))
    return found


def _first(names: dict[str, str], wanted: tuple[str, ...], dated: str | None = None) -> str | None:
    """The first of `wanted` that is there, else a column such as "wd23cd": its release stands in its name."""
    for name in wanted:
        if name in names:
            return names[name]
    if dated is None:
        return None
    return next((own for name, own in names.items() if name.startswith(dated) and name.endswith("cd")), None)


def store_postcodes(partnership: Partnership, wards: dict[str, str], actor: str, filename: str) -> None:
    """Replace the partnership's postcodes by these."""
    rows = [
        {"partnership_id": partnership.id, "postcode": postcode, "ward_code": ward} for postcode, ward in wards.items()
    ]
    with writing() as session:
        session.execute(db.delete(Postcode).where(Postcode.partnership_id == partnership.id))
        session.execute(db.insert(Postcode), rows)
        audit.record(actor, "load postcodes", filename[:160], partnership, postcodes=len(rows))
