"""Writes down who did what, in the caller's transaction: a deed and its record stand or fall together."""

from consult.extensions import db
from consult.models import AuditEvent, Partnership


def record(actor: str, verb: str, subject: str, partnership: Partnership | None = None, **detail) -> None:
    """Add an event to the open transaction. `detail` must never hold an answer."""
    partnership_id = partnership.id if partnership else None
    db.session.add(AuditEvent(actor=actor, verb=verb, subject=subject, partnership_id=partnership_id, detail=detail))
