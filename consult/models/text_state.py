import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import now, one_of

STATES = ("machine", "draft", "reviewed")


class TextState(db.Model):
    """What is known of one translation of one text: how it came about, and who stands for it.

    It belongs to the two texts, not to a version: wherever both stand again at that place, so does what was said of
    them. Where only the translation does, the original has changed since.
    """

    __tablename__ = "text_state"
    __table_args__ = (
        UniqueConstraint("survey_id", "language", "place", "source_digest", "text_digest", name="uq_text_state_texts"),
        one_of("state", STATES),
        CheckConstraint("state = 'machine' OR person IS NOT NULL", name="somebody_says_so"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(120))
    source_digest: Mapped[str] = mapped_column(String(64))
    text_digest: Mapped[str] = mapped_column(String(64))
    # The original in full, to be shown beside what has become of it.
    source: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(8))
    # Who wrote a draft, or who has read what is reviewed. When is not known of what a document said of itself.
    person: Mapped[str | None] = mapped_column(String(160))
    at: Mapped[dt.datetime | None] = mapped_column(default=now)
