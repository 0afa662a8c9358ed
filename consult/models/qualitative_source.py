import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of, today

SOURCE_KINDS = ("focus_group", "session_notes", "interview")
# How those in the room agreed that what they said is used.
SOURCE_CONSENTS = ("verbal", "written", "adult")
SOURCE_STATES = ("unread", "ready")


class QualitativeSource(db.Model):
    """Notes of people talking: a focus group, a session, an interview. Who they were is said of the group, never
    by name. Once read, the redacted notes replace what was typed."""

    __tablename__ = "qualitative_source"
    __table_args__ = (
        one_of("kind", SOURCE_KINDS),
        one_of("consent", SOURCE_CONSENTS),
        one_of("state", SOURCE_STATES),
        CheckConstraint("people >= 1", name="people_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    who: Mapped[str] = mapped_column(String(160))
    place: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[dt.date]
    people: Mapped[int]
    consent: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(8), default="unread")
    notes: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(160))
    recorded_on: Mapped[dt.date] = mapped_column(default=today)

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
    survey: Mapped["Survey | None"] = relationship()  # noqa: F821
    marks: Mapped[list["SourceTheme"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class SourceTheme(db.Model):
    """A theme that was heard in a source. Sources are listed beside figures and never counted into them."""

    __tablename__ = "source_theme"

    source_id: Mapped[int] = mapped_column(ForeignKey("qualitative_source.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)
    coder: Mapped[str] = mapped_column(String(160))
