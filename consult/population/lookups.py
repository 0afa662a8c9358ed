"""Lookups of small areas to wards, and deciles of deprivation of small areas."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from consult.population.areas import is_code, kind_of
from consult.population.files import Rows
from consult.population.notes import Unreadable
from consult.population.tables import Cell, Table

_BOROUGH = re.compile(r"(lad|ltla|la)[_ ]?\d*[_ ]?(cd|code)")
_SHARE = ("share", "area_share")


@dataclass
class Lookup:
    """Which ward each small area lies in.

    kind      of the small areas: "oa" or "lsoa"
    wards     small area -> ward -> the share of the small area in it; one ward with share 1 where the lookup is a best
              fit. Empty dictionaries where the file names a borough only
    boroughs  small area -> its borough's code, as far as the file says
    shared    whether the file gives shares, so that a small area can lie in several wards
    """

    kind: str
    wards: dict[str, dict[str, float]]
    boroughs: dict[str, str] = field(default_factory=dict)
    shared: bool = False

    @property
    def ward_codes(self) -> set[str]:
        """Every ward that a small area lies in."""
        return {ward for wards in self.wards.values() for ward in wards}

    def within(self, borough: str, wards: set[str]) -> "Lookup":
        """The small areas of one borough: by the borough's code where the file has it, else by its wards."""
        kept = {
            small: shares
            for small, shares in self.wards.items()
            if (self.boroughs[small] == borough if small in self.boroughs else shares.keys() & wards)
        }
        return Lookup(self.kind, kept, {small: borough for small in kept}, self.shared)

    def document(self) -> dict:
        """As plain data; `of` reads it again."""
        return {"kind": self.kind, "wards": self.wards, "shared": self.shared}

    @classmethod
    def of(cls, document: dict) -> "Lookup":
        """The lookup of a document."""
        return cls(document["kind"], document["wards"], shared=document["shared"])


def read_lookup(rows: Rows, small: int) -> Lookup | None:
    """The lookup in a file whose column `small` holds small areas' codes; None where it names no ward or borough."""
    kind = kind_of(rows.rows[0][1][small])
    ward, borough, share = _column(rows, "ward"), _borough_column(rows), _share_column(rows)
    if kind not in ("oa", "lsoa") or (ward is None and borough is None):
        return None
    wards: dict[str, dict[str, float]] = defaultdict(dict)
    boroughs: dict[str, str] = {}
    for number, row in rows.rows:
        code = _code(row[small], kind, number)
        found = wards[code]
        if borough is not None:
            boroughs[code] = row[borough]
        if ward is None:
            continue
        if row[ward] in found or (found and share is None):
            raise Unreadable("twice_in_lookup", number, area=code)
        found[_code(row[ward], "ward", number)] = _part(row[share], number) if share is not None else 1.0
    shared = share is not None and any(len(found) > 1 for found in wards.values())
    return Lookup(kind, {code: _whole(found, shared) for code, found in wards.items()}, boroughs, shared)


def _whole(found: dict[str, float], shared: bool) -> dict[str, float]:
    """Shares that add up to 1; of a best fit the one ward whole, whatever part of the area lies in it."""
    if not shared:
        return {ward: 1.0 for ward in found}
    total = sum(found.values())
    return {ward: share / total for ward, share in found.items()}


def _column(rows: Rows, kind: str) -> int | None:
    first = rows.rows[0][1]
    return next((place for place, cell in enumerate(first) if is_code(cell) and kind_of(cell) == kind), None)


def _borough_column(rows: Rows) -> int | None:
    return next((place for place, name in enumerate(rows.header) if _BOROUGH.fullmatch(name.lower())), None)


def has_shares(rows: Rows) -> bool:
    """Whether a file parts areas between others."""
    return _share_column(rows) is not None


def _share_column(rows: Rows) -> int | None:
    return next((place for place, name in enumerate(rows.header) if name.lower() in _SHARE), None)


def _code(cell: str, kind: str, number: int) -> str:
    if not is_code(cell) or kind_of(cell) != kind:
        raise Unreadable("no_area_code", number, cell=cell[:40])
    return cell


def _part(cell: str, number: int) -> float:
    try:
        share = float(cell)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise Unreadable("no_share", number, cell=cell[:40])
    return share


@dataclass
class Deprivation:
    """The Index of Multiple Deprivation by LSOA: national tenths, 1 the most deprived."""

    deciles: dict[str, int]
    names: dict[str, str] = field(default_factory=dict)
    boroughs: dict[str, str] = field(default_factory=dict)

    def within(self, borough: str) -> "Deprivation":
        """The LSOAs of one borough. Raises Unreadable where the file does not say which are."""
        if not self.boroughs:
            raise Unreadable("no_borough_column")
        kept = {code: decile for code, decile in self.deciles.items() if self.boroughs[code] == borough}
        return Deprivation(kept, {code: self.names.get(code, code) for code in kept}, {code: borough for code in kept})

    def table(self, people: dict[str, int], period: str | None) -> Table:
        """People by national fifth of deprivation, 1 the most deprived. Raises Unreadable for LSOAs without people."""
        if lacking := sorted(self.deciles.keys() - people.keys()):
            raise Unreadable("people_missing", areas=len(lacking), first=lacking[0])
        cells = [
            Cell(code, (fifth,), people[code] if (decile + 1) // 2 == int(fifth) else 0, 0)
            for code, decile in self.deciles.items()
            for fifth in "12345"
        ]
        return Table("deprivation", "Index of Multiple Deprivation", ("deprivation",), cells, names=self.names,
                     period=period)  # fmt: skip


def by_ward(deprivation: Deprivation, people: dict[str, int], lookup: Lookup) -> dict[str, dict[str, float]]:
    """Ward -> {people, decile, most_deprived}: the mean decile of its people and the share of them in the most deprived
    fifth, each LSOA counted by its people and, where the lookup has shares, by the part of it in the ward."""
    sums: dict[str, Counter] = defaultdict(Counter)
    for code, decile in deprivation.deciles.items():
        for ward, share in lookup.wards.get(code, {}).items():
            living = people.get(code, 0) * share
            sums[ward].update({"people": living, "decile": living * decile, "most": living * (decile <= 2)})
    return {
        ward: {"people": found["people"], "decile": found["decile"] / found["people"],
               "most_deprived": found["most"] / found["people"]}
        for ward, found in sums.items()
        if found["people"]
    }  # fmt: skip


def read_deprivation(rows: Rows, area: int) -> Deprivation:
    """The deciles of a published file of the index. Raises Unreadable."""
    names = [name.lower() for name in rows.header]
    decile, borough = names.index("imd_decile"), _borough_column(rows)
    called = next((place for place, name in enumerate(names) if re.fullmatch(r"lsoa\d*(nm|_name)", name)), None)
    found = Deprivation({})
    for number, row in rows.rows:
        code = _code(row[area], "lsoa", number)
        if code in found.deciles:
            raise Unreadable("twice_in_lookup", number, area=code)
        if row[decile] not in {str(one) for one in range(1, 11)}:
            raise Unreadable("no_decile", number, cell=row[decile][:40])
        found.deciles[code] = int(row[decile])
        if called is not None:
            found.names[code] = row[called]
        if borough is not None:
            found.boroughs[code] = row[borough]
    return found
