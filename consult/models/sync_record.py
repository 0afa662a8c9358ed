import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of, today

STATES = ("stored", "aside", "deleted")
# Why a record waits for an officer.
REASONS = (
    "unreadable", "unknown_wave", "unknown_version", "invalid", "too_late", "revoked", "other_body", "no_consent",
)  # fmt: skip


class SyncRecord(db.Model):
    """That a tablet's record was received, so that it is stored once however often it is sent.

    It does not lead to the response. What was sent is kept, still sealed, only while it waits for an officer.
    """

    __tablename__ = "sync_record"
    __table_args__ = (
        one_of("state", STATES),
        one_of("reason", REASONS),
        CheckConstraint("(state = 'aside') = (body IS NOT NULL)", name="body_only_aside"),
        CheckConstraint("state <> 'aside' OR reason IS NOT NULL", name="aside_has_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("device.id"), index=True)
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outreach_session.id"), index=True)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"), index=True)
    version_sha256: Mapped[str | None] = mapped_column(String(64))
    body_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(16))
    body: Mapped[str | None] = mapped_column(Text)
    received_on: Mapped[dt.date] = mapped_column(default=today)

    device: Mapped["Device"] = relationship()  # noqa: F821
    session: Mapped["OutreachSession | None"] = relationship()  # noqa: F821
    wave: Mapped["Wave | None"] = relationship()  # noqa: F821
