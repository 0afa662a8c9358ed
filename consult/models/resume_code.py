import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import today


class ResumeCode(db.Model):
    """A draft's secret, sealed under four words that only the respondent has, to go on from another device."""

    __tablename__ = "resume_code"

    # A slow digest of the words.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[dt.date] = mapped_column(default=today, index=True)
