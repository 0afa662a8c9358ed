import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, DocumentOrNone, now, one_of

SECTION_STATES = ("working", "submitted", "sent_back", "approved")


class SectionDraft(db.Model):
    """A section in the making: its blocks in order and, once submitted, the composed document, frozen.

    A second person approves that very document. Once approved it is the edition's; the draft keeps what the section
    was made of, so that a correction can begin from it.
    """

    __tablename__ = "section_draft"
    __table_args__ = (
        one_of("state", SECTION_STATES),
        CheckConstraint("(state = 'submitted') = (document IS NOT NULL)", name="submitted_is_frozen"),
        CheckConstraint("(state = 'approved') = (number IS NOT NULL)", name="approved_is_numbered"),
        CheckConstraint("state <> 'submitted' OR submitted_by IS NOT NULL", name="submitted_by_somebody"),
        CheckConstraint("corrects IS NULL OR correction IS NOT NULL", name="correction_in_words"),
        # One at a time: two drafts of a section would be two answers to what is published next.
        Index("uq_section_draft_open", "partnership_id", "template", unique=True,
              sqlite_where=text("state <> 'approved'"), postgresql_where=text("state <> 'approved'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    # [{"key", "kind", "ref", "typed"}] in the order of the section.
    items: Mapped[list] = mapped_column(Document)
    # Counts the changes: a form that was made before the last of them is refused.
    revision: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10), default="working")
    begun_by: Mapped[str] = mapped_column(String(160))
    begun_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(160))
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
    submitted_by: Mapped[str | None] = mapped_column(String(160))
    submitted_at: Mapped[dt.datetime | None]
    document: Mapped[dict | None] = mapped_column(DocumentOrNone)
    sha256: Mapped[str | None] = mapped_column(String(64))
    # Rests on simulated answers, said at submission: emptying the demonstration takes it away.
    simulated: Mapped[bool] = mapped_column(default=False)
    sent_back_by: Mapped[str | None] = mapped_column(String(160))
    sent_back_words: Mapped[str | None] = mapped_column(Text)
    # The edition that it became.
    number: Mapped[int | None]
    # The edition that it corrects, and by language what was wrong with that.
    corrects: Mapped[int | None]
    correction: Mapped[dict | None] = mapped_column(DocumentOrNone)

    partnership: Mapped["Partnership"] = relationship()  # noqa: F821
