"""Brings the wards of a table to the wards that the partnership reports by, and says how."""

from dataclasses import asdict, dataclass, field

from consult.extensions import db
from consult.models import Area, Partnership
from consult.population import Crosswalk, Lookup, Note, Table, Unreadable, by_lookups, by_outlines
from consult.population.crosswalk import CHANGED, same_codes
from consult.population.notes import CAUTION, GOOD
from consult.services.population import areas, files

# Of a ward's people: more than this is said.
ROUGH = 0.02


@dataclass
class Reconciled:
    """How a table's areas lie in today's wards.

    places     area of the table -> today's ward -> share of its people
    crosswalk  what became of each ward, None for small areas, which are placed one by one
    notes      how it was done, and what to be careful about
    """

    places: dict[str, dict[str, float]]
    crosswalk: Crosswalk | None = None
    notes: list[Note] = field(default_factory=list)

    def document(self) -> dict:
        """What is kept beside a margin."""
        changes = self.crosswalk.changes if self.crosswalk else []
        return {"method": self.crosswalk.method if self.crosswalk else "small areas",
                "changes": [{**asdict(one), "moved": one.moved} for one in changes]}  # fmt: skip


def into_wards(partnership: Partnership, table: Table) -> Reconciled:
    """How the areas of a table lie in today's wards. Raises Unreadable where that is not known, with what is needed."""
    if table.geography == "ward":
        return _wards(partnership, table)
    if table.geography not in ("oa", "lsoa"):
        raise Unreadable("no_wards_in", kind=table.geography)
    lookup = files.lookup(partnership, table.geography, areas.current_year(partnership))
    if lookup is None:
        raise Unreadable("lookup_needed", kind=table.geography)
    if table.geography == "lsoa" and not lookup.shared:
        raise Unreadable("lsoa_best_fit")
    if lacking := [area for area in table.areas if area not in lookup.wards]:
        raise Unreadable("lookups_differ", areas=len(lacking), first=lacking[0])
    note = Note("by_shares" if lookup.shared else "by_best_fit", CAUTION, figures={"areas": len(table.areas)})
    return Reconciled({area: lookup.wards[area] for area in table.areas}, notes=[note])


def _wards(partnership: Partnership, table: Table) -> Reconciled:
    codes, today = set(table.areas), areas.current_wards(partnership)
    if codes == set(today):
        return Reconciled({code: {code: 1.0} for code in codes}, same_codes(today), [Note("same_codes", GOOD)])
    before = next((year for year, wards in areas.known_wards(partnership).items() if set(wards) == codes), None)
    if before is None:
        unknown = sorted(codes - set(today))
        raise Unreadable("wards_of_no_year", unknown=", ".join(unknown[:3]), number=len(unknown))
    crosswalk = between(partnership, before, areas.current_year(partnership))
    if crosswalk.unresolved:
        raise Unreadable("unresolved", wards=", ".join(crosswalk.unresolved), year=before)
    notes = [_told(crosswalk, before), *_roughness(partnership, table, crosswalk)]
    return Reconciled(crosswalk.shares, crosswalk, notes)


def between(partnership: Partnership, before: str, after: str) -> Crosswalk:
    """What became of the wards of one year: by output areas, else LSOAs, else outlines.

    Raises Unreadable where none of them is kept.
    """
    names = areas.ward_names(partnership)
    for kind in ("oa", "lsoa"):
        pair = [files.lookup(partnership, kind, year) for year in (before, after)]
        if all(pair) and _is_good_enough(kind, pair):
            return by_lookups(*pair, files.people(partnership, kind), names)
    outlines = [files.outlines(partnership, year) for year in (before, after)]
    if all(outlines):
        return by_outlines(*outlines, names)
    raise Unreadable("wards_changed", before=before, after=after)


def _roughness(partnership: Partnership, table: Table, crosswalk: Crosswalk) -> list[Note]:
    """How far the people whom the lookup puts into an earlier ward are from those whom the table counts there.

    Output areas do not end where wards end. Only a table of everybody can be compared.
    """
    counted, put = table.people(), crosswalk.people
    everybody = table.unit != "households" and put and abs(sum(counted.values()) / sum(put.values()) - 1) < 0.01
    if not everybody:
        return []
    off = {ward: abs(put.get(ward, 0) / counted[ward] - 1) for ward in counted if counted[ward]}
    far = [ward for ward, share in off.items() if share > ROUGH]
    if not far:
        return []
    worst = max(far, key=lambda ward: off[ward])
    figures = {"wards": len(far), "ward": areas.ward_names(partnership)[worst], "put": round(put.get(worst, 0)),
               "counted": counted[worst]}  # fmt: skip
    return [Note("rough", CAUTION, figures=figures)]


def _is_good_enough(kind: str, pair: list[Lookup]) -> bool:
    """Whole LSOAs put wards wrong by up to a quarter: they count only where both lookups part them."""
    return kind == "oa" or all(lookup.shared for lookup in pair)


def _told(crosswalk: Crosswalk, before: str) -> Note:
    changed = [one for one in crosswalk.changes if one.kind == CHANGED]
    figures = {"wards": len(crosswalk.changes), "changed": len(changed), "year": before}
    return Note("reconciled", CAUTION if changed else GOOD, figures=figures)


def into_neighbourhoods(partnership: Partnership, places: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The same to the neighbourhoods that the wards lie in. Raises Unreadable for a ward that lies in none."""
    wards = db.session.scalars(db.select(Area).where(Area.partnership_id == partnership.id, Area.kind == "ward"))
    within = {ward.code: ward.within.code if ward.within else None for ward in wards}
    found: dict[str, dict[str, float]] = {}
    for area, shares in places.items():
        sums = found.setdefault(area, {})
        for ward, share in shares.items():
            if within.get(ward) is None:
                raise Unreadable("no_neighbourhood", ward=areas.ward_names(partnership).get(ward, ward))
            sums[within[ward]] = sums.get(within[ward], 0.0) + share
    return found
