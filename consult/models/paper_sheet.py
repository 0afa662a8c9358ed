import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, today


class PaperSheet(db.Model):
    """A sheet of paper that was keyed: which response it became, and what a second keying found. It goes with it."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint("(second_by IS NULL) = (second_on IS NULL)", name="second_has_a_date"),
        CheckConstraint("differing <= compared", name="differing_of_compared"),
        CheckConstraint("second_by IS NOT NULL OR NOT differs", name="differs_from_a_second"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    # As it is written on the sheet.
    number: Mapped[str] = mapped_column(String(20))
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), unique=True)
    entered_by: Mapped[str] = mapped_column(String(160))
    entered_on: Mapped[dt.date] = mapped_column(default=today)
    # Drawn by lot when it was keyed first: whoever keys cannot know which will be looked at again.
    again: Mapped[bool]
    second_by: Mapped[str | None] = mapped_column(String(160))
    second_on: Mapped[dt.date | None]
    # What the second keying read, only while the two differ and nobody has looked at the sheet yet.
    second_answers: Mapped[dict] = mapped_column(Document, default=dict)
    # Whether somebody has to look at the sheet and say which keying is right.
    differs: Mapped[bool] = mapped_column(default=False)
    compared: Mapped[int | None]
    differing: Mapped[int | None]

    response: Mapped["Response"] = relationship()  # noqa: F821
