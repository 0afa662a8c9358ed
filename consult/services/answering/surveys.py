"""The survey at an address with all that its pages need, kept for a moment: hundreds of pages a second ask for it."""

import time
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.orm import Session, joinedload

from consult.extensions import db
from consult.models import Area, LanguageReview, Partnership, Postcode, QuestionnaireVersion, Survey, Wave
from consult.models.types import today
from consult.services import field, languages

# Another process learns of a change after this long; sending looks at the wave itself.
SECONDS = 2
_WATCHED = (Area, LanguageReview, Partnership, Postcode, QuestionnaireVersion, Survey, Wave)

_kept: dict[tuple[str, str], tuple[float, "Asked | None"]] = {}


@dataclass(frozen=True)
class Asked:
    """A survey, the wave that its address leads to (None before the first), and the languages it is offered in.

    The rows are detached: to be read, not to be changed.
    """

    survey: Survey
    partnership: Partnership
    wave: Wave | None
    languages: tuple[str, ...]
    states: dict


def asked(slug: str) -> Asked | None:
    """What is asked at an address, at most SECONDS old; None where there is no survey."""
    key = (id(db.engine), slug)
    found = _kept.get(key)
    if found is None or found[0] < time.monotonic():
        found = (time.monotonic() + SECONDS, _load(slug))
        _kept[key] = found
    return found[1]


def _load(slug: str) -> Asked | None:
    with Session(db.engine, expire_on_commit=False) as session:
        query = db.select(Survey).where(Survey.slug == slug).options(joinedload(Survey.partnership))
        survey = session.scalar(query)
        if survey is None:
            return None
        wave = session.scalar(_waves(survey, "open")) or session.scalar(_waves(survey, "closed"))
        version = wave.version if wave else field.latest_version(survey)
        questionnaire = field.questionnaire(version)
        offered = languages.offered(version, questionnaire)
        return Asked(survey, survey.partnership, wave, tuple(offered), languages.states(version))


def _waves(survey: Survey, state: str):
    """The wave in that state which closed last, or closes last."""
    query = db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == state)
    parts = (joinedload(Wave.survey).joinedload(Survey.partnership), joinedload(Wave.version))
    return query.order_by(Wave.closes_on.desc()).options(*parts).limit(1)


def may_answer(wave: Wave) -> bool:
    """Whether answers may still be given to a wave by somebody who has begun: until the day after its end."""
    return wave.state != "draft" and wave.opens_on <= today() <= wave.closes_on + field.GRACE


@event.listens_for(Session, "after_flush")
def _notice(session, _context) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(one, _WATCHED) for one in changed):
        session.info["asked_changed"] = True


@event.listens_for(Session, "after_commit")
def _renew(session) -> None:
    if session.info.pop("asked_changed", False):
        _kept.clear()
