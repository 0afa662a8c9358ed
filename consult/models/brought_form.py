import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now, one_of

KINDS = ("consult", "own", "xlsform", "limesurvey")


class BroughtForm(db.Model):
    """A questionnaire read from a file, with what was said of it, until somebody decides what becomes of it."""

    __tablename__ = "brought_form"
    # A number is never given twice: an old page must not decide on a newer file.
    __table_args__ = (one_of("kind", KINDS), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(10))
    document: Mapped[dict] = mapped_column(Document)
    remarks: Mapped[list] = mapped_column(Document)
    actor: Mapped[str] = mapped_column(String(160))
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    # What it became; None while nobody has decided.
    version_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire_version.id"))

    version: Mapped["QuestionnaireVersion"] = relationship()  # noqa: F821
