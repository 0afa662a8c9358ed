import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import Document, now


class EarlierMargin(db.Model):
    """A margin that another took the place of, whole: weightings that were made to it can still be explained."""

    __tablename__ = "earlier_margin"

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    record: Mapped[dict] = mapped_column(Document)
    replaced_by: Mapped[str] = mapped_column(String(160))
    replaced_at: Mapped[dt.datetime] = mapped_column(default=now)
