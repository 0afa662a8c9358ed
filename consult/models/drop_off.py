from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.extensions import db


class DropOff(db.Model):
    """How many abandoned drafts had come as far as a page that is on everybody's way. All that remains of them."""

    __tablename__ = "drop_off"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    page_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
