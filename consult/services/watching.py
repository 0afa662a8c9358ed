"""What whoever is on call has to know of the whole service: looked up when it is asked for."""

import datetime as dt

from consult.extensions import db
from consult.metrics import Figure
from consult.models import AuditEvent, Device, Draft, Job, SyncRecord, Wave
from consult.models.types import today
from consult.services import health


def figures() -> list[Figure]:
    """The figures of the database, or that it does not answer. None is of a survey, a person or an address."""
    there = health.is_answered()
    found = [Figure("consult_database_up", "Whether the database answers.", there)]
    if not there:
        return found
    for name, what, look in _LOOKS:
        if (value := look()) is not None:
            found.append(Figure(name, what, value))
    db.session.rollback()
    return found


def _drafts() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Draft))


def _aside() -> int:
    query = db.select(db.func.count()).select_from(SyncRecord)
    return db.session.scalar(query.where(SyncRecord.state == "aside"))


def _oldest_aside() -> int:
    first = db.session.scalar(db.select(db.func.min(SyncRecord.received_on)).where(SyncRecord.state == "aside"))
    return _days_since(first)


def _silent_tablet() -> int:
    seen = db.func.coalesce(Device.seen_on, Device.paired_on)
    return _days_since(db.session.scalar(db.select(db.func.min(seen)).where(Device.revoked.is_(False))))


def _overdue_words() -> int:
    query = db.select(Wave).where(Wave.retention_days.is_not(None), Wave.words_deleted_on.is_(None))
    return sum(today() > wave.words_kept_until for wave in db.session.scalars(query))


def _backup() -> float | None:
    return _last(AuditEvent.verb == "back up")


def _daily() -> float | None:
    at = db.session.scalar(db.select(db.func.max(Job.ended_at)).where(Job.kind == "daily", Job.state == "done"))
    return _since_1970(at)


def _waiting_jobs() -> int:
    return _jobs("waiting")


def _failed_jobs() -> int:
    return _jobs("failed")


def _jobs(state: str) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(Job).where(Job.state == state))


def _days_since(day: dt.date | None) -> int:
    return (today() - day).days if day else 0


def _last(which) -> float | None:
    """When an event of a kind was written last, in seconds since 1970."""
    query = db.select(AuditEvent.at).where(which).order_by(AuditEvent.id.desc()).limit(1)
    return _since_1970(db.session.scalar(query))


def _since_1970(at: dt.datetime | None) -> float | None:
    return at.replace(tzinfo=dt.UTC).timestamp() if at else None


_LOOKS = (
    ("consult_drafts", "Unfinished answers.", _drafts),
    ("consult_records_aside", "Records of tablets that wait for an officer.", _aside),
    ("consult_records_aside_oldest_days", "How long the oldest of them has waited.", _oldest_aside),
    ("consult_tablet_silent_days", "How long the tablet heard of least lately has been silent.", _silent_tablet),
    ("consult_waves_words_overdue", "Waves whose typed words are past their day and still there.", _overdue_words),
    ("consult_backup_last_seconds", "When the last backup was made, in seconds since 1970.", _backup),
    ("consult_daily_last_seconds", "When what is over was last looked for and deleted, likewise.", _daily),
    ("consult_jobs_waiting", "Jobs that nobody has begun.", _waiting_jobs),
    ("consult_jobs_failed", "Jobs of the last days that were given up.", _failed_jobs),
)
