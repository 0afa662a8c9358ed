import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import today


class InvitationBatch(db.Model):
    """Invitation codes made at once, to be printed as letters."""

    __tablename__ = "invitation_batch"
    __table_args__ = (CheckConstraint("number >= 1", name="number_counts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    made_on: Mapped[dt.date] = mapped_column(default=today)
    made_by: Mapped[str] = mapped_column(String(160))
    # Codes of a batch that was called back are refused; the answers already given stay.
    called_back: Mapped[bool] = mapped_column(default=False)

    wave: Mapped["Wave"] = relationship()  # noqa: F821


class Invitation(db.Model):
    """One code: a digest and whether it was used. Nothing leads from here to the answers, nor back."""

    __tablename__ = "invitation"

    # Random, so that the order of the rows tells nothing.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    batch_id: Mapped[int] = mapped_column(ForeignKey("invitation_batch.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    used: Mapped[bool] = mapped_column(default=False)

    batch: Mapped["InvitationBatch"] = relationship()  # noqa: F821
