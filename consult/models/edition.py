import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now


class Edition(db.Model):
    """A published section, frozen: every figure after disclosure control, and the hash of what it came from."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("partnership_id", "section", "number"),
        CheckConstraint("number >= 1", name="number_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    section: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    document: Mapped[dict] = mapped_column(Document)
    sha256: Mapped[str] = mapped_column(String(64))
    # Rests on simulated answers: every page that shows it says so, and emptying the demonstration takes it away.
    simulated: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[dt.datetime] = mapped_column(default=now)
    # Who submitted it and who, another person, approved it; None of those that were published by one person.
    submitted_by: Mapped[str | None] = mapped_column(String(160))
    approved_by: Mapped[str | None] = mapped_column(String(160))
    # The number of the edition that it corrects; what was wrong is in the document.
    corrects: Mapped[int | None]

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
