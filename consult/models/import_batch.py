import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, now


class ImportBatch(db.Model):
    """One file of answers brought in whole, with the mapping that read it."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict] = mapped_column(Document)
    rows: Mapped[int]
    imported_at: Mapped[dt.datetime] = mapped_column(default=now)

    wave: Mapped["Wave"] = relationship()  # noqa: F821
