import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, DocumentOrNone, one_of

JOB_KINDS = ("daily", "weigh", "submit", "files", "export")
JOB_STATES = ("waiting", "working", "done", "refused", "failed")


class Job(db.Model):
    """Work that takes longer than a page may: what was asked, who does it now, and what came of it.

    This row is the truth. The queue only tells workers that there is one, so whatever becomes of the queue or of a
    worker, the work is found here and done. Times are the database's, so that hosts' clocks do not matter.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("kind", JOB_KINDS),
        one_of("state", JOB_STATES),
        CheckConstraint("(state = 'working') = (holder IS NOT NULL)", name="worked_by_one"),
        CheckConstraint("(state IN ('waiting', 'working')) = (ended_at IS NULL)", name="ended_has_a_time"),
        CheckConstraint("(state = 'refused') = (words IS NOT NULL)", name="refused_in_words"),
        Index("ix_job_open", "state", "beat_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(String(8))
    # None: the whole installation's, such as the daily work.
    partnership_id: Mapped[int | None] = mapped_column(ForeignKey("partnership.id"), index=True)
    # What was asked: numbers of rows and settings, never an answer or an address.
    asked: Mapped[dict] = mapped_column(Document)
    asked_by: Mapped[str] = mapped_column(String(160))
    # The language of whoever asked: a refusal is in it.
    language: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    # Of one try of one worker: what a try that was given up brings is thrown away.
    holder: Mapped[uuid.UUID | None]
    # When its worker was last seen alive.
    beat_at: Mapped[dt.datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[dt.datetime | None]
    # What came of it, such as {"run": 12}.
    outcome: Mapped[dict | None] = mapped_column(DocumentOrNone)
    # Why it could not be done, in the words of the service that refused.
    words: Mapped[str | None] = mapped_column(Text)

    partnership: Mapped["Partnership | None"] = relationship()  # noqa: F821


class JobPart(db.Model):
    """A piece of the file that a job made, until it is fetched or a day has passed: any web process hands it over."""

    __tablename__ = "job_part"

    job_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Worker(db.Model):
    """A process that does jobs, while it does: web processes look here whether anybody would do one."""

    __tablename__ = "worker"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    beat_at: Mapped[dt.datetime]
