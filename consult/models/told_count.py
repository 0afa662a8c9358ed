import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now, one_of

REASONS = ("small_base", "small_count", "unanimous", "secondary", "difference")


class Telling(db.Model):
    """One time that figures of a wave left the house: an edition, or a file that was downloaded."""

    __tablename__ = "telling"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    # What it was, in a few words: "what-our-communities-tell-us edition 2".
    place: Mapped[str] = mapped_column(String(160))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id", ondelete="SET NULL"), index=True)
    # Names the answers that were counted: another name, other answers.
    state: Mapped[str] = mapped_column(String(80))
    told_at: Mapped[dt.datetime] = mapped_column(default=now)

    wave: Mapped["Wave"] = relationship()  # noqa: F821
    counts: Mapped[list["ToldCount"]] = relationship(
        back_populates="telling", cascade="all, delete-orphan", passive_deletes=True, order_by="ToldCount.id"
    )


class ToldCount(db.Model):
    """A count that an output told, or withheld for `reason`: what the next output must not give away by subtraction.

    Of what was withheld it holds the true small number, for the protection cannot be worked out without it. Nobody is
    shown it: only consult.services.disclosure reads the numbers, no page, file or log prints them, and officers see
    which figures were hidden and why, without counts. Who can read the database itself can read the answers too.
    """

    __tablename__ = "told_count"
    __table_args__ = (
        one_of("reason", REASONS),
        CheckConstraint("people >= 0 AND people <= base", name="people_in_base"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    telling_id: Mapped[int] = mapped_column(ForeignKey("telling.id", ondelete="CASCADE"), index=True)
    variable: Mapped[str] = mapped_column(String(240))
    answers: Mapped[list] = mapped_column(Document)
    # [[dimension, category], ...] that all hold for the people told of.
    people_of: Mapped[list] = mapped_column(Document)
    people: Mapped[int]
    base: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(12))

    telling: Mapped[Telling] = relationship(back_populates="counts")
