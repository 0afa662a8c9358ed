import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import Document, now


class QuestionnaireEdit(db.Model):
    """One step in the making of a version: the document as it was after it, so that the step can be undone."""

    __tablename__ = "questionnaire_edit"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[dict] = mapped_column(Document)
    # What was done, in words of the program that are translated when they are read, and what it was done to.
    done: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(160), default="")
    actor: Mapped[str] = mapped_column(String(160))
    at: Mapped[dt.datetime] = mapped_column(default=now)
