"""Finds what was published. Reads frozen documents only: nothing here, nor in what it imports, calculates."""

from consult.extensions import db
from consult.models import Edition, Partnership

COMMUNITIES = "what-our-communities-tell-us"


def partnerships() -> list[Partnership]:
    """Every partnership, by name."""
    return list(db.session.scalars(db.select(Partnership).order_by(Partnership.name)))


def partnership(slug: str) -> Partnership | None:
    """The partnership at this address."""
    return db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))


def published(partnership: Partnership, section: str = COMMUNITIES) -> list[Edition]:
    """Every edition of a section, the newest first."""
    query = db.select(Edition).where(Edition.partnership_id == partnership.id, Edition.section == section)
    return list(db.session.scalars(query.order_by(Edition.number.desc())))


def latest(partnership: Partnership, section: str = COMMUNITIES) -> Edition | None:
    """The newest edition of a section."""
    query = db.select(Edition).where(Edition.partnership_id == partnership.id, Edition.section == section)
    return db.session.scalar(query.order_by(Edition.number.desc()).limit(1))


def numbered(partnership: Partnership, number: int, section: str = COMMUNITIES) -> Edition | None:
    """One edition of a section; another partnership's is not found."""
    query = db.select(Edition).where(
        Edition.partnership_id == partnership.id, Edition.section == section, Edition.number == number
    )
    return db.session.scalar(query)
