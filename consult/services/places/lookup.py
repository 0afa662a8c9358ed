"""Looking up: a typed postcode's ward, and the outlines of wards."""

import re
import unicodedata
from collections.abc import Callable

from consult.extensions import db
from consult.models import Area, Partnership, Postcode

# One or two letters, a number, perhaps a letter; then a number and two letters.
SHAPE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
_NUMBER_FOR = str.maketrans("OIL", "011")
_LETTER_FOR = str.maketrans("01", "OI")


def ward_of(partnership: Partnership, typed: str) -> str | None:
    """The code of the ward that a postcode lies in, or None for one that is not among the partnership's.

    `typed` as a person types it: case, blanks, dashes, digits of any script, and O for 0, I or L for 1 and the other
    way round do not matter. It is looked up and kept nowhere.
    """
    candidates = _readings(typed)
    if not candidates:
        return None
    query = db.select(Postcode.postcode, Postcode.ward_code).where(
        Postcode.partnership_id == partnership.id, Postcode.postcode.in_(candidates)
    )
    wards = dict(db.session.execute(query).all())
    return next((wards[one] for one in candidates if one in wards), None)


def finder(partnership: Partnership) -> Callable[[str], str | None] | None:
    """`ward_of` for this partnership; None where it has loaded no postcodes."""
    return (lambda typed: ward_of(partnership, typed)) if has_postcodes(partnership) else None


def has_postcodes(partnership: Partnership) -> bool:
    """Whether postcodes can be looked up."""
    return db.session.scalar(db.select(db.exists(Postcode.postcode).where(Postcode.partnership_id == partnership.id)))


def has_outlines(partnership: Partnership) -> bool:
    """Whether there is a map of the wards to choose from."""
    there = db.exists(Area.id).where(_wards(partnership), Area.outline.is_not(None))
    return db.session.scalar(db.select(there))


def outlines(partnership: Partnership) -> list[Area]:
    """The wards with an outline, by name."""
    query = db.select(Area).where(_wards(partnership), Area.outline.is_not(None)).order_by(Area.name)
    return list(db.session.scalars(query))


def plain(typed: str) -> str:
    """Capitals and digits without anything between them."""
    letters = unicodedata.normalize("NFKC", typed).upper()
    return "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in letters if one.isalnum())


def _readings(typed: str) -> list[str]:
    """What a typed postcode can be meant as, as it stands first."""
    given = plain(typed)
    if not 5 <= len(given) <= 7:
        return []
    outward, inward = given[:-3], given[-3].translate(_NUMBER_FOR) + given[-2:]
    # The first place is a letter, the second either ("OL1", "M16"), and from the third on no letter is O, I or L.
    first, later = outward[0].translate(_LETTER_FOR), outward[2:].translate(_NUMBER_FOR)
    seconds = (outward[1], outward[1].translate(_NUMBER_FOR), outward[1].translate(_LETTER_FOR))
    readings = [given, *(first + second + later + inward for second in seconds)]
    return [one for one in dict.fromkeys(readings) if SHAPE.fullmatch(one)]


def _wards(partnership: Partnership):
    return db.and_(Area.partnership_id == partnership.id, Area.kind == "ward")
