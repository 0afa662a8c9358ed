"""Takes a published file: reads the partnership's rows, checks them, and lets them wait for a decision."""

import hashlib
import json
import tempfile
from pathlib import Path, PurePath

from flask_babel import gettext as _

from consult.models import Partnership, PopulationFile
from consult.population import Deprivation, Lookup, Table, Unreadable, check_totals, read, read_rows, ward_year
from consult.population.crosswalk import is_outline
from consult.population.notes import GOOD, Note
from consult.population.recognise import is_postcodes
from consult.questionnaire.texts import clean
from consult.services import places
from consult.services.population import files
from consult.services.population.areas import current_wards, current_year, is_known, known_wards, members_of, ward_names
from consult.services.population.refusal import CannotLoad

# An estimate of single years for every output area of a city, and not what fills the memory.
LARGEST = 32 * 1024 * 1024
MOST_CELLS = 400_000


def receive(partnership: Partnership, content: bytes, filename: str, actor: str) -> PopulationFile:
    """Read a file and keep what is the partnership's until somebody decides on it. Raises CannotLoad."""
    if len(content) > LARGEST:
        raise CannotLoad(_("The file is larger than 32 MB. Download it for your borough alone and send it again."))
    name = clean(PurePath(filename.replace("\\", "/")).name) or "file"
    try:
        kind, data, notes = _read(partnership, content)
    except Unreadable as error:
        raise CannotLoad.of(error) from error
    return files.wait(partnership, kind, name, hashlib.sha256(content).hexdigest(), data,
                      [note.document() for note in notes], actor)  # fmt: skip


def _read(partnership: Partnership, content: bytes) -> tuple[str, dict, list[Note]]:
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _outlines(partnership, content)
    if is_postcodes(content):
        return _postcodes(partnership, content)
    rows = read_rows(content)
    found = read(rows)
    if isinstance(found, Lookup):
        return _lookup(partnership, found, rows.notes)
    if isinstance(found, Deprivation):
        return _deprivation(partnership, found, rows.notes)
    return _tables(partnership, found)


def _tables(partnership: Partnership, found: list[Table]) -> tuple[str, dict, list[Note]]:
    kept, notes = [], list(found[0].notes)
    for table in found:
        mine = _of_partnership(partnership, table, notes)
        notes += check_totals(mine)
        mine.notes = []
        kept.append(mine)
    if sum(len(table.cells) + len(table.totals) for table in kept) > MOST_CELLS:
        raise Unreadable("too_many", limit=MOST_CELLS)
    return "tables", {"tables": [table.document() for table in kept]}, _once(notes)


def _once(notes: list[Note]) -> list[Note]:
    """Each note once: the tables of a wide file are all of the same areas."""
    return [note for place, note in enumerate(notes) if note not in notes[:place]]


def _of_partnership(partnership: Partnership, table: Table, notes: list[Note]) -> Table:
    """The partnership's rows, all of them. Raises Unreadable for none, or for areas that lack."""
    kind, areas = table.geography, set(table.areas)
    members = members_of(partnership, kind, table)
    mine = areas & members
    if not mine:
        raise Unreadable("not_ours", area=partnership.name, first=table.areas[0])
    wanted = _whole_set(partnership, kind, mine, members)
    if lacking := sorted(wanted - areas):
        unknown = sorted(code for code in areas - members if not is_known(code))
        first = ward_names(partnership).get(lacking[0], lacking[0])
        if not unknown:
            raise Unreadable("areas_missing_only", number=len(lacking), first=first)
        raise Unreadable("areas_missing", number=len(lacking), first=first, unknown=", ".join(unknown[:3]))
    if outside := len(areas - mine):
        notes.append(Note("outside", GOOD, figures={"areas": outside}))
    return table.within(mine)


def _whole_set(partnership: Partnership, kind: str, mine: set[str], members: set[str]) -> set[str]:
    """The areas that a whole file has: of wards those of its year, of anything else all."""
    if kind != "ward":
        return members
    today = current_wards(partnership)
    years = [set(today)] + [set(codes) for codes in known_wards(partnership).values()]
    return max(years, key=lambda codes: (len(codes & mine), codes == set(today)))


