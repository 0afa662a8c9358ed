import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document


class QuestionnaireVersion(db.Model):
    """One text of a survey's questionnaire. Once a wave has opened with it, it does not change: `frozen_on` is set."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"), CheckConstraint("number >= 1", name="number_counts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    number: Mapped[int]
    document: Mapped[dict] = mapped_column(Document)
    sha256: Mapped[str] = mapped_column(String(64))
    frozen_on: Mapped[dt.date | None]

    survey: Mapped["Survey"] = relationship(back_populates="versions")  # noqa: F821
