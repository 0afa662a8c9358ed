"""What was deleted, and what is due next."""

import datetime as dt
from dataclasses import dataclass

from consult.extensions import db
from consult.models import AuditEvent, Partnership, Survey, Wave

DRAFTS, WORDS, ANSWERS = "drafts", "words", "answers"
# What each is called in the record of events.
VERBS = {DRAFTS: "delete unfinished answers", WORDS: "delete typed words", ANSWERS: "delete answers"}


@dataclass(frozen=True)
class Deleted:
    """How many drafts were deleted, or of how many responses the words, or how many responses whole.

    kind   DRAFTS, WORDS or ANSWERS
    wave   its name in addresses
    """

    kind: str
    wave: str
    number: int


@dataclass(frozen=True)
class Due:
    """What will be deleted of a wave, on the first day that its time is over."""

    kind: str
    wave: str
    on: dt.date


@dataclass(frozen=True)
class Report:
    """What a run deleted and what is due next, the soonest first; `finished` unless its time ran out."""

    deleted: tuple[Deleted, ...]
    due: tuple[Due, ...]
    finished: bool = True


def due(partnership: Partnership | None = None) -> list[Due]:
    """What is still to be deleted, the soonest first; of one partnership, or of all."""
    query = db.select(Wave).join(Survey)
    if partnership is not None:
        query = query.where(Survey.partnership_id == partnership.id)
    found = [one for wave in db.session.scalars(query) for one in _due_of(wave)]
    return sorted(found, key=lambda one: (one.on, one.wave, one.kind))


def _due_of(wave: Wave) -> list[Due]:
    day = dt.timedelta(days=1)
    found = []
    if wave.words_kept_until and wave.words_deleted_on is None:
        found.append(Due(WORDS, wave.slug, wave.words_kept_until + day))
    if wave.answers_kept_until and wave.answers_deleted_on is None:
        found.append(Due(ANSWERS, wave.slug, wave.answers_kept_until + day))
    return found


def events(partnership: Partnership) -> list[AuditEvent]:
    """Every deletion of a partnership, the newest first. They cannot be changed or deleted."""
    query = db.select(AuditEvent).where(
        AuditEvent.partnership_id == partnership.id, AuditEvent.verb.in_(VERBS.values()))  # fmt: skip
    return list(db.session.scalars(query.order_by(AuditEvent.id.desc())))
