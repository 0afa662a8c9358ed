"""Surveys and waves: finding them within their partnership, and opening and closing them."""

from functools import lru_cache

from consult.database import writing
from consult.extensions import db
from consult.models import Area, Partnership, QuestionnaireVersion, Survey, Wave
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit


def survey(slug: str) -> Survey | None:
    """The survey at this address."""
    return db.session.scalar(db.select(Survey).where(Survey.slug == slug))


def open_wave(survey: Survey) -> Wave | None:
    """The wave whose state is open, whether or not today is within its dates."""
    return db.session.scalar(db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == "open"))


def last_wave(survey: Survey) -> Wave | None:
    """The wave that closed last."""
    return db.session.scalar(
        db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == "closed").order_by(Wave.closes_on.desc()).limit(1)
    )


def waves(partnership: Partnership) -> list[Wave]:
    """Every wave of a partnership, the newest first."""
    query = db.select(Wave).join(Survey).where(Survey.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(Wave.opens_on.desc(), Wave.id.desc())))


def wave(partnership: Partnership, slug: str) -> Wave | None:
    """A wave of this partnership; another's is not found."""
    query = db.select(Wave).join(Survey).where(Survey.partnership_id == partnership.id, Wave.slug == slug)
    return db.session.scalar(query)


def wave_by_slug(slug: str) -> Wave | None:
    """A wave by its address alone: for the shell, which has no partnership."""
    return db.session.scalar(db.select(Wave).where(Wave.slug == slug))


@lru_cache(maxsize=64)
def _questionnaire(version_id: int, _sha256: str) -> Questionnaire:
    version = db.session.get(QuestionnaireVersion, version_id)
    partnership_id = version.survey.partnership_id
    areas = {}
    for kind in ("ward", "neighbourhood"):
        query = db.select(Area).where(Area.partnership_id == partnership_id, Area.kind == kind).order_by(Area.name)
        areas[kind + "s"] = [{"value": area.code, "text": area.name} for area in db.session.scalars(query)]
    return Questionnaire.from_document(version.document, areas)


def questionnaire(version: QuestionnaireVersion) -> Questionnaire:
    """The questionnaire of a version with its partnership's areas. Kept: a version with its hash does not change."""
    return _questionnaire(version.id, version.sha256)


def open_(wave: Wave, actor: str) -> None:
    """Open a wave and freeze its questionnaire. Another open wave of the survey is closed first."""
    with writing():
        current = open_wave(wave.survey)
        if current is not None and current.id != wave.id:
            current.state = "closed"
            db.session.flush()
        wave.state = "open"
        wave.version.frozen_on = wave.version.frozen_on or today()
        audit.record(actor, "open", wave.slug, wave.survey.partnership)


def close(wave: Wave, actor: str) -> None:
    """Close a wave: no new answers, those begun may still be finished for a day."""
    with writing():
        wave.state = "closed"
        audit.record(actor, "close", wave.slug, wave.survey.partnership)
