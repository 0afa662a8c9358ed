"""Writes down who did what, in the caller's transaction: a deed and its record stand or fall together.

The database itself refuses to change or delete what is written.
"""

from consult.extensions import db
from consult.models import AuditEvent, Partnership


def record(actor: str, verb: str, subject: str, partnership: Partnership | None = None, **detail) -> None:
    """Add an event to the open transaction. `detail` must never hold an answer."""
    partnership_id = partnership.id if partnership else None
    db.session.add(AuditEvent(actor=actor, verb=verb, subject=subject, partnership_id=partnership_id, detail=detail))


def events(partnership: Partnership, actor: str | None, verb: str | None, number: int,
           after: int) -> tuple[list[AuditEvent], int]:  # fmt: skip
    """(the `number` events after the first `after`, the newest first; how many there are) of a partnership.

    `actor`: of whom, part of the name is enough; `verb`: of one kind. None: all.
    """
    query = db.select(AuditEvent).where(AuditEvent.partnership_id == partnership.id)
    if actor:
        query = query.where(AuditEvent.actor.icontains(actor, autoescape=True))
    if verb:
        query = query.where(AuditEvent.verb == verb)
    total = db.session.scalar(db.select(db.func.count()).select_from(query.subquery()))
    return list(db.session.scalars(query.order_by(AuditEvent.id.desc()).limit(number).offset(after))), total


def verbs(partnership: Partnership) -> list[str]:
    """The kinds of deeds that were done in a partnership, in order of their names."""
    query = db.select(AuditEvent.verb).where(AuditEvent.partnership_id == partnership.id).distinct()
    return sorted(db.session.scalars(query))
