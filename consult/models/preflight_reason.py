import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import now


class PreflightReason(db.Model):
    """Why a wave may open although the checker warns: for one finding, while what it judged is the same."""

    __tablename__ = "preflight_reason"
    __table_args__ = (UniqueConstraint("version_id", "code", "place", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    # The name of an item; empty where the finding is about the whole questionnaire.
    place: Mapped[str] = mapped_column(String(40))
    # SHA-256 of what was judged: other words need another reason.
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    actor: Mapped[str] = mapped_column(String(160))
    at: Mapped[dt.datetime] = mapped_column(default=now)

    version: Mapped["QuestionnaireVersion"] = relationship()  # noqa: F821
