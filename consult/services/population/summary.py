"""What is loaded of a partnership's areas: wards, outlines, postcodes, and who loaded them from what."""

from dataclasses import dataclass

from consult.extensions import db
from consult.models import AuditEvent, Partnership, Postcode
from consult.population import Unreadable
from consult.population.lookups import by_ward
from consult.services import places
from consult.services.population import areas, files


@dataclass(frozen=True)
class Summary:
    """`postcodes_from` and `outlines_from` are the last deeds that loaded them, from a page or the shell."""

    wards: int
    neighbourhoods: int
    year: str
    outlined: int
    postcodes: int
    postcodes_from: AuditEvent | None
    outlines_from: AuditEvent | None


def summary(partnership: Partnership) -> Summary:
    """What is loaded, and from which file, when and by whom."""
    postcodes = db.select(db.func.count()).select_from(Postcode).where(Postcode.partnership_id == partnership.id)
    return Summary(
        wards=len(areas.current_wards(partnership)),
        neighbourhoods=sum(area.kind == "neighbourhood" for area in partnership.areas),
        year=areas.current_year(partnership),
        outlined=len(places.outlines(partnership)),
        postcodes=db.session.scalar(postcodes),
        postcodes_from=_last(partnership, "load postcodes"),
        outlines_from=_last(partnership, "load outlines"),
    )


def _last(partnership: Partnership, verb: str) -> AuditEvent | None:
    query = db.select(AuditEvent).where(AuditEvent.partnership_id == partnership.id, AuditEvent.verb == verb)
    return db.session.scalar(query.order_by(AuditEvent.id.desc()).limit(1))


def deprivation_by_ward(partnership: Partnership) -> list[dict]:
    """Of each ward {name, people, decile, most_deprived}, the most deprived first.

    [] until deciles are kept. Raises Unreadable while people by LSOA or a lookup of LSOAs with shares lack, or are of
    another Census than the deciles: an LSOA without people would count for nothing.
    """
    deciles = files.deprivation(partnership)
    if deciles is None:
        return []
    lookup = files.lookup(partnership, "lsoa", areas.current_year(partnership))
    people = files.people(partnership, "lsoa")
    if lacking := sorted(deciles.deciles.keys() - people.keys()):
        raise Unreadable("people_missing", areas=len(lacking), first=lacking[0])
    if lookup is None or not lookup.shared:
        raise Unreadable("lsoa_best_fit")
    if lacking := sorted(deciles.deciles.keys() - lookup.wards.keys()):
        raise Unreadable("lookups_differ", areas=len(lacking), first=lacking[0])
    names = areas.current_wards(partnership)
    found = [{"name": names.get(code, code), **figures} for code, figures in by_ward(deciles, people, lookup).items()]
    return sorted(found, key=lambda row: row["decile"])
