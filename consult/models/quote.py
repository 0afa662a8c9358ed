import datetime as dt

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import today


class Quote(db.Model):
    """Words out of a redacted text that a person has approved for a report.

    Consent is not copied here: it is asked of the response each time quotes are read.
    """

    __tablename__ = "quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("text_reading.id", ondelete="CASCADE"), index=True)
    wave_id: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[str] = mapped_column(String(160))
    approved_on: Mapped[dt.date] = mapped_column(default=today)

    reading: Mapped["TextReading"] = relationship(back_populates="quotes")  # noqa: F821
