import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import Document, one_of, today

KINDS = ("device", "place", "straight_line", "speeder", "unseen_field", "no_work")
DECISIONS = ("keep", "leave_out")


class ResponseFlag(db.Model):
    """A reason to look twice at a response, and what a person then decided. It removes nothing by itself.

    Flags of one wave with the same kind and subject are one alert: the answers that came by one link on one day.
    """

    __tablename__ = "response_flag"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("decided", DECISIONS),
        CheckConstraint(
            "(decided IS NULL) = (decided_by IS NULL) AND (decided IS NULL) = (decided_on IS NULL) "
            "AND (decided IS NULL) = (reason IS NULL)",
            name="decision_is_whole",
        ),
        UniqueConstraint("response_id", "kind"),
        Index("ix_response_flag_alert", "wave_id", "kind", "subject", "decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Answers that are taken back take their flags along.
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    # Figures such as the seconds it took beside the median; never an answer.
    detail: Mapped[dict] = mapped_column(Document, default=dict)
    found_on: Mapped[dt.date] = mapped_column(default=today)
    decided: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[str | None] = mapped_column(String(160))
    decided_on: Mapped[dt.date | None]
    reason: Mapped[str | None] = mapped_column(String(300))
