from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db


class Link(db.Model):
    """A short address for one channel of a survey: a poster in a library, a post, a letter."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    token: Mapped[str] = mapped_column(String(12), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    # The language it opens in; None leaves it to the browser.
    language: Mapped[str | None] = mapped_column(String(12))

    survey: Mapped["Survey"] = relationship()  # noqa: F821
