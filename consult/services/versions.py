"""The text of a survey's questionnaire in the making: one draft a survey, saved step by step, each step to be undone.

A version that a wave has opened with is frozen. To change it is to begin the next one from it.
"""

import copy

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import QuestionnaireEdit, QuestionnaireVersion, Survey, Wave
from consult.questionnaire import Questionnaire
from consult.services import audit, field
from consult.services.digest import digest
from consult.services.translating.records import note_change

# Steps that are kept of one version. Older ones can no longer be undone.
MOST_STEPS = 100


class Frozen(Exception):
    """The version has been answered: it does not change. A correction is a new version."""

    words = _("This version has been open to answers and no longer changes. Begin a new version to correct it.")


class Stale(Exception):
    """Somebody else saved a step meanwhile; nothing was changed."""

    words = _("Somebody else changed the questionnaire meanwhile. Look at it, then make your change again.")


def draft(survey: Survey) -> QuestionnaireVersion | None:
    """The version of a survey that may still change; None while its latest is frozen."""
    latest = field.latest_version(survey)
    return None if latest.frozen_on else latest


def begin(survey: Survey, actor: str) -> QuestionnaireVersion:
    """The survey's draft: as it is, or a new version made from the latest. Waves not yet open follow it."""
    with writing() as session:
        session.get(Survey, survey.id, with_for_update=True)
        latest = field.latest_version(survey)
        if latest.frozen_on is None:
            return latest
        document = copy.deepcopy(latest.document)
        document["version"] = latest.number + 1
        made = QuestionnaireVersion(
            survey_id=survey.id, number=latest.number + 1, document=document, sha256=digest(document)
        )
        session.add(made)
        session.flush()
        for wave in session.scalars(db.select(Wave).where(Wave.survey_id == survey.id, Wave.state == "draft")):
            wave.version_id = made.id
        audit.record(actor, "begin version", _subject(made), survey.partnership)
        return made


def save(version: QuestionnaireVersion, document: dict, done: str, actor: str, subject: str = "",
         based_on: str | None = None) -> None:  # fmt: skip
    """Keep a changed document as the next step of a draft.

    version   a draft, as `begin` gives it
    document  the whole questionnaire document, version number included
    done      what was done, a short English phrase known to the pages ("add question"); subject: to what
    based_on  the sha256 of the document that the change was made to; None where it does not matter

    Raises QuestionnaireError where the document cannot be used, Frozen, Stale; nothing is changed then.
    """
    document = {**document, "version": version.number}
    Questionnaire.from_document(document)
    with writing() as session:
        version = _locked(version.id)
        if based_on is not None and based_on != version.sha256:
            raise Stale
        steps = _steps(version)
        if not steps:
            _keep(version, 0, version.document, "begin", actor)
        last = steps[-1].number if steps else 0
        _keep(version, last + 1, document, done, actor, subject)
        for old in steps[: max(0, len(steps) - MOST_STEPS)]:
            session.delete(old)
        note_change(version, version.document, document, actor)
        _set(version, document)
        audit.record(actor, "change questionnaire", _subject(version), version.survey.partnership, done=done,
                     to=subject)  # fmt: skip


def steps(version: QuestionnaireVersion) -> list[QuestionnaireEdit]:
    """What was done to a draft, the first step first; the state it began with is step 0."""
    return _steps(version)


def undo(version: QuestionnaireVersion, actor: str) -> QuestionnaireEdit | None:
    """Take the last step back and say which it was; None where there is none."""
    with writing() as session:
        version = _locked(version.id)
        found = _steps(version)
        if len(found) < 2:
            return None
        last = found[-1]
        session.delete(last)
        _set(version, found[-2].document)
        audit.record(actor, "undo change", _subject(version), version.survey.partnership, done=last.done,
                     to=last.subject)  # fmt: skip
        return last


def _locked(version_id: int) -> QuestionnaireVersion:
    version = db.session.get(QuestionnaireVersion, version_id, with_for_update=True, populate_existing=True)
    if version.frozen_on is not None:
        raise Frozen
    return version


def _steps(version: QuestionnaireVersion) -> list[QuestionnaireEdit]:
    query = db.select(QuestionnaireEdit).where(QuestionnaireEdit.version_id == version.id)
    return list(db.session.scalars(query.order_by(QuestionnaireEdit.number)))


def _keep(version, number: int, document: dict, done: str, actor: str, subject: str = "") -> None:
    db.session.add(QuestionnaireEdit(version_id=version.id, number=number, document=document, done=done,
                                     subject=subject[:160], actor=actor))  # fmt: skip


def _set(version: QuestionnaireVersion, document: dict) -> None:
    version.document, version.sha256 = document, digest(document)


def _subject(version: QuestionnaireVersion) -> str:
    return f"{version.survey.slug}, version {version.number}"
