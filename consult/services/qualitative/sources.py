"""Focus groups, session notes and interviews: what was said in a room, by how many, and that they agreed to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import func

from consult.database import writing
from consult.extensions import db
from consult.models import CodeFrame, Partnership, QualitativeSource, SourceTheme, Survey, Theme
from consult.redaction import suggestions, take_out
from consult.services import audit
from consult.services.qualitative import redacting
from consult.services.qualitative.redacting import NotSuggested

LONGEST_NOTES = 20_000
# What says who somebody is. A school or a date is part of describing a group.
NAMING = ("name", "phone", "email", "handle", "nhs")


class CannotKeep(Exception):
    """The source cannot be kept as given; nothing was stored. `words` says why, `place` is the field."""

    def __init__(self, place: str, words):
        self.place, self.words = place, words
        super().__init__(words)


@dataclass(frozen=True)
class NewSource:
    """What was held: its kind, who was in the room as a group, where, when, how many, how they agreed, the language."""

    kind: str
    who: str
    place: str
    held_on: dt.date
    people: int
    consent: str
    language: str


def add(partnership: Partnership, survey: Survey | None, new: NewSource, notes: str, actor: str) -> QualitativeSource:
    """Keep a source, its notes still to be read. Raises CannotKeep where the description names somebody."""
    for place in ("who", "place"):
        words = getattr(new, place)
        named = [words[one.start : one.end] for one in suggestions(words) if one.kind in NAMING]
        if named:
            raise CannotKeep(place, _("Describe it without naming anybody. Take out “%(words)s”.", words=named[0]))
    if survey is not None and survey.partnership_id != partnership.id:
        raise CannotKeep("survey", _("Choose a survey of this partnership."))
    with writing() as session:
        source = QualitativeSource(partnership_id=partnership.id, survey_id=survey.id if survey else None,
                                   notes=notes, recorded_by=actor, **asdict(new))  # fmt: skip
        session.add(source)
        session.flush()
        audit.record(actor, "add source", f"source {source.id}", partnership, kind=new.kind, people=new.people)
    return source


def of(partnership: Partnership) -> list[QualitativeSource]:
    """The sources of a partnership, the latest first."""
    query = db.select(QualitativeSource).where(QualitativeSource.partnership_id == partnership.id)
    return list(db.session.scalars(query.order_by(QualitativeSource.held_on.desc(), QualitativeSource.id.desc())))


def one_of(partnership: Partnership, source_id: int) -> QualitativeSource | None:
    """A source of this partnership; another's is not found."""
    query = db.select(QualitativeSource).where(
        QualitativeSource.partnership_id == partnership.id, QualitativeSource.id == source_id)  # fmt: skip
    return db.session.scalar(query)


def record_reading(source: QualitativeSource, actor: str) -> None:
    """Write down that somebody has opened the notes."""
    with writing():
        audit.record(actor, "read source", f"source {source.id}", source.partnership)


def redact(source: QualitativeSource, keys: Iterable[str], by_hand: Iterable[str], actor: str) -> None:
    """Replace the notes by what is left of them: what was taken out is kept nowhere.

    Raises NotSuggested, also where the notes were redacted meanwhile, and consult.redaction.NotInText.
    """
    with writing():
        query = db.select(QualitativeSource).where(QualitativeSource.id == source.id).with_for_update()
        found = db.session.scalar(query.execution_options(populate_existing=True))
        if found is None:
            raise NotSuggested
        found.notes = take_out(found.notes, redacting.chosen(found.notes, keys), by_hand)
        found.state = "ready"
        audit.record(actor, "redact source", f"source {source.id}", source.partnership)


def offered(source: QualitativeSource) -> list[CodeFrame]:
    """The code frames to code a source to: its survey's, or all of its partnership's where it belongs to none."""
    query = db.select(CodeFrame).join(Survey).where(Survey.partnership_id == source.partnership_id)
    if source.survey_id is not None:
        query = query.where(Survey.id == source.survey_id)
    return [one for one in db.session.scalars(query.order_by(CodeFrame.id)) if any(not t.retired for t in one.themes)]


def code(source: QualitativeSource, theme_ids: Iterable[int], actor: str) -> None:
    """The themes that were heard in a source. Raises NotSuggested for a theme that is not offered, or unread notes."""
    chosen = set(theme_ids)
    allowed = {theme.id for frame in offered(source) for theme in frame.themes if not theme.retired}
    before = {mark.theme_id for mark in source.marks}
    if source.state != "ready" or chosen - allowed - before:
        raise NotSuggested
    with writing():
        kept = [mark for mark in source.marks if mark.theme_id in chosen]
        source.marks = kept + [SourceTheme(theme_id=theme, coder=actor) for theme in sorted(chosen - before)]
        audit.record(actor, "code source", f"source {source.id}", source.partnership)


def delete(source: QualitativeSource, actor: str) -> None:
    """Delete a source with its notes and codes, as those in the room may ask."""
    with writing() as session:
        audit.record(actor, "delete source", f"source {source.id}", source.partnership)
        session.execute(db.delete(QualitativeSource).where(QualitativeSource.id == source.id))


def heard(survey: Survey, item: str) -> tuple[dict[int, int], int]:
    """Of the sources that were coded, in how many each theme of a question was heard, and how many there are."""
    counted = db.select(SourceTheme.theme_id, func.count()).join(Theme).join(CodeFrame).where(
        CodeFrame.survey_id == survey.id, CodeFrame.item == item).group_by(SourceTheme.theme_id)  # fmt: skip
    coded = db.select(func.count(SourceTheme.source_id.distinct())).join(Theme).join(CodeFrame).where(
        CodeFrame.survey_id == survey.id, CodeFrame.item == item)  # fmt: skip
    return dict(db.session.execute(counted).all()), db.session.scalar(coded)
