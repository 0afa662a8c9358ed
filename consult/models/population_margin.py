import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db
from consult.models.survey import AUDIENCES
from consult.models.types import Document, one_of


class PopulationMargin(db.Model):
    """What is known of a partnership's population over one or two dimensions: targets are {categories, value} rows."""

    __tablename__ = "population_margin"
    __table_args__ = (one_of("audience", AUDIENCES), UniqueConstraint("partnership_id", "key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    audience: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(160))
    dimensions: Mapped[list] = mapped_column(Document)
    targets: Mapped[list] = mapped_column(Document)
    unit: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(400))
    source_address: Mapped[str] = mapped_column(String(400))
    date: Mapped[dt.date]
    caution: Mapped[str | None] = mapped_column(String(600))
    # Of a margin loaded from a file: which file, by whom and when, whom it counts, and what was found and reconciled.
    # None of one that came with the program.
    origin: Mapped[dict | None] = mapped_column(Document)
