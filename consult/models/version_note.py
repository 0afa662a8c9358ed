import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import now


class VersionNote(db.Model):
    """What an officer says of a version of a questionnaire: why it was changed. One a version, the last one written."""

    __tablename__ = "version_note"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="CASCADE"), primary_key=True
    )
    note: Mapped[str] = mapped_column(String(1000))
    actor: Mapped[str] = mapped_column(String(160))
    at: Mapped[dt.datetime] = mapped_column(default=now)
