import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.types import Document, now, one_of

FILE_KINDS = ("tables", "lookup", "people", "deprivation", "outlines", "postcodes")


class PopulationFile(db.Model):
    """A published file as it was read, the partnership's rows alone: waiting for a person's decision, or kept.

    `data` is the document of what was read (tables, a lookup, people, deciles, outlines, postcodes), never the file.
    """

    __tablename__ = "population_file"
    __table_args__ = (
        one_of("kind", FILE_KINDS),
        CheckConstraint("slot IS NOT NULL OR expires_at IS NOT NULL", name="kept_or_expires"),
        UniqueConstraint("partnership_id", "slot"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    # What it is kept as, "lookup oa 2022": a second file of the same takes its place. None while it waits.
    slot: Mapped[str | None] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(160))
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict] = mapped_column(Document)
    # What the reader noticed.
    notes: Mapped[list] = mapped_column(Document)
    loaded_by: Mapped[str] = mapped_column(String(160))
    loaded_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime | None]
