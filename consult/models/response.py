import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, one_of, today

CHANNELS = ("open_link", "invitation", "outreach", "paper", "import")
# Who agreed that a young person may answer: they themselves at 16 and 17, else an adult beforehand.
CONSENT_ROUTES = ("own", "school", "centre", "parent")
_UNMIXED = text("NOT mixed")


class Response(db.Model):
    """One person's submitted answers. No name, no address, no minute: a random id and a date."""

    __tablename__ = "response"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("consent_route", CONSENT_ROUTES),
        CheckConstraint("base_weight > 0", name="base_weight_positive"),
        CheckConstraint("(channel = 'import') = (import_batch_id IS NOT NULL)", name="import_has_batch"),
        UniqueConstraint("wave_id", "external_id"),
        # All that the fieldwork page counts beside the answers themselves: read from here without the rows.
        Index(
            "ix_response_coming_in",
            "wave_id", "left_out", "submitted_on", "channel", "language", "simulated", "link_id", "session_id",
            "same_device", "consent_route", "seconds",
        ),  # fmt: skip
        Index("ix_response_unmixed", "id", sqlite_where=_UNMIXED, postgresql_where=_UNMIXED),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    channel: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    submitted_on: Mapped[dt.date] = mapped_column(default=today)
    answers: Mapped[dict] = mapped_column(Document)
    # Digest of the code that withdraws it. Unique, so that a submission sent twice is stored once.
    receipt_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    # The short link or poster that led here, so that a wave's channels are counted apart.
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"), index=True)
    # The outreach session it was given in.
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outreach_session.id"), index=True)
    # How long it took, rounded to ten seconds: a length, which tells no time of day.
    seconds: Mapped[int | None]
    # Answers were sent from this device before: no proof of anything in a family or a library.
    same_device: Mapped[bool] = mapped_column(default=False)
    easy_read: Mapped[bool] = mapped_column(default=False)
    consent_route: Mapped[str | None] = mapped_column(String(8))
    simulated: Mapped[bool] = mapped_column(default=False)
    # Left out of every figure, weight and file by somebody's decision: see ResponseFlag. It can be taken back in.
    left_out: Mapped[bool] = mapped_column(default=False)
    # Whether its row was written anew among others, so that where it lies tells nothing of when it came.
    mixed: Mapped[bool] = mapped_column(default=False)

    # Of an imported sample: its own row id and design.
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(80))
    base_weight: Mapped[float] = mapped_column(default=1.0)
    stratum: Mapped[str | None] = mapped_column(String(80))
    cluster: Mapped[str | None] = mapped_column(String(80))

    wave: Mapped["Wave"] = relationship()  # noqa: F821
    version: Mapped["QuestionnaireVersion"] = relationship()  # noqa: F821
