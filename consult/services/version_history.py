"""The versions of a survey's questionnaire: which waves asked each, what changed, and why."""

from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _

from consult.database import writing
from consult.extensions import db
from consult.models import QuestionnaireVersion, Survey, VersionNote, Wave
from consult.models.types import now
from consult.questionnaire import clean
from consult.questionnaire.differences import Change
from consult.services import audit, comparability

LONGEST_NOTE = 1000


class CannotNote(Exception):
    """The note was not kept; `words` says why."""

    def __init__(self, words):
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Entry:
    """One version: the waves that ask it, what changed since the version before (nothing of the first), its note."""

    version: QuestionnaireVersion
    waves: list[Wave] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    note: VersionNote | None = None


def of(survey: Survey) -> list[Entry]:
    """Every version of a survey, the newest first."""
    query = db.select(VersionNote).join(QuestionnaireVersion).where(QuestionnaireVersion.survey_id == survey.id)
    notes = {one.version_id: one for one in db.session.scalars(query)}
    entries, before = [], None
    for version in survey.versions:
        changes = comparability.of_versions(before, version) if before else []
        waves = [wave for wave in survey.waves if wave.version_id == version.id]
        entries.append(Entry(version, waves, changes, notes.get(version.id)))
        before = version
    return entries[::-1]


def version(survey: Survey, number: int) -> QuestionnaireVersion | None:
    """The version of a survey with this number."""
    return next((one for one in survey.versions if one.number == number), None)


def write_note(version: QuestionnaireVersion, note: str, actor: str) -> None:
    """Keep what an officer says of a version, in place of what was said before; nothing takes it away.

    Raises CannotNote.
    """
    words = clean(note or "") or ""
    if len(words) > LONGEST_NOTE:
        raise CannotNote(_("The note is too long: use %(most)s characters or fewer", most=LONGEST_NOTE))
    with writing() as session:
        version = session.get(QuestionnaireVersion, version.id, with_for_update=True)
        row = session.get(VersionNote, version.id)
        if row is None and words:
            row = VersionNote(version_id=version.id)
            session.add(row)
        if row is not None and words:
            row.note, row.actor, row.at = words, actor, now()
        elif row is not None:
            session.delete(row)
        subject = f"{version.survey.slug}, version {version.number}"
        audit.record(actor, "note version", subject, version.survey.partnership, note=words)
