from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db


class Postcode(db.Model):
    """A postcode of the partnership's area and its ward. Only looked up: nobody's postcode is kept."""

    __tablename__ = "postcode"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    # Capitals without blanks: "M331AA".
    postcode: Mapped[str] = mapped_column(String(8), primary_key=True)
    ward_code: Mapped[str] = mapped_column(String(40))
