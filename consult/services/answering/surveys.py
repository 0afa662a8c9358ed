"""The survey at an address with all that its pages need, kept for a moment: hundreds of pages a second ask for it."""

import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from consult.extensions import db
from consult.models import Area, LanguageReview, Partnership, Postcode, QuestionnaireVersion, Survey, TextState, Wave
from consult.models.types import today
from consult.patience import is_away
from consult.services import field, languages

# Another process learns of a change after this long; sending looks at the wave itself.
SECONDS = 2
_WATCHED = (Area, LanguageReview, Partnership, Postcode, QuestionnaireVersion, Survey, TextState, Wave)

# By database, then by the survey's address: until when, and what.
_kept: WeakKeyDictionary[Engine, dict[str, tuple[float, "Asked"]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Asked:
    """A survey, the wave that its address leads to (None before the first), and the languages it is offered in.

    The rows are detached: to be read, not to be changed. `stamp` differs where anything in them does.
    """

    survey: Survey
    partnership: Partnership
    wave: Wave | None
    languages: tuple[str, ...]
    states: dict
    stamp: str


def asked(slug: str) -> Asked | None:
    """What is asked at an address, at most SECONDS old; None where there is no survey."""
    kept = _kept.setdefault(db.engine, {})
    until, found = kept.get(slug, (0.0, None))
    if until < time.monotonic():
        if found is not None:
            # While one looks again, the others go on with what there is.
            kept[slug] = (time.monotonic() + SECONDS, found)
        try:
            found = _load(slug)
        except SQLAlchemyError as error:
            # Without the database there is still what was known a moment ago: to say so in the right language, with
            # the way out. Nothing can be stored meanwhile.
            if found is None or not is_away(error):
                raise
        # An address of nothing is not kept: there are as many as anybody cares to type.
        kept.pop(slug, None)
        if found is not None:
            kept[slug] = (time.monotonic() + SECONDS, found)
    return found


def _load(slug: str) -> Asked | None:
    with Session(db.engine, expire_on_commit=False) as session:
        query = db.select(Survey).where(Survey.slug == slug).options(joinedload(Survey.partnership))
        survey = session.scalar(query)
        if survey is None:
            return None
        wave = session.scalar(_waves(survey, "open")) or session.scalar(_waves(survey, "closed"))
        version = wave.version if wave else field.latest_version(survey)
        questionnaire = field.questionnaire(version)
        offered, states = tuple(languages.offered(version, questionnaire)), languages.states(version)
        stamp = repr((*map(_columns, (survey, survey.partnership, wave)), version.sha256, offered, states))
        return Asked(survey, survey.partnership, wave, offered, states, stamp)


def _columns(row) -> list | None:
    return [getattr(row, column.key) for column in inspect(row).mapper.column_attrs] if row else None


def _waves(survey: Survey, state: str):
    """The wave in that state which closed last, or closes last."""
    query = db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == state)
    parts = (joinedload(Wave.survey).joinedload(Survey.partnership), joinedload(Wave.version))
    return query.order_by(Wave.closes_on.desc()).options(*parts).limit(1)


def may_answer(wave: Wave, begun: bool = True) -> bool:
    """Whether answers may still be given to a wave by somebody who has begun: until the day after its end.

    While it is paused, nobody may who has not begun.
    """
    if wave.paused_on and not begun:
        return False
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
