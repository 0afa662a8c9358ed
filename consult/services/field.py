"""Surveys and waves: finding them within their partnership, and opening and closing them."""

import datetime as dt
from dataclasses import asdict, dataclass
from functools import lru_cache

from consult.database import writing
from consult.extensions import db
from consult.models import Area, Partnership, QuestionnaireVersion, Response, Survey, Wave
from consult.models.belonging import of_every_partnership
from consult.models.types import today
from consult.questionnaire import Questionnaire
from consult.services import audit, setup

# A person who began before the end may finish the day after.
GRACE = dt.timedelta(days=1)


def survey(slug: str) -> Survey | None:
    """The survey at this address."""
    return db.session.scalar(db.select(Survey).where(Survey.slug == slug))


def is_taken(address: str) -> bool:
    """Whether a survey of any partnership has this address: they share the public ones."""
    there = db.select(Survey.id).where(Survey.slug == address)
    return db.session.scalar(of_every_partnership(there)) is not None


def open_wave(survey: Survey) -> Wave | None:
    """The wave whose state is open, whether or not today is within its dates."""
    return db.session.scalar(db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == "open"))


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
    return read(version.survey.partnership_id, version.document)


def read(partnership_id: int, document: dict) -> Questionnaire:
    """A document with a partnership's areas, read anew. Raises QuestionnaireError."""
    areas = {}
    for kind in ("ward", "neighbourhood"):
        query = db.select(Area).where(Area.partnership_id == partnership_id, Area.kind == kind).order_by(Area.name)
        areas[kind + "s"] = [{"value": area.code, "text": area.name} for area in db.session.scalars(query)]
    return Questionnaire.from_document(document, areas)


def questionnaire(version: QuestionnaireVersion) -> Questionnaire:
    """The questionnaire of a version with its partnership's areas. Kept: a version with its hash does not change."""
    return _questionnaire(version.id, version.sha256)


@lru_cache(maxsize=256)
def _asked(version_id: int, sha256: str, left_out: tuple[str, ...], under_16: bool, easy: bool) -> Questionnaire:
    found = _questionnaire(version_id, sha256).without(left_out).for_age(under_16)
    return found.easy() if easy else found


def asked(wave: Wave, under_16: bool = False, easy: bool = False) -> Questionnaire:
    """What a wave asks: without what the officer left out, without what a child is not asked, in Easy Read or not."""
    return _asked(wave.version_id, wave.version.sha256, tuple(wave.left_out), under_16, easy)


def answered(response: Response) -> Questionnaire:
    """What was asked of somebody: without what was not asked of a child for whom an adult agreed."""
    wave = response.wave
    under_16 = wave.survey.audience == "young" and response.consent_route != "own"
    return questionnaire(response.version).without(wave.left_out).for_age(under_16)


class Changed(Exception):
    """What the wave asks was changed between the look at it and its opening; it stays as it was."""


def asks(wave: Wave) -> tuple[int, str, tuple[str, ...]]:
    """What decides about the questions of a wave: the version, its text, and what is left out."""
    return wave.version_id, wave.version.sha256, tuple(wave.left_out)


def open_(wave: Wave, actor: str, seen: tuple | None = None) -> None:
    """Open a wave and freeze its questionnaire. Another open wave of the survey is closed first.

    Officers open through `opening.open_`, which looks at the questionnaire first. `seen`: what it looked at, as
    `asks` gives it. Raises Changed where the wave asks something else by now.
    """
    with writing() as session:
        session.refresh(wave, with_for_update=True)
        session.refresh(wave.version, with_for_update=True)
        if seen is not None and asks(wave) != seen:
            raise Changed
        current = open_wave(wave.survey)
        if current is not None and current.id != wave.id:
            _shut(current)
            db.session.flush()
        wave.state, wave.words_deleted_on, wave.answers_deleted_on = "open", None, None
        wave.version.frozen_on = wave.version.frozen_on or today()
        audit.record(actor, "open", wave.slug, wave.survey.partnership)


def close(wave: Wave, actor: str) -> None:
    """Close a wave: no new answers, those begun may still be finished for a day."""
    with writing():
        _shut(wave)
        wave.closes_on = max(wave.opens_on, min(wave.closes_on, today()))
        audit.record(actor, "close", wave.slug, wave.survey.partnership)


def _shut(wave: Wave) -> None:
    wave.state, wave.paused_on = "closed", None


class FieldError(ValueError):
    """A survey or wave cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class NewWave:
    """What a wave is called, how and when it runs."""

    slug: str
    title: str
    design: str
    opens_on: dt.date
    closes_on: dt.date


def add_survey_with_wave(partnership: Partnership, document: dict, slug: str, new: NewWave, actor: str) -> Wave:
    """A survey from a questionnaire document, with its first wave. Raises QuestionnaireError or FieldError."""
    if survey(slug):
        raise FieldError(f"There is a survey at {slug} already. Choose another address.")
    _check(new)
    with writing():
        added = setup.add_survey(partnership, document, slug, new.title)
        audit.record(actor, "add survey", added.slug, partnership)
        return add_wave(added, new)


def plan_wave(survey: Survey, new: NewWave, actor: str) -> Wave:
    """A further wave of a survey, not open yet. Raises FieldError."""
    _check(new)
    with writing():
        audit.record(actor, "add wave", new.slug, survey.partnership)
        return add_wave(survey, new)


def _check(new: NewWave) -> None:
    if wave_by_slug(new.slug):
        raise FieldError(f"There is a wave called {new.slug} already. Choose another name.")
    if new.closes_on < new.opens_on:
        raise FieldError(f"The wave would close on {new.closes_on}, before it opens on {new.opens_on}.")


def latest_version(survey: Survey) -> QuestionnaireVersion:
    """The newest text of a survey's questionnaire."""
    versions = db.select(QuestionnaireVersion).where(QuestionnaireVersion.survey_id == survey.id)
    return db.session.scalar(versions.order_by(QuestionnaireVersion.number.desc()).limit(1))


def add_wave(survey: Survey, new: NewWave) -> Wave:
    """A wave of the survey's latest questionnaire, not open yet, in the open transaction.

    Children's figures come under the strictest rule, whatever the partnership uses for adults.
    """
    rule = "schools" if survey.audience == "young" else survey.partnership.disclosure_rule
    version = latest_version(survey)
    wave = Wave(survey_id=survey.id, version_id=version.id, state="draft", disclosure_rule=rule, **asdict(new))
    db.session.add(wave)
    db.session.flush()
    return wave
