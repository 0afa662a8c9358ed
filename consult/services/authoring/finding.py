"""Surveys of a partnership and what of them may still be changed."""

from consult.extensions import db
from consult.models import Partnership, QuestionnaireVersion, Survey
from consult.services import versions


def surveys(partnership: Partnership) -> list[Survey]:
    """Every survey of a partnership, the oldest first."""
    query = db.select(Survey).where(Survey.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Survey.id)))


def survey(partnership: Partnership, slug: str) -> Survey | None:
    """A survey of this partnership; another's is not found."""
    return db.session.scalar(db.select(Survey).where(Survey.partnership_id == partnership.id, Survey.slug == slug))


def draft(survey: Survey) -> QuestionnaireVersion | None:
    """The version of a survey that may still change; None while its latest is frozen."""
    return versions.draft(survey)
