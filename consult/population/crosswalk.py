"""From one year's wards to another's: who lives where now, and for how many people the boundary moved."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from consult.population.lookups import Lookup
from consult.population.notes import Unreadable

SAME_CODE, SAME_BOUNDARY, CHANGED = "same_code", "same_boundary", "changed"
# Best fit moves whole output areas and outlines are generalised: what is the same is never the same to the last digit.
SAME_PEOPLE = 0.995
SAME_GROUND = 0.99


@dataclass(frozen=True)
class AreaChange:
    """What became of one of today's wards.

    kind    SAME_CODE, SAME_BOUNDARY (a new code for the same ground) or CHANGED
    came    the earlier ward's name -> share of the people of today's ward who live on its ground, the largest first
    gone    the share of the main earlier ward's people who live in another ward today
    people  of today's ward, None where only outlines are known
    """

    code: str
    name: str
    kind: str
    came: dict[str, float] = field(default_factory=dict)
    gone: float = 0.0
    people: int | None = None

    @property
    def moved(self) -> float:
        """The share of its people whose ward was another than its main one."""
        return 1 - max(self.came.values()) if self.came else 0.0


@dataclass
class Crosswalk:
    """shares: earlier ward -> today's ward -> share of the earlier one's people. `unresolved`: wards that it is not
    known of, whose figures cannot be used. `people`: earlier ward -> its people as the lookup puts them there, {} where
    only outlines are known."""

    shares: dict[str, dict[str, float]]
    changes: list[AreaChange]
    method: str
    unresolved: list[str] = field(default_factory=list)
    people: dict[str, float] = field(default_factory=dict)


def same_codes(wards: dict[str, str]) -> Crosswalk:
    """Where the codes are today's: every ward is itself. `wards` is code -> name."""
    changes = [AreaChange(code, name, SAME_CODE) for code, name in wards.items()]
    return Crosswalk({code: {code: 1.0} for code in wards}, changes, "codes")


def by_lookups(before: Lookup, after: Lookup, people: dict[str, int], names: dict[str, str]) -> Crosswalk:
    """From small areas that both lookups place in a ward, each counting by its people.

    people  small area -> people; names  ward code of either year -> name. Raises Unreadable where a small area of one
    lookup is not in the other, or has no people.
    """
    if before.kind != after.kind:
        raise Unreadable("lookups_of_two_kinds")
    if lacking := sorted((before.wards.keys() ^ after.wards.keys()) | (before.wards.keys() - people.keys())):
        raise Unreadable("lookups_differ", areas=len(lacking), first=lacking[0])
    flows: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for small, earlier in before.wards.items():
        for old, part in earlier.items():
            for new, share in after.wards[small].items():
                flows[old][new] += people[small] * part * share
    there = {old: sum(row.values()) for old, row in flows.items()}
    shares = {old: {new: n / there[old] for new, n in row.items()} for old, row in flows.items() if there[old]}
    return Crosswalk(shares, _changes(flows, names), "lookups", people=there)


def _changes(flows: dict[str, dict[str, float]], names: dict[str, str]) -> list[AreaChange]:
    into: dict[str, dict[str, float]] = defaultdict(dict)
    for old, row in flows.items():
        for new, n in row.items():
            into[new][old] = n
    changes = []
    for new, row in sorted(into.items()):
        people = sum(row.values())
        main = max(row, key=lambda old: row[old])
        gone = 1 - row[main] / sum(flows[main].values()) if people else 0.0
        came = {names.get(old, old): n / people for old, n in sorted(row.items(), key=lambda one: -one[1]) if n}
        same = people and max(came.values()) >= SAME_PEOPLE and gone <= 1 - SAME_PEOPLE
        kind = SAME_CODE if same and main == new else SAME_BOUNDARY if same else CHANGED
        changes.append(AreaChange(new, names.get(new, new), kind, came, max(gone, 0.0), round(people)))
    return changes


def by_outlines(before: dict[str, dict], after: dict[str, dict], names: dict[str, str]) -> Crosswalk:
    """Where only outlines are known: a ward of the same name on the same ground is the same, and no other is.

    before, after  ward code -> GeoJSON geometry in degrees. Ground is the same where what both have is 99% of what
    either has. Outlines must be of the same generalisation, or nothing matches.
    """
    called = {_plain(names.get(code, code)): code for code in before}
    crosswalk = Crosswalk({}, [], "outlines")
    for new, geometry in sorted(after.items()):
        old = called.get(_plain(names.get(new, new)))
        if old is None or not same_ground(before[old], geometry):
            crosswalk.unresolved.append(names.get(new, new))
            continue
        crosswalk.shares[old] = {new: 1.0}
        kind = SAME_CODE if old == new else SAME_BOUNDARY
        crosswalk.changes.append(AreaChange(new, names.get(new, new), kind, {names.get(old, old): 1.0}))
    return crosswalk


def same_ground(one: dict, other: dict) -> bool:
    """Whether two GeoJSON areas are the same but for the drawing."""
    # Loaded here: a server of respondents' pages never needs it.
    import shapely
    from shapely.geometry import shape

    first, second = shapely.make_valid(shape(one)), shapely.make_valid(shape(other))
    either = first.union(second).area
    return bool(either) and first.intersection(second).area / either >= SAME_GROUND


def is_outline(geometry) -> bool:
    """Whether this is a GeoJSON area in degrees, within the British Isles."""
    import shapely
    from shapely.geometry import shape

    try:
        one = shape(geometry)
        west, south, east, north = one.bounds
        is_there = -9 <= west <= east <= 2.5 and 49 <= south <= north <= 61.5
        return one.geom_type in ("Polygon", "MultiPolygon") and is_there
    except (ValueError, TypeError, LookupError, AttributeError, shapely.errors.ShapelyError):
        return False


def _plain(name: str) -> str:
    """ "Davyhulme & Flixton" and "Davyhulme and Flixton" are one name."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("&", " and ")).strip()