def _lookup(partnership: Partnership, found: Lookup, notes: list[Note]) -> tuple[str, dict, list[Note]]:
    mine = found.within(partnership.lad_code, set(ward_names(partnership)))
    if not mine.wards:
        raise Unreadable("not_ours", area=partnership.name, first=next(iter(found.wards)))
    year = "members"
    if mine.ward_codes:
        year = current_year(partnership) if mine.ward_codes == set(current_wards(partnership)) else ward_year(
            mine.ward_codes, partnership.lad_code).year  # fmt: skip
    if year is None or year not in {"members", "today", *known_wards(partnership)}:
        unknown = sorted(mine.ward_codes - set(ward_names(partnership)))
        raise Unreadable("wards_of_no_year", unknown=", ".join(unknown[:3]), number=len(unknown))
    if lacking := _lacking_wards(partnership, mine, year):
        raise Unreadable("lookup_lacks_wards", number=len(lacking), first=lacking[0])
    return "lookup", {**mine.document(), "year": year}, list(notes)


def _lacking_wards(partnership: Partnership, lookup: Lookup, year: str) -> list[str]:
    """The wards of its year that no small area lies in."""
    if year == "members":
        return []
    there = current_wards(partnership) if year == current_year(partnership) else known_wards(partnership)[year]
    return sorted(name for code, name in there.items() if code not in lookup.ward_codes)


def _deprivation(partnership: Partnership, found: Deprivation, notes: list[Note]) -> tuple[str, dict, list[Note]]:
    mine = found.within(partnership.lad_code)
    if not mine.deciles:
        raise Unreadable("not_ours", area=partnership.name, first=next(iter(found.deciles)))
    return "deprivation", {"deciles": mine.deciles, "names": mine.names}, list(notes)


def _postcodes(partnership: Partnership, content: bytes) -> tuple[str, dict, list[Note]]:
    report, wards = _on_disk(content, "postcodes.csv", lambda file: places.read_postcodes(partnership, file))
    _refuse(report)
    notes = _passed_over(report)
    return "postcodes", {"wards": wards}, notes


def _outlines(partnership: Partnership, content: bytes) -> tuple[str, dict, list[Note]]:
    raw = _raw_outlines(content)
    earlier = {year: wards for year, wards in known_wards(partnership).items() if year != current_year(partnership)}
    for year, wards in earlier.items():
        if wards.keys() <= raw.keys() and set(wards) != set(current_wards(partnership)):
            if wrong := [name for code, name in wards.items() if not is_outline(raw[code])]:
                raise Unreadable("no_outline", ward=wrong[0])
            return "outlines", {"year": year, "simple": None, "outlines": {code: raw[code] for code in wards}}, []
    report, simple = _on_disk(content, "outlines.geojson", lambda file: places.read_outlines(partnership, file))
    _refuse(report)
    data = {"year": current_year(partnership), "simple": simple, "outlines": {code: raw[code] for code in simple}}
    return "outlines", data, _passed_over(report)


def _raw_outlines(content: bytes) -> dict[str, dict]:
    """Area code -> geometry, as far as the file has them; what is wrong with it is said by the reader of outlines."""
    try:
        features = json.loads(content.decode("utf-8-sig"))["features"]
        found = [(feature["properties"], feature["geometry"]) for feature in features]
    except (UnicodeDecodeError, ValueError, RecursionError, TypeError, LookupError):
        return {}
    named = [(value, geometry) for properties, geometry in found if isinstance(properties, dict)
             for value in properties.values()]  # fmt: skip
    return {value: geometry for value, geometry in named if isinstance(value, str)}


def _on_disk(content: bytes, name: str, reader):
    """What a reader of files makes of a content."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        return reader(file)


def _refuse(report) -> None:
    if report.accepted:
        return
    reasons = [(_("Row %(row)s: ", row=one.row) if one.row else "") + f"{one.why} {one.remedy}"
               for one in report.refusals]  # fmt: skip
    if report.refused > len(reasons):
        reasons.append(_("… and %(number)s more.", number=report.refused - len(reasons)))
    raise CannotLoad(*reasons)


def _passed_over(report) -> list[Note]:
    counted = (("outside", report.outside), ("ended", report.ended))
    return [Note(code, GOOD, figures={"areas": number}) for code, number in counted if number]
