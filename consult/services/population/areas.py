"""The partnership's areas of every kind, and the years of its wards."""

from consult import reference
from consult.extensions import db
from consult.models import Area, Partnership
from consult.population import Table, Unreadable, ward_year
from consult.services.population import files


def members_of(partnership: Partnership, kind: str, table: Table | None = None) -> set[str]:
    """The codes of the partnership's areas of a kind. Raises Unreadable where no lookup tells which they are."""
    if kind == "borough":
        return {partnership.lad_code}
    if kind == "ward":
        return set(ward_names(partnership))
    years = ("members", *ward_years_kept(partnership, kind))
    lookups = [found for year in years if (found := files.lookup(partnership, kind, year))]
    if lookups:
        return {code for found in lookups for code in found.wards}
    # The ONS names LSOAs and MSOAs after their borough: "Trafford 025A".
    names = table.names if table else {}
    if named := {code for code, name in names.items() if name.rsplit(" ", 1)[0] == partnership.name}:
        return named
    raise Unreadable("lookup_needed", kind=kind)


def ward_years_kept(partnership: Partnership, kind: str) -> list[str]:
    """The years of whose wards a lookup from small areas of a kind is kept."""
    start = f"lookup {kind} "
    return [one.slot.removeprefix(start) for one in files.kept(partnership)
            if one.slot.startswith(start) and not one.slot.endswith(" members")]  # fmt: skip


def known_wards(partnership: Partnership) -> dict[str, dict[str, str]]:
    """Year -> code -> name of the borough's wards, as the reference tables have them."""
    return {year: boroughs.get(partnership.lad_code, {}) for year, boroughs in reference.wards().items()}


def current_wards(partnership: Partnership) -> dict[str, str]:
    """Code -> name of the wards that the partnership reports by."""
    query = db.select(Area.code, Area.name).where(Area.partnership_id == partnership.id, Area.kind == "ward")
    return dict(db.session.execute(query.order_by(Area.name)).all())


def ward_names(partnership: Partnership) -> dict[str, str]:
    """Code -> name of every ward of the borough that is known, of any year."""
    earlier = {code: name for wards in known_wards(partnership).values() for code, name in wards.items()}
    return earlier | current_wards(partnership)


def is_known(code: str) -> bool:
    """Whether a ward code is of Greater Manchester, of any year known."""
    return any(code in wards for boroughs in reference.wards().values() for wards in boroughs.values())


def current_year(partnership: Partnership) -> str:
    """The year of the wards that the partnership reports by; "today" where the reference tables have other ones."""
    return ward_year(current_wards(partnership), partnership.lad_code).year or "today"
