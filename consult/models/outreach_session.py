import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document


class OutreachSession(db.Model):
    """A few hours at a place with a tablet: what the worker said of it, and counts. Nobody who answered is in it."""

    __tablename__ = "outreach_session"
    __table_args__ = (CheckConstraint("expected >= 0 AND declined >= 0 AND unfinished >= 0", name="counts_count"),)

    # Made by the tablet, which has no network while people answer.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    device_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("device.id"), index=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    place: Mapped[str] = mapped_column(String(120))
    ward_code: Mapped[str | None] = mapped_column(String(40))
    held_on: Mapped[dt.date]
    worker: Mapped[str] = mapped_column(String(120))
    expected: Mapped[int]
    declined: Mapped[int]
    unfinished: Mapped[int]
    # Language code -> how many answered in it, as the tablet counted.
    languages: Mapped[dict] = mapped_column(Document)
    finished: Mapped[bool]
    # The tablet's clock was outside the wave's days, so its dates were brought within them.
    clock_off: Mapped[bool] = mapped_column(default=False)

    device: Mapped["Device"] = relationship()  # noqa: F821
    wave: Mapped["Wave"] = relationship()  # noqa: F821
