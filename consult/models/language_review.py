import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db


class LanguageReview(db.Model):
    """What a partnership says about one language of a questionnaire: who signed it, or that it is held back."""

    __tablename__ = "language_review"
    __table_args__ = (CheckConstraint("(reviewer IS NULL) = (signed_on IS NULL)", name="signature_has_a_date"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    # The person who has read it all, by name, and when an officer recorded that.
    reviewer: Mapped[str | None] = mapped_column(String(120))
    signed_on: Mapped[dt.date | None]
    recorded_by: Mapped[str | None] = mapped_column(String(160))
    held_back: Mapped[bool] = mapped_column(default=False)
