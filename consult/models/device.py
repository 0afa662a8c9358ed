import datetime as dt
import uuid

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import today


class Device(db.Model):
    """A tablet that may send what people answered on it. Its token is known to the tablet alone, here only a digest."""

    __tablename__ = "device"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_digest: Mapped[str] = mapped_column(String(64))
    paired_by: Mapped[str] = mapped_column(String(160))
    paired_on: Mapped[dt.date] = mapped_column(default=today)
    seen_on: Mapped[dt.date | None]
    revoked: Mapped[bool] = mapped_column(default=False)
    # The day it was last told to wipe itself: it does so once it has sent what it holds.
    wiped_on: Mapped[dt.date | None]

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
