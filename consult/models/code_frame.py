import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import today


class CodeFrame(db.Model):
    """The themes that the texts of one open question are coded to.

    It belongs to the survey, not to one wave: the same themes in every wave are what makes a trend of them.
    """

    __tablename__ = "code_frame"
    __table_args__ = (UniqueConstraint("survey_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    item: Mapped[str] = mapped_column(String(80))
    made_by: Mapped[str] = mapped_column(String(160))
    made_on: Mapped[dt.date] = mapped_column(default=today)

    survey: Mapped["Survey"] = relationship()  # noqa: F821
    themes: Mapped[list["Theme"]] = relationship(back_populates="frame", order_by="Theme.place, Theme.id")


class Theme(db.Model):
    """One theme of a frame. A retired theme is offered no more; what was coded to it stays."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("frame_id", "key"),
        CheckConstraint("place >= 1", name="place_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    frame_id: Mapped[int] = mapped_column(ForeignKey("code_frame.id"))
    name: Mapped[str] = mapped_column(String(80))
    # The name as it is compared: without regard to case and accents, so that no two themes read alike.
    key: Mapped[str] = mapped_column(String(240))
    description: Mapped[str] = mapped_column(String(400), default="")
    place: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)

    frame: Mapped[CodeFrame] = relationship(back_populates="themes")
