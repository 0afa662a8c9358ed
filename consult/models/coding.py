import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of, today

# Two coders work apart; "agreed" is what counts: the one coder's where there is one, both coders' where they agree,
# or what was settled afterwards.
TURNS = ("first", "second", "agreed")


class Coding(db.Model):
    """One coder's decision on one text: these themes of the frame, and by their absence none of the others."""

    __tablename__ = "coding"
    __table_args__ = (UniqueConstraint("reading_id", "turn"), one_of("turn", TURNS))

    id: Mapped[int] = mapped_column(primary_key=True)
    reading_id: Mapped[int] = mapped_column(ForeignKey("text_reading.id", ondelete="CASCADE"))
    wave_id: Mapped[int]
    turn: Mapped[str] = mapped_column(String(8))
    coder: Mapped[str] = mapped_column(String(160))
    coded_on: Mapped[dt.date] = mapped_column(default=today)
    # The id of the newest theme that there was to choose from: of a later one this coding says nothing.
    newest_theme: Mapped[int]

    reading: Mapped["TextReading"] = relationship(back_populates="codings")  # noqa: F821
    marks: Mapped[list["CodedTheme"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def themes(self) -> set[int]:
        """The ids of the themes that the text was coded to."""
        return {mark.theme_id for mark in self.marks}


class CodedTheme(db.Model):
    """A theme that a coding gave a text."""

    __tablename__ = "coded_theme"

    coding_id: Mapped[int] = mapped_column(ForeignKey("coding.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    wave_id: Mapped[int]
