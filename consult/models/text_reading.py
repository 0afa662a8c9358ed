import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import one_of, today

READING_STATES = ("ready", "held")


class TextReading(db.Model):
    """What became of one text that somebody wrote: read by a person, what identifies taken out, or held back.

    It goes with its response: whoever withdraws their answers takes every reading, code and quote of them along.
    """

    __tablename__ = "text_reading"
    __table_args__ = (
        UniqueConstraint("response_id", "item"),
        one_of("state", READING_STATES),
        CheckConstraint("(state = 'ready') = (redacted IS NOT NULL)", name="ready_has_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    # The response's: what belongs to a wave can be kept together with it, see consult.models.distribution.
    wave_id: Mapped[int]
    # The column of the answers that it stands in: "anything_else", "reasons_unsafe.other".
    item: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[str] = mapped_column(String(8))
    # The words as they may be coded and quoted; None where the text is held back.
    redacted: Mapped[str | None] = mapped_column(Text)
    read_by: Mapped[str] = mapped_column(String(160))
    read_on: Mapped[dt.date] = mapped_column(default=today)

    response: Mapped["Response"] = relationship()  # noqa: F821
    codings: Mapped[list["Coding"]] = relationship(  # noqa: F821
        back_populates="reading", order_by="Coding.id", passive_deletes=True
    )
    quotes: Mapped[list["Quote"]] = relationship(  # noqa: F821
        back_populates="reading", order_by="Quote.id", passive_deletes=True
    )
