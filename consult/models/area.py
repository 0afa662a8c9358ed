from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.extensions import db
from consult.models.types import Document, one_of


class Area(db.Model):
    """A ward (2023 boundaries, its ONS code) or a neighbourhood that the partnership reports by."""

    __tablename__ = "area"
    __table_args__ = (one_of("kind", ("ward", "neighbourhood")), UniqueConstraint("partnership_id", "kind", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    # GeoJSON geometry in degrees, simplified to what a phone can show; None where no outlines were loaded.
    outline: Mapped[dict | None] = mapped_column(Document)
    # A ward's neighbourhood, where the partnership has them.
    within_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))

    partnership: Mapped["Partnership"] = relationship(back_populates="areas")  # noqa: F821
    within: Mapped["Area | None"] = relationship(remote_side=[id])
