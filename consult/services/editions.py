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


def newest(partnership: Partnership) -> dict[str, Edition]:
    """The newest edition of each section that a partnership has published, by the slug of the section."""
    numbers = db.select(Edition.section, db.func.max(Edition.number).label("number")).where(
        Edition.partnership_id == partnership.id).group_by(Edition.section).subquery()  # fmt: skip
    query = db.select(Edition).join(
        numbers, db.and_(Edition.section == numbers.c.section, Edition.number == numbers.c.number)
    ).where(Edition.partnership_id == partnership.id)  # fmt: skip
    return {edition.section: edition for edition in db.session.scalars(query)}


def correction_of(edition: Edition) -> Edition | None:
    """The newest edition that corrects this one; None where none does."""
    query = db.select(Edition).where(
        Edition.partnership_id == edition.partnership_id, Edition.section == edition.section,
        Edition.corrects == edition.number)  # fmt: skip
    return db.session.scalar(query.order_by(Edition.number.desc()).limit(1))
